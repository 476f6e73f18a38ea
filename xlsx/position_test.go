package xlsx

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

// An image in a row or column that is hidden starts at the next one that is seen,
// as far from its corner as was asked.
func TestAnImageInAHiddenCell(t *testing.T) {
	var file bytes.Buffer
	must(t, png.Encode(&file, image.NewGray(image.Rect(0, 0, 20, 20))))
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		picture, err := NewImageReader("x.png", &file)
		must(t, err)
		must(t, ws.SetColumn(1, 1, nil, nil, &ColumnOptions{Hidden: true}))
		must(t, ws.SetRow(2, nil, nil, &RowOptions{Hidden: true}))
		must(t, ws.InsertImage(2, 1, picture, &ObjectOptions{XOffset: 10, YOffset: 5}))
	})
	has(t, parts["xl/drawings/drawing1.xml"], "<xdr:from><xdr:col>2</xdr:col><xdr:colOff>95250</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>47625</xdr:rowOff></xdr:from>")
}

// A title with the marks of a reference is a text.
func TestATitleThatLooksLikeAReference(t *testing.T) {
	parts := made(t, nil, func(wb *Workbook, ws *Worksheet) {
		c, err := wb.AddChart(&ChartOptions{Type: "line"})
		must(t, err)
		must(t, c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1:$A$3"}))
		must(t, c.SetTitle(&ChartTitleOptions{Name: "Foo! [bar]"}))
		must(t, ws.InsertChart(0, 2, c, nil))
	})
	chart := parts["xl/charts/chart1.xml"]
	has(t, chart, "<a:t>Foo! [bar]</a:t>")
	lacks(t, chart, "<c:f>Foo")
}
