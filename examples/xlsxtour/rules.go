package main

import (
	"errors"
	"fmt"

	"github.com/pyops-go/pyops/xlsx"
)

func conditions(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	high := wb.AddFormat(&xlsx.FormatOptions{BgColor: "#FFC7CE", FontColor: "#9C0006"})
	titles := []any{"above 60", "colours", "bars", "icons", "top 3"}
	if err := ws.WriteRow(0, 0, titles, wb.AddFormat(&xlsx.FormatOptions{Bold: true})); err != nil {
		return err
	}
	for row := 1; row <= 10; row++ {
		for col := range titles {
			if err := ws.Write(row, col, (row*37+col*11)%100, nil); err != nil {
				return err
			}
		}
	}
	return errors.Join(
		ws.SetColumn(0, 4, new(14.0), nil, nil),
		ws.Range("A2:A11").ConditionalFormat(&xlsx.ConditionalOptions{Type: "cell", Criteria: ">", Value: 60, Format: high}),
		ws.Range("B2:B11").ConditionalFormat(&xlsx.ConditionalOptions{Type: "3_color_scale"}),
		ws.Range("C2:C11").ConditionalFormat(&xlsx.ConditionalOptions{Type: "data_bar", BarSolid: true, BarColor: "#5B9BD5"}),
		ws.Range("D2:D11").ConditionalFormat(&xlsx.ConditionalOptions{Type: "icon_set", IconStyle: "3_traffic_lights"}),
		ws.Range("E2:E11").ConditionalFormat(&xlsx.ConditionalOptions{Type: "top", Value: 3, Format: high}),
	)
}

func sparklines(_ *xlsx.Workbook, ws *xlsx.Worksheet) error {
	for row, kind := range []string{"line", "column", "win_loss"} {
		if err := ws.WriteRow(row, 0, []any{-2, 2, 3, -1, 0, 4, 1 + row}, nil); err != nil {
			return err
		}
		opts := &xlsx.SparklineOptions{Range: []string{xlsx.RangeName(row, 0, row, 6)}, Type: kind, Markers: kind == "line", NegativePoints: kind != "line"}
		if err := errors.Join(ws.AddSparkline(row, 7, opts), ws.SetRow(row, new(30.0), nil, nil)); err != nil {
			return err
		}
	}
	return ws.SetColumn(7, 7, new(25.0), nil, nil)
}

func validation(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	return errors.Join(
		ws.SetColumn(0, 0, new(40.0), nil, nil),
		ws.Write(0, 0, "a number from 1 to 10:", nil),
		ws.At("B1").Write(7, nil),
		ws.Range("B1:B1").DataValidation(&xlsx.ValidationOptions{Validate: "whole", Criteria: "between", Minimum: 1, Maximum: 10, ErrorTitle: "No", ErrorMessage: "From 1 to 10, please."}),
		ws.Write(1, 0, "one of a list:", nil),
		ws.At("B2").Write("green", nil),
		ws.Range("B2:B2").DataValidation(&xlsx.ValidationOptions{Validate: "list", Source: []string{"red", "green", "blue"}, InputTitle: "Choose", InputMessage: "A colour of the list"}),
	)
}

func panes(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	head := wb.AddFormat(&xlsx.FormatOptions{Bold: true, BgColor: "#E2EFDA"})
	if err := ws.WriteRow(0, 0, []any{"Region", "Month", "Sales"}, head); err != nil {
		return err
	}
	regions := []string{"East", "North", "South", "West"}
	for row := 1; row <= 24; row++ {
		region := regions[row%4]
		if err := ws.WriteRow(row, 0, []any{region, fmt.Sprint("2024-", 1+row%12), row * 10}, nil); err != nil {
			return err
		}
		// The filter does not hide what does not meet it.
		if region != "East" {
			if err := ws.SetRow(row, nil, nil, &xlsx.RowOptions{Hidden: true}); err != nil {
				return err
			}
		}
	}
	return errors.Join(
		ws.FreezePanes(1, 0, nil), ws.Range("A1:C25").Autofilter(), ws.FilterColumn(0, "region == East"),
		ws.At("E1").WriteURL("https://example.org/", nil, &xlsx.URLOptions{String: "a link", Tip: "to somewhere"}),
	)
}
