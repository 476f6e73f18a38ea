package xlsx

import (
	"bytes"
	"testing"
	"time"
)

// TestOptionsOfSheetsAreTheCallersAgain changes all that options lead to after the
// calls that took them, and before the workbook is written.
func TestOptionsOfSheetsAreTheCallersAgain(t *testing.T) {
	image, err := NewImageReader("x.bmp", bytes.NewReader(bitmap(4, 4)))
	must(t, err)
	write := func(scribble bool) map[string]string {
		return made(t, nil, func(wb *Workbook, ws *Worksheet) {
			visible, width, margin, length, size, scale, row, bold, style, pitch := true, 2.0, 0.5, 20, 20.0, true, 3, true, "Table Style Light 11", 34
			line, fill, align := &Line{Color: "red", Width: &width}, &Fill{Color: "blue"}, &TextAlign{Vertical: "middle"}
			font := &Font{Name: "Arial", Size: 12, Bold: &bold, PitchFamily: &pitch}
			gradient := &Gradient{Colors: []Color{"red", "blue"}, Positions: []float64{0, 100}}
			columns := []TableColumn{{Header: "A", Formula: "=1"}, {Header: "B"}}
			data := [][]any{{1, 2}, {3, 4}}
			ranges, location, items := []string{"A1:B1", "A2:B2"}, []string{"F1", "F2"}, []string{"a", "b"}
			icons := []IconOptions{{Criteria: ">", Value: 5}}
			other := [][4]int{{1, 1, 2, 2}}
			breaks, list := []int{5, 6}, []string{"x", "y"}
			runs := []Run{{Text: "a"}, {Text: "b", Format: wb.AddFormat(&FormatOptions{Bold: true})}}
			properties := &Properties{Title: "T", Created: time.Unix(0, 0).UTC()}

			must(t, ws.InsertTextbox(0, 10, "text", &TextboxOptions{Line: line, Fill: fill, Align: align, Font: font}))
			must(t, ws.InsertTextbox(10, 10, "text", &TextboxOptions{Border: line, Gradient: gradient}))
			must(t, ws.WriteComment(0, 0, "note", &CommentOptions{Visible: &visible}))
			must(t, ws.AddTable(20, 0, 23, 1, &TableOptions{Columns: columns, Data: data, Style: &style}))
			must(t, ws.AddSparkline(0, 5, &SparklineOptions{Range: ranges, Location: location}))
			must(t, ws.DataValidation(0, 6, 0, 6, &ValidationOptions{Validate: "list", Source: items, OtherCells: other}))
			must(t, ws.ConditionalFormat(0, 7, 5, 7, &ConditionalOptions{Type: "icon_set", IconStyle: "3_arrows", Icons: icons}))
			must(t, ws.ConditionalFormat(0, 8, 5, 8, &ConditionalOptions{Type: "data_bar", MinLength: &length, MaxLength: &pitch, DataBar2010: true}))
			must(t, ws.SetHeader("&L&G", &HeaderOptions{Margin: &margin, ImageLeft: image, ScaleWithDoc: &scale, AlignWithMargins: &scale}))
			must(t, ws.FreezePanes(1, 1, &PaneOptions{TopRow: &row, LeftCol: &row}))
			must(t, ws.SetColumn(9, 9, &size, nil, nil))
			must(t, ws.SetRow(30, &size, nil, nil))
			must(t, ws.SetHPagebreaks(breaks))
			must(t, ws.SetVPagebreaks(breaks))
			must(t, ws.Autofilter(40, 0, 45, 1))
			must(t, ws.FilterColumnList(0, list))
			must(t, ws.WriteRichString(50, 0, runs, nil))
			wb.SetProperties(properties)
			if !scribble {
				return
			}
			visible, width, margin, length, size, scale, row, bold, style, pitch = false, 9, 3, 90, 99, false, 9, false, "x", 1
			*line, *fill, *align, *font = Line{None: true}, Fill{None: true}, TextAlign{}, Font{}
			gradient.Colors[0], gradient.Positions[0] = "green", 50
			columns[0], columns[1] = TableColumn{Header: "X"}, TableColumn{}
			data[0][0], data[1] = 9, nil
			ranges[0], location[0], items[0], icons[0], other[0] = "C1:D1", "Z1", "z", IconOptions{}, [4]int{}
			breaks[0], list[0], runs[0], *properties = 9, "z", Run{Text: "z"}, Properties{}
		})
	}
	want, got := write(false), write(true)
	if len(want) != len(got) {
		t.Errorf("%d parts, and %d", len(want), len(got))
	}
	for name, part := range want {
		if got[name] != part {
			t.Errorf("%s is\n%s\nand was\n%s", name, got[name], part)
		}
	}
}
