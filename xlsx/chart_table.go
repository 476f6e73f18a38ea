package xlsx

// ChartTableOptions are the table of values under a chart.
type ChartTableOptions struct {
	// NoHorizontal, NoVertical and NoOutline leave out lines of the table.
	NoHorizontal bool `key:"!horizontal"`
	NoVertical   bool `key:"!vertical"`
	NoOutline    bool `key:"!outline"`
	// ShowKeys adds the keys of the legend.
	ShowKeys bool
	// Font is that of the text.
	Font *Font
}

type chartTable struct {
	ChartTableOptions
	font *chartFont
}

// SetTable puts a table of the values under the chart's x axis.
func (c *Chart) SetTable(opts *ChartTableOptions) error {
	const op = "SetTable"
	if err := c.ready(op); err != nil {
		return err
	}
	t := &chartTable{}
	if opts != nil {
		t.ChartTableOptions = *opts
	}
	var err error
	if t.font, err = newChartFont(t.Font); err != nil {
		return c.refuse(op, within("Font", err))
	}
	c.table = t
	return nil
}

func (x *chartXML) table(t *chartTable) {
	if t == nil {
		return
	}
	x.startTag("c:dTable")
	if !t.NoHorizontal {
		x.val("c:showHorzBorder", "1")
	}
	if !t.NoVertical {
		x.val("c:showVertBorder", "1")
	}
	if !t.NoOutline {
		x.val("c:showOutline", "1")
	}
	if t.ShowKeys {
		x.val("c:showKeys", "1")
	}
	if t.font != nil {
		x.textProperties(t.font, false)
	}
	x.endTag("c:dTable")
}
