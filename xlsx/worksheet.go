package xlsx

// A Worksheet is a sheet of cells.
type Worksheet struct{}

// InsertChart puts a chart on the sheet, its upper left corner in a cell. What
// SetSize has set on the chart goes before opts.
func (ws *Worksheet) InsertChart(row, col int, c *Chart, opts *ObjectOptions) error { return nil }

// A Chartsheet is a sheet that shows one chart.
type Chartsheet struct{}

// SetChart says which chart the sheet shows.
func (cs *Chartsheet) SetChart(c *Chart) error { return nil }
