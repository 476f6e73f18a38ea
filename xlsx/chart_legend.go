package xlsx

import "strings"

// LegendOptions are the legend of a chart.
type LegendOptions struct {
	// Position is right (the default), left, top, bottom or top_right, overlay_
	// and one of those to lay it over the plot, or none.
	Position string
	// None leaves the legend out.
	None bool
	// DeleteSeries are the series, from 0, that the legend does not name.
	DeleteSeries []int
	// Font is that of the text.
	Font *Font
	// Layout is the legend's place.
	Layout *Layout
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

type chartLegend struct {
	position string // "" for no legend
	overlay  bool
	deleted  []int
	font     *chartFont
	place    spot
	look
}

// legendPositions are the positions as files name them.
var legendPositions = map[string]string{"right": "r", "left": "l", "top": "t", "bottom": "b", "top_right": "tr"}

// SetLegend sets the legend of the chart.
func (c *Chart) SetLegend(opts *LegendOptions) error {
	const op = "SetLegend"
	if err := c.ready(op); err != nil {
		return err
	}
	var o LegendOptions
	if opts != nil {
		o = *opts
	}
	l, err := newLegend(&o)
	if err != nil {
		return c.refuse(op, err)
	}
	c.legend = l
	return nil
}

// mostEntries is more than a legend has: the series and their trend lines.
const mostEntries = 1023

func newLegend(o *LegendOptions) (l chartLegend, err error) {
	side, overlay := strings.CutPrefix(o.Position, "overlay_")
	l.overlay = overlay
	switch {
	case o.Position == "":
		l.position = "r"
	case o.Position == "none":
	default:
		if l.position = legendPositions[side]; l.position == "" {
			return l, within("Position", badOption(o.Position, "expected right, left, top, bottom or top_right, overlay_ before one of them, or none"))
		}
	}
	if o.None {
		l.position = ""
	}
	for _, i := range o.DeleteSeries {
		if i < 0 || i > mostEntries {
			return l, within("DeleteSeries", badOption(itoa(i), "series are numbered from 0 to "+itoa(mostEntries)))
		}
		l.deleted = append(l.deleted, i)
	}
	if l.font, err = newChartFont(o.Font); err != nil {
		return l, within("Font", err)
	}
	if l.place, err = newSpot(o.Layout, false); err != nil {
		return l, err
	}
	l.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient)
	return l, err
}

func (x *chartXML) legend(l *chartLegend) {
	if l.position == "" {
		return
	}
	x.startTag("c:legend")
	x.val("c:legendPos", l.position)
	for _, i := range l.deleted {
		x.startTag("c:legendEntry")
		x.val("c:idx", itoa(i))
		x.val("c:delete", "1")
		x.endTag("c:legendEntry")
	}
	x.layout(l.place, "")
	if l.overlay {
		x.val("c:overlay", "1")
	}
	x.look(l.look)
	switch {
	case x.chart.kind.round:
		x.textProperties(l.font, false, "rtl", "0")
	case l.font != nil:
		x.textProperties(l.font, false)
	}
	x.endTag("c:legend")
}
