package xlsx

// ChartAreaOptions are what the whole of a chart, or its plot, looks like.
type ChartAreaOptions struct {
	// Line is the outline; Border is another name for it.
	Line, Border *Line
	// Fill, Pattern and Gradient are the ground.
	Fill     *Fill
	Pattern  *Pattern
	Gradient *Gradient
	// Layout is the place of the plot; the whole of a chart has none.
	Layout *Layout
}

type chartArea struct {
	place spot
	look
}

// SetChartArea sets what the whole of the chart looks like.
func (c *Chart) SetChartArea(opts *ChartAreaOptions) error {
	a, err := c.newArea("SetChartArea", opts)
	if err == nil {
		c.chartArea = a
	}
	return err
}

// SetPlotArea sets what the plot looks like and where it lies.
func (c *Chart) SetPlotArea(opts *ChartAreaOptions) error {
	a, err := c.newArea("SetPlotArea", opts)
	if err == nil {
		c.plotArea = a
	}
	return err
}

func (c *Chart) newArea(op string, opts *ChartAreaOptions) (a chartArea, err error) {
	if err := c.ready(op); err != nil {
		return a, err
	}
	var o ChartAreaOptions
	if opts != nil {
		o = *opts
	}
	if a.place, err = newSpot(o.Layout, false); err != nil {
		return a, c.refuse(op, err)
	}
	if a.look, err = newLook(o.Line, o.Border, o.Fill, o.Pattern, o.Gradient); err != nil {
		return a, c.refuse(op, err)
	}
	return a, nil
}
