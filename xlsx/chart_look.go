package xlsx

import (
	"slices"
	"strconv"
)

// A look is what an element of a chart looks like: its outline and its ground,
// of which a gradient goes before a pattern and a pattern before a colour.
type look struct {
	line     *Line
	fill     *Fill
	pattern  *Pattern
	gradient *Gradient
}

// newLook reads the options that all elements have, and keeps copies. A line
// goes before a border; what is empty is as if it were not there.
func newLook(line, border *Line, fill *Fill, pattern *Pattern, gradient *Gradient) (l look, err error) {
	if line == nil || *line == (Line{}) {
		line = border
	}
	if line != nil && *line != (Line{}) {
		if err := checkLine(line); err != nil {
			return l, within("Line", err)
		}
		own := *line
		if own.Width != nil {
			width := *own.Width
			own.Width = &width
		}
		l.line = &own
	}
	if fill != nil && *fill != (Fill{}) {
		if err := checkTransparency(fill.Transparency); err != nil {
			return l, within("Fill", err)
		}
		if err := fill.check(); err != nil {
			return l, within("Fill", err)
		}
		own := *fill
		l.fill = &own
	}
	if pattern != nil && *pattern != (Pattern{}) {
		if err := checkPattern(pattern); err != nil {
			return l, within("Pattern", err)
		}
		own := *pattern
		l.pattern, l.fill = &own, nil
	}
	if gradient != nil {
		full, err := gradient.check()
		if err != nil {
			return l, within("Gradient", err)
		}
		full.Colors, full.Positions = slices.Clone(full.Colors), slices.Clone(full.Positions)
		l.gradient, l.pattern, l.fill = &full, nil, nil
	}
	return l, nil
}

func checkLine(l *Line) error {
	if err := l.check(); err != nil {
		return err
	}
	return checkTransparency(l.Transparency)
}

func checkTransparency(percent int) error {
	if percent < 0 || percent > 100 {
		return badOption(itoa(percent), "transparency is from 0 to 100 percent")
	}
	return nil
}

// patternPresets are the patterns as drawings call them.
var patternPresets = map[string]string{
	"percent_5": "pct5", "percent_10": "pct10", "percent_20": "pct20", "percent_25": "pct25", "percent_30": "pct30", "percent_40": "pct40",
	"percent_50": "pct50", "percent_60": "pct60", "percent_70": "pct70", "percent_75": "pct75", "percent_80": "pct80", "percent_90": "pct90",
	"light_vertical": "ltVert", "light_horizontal": "ltHorz", "light_upward_diagonal": "ltUpDiag", "light_downward_diagonal": "ltDnDiag",
	"dark_vertical": "dkVert", "dark_horizontal": "dkHorz", "dark_upward_diagonal": "dkUpDiag", "dark_downward_diagonal": "dkDnDiag",
	"wide_upward_diagonal": "wdUpDiag", "wide_downward_diagonal": "wdDnDiag", "narrow_vertical": "narVert", "narrow_horizontal": "narHorz",
	"dashed_vertical": "dashVert", "dashed_horizontal": "dashHorz", "dashed_upward_diagonal": "dashUpDiag", "dashed_downward_diagonal": "dashDnDiag",
	"small_confetti": "smConfetti", "large_confetti": "lgConfetti", "small_grid": "smGrid", "large_grid": "lgGrid", "small_check": "smCheck", "large_check": "lgCheck",
	"dotted_grid": "dotGrid", "dotted_diamond": "dotDmnd", "outlined_diamond": "openDmnd", "solid_diamond": "solidDmnd",
	"diagonal_brick": "diagBrick", "horizontal_brick": "horzBrick", "zigzag": "zigZag", "wave": "wave", "weave": "weave", "plaid": "plaid",
	"divot": "divot", "shingle": "shingle", "trellis": "trellis", "sphere": "sphere",
}

func checkPattern(p *Pattern) error {
	if p.Pattern == "" {
		return badOption("", "a pattern needs the name of a pattern")
	}
	if patternPresets[p.Pattern] == "" {
		return badOption(p.Pattern, "no pattern of Excel, such as percent_50 or small_grid")
	}
	if p.FgColor == "" {
		return badOption("", "a pattern needs a foreground color")
	}
	if err := p.FgColor.check(); err != nil {
		return err
	}
	return p.BgColor.check()
}

// formatted reports whether there is anything to write.
func (l look) formatted() bool {
	return l.line != nil || l.fill != nil || l.pattern != nil || l.gradient != nil
}

// look writes <c:spPr>, or nothing where all is default.
func (x *chartXML) look(l look) {
	if !l.formatted() {
		return
	}
	x.startTag("c:spPr")
	switch {
	case l.gradient != nil:
		x.gradient(l.gradient)
	case l.pattern != nil:
		x.startTag("a:pattFill", "prst", patternPresets[l.pattern.Pattern])
		x.startTag("a:fgClr")
		x.color(l.pattern.FgColor, 0)
		x.endTag("a:fgClr")
		x.startTag("a:bgClr")
		if l.pattern.BgColor == "" {
			x.color("#FFFFFF", 0)
		} else {
			x.color(l.pattern.BgColor, 0)
		}
		x.endTag("a:bgClr")
		x.endTag("a:pattFill")
	case l.fill != nil && l.fill.None:
		x.emptyTag("a:noFill")
	case l.fill != nil:
		x.solid(l.fill.Color, l.fill.Transparency)
	}
	if l.line != nil {
		x.line(l.line)
	}
	x.endTag("c:spPr")
}

func (x *chartXML) solid(c Color, transparency int) {
	x.startTag("a:solidFill")
	if c != "" {
		x.color(c, transparency)
	}
	x.endTag("a:solidFill")
}

// color writes a colour; the automatic one is never transparent.
func (x *chartXML) color(c Color, transparency int) {
	p := c.paint()
	if p.automatic {
		transparency = 0
	}
	p.writeDrawing(x.xmlWriter, transparency)
}

func (x *chartXML) line(l *Line) {
	var attrs []string
	if l.Width != nil {
		quarters := float64(int((*l.Width + 0.125) * 4))
		attrs = []string{"w", itoa(int(0.5 + 12700*quarters/4))}
	}
	if !l.None && l.Color == "" && l.DashType == "" {
		x.emptyTag("a:ln", attrs...)
		return
	}
	x.startTag("a:ln", attrs...)
	switch {
	case l.None:
		x.emptyTag("a:noFill")
	case l.Color != "":
		x.solid(l.Color, l.Transparency)
	}
	if l.DashType != "" {
		x.emptyTag("a:prstDash", "val", dashTypes[l.DashType])
	}
	x.endTag("a:ln")
}

// gradient writes one that check has completed.
func (x *chartXML) gradient(g *Gradient) {
	linear := g.Type == "linear"
	if linear {
		x.startTag("a:gradFill")
	} else {
		x.startTag("a:gradFill", "flip", "none", "rotWithShape", "1")
	}
	x.startTag("a:gsLst")
	for i, c := range g.Colors {
		x.startTag("a:gs", "pos", itoa(int(g.Positions[i]*1000)))
		x.color(c, 0)
		x.endTag("a:gs")
	}
	x.endTag("a:gsLst")
	switch {
	case linear:
		x.emptyTag("a:lin", "ang", itoa(int(g.Angle*60000)), "scaled", "0")
	case g.Type == "shape":
		x.startTag("a:path", "path", g.Type)
		x.emptyTag("a:fillToRect", "l", "50000", "t", "50000", "r", "50000", "b", "50000")
		x.endTag("a:path")
		x.emptyTag("a:tileRect")
	default:
		x.startTag("a:path", "path", g.Type)
		x.emptyTag("a:fillToRect", "l", "100000", "t", "100000")
		x.endTag("a:path")
		x.emptyTag("a:tileRect", "r", "-100000", "b", "-100000")
	}
	x.endTag("a:gradFill")
}

// A spot is a checked Layout; its zero value is Excel's own choice.
type spot struct {
	x, y, width, height string
}

// newSpot checks a layout, which has a width and a height unless it is a
// title's.
func newSpot(l *Layout, title bool) (p spot, err error) {
	if l == nil || *l == (Layout{}) {
		return p, nil
	}
	for _, part := range []struct {
		name   string
		from   *float64
		to     *string
		absent bool
	}{{"X", l.X, &p.x, false}, {"Y", l.Y, &p.y, false}, {"Width", l.Width, &p.width, title}, {"Height", l.Height, &p.height, title}} {
		switch {
		case part.absent && part.from != nil:
			return spot{}, within("Layout", badOption(part.name, "a title has no width and height"))
		case part.absent:
		case part.from == nil:
			return spot{}, within("Layout", badOption(part.name, "has to be given"))
		case !(*part.from >= 0 && *part.from <= 1):
			return spot{}, within("Layout", badOption(number(*part.from), part.name+" is from 0 to 1"))
		default:
			*part.to = strconv.FormatFloat(*part.from, 'g', 17, 64)
		}
	}
	return p, nil
}

// layout writes a spot; target is inner for that of the plot.
func (x *chartXML) layout(p spot, target string) {
	if p == (spot{}) {
		x.emptyTag("c:layout")
		return
	}
	x.startTag("c:layout")
	x.startTag("c:manualLayout")
	if target != "" {
		x.val("c:layoutTarget", target)
	}
	x.val("c:xMode", "edge")
	x.val("c:yMode", "edge")
	x.val("c:x", p.x)
	x.val("c:y", p.y)
	if p.width != "" {
		x.val("c:w", p.width)
		x.val("c:h", p.height)
	}
	x.endTag("c:manualLayout")
	x.endTag("c:layout")
}
