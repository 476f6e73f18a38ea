package xlsx

import (
	"io"
	"testing"
)

// BenchmarkDashboard writes a workbook of a hundred charts.
func BenchmarkDashboard(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		wb, err := NewWorkbookWriter(io.Discard, nil)
		if err != nil {
			b.Fatal(err)
		}
		ws, err := wb.AddWorksheet("")
		if err != nil {
			b.Fatal(err)
		}
		for row := range 50 {
			for col := range 20 {
				if err := ws.WriteNumber(row, col, float64(row*col), nil); err != nil {
					b.Fatal(err)
				}
			}
		}
		for i := range 100 {
			chart, err := wb.AddChart(&ChartOptions{Type: "column"})
			if err != nil {
				b.Fatal(err)
			}
			for s := range 2 {
				col := (i + s) % 20
				o := &SeriesOptions{Name: "Series", Categories: RangeFormula("Sheet1", 0, 0, 49, 0), Values: RangeFormula("Sheet1", 0, col, 49, col), DataLabels: &DataLabels{Value: true}}
				if err := chart.AddSeries(o); err != nil {
					b.Fatal(err)
				}
			}
			if err := chart.SetTitle(&ChartTitleOptions{Name: "Chart"}); err != nil {
				b.Fatal(err)
			}
			if err := ws.InsertChart(i/4*15, i%4*8, chart, nil); err != nil {
				b.Fatal(err)
			}
		}
		if err := wb.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkChart writes the file of one chart, without compressing it.
func BenchmarkChart(b *testing.B) {
	c := newTestChart(b, "column")
	addValues(b, c, "=Sheet1!$A$1:$A$50")
	data := make([]chartDatum, 50)
	for i := range data {
		data[i] = chartDatum{isNumber: true, number: float64(i), text: itoa(i)}
	}
	c.setCachedData("Sheet1!$A$1:$A$50", data)
	b.ReportAllocs()
	for b.Loop() {
		b.SetBytes(int64(len(c.assemble())))
	}
}
