package xlsx

// UpDownBarsOptions are the bars between the first and the last series of a line
// or stock chart.
type UpDownBarsOptions struct {
	// Up is what bars look like where the last series is higher, Down where it
	// is lower.
	Up, Down *UpDownBar
}

// An UpDownBar is what a bar looks like.
type UpDownBar struct {
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
}

type upDownBars struct{ up, down look }

// SetUpDownBars draws bars between the first and the last series.
func (c *Chart) SetUpDownBars(opts *UpDownBarsOptions) error {
	const op = "SetUpDownBars"
	if err := c.readyAcross(op); err != nil {
		return err
	}
	b := &upDownBars{}
	if opts != nil {
		for _, bar := range []struct {
			name string
			from *UpDownBar
			to   *look
		}{{"Up", opts.Up, &b.up}, {"Down", opts.Down, &b.down}} {
			if bar.from == nil {
				continue
			}
			var err error
			if *bar.to, err = newLook(bar.from.Line, bar.from.Border, bar.from.Fill, bar.from.Pattern, bar.from.Gradient); err != nil {
				return c.refuse(op, within(bar.name, err))
			}
		}
	}
	c.upDown = b
	return nil
}

// ChartLinesOptions are what drop lines and high-low lines look like.
type ChartLinesOptions struct {
	// Line is the line; Border is another name for it.
	Line, Border *Line
}

type chartLines struct{ look }

// SetDropLines draws lines from the points of an area, line or stock chart to
// its category axis.
func (c *Chart) SetDropLines(opts *ChartLinesOptions) error {
	l, err := c.newLines("SetDropLines", opts)
	if err == nil {
		c.dropLines = l
	}
	return err
}

// SetHighLowLines draws lines from the highest to the lowest series of a line or
// stock chart.
func (c *Chart) SetHighLowLines(opts *ChartLinesOptions) error {
	l, err := c.newLines("SetHighLowLines", opts)
	if err == nil {
		c.highLow = l
	}
	return err
}

func (c *Chart) newLines(op string, opts *ChartLinesOptions) (*chartLines, error) {
	if err := c.readyAcross(op); err != nil {
		return nil, err
	}
	l := &chartLines{}
	if opts != nil {
		var err error
		if l.look, err = newLook(opts.Line, opts.Border, nil, nil, nil); err != nil {
			return nil, c.refuse(op, err)
		}
	}
	return l, nil
}

// readyAcross is an error for charts that have no lines between their series.
func (c *Chart) readyAcross(op string) error {
	if err := c.ready(op); err != nil {
		return err
	}
	if !c.kind.linesAcross && !(c.kind.name == "area" && op == "SetDropLines") {
		return c.refuse(op, badOption(c.kind.name, "a chart of that type has none"))
	}
	return nil
}

func (x *chartXML) lines(tag string, l *chartLines) {
	if l != nil {
		x.gridlines(tag, &l.look)
	}
}

func (x *chartXML) upDownBars(b *upDownBars) {
	if b == nil {
		return
	}
	x.startTag("c:upDownBars")
	x.val("c:gapWidth", "150")
	for _, bar := range []struct {
		tag string
		look
	}{{"c:upBars", b.up}, {"c:downBars", b.down}} {
		if !bar.formatted() {
			x.emptyTag(bar.tag)
			continue
		}
		x.startTag(bar.tag)
		x.look(bar.look)
		x.endTag(bar.tag)
	}
	x.endTag("c:upDownBars")
}
