package xlsx

// ChartTitleOptions are the title of a chart.
type ChartTitleOptions struct {
	// Name is the title, or the cell that holds it: =Sheet1!$A$1.
	Name string
	// NameFormula is the cell that holds the title, if Name does not say it, and
	// Data its value, which the workbook finds by itself if it is one of its own.
	NameFormula string
	Data        []any
	// Font is that of the text. NameFont is another name for it.
	Font, NameFont *Font
	// Layout is the title's place.
	Layout *Layout
	// Overlay lays the title over the plot.
	Overlay bool
	// None leaves out the title that Excel gives to charts of one series.
	None bool
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

// A chartTitle is the title of a chart or of an axis.
type chartTitle struct {
	text    string
	data    *chartData // the cell, if it is one
	font    *chartFont
	place   spot
	overlay bool
	look
}

// SetTitle sets the title of the chart.
func (c *Chart) SetTitle(opts *ChartTitleOptions) error {
	const op = "SetTitle"
	if err := c.ready(op); err != nil {
		return err
	}
	var o ChartTitleOptions
	if opts != nil {
		o = *opts
	}
	if o.Font == nil || *o.Font == (Font{}) {
		o.Font = o.NameFont
	}
	t, err := newChartTitle(o)
	if err != nil {
		return c.refuse(op, err)
	}
	stage := dataStage{chart: c}
	if t.data, err = stage.named(&t.text, o.NameFormula, o.Data); err != nil {
		return c.refuse(op, err)
	}
	stage.commit()
	c.title, c.noTitle = t, o.None
	return nil
}

// newChartTitle reads what a title has beside its text.
func newChartTitle(o ChartTitleOptions) (t chartTitle, err error) {
	t = chartTitle{text: o.Name, overlay: o.Overlay}
	if t.font, err = newChartFont(o.Font); err != nil {
		return t, within("Font", err)
	}
	if t.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient); err != nil {
		return t, err
	}
	t.place, err = newSpot(o.Layout, true)
	return t, err
}

// titleElement writes <c:title>, or nothing where there is none.
func (x *chartXML) titleElement(t *chartTitle, upright bool) {
	named := t.text != "" || t.data != nil
	if !named && !t.formatted() {
		return
	}
	x.startTag("c:title")
	switch {
	case t.text != "":
		x.rich(t.text, t.font, upright, false)
	case t.data != nil:
		x.startTag("c:tx")
		x.texts(t.data)
		x.endTag("c:tx")
	}
	x.layout(t.place, "")
	if t.overlay {
		x.val("c:overlay", "1")
	}
	x.look(t.look)
	if t.text == "" && t.data != nil {
		x.textProperties(t.font, upright)
	}
	x.endTag("c:title")
}
