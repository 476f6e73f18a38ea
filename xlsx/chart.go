package xlsx

// ChartOptions choose a chart.
type ChartOptions struct {
	// Type is area, bar, column, doughnut, line, pie, radar, scatter or stock.
	Type string
	// Subtype is a variant of the type, such as stacked.
	Subtype string
	// Name is that of the chart as an object, Chart 1 and so on by default.
	Name string
}

// A Chart is made by [Workbook.AddChart] and shown by [Worksheet.InsertChart] or
// [Chartsheet.SetChart].
type Chart struct {
	chartPlace
}

// newChart is a chart of a type, or an error of [ErrParameter] that says which
// types there are.
func newChart(place chartPlace, opts ChartOptions) (*Chart, error) {
	return &Chart{chartPlace: place}, nil
}

func (c *Chart) check() error                           { return nil }
func (c *Chart) seriesFormulas() []string               { return nil }
func (c *Chart) setCachedData(_ string, _ []chartDatum) {}
func (c *Chart) assemble() []byte                       { return nil }
func (c *Chart) size() chartSize                        { return chartSize{width: 480, height: 288, xScale: 1, yScale: 1} }
func (c *Chart) companion() *Chart                      { return nil }
