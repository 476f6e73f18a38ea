package main

import (
	"errors"
	"slices"
	"time"

	"github.com/pyops-go/pyops/xlsx"
)

func formats(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	looks := []struct {
		text string
		look xlsx.FormatOptions
	}{
		{"bold", xlsx.FormatOptions{Bold: true}},
		{"italic, red", xlsx.FormatOptions{Italic: true, FontColor: "red"}},
		{"underlined twice", xlsx.FormatOptions{Underline: 2}},
		{"Courier New, 14", xlsx.FormatOptions{FontName: "Courier New", FontSize: 14}},
		{"yellow ground", xlsx.FormatOptions{BgColor: "yellow"}},
		{"pattern of two colours", xlsx.FormatOptions{Pattern: 6, FgColor: "#9DC3E6", BgColor: "white"}},
		{"border", xlsx.FormatOptions{Border: 2, BorderColor: "navy"}},
		{"diagonal", xlsx.FormatOptions{DiagType: 3, DiagColor: "gray"}},
		{"centred", xlsx.FormatOptions{Align: "center", Valign: "vcenter"}},
		{"turned by 30 degrees", xlsx.FormatOptions{Rotation: 30}},
		{"a text that is broken into several lines", xlsx.FormatOptions{TextWrap: true}},
		{"indented", xlsx.FormatOptions{Indent: 3}},
	}
	if err := ws.SetColumn(0, 0, new(30.0), nil, nil); err != nil {
		return err
	}
	for i, l := range looks {
		if err := ws.Write(2*i, 0, l.text, wb.AddFormat(&l.look)); err != nil {
			return err
		}
	}
	return nil
}

func numbers(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	at := time.Date(2024, 2, 29, 16, 5, 0, 0, time.UTC)
	for row, n := range []struct {
		value  any
		format any
	}{
		{1234.5678, nil}, {1234.5678, "0.00"}, {1234.5678, "#,##0.0"}, {0.256, "0.0%"}, {-1234.5, "#,##0.00;[Red]-#,##0.00"}, {42, `0 "boxes"`},
		{at, "yyyy-mm-dd"}, {at, "d mmmm yyyy"}, {at, "hh:mm AM/PM"}, {90 * time.Minute, "[h]:mm"}, {true, nil},
	} {
		label := "General"
		var f *xlsx.Format
		if n.format != nil {
			label = n.format.(string)
			f = wb.AddFormat(&xlsx.FormatOptions{NumFormat: n.format})
		}
		if err := errors.Join(ws.WriteString(row, 0, label, nil), ws.Write(row, 1, n.value, f)); err != nil {
			return err
		}
	}
	return ws.Autofit(&xlsx.AutofitOptions{AsShown: true})
}

func richText(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	bold := wb.AddFormat(&xlsx.FormatOptions{Bold: true})
	red := wb.AddFormat(&xlsx.FormatOptions{FontColor: "red"})
	raised := wb.AddFormat(&xlsx.FormatOptions{FontScript: 1})
	return errors.Join(
		ws.SetColumn(0, 0, new(40.0), nil, nil),
		ws.WriteRichString(0, 0, []xlsx.Run{{Text: "This is "}, {Text: "bold", Format: bold}, {Text: " and this is "}, {Text: "red", Format: red}}, nil),
		ws.WriteRichString(1, 0, []xlsx.Run{{Text: "E = mc"}, {Text: "2", Format: raised}}, nil),
	)
}

// formulas are written with their values, for programs that compute none.
func formulas(_ *xlsx.Workbook, ws *xlsx.Worksheet) error {
	return errors.Join(
		ws.At("A1").WriteColumn([]any{2, 3, 5, 7, 11}, nil),
		ws.At("B1").WriteFormula("=SUM(A1:A5)", nil, 28),
		ws.At("B2").WriteFormula(`=IF(A1>1,"more","less")`, nil, "more"),
		ws.Range("C1:C3").WriteArrayFormula("{=A1:A3*2}", nil, 4),
		ws.At("C2").WriteNumber(6, nil), ws.At("C3").WriteNumber(10, nil), // the other values of the array
		ws.At("D1").WriteFormula("=SUMPRODUCT(A1:A5,A1:A5)", nil, 208),
	)
}

// A host is a record of the table.
type host struct {
	Name     string
	Load     float64
	Uptime   time.Duration `xlsx:"-"`
	Patched  time.Time
	Services int
}

func table(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	hosts := []host{
		{"web-1", 0.75, 0, time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC), 12}, {"web-2", 1.25, 0, time.Date(2024, 3, 2, 0, 0, 0, 0, time.UTC), 11},
		{"db-1", 3.5, 0, time.Date(2024, 2, 11, 0, 0, 0, 0, time.UTC), 4}, {"mail", 0.1, 0, time.Time{}, 7},
	}
	_, err := xlsx.WriteRecords(ws, 0, 0, slices.Values(hosts), &xlsx.RecordOptions{
		TimeFormat: wb.AddFormat(&xlsx.FormatOptions{NumFormat: "yyyy-mm-dd"}),
		Table:      &xlsx.TableOptions{Name: "Hosts", TotalRow: true, Columns: []xlsx.TableColumn{{TotalString: "Together"}, {TotalFunction: "average", TotalValue: 1.4}, {}, {TotalFunction: "sum", TotalValue: 34}}},
	})
	return errors.Join(err, ws.SetColumn(0, 3, new(14.0), nil, nil))
}

func groups(wb *xlsx.Workbook, ws *xlsx.Worksheet) error {
	title := wb.AddFormat(&xlsx.FormatOptions{Bold: true, Align: "center", BgColor: "#D9E2F3", Border: 1})
	if err := ws.Range("A1:C1").Merge("Merged cells over groups", title); err != nil {
		return err
	}
	for row := 1; row <= 6; row++ {
		level := 1
		if row == 4 {
			level = 0
		}
		if err := errors.Join(ws.WriteRow(row, 0, []any{"row", row, row * row}, nil), ws.SetRow(row, nil, nil, &xlsx.RowOptions{Level: level})); err != nil {
			return err
		}
	}
	return nil
}
