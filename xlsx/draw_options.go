package xlsx

// The options that text boxes, images and charts share.

// A Line is the outline of a shape, or a line of a chart.
type Line struct {
	// None draws no line.
	None bool
	// Color is the line's; the default is the place's own.
	Color Color
	// Width is in points, in steps of a quarter; nil is the place's own.
	Width *float64
	// DashType is solid, round_dot, square_dot, dash, dash_dot, long_dash,
	// long_dash_dot, long_dash_dot_dot, dot, system_dash_dot or
	// system_dash_dot_dot.
	DashType string
	// Transparency is in percent.
	Transparency int
}

// A Border is the Line around an area.
type Border = Line

// A Fill is the colour of an area.
type Fill struct {
	// None leaves the area empty.
	None bool
	// Color is the area's; the default is the place's own.
	Color Color
	// Transparency is in percent.
	Transparency int
}

// A Pattern is an area of two colours.
type Pattern struct {
	// Pattern is one of Excel's patterns, such as percent_5, percent_50,
	// light_vertical, dark_upward_diagonal, zigzag, horizontal_brick, plaid,
	// sphere, small_grid or large_check.
	Pattern string
	// FgColor is that of the lines and dots, and has to be given.
	FgColor Color
	// BgColor is that of the ground; the default is white.
	BgColor Color
}

// A Gradient is an area whose colours run into each other.
type Gradient struct {
	// Type is linear (the default), radial, rectangular or path.
	Type string
	// Colors are two to ten.
	Colors []Color
	// Positions are those of the colours in percent. Up to four colours have
	// positions of their own, evenly spaced.
	Positions []float64
	// Angle is that of a linear gradient, from 0 to under 360 degrees; 0 is the
	// default of 90.
	Angle float64
}

// A Font is that of a text in a shape or a chart.
type Font struct {
	// Name is the font's; the default is the theme's.
	Name string
	// Size is in points; 0 is the place's own.
	Size float64
	// Bold and Italic are the place's own where they are nil.
	Bold, Italic *bool
	// Underline underlines the text.
	Underline bool
	// Color is the text's; the default is the place's own.
	Color Color
	// Rotation is in degrees from -90 to 90, or 270 for stacked letters, or 271
	// for stacked letters of East Asia. Shapes have their own.
	Rotation *float64
	// PitchFamily, Charset and Baseline are as Excel's own files have them.
	PitchFamily, Charset, Baseline *int
	// Lang is the language of the text; the default is en-US.
	Lang string
}

// A Layout is a place in a chart, in parts of its width and height from 0 to 1.
// Titles have no Width and Height.
type Layout struct {
	X, Y          *float64
	Width, Height *float64
}

// ObjectOptions say where an image, a chart or a text box stands and what it is
// for readers who do not see it.
type ObjectOptions struct {
	// XOffset and YOffset are those from the upper left corner of the cell, in
	// pixels.
	XOffset, YOffset float64
	// XScale and YScale stretch the object; 0 is 1.
	XScale, YScale float64
	// ObjectPosition tells what becomes of the object when cells change: 1 it
	// moves and grows, 2 it moves, 3 it stays, 4 as 1 and hidden rows and
	// columns count. The default is 1 for charts and text boxes, 2 for images.
	ObjectPosition int
	// Description is the alternative text, for images the name of their file by
	// default.
	Description string
	// NoDescription leaves that name out.
	NoDescription bool
	// Decorative marks an object that means nothing.
	Decorative bool
	// URL is where a click leads, and Tip what is shown before.
	URL, Tip string
}

// decoded tells an empty description from none.
func (o *ObjectOptions) decoded(options map[string]any) {
	if options["description"] == "" {
		o.NoDescription = true
	}
}

// dashTypes are the dashes as drawings call them.
var dashTypes = map[string]string{
	"solid": "solid", "round_dot": "sysDot", "square_dot": "sysDash", "dash": "dash", "dash_dot": "dashDot", "long_dash": "lgDash",
	"long_dash_dot": "lgDashDot", "long_dash_dot_dot": "lgDashDotDot", "dot": "dot", "system_dash_dot": "sysDashDot", "system_dash_dot_dot": "sysDashDotDot",
}

// gradientTypes are the gradients as drawings call them.
var gradientTypes = map[string]string{"": "linear", "linear": "linear", "radial": "circle", "rectangular": "rect", "path": "shape"}

func (l *Line) check() error {
	if l == nil {
		return nil
	}
	if _, ok := dashTypes[l.DashType]; !ok && l.DashType != "" {
		return &Error{Kind: ErrParameter, Input: l.DashType, Reason: "no dash type of Excel"}
	}
	if l.Width != nil && !(*l.Width >= 0 && *l.Width <= 1584) {
		return badOption(number(*l.Width), "a line is from 0 to 1584 points wide")
	}
	return l.Color.check()
}

func (f *Fill) check() error {
	if f == nil {
		return nil
	}
	return f.Color.check()
}

// check also gives the gradient what it leaves to defaults.
func (g *Gradient) check() (full Gradient, err error) {
	full = *g
	switch n := len(g.Colors); {
	case n < 2 || n > 10:
		return full, &Error{Kind: ErrParameter, Input: itoa(n), Reason: "a gradient has two to ten colors"}
	case len(g.Positions) > 0 && len(g.Positions) != n:
		return full, &Error{Kind: ErrParameter, Input: itoa(len(g.Positions)), Reason: "a gradient has as many positions as colors"}
	case len(g.Positions) == 0 && n > 4:
		return full, &Error{Kind: ErrParameter, Reason: "a gradient of more than four colors needs positions"}
	case len(g.Positions) == 0:
		full.Positions = [][]float64{{0, 100}, {0, 50, 100}, {0, 33, 66, 100}}[n-2]
	}
	for _, p := range full.Positions {
		if !(p >= 0 && p <= 100) {
			return full, &Error{Kind: ErrParameter, Input: number(p), Reason: "a position of a gradient is from 0 to 100"}
		}
	}
	if !(g.Angle >= 0 && g.Angle < 360) {
		return full, &Error{Kind: ErrParameter, Input: number(g.Angle), Reason: "the angle of a gradient is from 0 to under 360"}
	}
	if g.Angle == 0 {
		full.Angle = 90
	}
	kind, ok := gradientTypes[g.Type]
	if !ok {
		return full, &Error{Kind: ErrParameter, Input: g.Type, Reason: "a gradient is linear, radial, rectangular or path"}
	}
	full.Type = kind
	for _, c := range g.Colors {
		if _, err := c.parse(); err != nil {
			return full, err
		}
	}
	return full, nil
}
