package xlsx

import (
	"cmp"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// AxisOptions are an axis of a chart.
type AxisOptions struct {
	// Name is the title, or the cell that holds it: =Sheet1!$A$1.
	Name string
	// NameFormula is the cell that holds the title, if Name does not say it, and
	// Data its value, which the workbook finds by itself if it is one of its own.
	NameFormula string
	Data        []any
	// NameFont is the font of the title, NameLayout its place, NameLine (or
	// NameBorder) its outline, and NameFill, NamePattern and NameGradient its
	// ground.
	NameFont             *Font
	NameLayout           *Layout
	NameLine, NameBorder *Line
	NameFill             *Fill
	NamePattern          *Pattern
	NameGradient         *Gradient

	// NumFormat is the format of the numbers, and NumFormatLinked takes that of
	// the cells.
	NumFormat       string
	NumFormatLinked bool
	// NumFont is the font of the numbers or categories.
	NumFont *Font
	// Line is the axis; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground of the numbers.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient

	// Min and Max are the ends of an axis of numbers or dates: numbers or
	// [time.Time] values; nil is Excel's own choice.
	Min, Max any
	// MinorUnit and MajorUnit are the steps; 0 is Excel's own choice.
	MinorUnit, MajorUnit float64
	// MinorUnitType and MajorUnitType are what the steps of a date axis count:
	// days (the default), months or years.
	MinorUnitType, MajorUnitType string
	// LogBase makes the axis logarithmic; 0 is a linear axis.
	LogBase float64
	// Crossing is where the other axis crosses this one: a number (of the
	// category, on an axis of categories), a [time.Time], max or min; nil is
	// Excel's own choice.
	Crossing any
	// DisplayUnits shortens the numbers: hundreds, thousands, ten_thousands,
	// hundred_thousands, millions, ten_millions, hundred_millions, billions or
	// trillions. NoDisplayUnitsLabel does not write that beside the axis.
	DisplayUnits        string
	NoDisplayUnitsLabel bool `key:"!display_units_visible"`

	// IntervalUnit writes every nth category, IntervalTick draws every nth
	// mark; 0 is Excel's own choice.
	IntervalUnit, IntervalTick int
	// LabelAlign is center (the default), left or right.
	LabelAlign string
	// LabelPosition is next_to (the default), high, low or none.
	LabelPosition string
	// Position is that of the axis: top, bottom, left or right.
	Position string
	// PositionAxis puts categories between the marks (between) or on them
	// (on_tick).
	PositionAxis string
	// DateAxis says that the categories of the chart are dates, TextAxis that
	// they are texts even if they look like dates.
	DateAxis, TextAxis bool

	// Visible shows or hides the axis. The default is to show it, but for the
	// secondary x axis.
	Visible *bool
	// Reverse draws the axis from its end.
	Reverse bool
	// MajorGridlines and MinorGridlines run across the plot. By default there
	// are those of the major steps on the axis of the values.
	MajorGridlines, MinorGridlines *Gridlines
	// MajorTickMark and MinorTickMark are none, inside, outside or cross.
	MajorTickMark, MinorTickMark string
}

// Gridlines are the lines across the plot.
type Gridlines struct {
	// Visible draws them.
	Visible bool
	// Line is what they look like; Border is another name for it.
	Line, Border *Line
}

// axisIndex numbers the axes of a chart.
type axisIndex int

const (
	xAxis axisIndex = iota
	yAxis
	x2Axis
	y2Axis
)

// axisDefaults are what an axis is where its options say nothing.
type axisDefaults struct {
	format, labels, crossing, position string
	grid, visible                      bool
}

// A chartAxis is a checked axis.
type chartAxis struct {
	defaults axisDefaults
	title    chartTitle
	look
	font         *chartFont
	format       string
	linked       bool
	min, max     string
	crossing     string // "", max, min or a number
	major, minor string // the steps
	majorType    string
	minorType    string
	logBase      string
	units        string
	unitsLabel   bool
	labelEvery   int
	markEvery    int
	align        string
	labels       string
	position     string // b, t, l, r, or "" for the chart's own
	between      string
	text         bool
	visible      bool
	reverse      bool
	majorGrid    *look
	minorGrid    *look
	majorTick    string
	minorTick    string
}

var (
	displayUnits = map[string]string{"": "", "hundreds": "hundreds", "thousands": "thousands", "ten_thousands": "tenThousands", "hundred_thousands": "hundredThousands",
		"millions": "millions", "ten_millions": "tenMillions", "hundred_millions": "hundredMillions", "billions": "billions", "trillions": "trillions"}
	tickMarks     = map[string]string{"": "", "none": "none", "inside": "in", "outside": "out", "cross": "cross"}
	labelAligns   = map[string]string{"": "ctr", "center": "ctr", "left": "l", "right": "r"}
	labelPlaces   = map[string]string{"": "nextTo", "next_to": "nextTo", "high": "high", "low": "low", "none": "none"}
	axisPositions = map[string]string{"": "", "top": "t", "bottom": "b", "left": "l", "right": "r"}
	tickPlaces    = map[string]string{"": "", "between": "between", "on_tick": "midCat"}
	unitTypes     = map[string]string{"": "days", "days": "days", "months": "months", "years": "years"}
)

// SetXAxis sets the x axis: that of the categories, but of the values in bar and
// scatter charts.
func (c *Chart) SetXAxis(opts *AxisOptions) error { return c.setAxis("SetXAxis", xAxis, opts) }

// SetYAxis sets the y axis: that of the values, but of the categories in bar
// charts.
func (c *Chart) SetYAxis(opts *AxisOptions) error { return c.setAxis("SetYAxis", yAxis, opts) }

// SetX2Axis sets the secondary x axis, which is invisible by default.
func (c *Chart) SetX2Axis(opts *AxisOptions) error { return c.setAxis("SetX2Axis", x2Axis, opts) }

// SetY2Axis sets the secondary y axis, which series with Y2Axis use.
func (c *Chart) SetY2Axis(opts *AxisOptions) error { return c.setAxis("SetY2Axis", y2Axis, opts) }

func (c *Chart) setAxis(op string, which axisIndex, opts *AxisOptions) error {
	if err := c.ready(op); err != nil {
		return err
	}
	var o AxisOptions
	if opts != nil {
		o = *opts
	}
	stage := dataStage{chart: c}
	a, err := c.newAxis(&o, c.defaults[which], &stage)
	if err != nil {
		return c.refuse(op, err)
	}
	stage.commit()
	c.axes[which] = a
	if o.DateAxis {
		c.date = true
	}
	if o.TextAxis {
		c.date = false
	}
	return nil
}

// defaultAxis is an axis without options.
func (c *Chart) defaultAxis(which axisIndex) *chartAxis {
	a, err := c.newAxis(&AxisOptions{}, c.defaults[which], &dataStage{chart: c})
	if err != nil {
		return &chartAxis{}
	}
	return a
}

func (c *Chart) newAxis(o *AxisOptions, d axisDefaults, stage *dataStage) (*chartAxis, error) {
	a := &chartAxis{defaults: d, format: o.NumFormat, linked: o.NumFormatLinked, text: o.TextAxis, reverse: o.Reverse, unitsLabel: !o.NoDisplayUnitsLabel, visible: d.visible,
		labelEvery: o.IntervalUnit, markEvery: o.IntervalTick}
	if a.format == "" {
		a.format = d.format
	}
	if o.Visible != nil {
		a.visible = *o.Visible
	}
	for _, choice := range []struct {
		name, value string
		of          map[string]string
		to          *string
		expected    string
	}{
		{"DisplayUnits", o.DisplayUnits, displayUnits, &a.units, "expected hundreds, thousands, and so on to trillions"},
		{"MajorTickMark", o.MajorTickMark, tickMarks, &a.majorTick, "expected none, inside, outside or cross"},
		{"MinorTickMark", o.MinorTickMark, tickMarks, &a.minorTick, "expected none, inside, outside or cross"},
		{"LabelAlign", o.LabelAlign, labelAligns, &a.align, "expected center, left or right"},
		{"LabelPosition", cmp.Or(o.LabelPosition, d.labels), labelPlaces, &a.labels, "expected next_to, high, low or none"},
		{"Position", cmp.Or(strings.ToLower(o.Position), d.position), axisPositions, &a.position, "expected top, bottom, left or right"},
		{"PositionAxis", o.PositionAxis, tickPlaces, &a.between, "expected between or on_tick"},
		{"MajorUnitType", o.MajorUnitType, unitTypes, &a.majorType, "expected days, months or years"},
		{"MinorUnitType", o.MinorUnitType, unitTypes, &a.minorType, "expected days, months or years"},
	} {
		value, ok := choice.of[choice.value]
		if !ok {
			return nil, within(choice.name, badOption(choice.value, choice.expected))
		}
		*choice.to = value
	}
	if err := c.axisNumbers(a, o, d); err != nil {
		return nil, err
	}
	var err error
	if a.font, err = newChartFont(o.NumFont); err != nil {
		return nil, within("NumFont", err)
	}
	if a.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient); err != nil {
		return nil, err
	}
	if a.majorGrid, err = newGridlines(o.MajorGridlines, d.grid); err != nil {
		return nil, within("MajorGridlines", err)
	}
	if a.minorGrid, err = newGridlines(o.MinorGridlines, false); err != nil {
		return nil, within("MinorGridlines", err)
	}
	a.title, err = newChartTitle(ChartTitleOptions{Name: o.Name, Font: o.NameFont, Layout: o.NameLayout, Line: o.NameLine, Border: o.NameBorder, Fill: o.NameFill, Pattern: o.NamePattern, Gradient: o.NameGradient})
	if err != nil {
		return nil, within("Name", err)
	}
	a.title.data, err = stage.named(&a.title.text, o.NameFormula, o.Data)
	return a, err
}

// axisNumbers reads the options that are numbers.
func (c *Chart) axisNumbers(a *chartAxis, o *AxisOptions, d axisDefaults) (err error) {
	if a.min, err = c.quantity(o.Min, "Min"); err != nil {
		return err
	}
	if a.max, err = c.quantity(o.Max, "Max"); err != nil {
		return err
	}
	switch crossing, isText := o.Crossing.(string); {
	case o.Crossing == nil:
		a.crossing = d.crossing
	case !isText:
		if a.crossing, err = c.quantity(o.Crossing, "Crossing"); err != nil {
			return err
		}
	case crossing == "":
		a.crossing = d.crossing
	case crossing == "max", crossing == "min":
		a.crossing = crossing
	default:
		return within("Crossing", badOption(crossing, "expected a number, a time.Time, max or min"))
	}
	for _, n := range []struct {
		name  string
		value float64
		to    *string
	}{{"MajorUnit", o.MajorUnit, &a.major}, {"MinorUnit", o.MinorUnit, &a.minor}, {"LogBase", o.LogBase, &a.logBase}} {
		if !(n.value >= 0) || !finite(n.value) {
			return within(n.name, badOption(pytext.Float(n.value), "expected a number of categories"))
		}
		if n.value != 0 {
			*n.to = chartNumber(n.value)
		}
	}
	if o.LogBase != 0 && !(o.LogBase >= 2 && o.LogBase <= 1000) {
		return within("LogBase", badOption(a.logBase, "the base of a logarithmic axis is from 2 to 1000"))
	}
	if o.IntervalUnit < 0 || o.IntervalUnit > MaxRows {
		return within("IntervalUnit", badOption(itoa(o.IntervalUnit), "expected a number of categories"))
	}
	if o.IntervalTick < 0 || o.IntervalTick > MaxRows {
		return within("IntervalTick", badOption(itoa(o.IntervalTick), "expected a number above 0"))
	}
	return nil
}

func newGridlines(g *Gridlines, visible bool) (*look, error) {
	if g == nil {
		if visible {
			return &look{}, nil
		}
		return nil, nil
	}
	l, err := newLook(g.Line, g.Border, nil, nil, nil)
	if err != nil || !g.Visible {
		return nil, err
	}
	return &l, nil
}
