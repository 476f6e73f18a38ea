package xlsx

// A Workbook is one file of Excel.
type Workbook struct {
	charts []*Chart
}

// AddChart makes a chart, which [Worksheet.InsertChart] or [Chartsheet.SetChart]
// shows; one that neither has shown is not written.
func (wb *Workbook) AddChart(opts *ChartOptions) (*Chart, error) {
	var o ChartOptions
	if opts != nil {
		o = *opts
	}
	c, err := newChart(chartPlace{wb: wb, name: o.Name}, o)
	if err != nil {
		return nil, err
	}
	wb.charts = append(wb.charts, c)
	return c, nil
}
