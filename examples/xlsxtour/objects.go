package main

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"

	"github.com/pyops-go/pyops/xlsx"
)

// picture draws an image and puts it on the sheet, as it is and stretched.
func picture(_ *xlsx.Workbook, ws *xlsx.Worksheet) error {
	img := image.NewRGBA(image.Rect(0, 0, 160, 100))
	for y := range 100 {
		for x := range 160 {
			wave := 0.5 + 0.5*math.Sin(float64(x)/12)*math.Cos(float64(y)/9)
			img.Set(x, y, color.RGBA{uint8(255 * wave), uint8(90 + x/2), uint8(200 - y), 255})
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	p, err := xlsx.NewImageReader("waves.png", &b)
	if err != nil {
		return err
	}
	return errors.Join(
		ws.At("B2").InsertImage(p, &xlsx.ObjectOptions{Description: "waves of colour"}),
		ws.At("F2").InsertImage(p, &xlsx.ObjectOptions{XScale: 0.5, YScale: 1.5, XOffset: 20}),
	)
}

func boxes(_ *xlsx.Workbook, ws *xlsx.Worksheet) error {
	return errors.Join(
		ws.At("A1").Write("a cell with a note", nil),
		ws.At("A1").WriteComment("This is a note.", &xlsx.CommentOptions{Author: "tour", Visible: new(true), Color: "#E2F0D9"}),
		ws.At("B8").InsertTextbox("A text box\nwith two lines", &xlsx.TextboxOptions{
			Fill: &xlsx.Fill{Color: "#FFF2CC"}, Line: &xlsx.Line{Color: "orange", Width: new(2.25), DashType: "dash"},
			Font: &xlsx.Font{Bold: new(true), Size: 14}, Align: &xlsx.TextAlign{Vertical: "middle", Text: "center"},
		}),
	)
}

// chart is a sheet with a chart of a type.
func chart(kind, subtype string) func(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	return func(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
		days := []any{"Mon", "Tue", "Wed", "Thu", "Fri"}
		if kind == "scatter" {
			days = []any{1, 2, 4, 7, 8}
		}
		err := errors.Join(
			ws.At("A1").WriteRow([]any{"Day", "In", "Out"}, wb.AddFormat(&xlsx.FormatOptions{Bold: true})),
			ws.At("A2").WriteColumn(days, nil), ws.At("B2").WriteColumn([]any{40, 55, 30, 70, 65}, nil), ws.At("C2").WriteColumn([]any{20, 25, 35, 30, 45}, nil),
		)
		if err != nil {
			return err
		}
		c, err := wb.AddChart(&xlsx.ChartOptions{Type: kind, Subtype: subtype})
		if err != nil {
			return err
		}
		series := 2
		if kind == "pie" {
			series = 1
		}
		for col := 1; col <= series; col++ {
			err := c.AddSeries(&xlsx.SeriesOptions{
				Name:       "=" + xlsx.RangeFormula(ws.Name(), 0, col, 0, col),
				Categories: "=" + xlsx.RangeFormula(ws.Name(), 1, 0, 5, 0),
				Values:     "=" + xlsx.RangeFormula(ws.Name(), 1, col, 5, col),
			})
			if err != nil {
				return err
			}
		}
		return errors.Join(c.SetTitle(&xlsx.ChartTitleOptions{Name: "Traffic"}), ws.At("E2").InsertChart(c, nil))
	}
}

func stock(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	err := errors.Join(
		ws.At("A1").WriteRow([]any{"Day", "High", "Low", "Close"}, wb.AddFormat(&xlsx.FormatOptions{Bold: true})),
		ws.At("A2").WriteColumn([]any{"Mon", "Tue", "Wed", "Thu", "Fri"}, nil), ws.At("B2").WriteColumn([]any{27.2, 25.0, 19.1, 21.3, 26.4}, nil),
		ws.At("C2").WriteColumn([]any{23.5, 19.8, 15.2, 17.0, 20.1}, nil), ws.At("D2").WriteColumn([]any{25.5, 23.1, 17.3, 19.2, 24.8}, nil),
	)
	if err != nil {
		return err
	}
	c, err := wb.AddChart(&xlsx.ChartOptions{Type: "stock"})
	if err != nil {
		return err
	}
	for col := 1; col <= 3; col++ {
		err := c.AddSeries(&xlsx.SeriesOptions{Name: "=" + xlsx.RangeFormula(ws.Name(), 0, col, 0, col), Categories: "=" + xlsx.RangeFormula(ws.Name(), 1, 0, 5, 0), Values: "=" + xlsx.RangeFormula(ws.Name(), 1, col, 5, col)})
		if err != nil {
			return err
		}
	}
	return errors.Join(c.SetTitle(&xlsx.ChartTitleOptions{Name: "High, low, close"}), ws.At("F2").InsertChart(c, nil))
}
