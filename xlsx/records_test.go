package xlsx

import (
	"database/sql"
	"errors"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

type embedded struct {
	Inner  string
	hidden int
}

type record struct {
	Name string `xlsx:"Full name"`
	*embedded
	Count   sql.NullInt64
	When    time.Time
	Link    string
	Any     any
	Skipped chan int `xlsx:"-"`
	private string
	Pointer *float64
}

func TestRecordsBecomeATable(t *testing.T) {
	day := time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)
	list := []record{
		{Name: "=1+1", embedded: &embedded{Inner: "in", hidden: 1}, private: "x", Count: sql.NullInt64{Int64: 7, Valid: true}, When: day, Link: "http://x", Any: true, Pointer: new(2.5)},
		{Name: "second"},
	}
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		n, err := WriteRecords(ws, 1, 1, slices.Values(list), &RecordOptions{Table: &TableOptions{Name: "T"}})
		if n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	})
	s := parts[firstSheet]
	has(t, parts["xl/tables/table1.xml"], `displayName="T" ref="B2:H4"`)
	for _, name := range []string{"Full name", "Inner", "Count", "When", "Link", "Any", "Pointer"} {
		has(t, parts["xl/tables/table1.xml"], `name="`+name+`"`)
	}
	lacks(t, s, "<f>")
	lacks(t, s, "hyperlink")
	has(t, s, `<c r="D3"><v>7</v></c><c r="E3" s="1"><v>45293</v></c>`)
	has(t, s, `<c r="G3" t="b"><v>1</v></c><c r="H3"><v>2.5</v></c>`)
	has(t, s, `<row r="4" spans="2:8"><c r="B4" t="s"><v>10</v></c></row>`)
	has(t, parts["xl/styles.xml"], "yyyy-mm-dd hh:mm:ss")

	asked := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		_, err := WriteRecords(ws, 0, 0, slices.Values(list), &RecordOptions{Formulas: true, URLs: true, NoTable: true})
		must(t, err)
	})
	has(t, asked, "<f>1+1</f>")
	has(t, asked, "hyperlink")
	lacks(t, asked, "tablePart")
}

func TestRecordsOfOtherShapes(t *testing.T) {
	_, ws := blankSheet(t, nil)
	n, err := WriteRecords(ws, 0, 0, slices.Values([]map[string]any{{"b": 1, "a": "x"}, {"a": nil}}), nil)
	if n != 2 || err != nil {
		t.Errorf("maps: %d, %v", n, err)
	}
	if got := ws.strings.text(0) + ws.strings.text(1); got != "ab" {
		t.Errorf("the columns are %q", got)
	}
	n, err = WriteRecords(ws, 10, 0, slices.Values([]*record{nil, {Name: "x"}}), nil)
	if n != 2 || err != nil {
		t.Errorf("pointers: %d, %v", n, err)
	}
	n, err = WriteRecords(ws, 20, 0, func(func(record) bool) {}, nil)
	if n != 0 || err != nil {
		t.Errorf("none: %d, %v", n, err)
	}
	for name, write := range map[string]func() (int, error){
		"numbers":   func() (int, error) { return WriteRecords(ws, 40, 0, slices.Values([]int{1}), nil) },
		"no fields": func() (int, error) { return WriteRecords(ws, 40, 0, slices.Values([]struct{ x int }{{1}}), nil) },
		"a slice":   func() (int, error) { return WriteRecords(ws, 40, 0, slices.Values([]struct{ X []int }{{nil}}), nil) },
		"no maps":   func() (int, error) { return WriteRecords(ws, 40, 0, slices.Values([]map[string]int{nil}), nil) },
	} {
		if n, err := write(); n != 0 || !errors.Is(err, ErrType) {
			t.Errorf("%s: %d, %v", name, n, err)
		}
	}
	if _, ok := ws.grid.cell(40, 0); ok {
		t.Error("what was refused has been written")
	}
	n, err = WriteRecords(ws, 50, 0, slices.Values([]struct{ X any }{{1}, {[]int{}}, {3}}), nil)
	if n != 1 || !errors.Is(err, ErrType) {
		t.Errorf("a value that is found late: %d, %v", n, err)
	}
}

func TestRowsOfTextsStayTexts(t *testing.T) {
	rows := [][]string{{"Name", "Command", "Site"}, {"web", "=cmd|'/C calc'!A0", "http://x"}, {"+1", "{=1}"}, {}, {"-1", "@SUM(1)", "\t=1"}}
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		if n, err := WriteRecords(ws, 0, 0, slices.Values(rows), nil); n != 4 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	})
	s := parts[firstSheet]
	lacks(t, s, "<f")
	lacks(t, s, "hyperlink")
	has(t, s, `<row r="3" spans="1:3"><c r="A3" t="s"><v>6</v></c><c r="B3" t="s"><v>7</v></c></row>`)
	has(t, parts["xl/tables/table1.xml"], `ref="A1:C5"`)
	has(t, parts["xl/tables/table1.xml"], `<tableColumn id="1" name="Name"/><tableColumn id="2" name="Command"/><tableColumn id="3" name="Site"/>`)
	asked := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		_, err := WriteRecords(ws, 0, 0, slices.Values(rows), &RecordOptions{Formulas: true, URLs: true})
		must(t, err)
	})
	has(t, asked, "<f>cmd|'/C calc'!A0</f>")
	has(t, asked, "hyperlink")

	values := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		n, err := WriteRecords(ws, 0, 0, slices.Values([][]any{{"a", "b"}, {1, true}, {nil, 2.5}}), &RecordOptions{NoTable: true})
		if n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	})
	has(t, values, `<c r="A2"><v>1</v></c><c r="B2" t="b"><v>1</v></c></row><row r="3" spans="1:2"><c r="B3"><v>2.5</v></c>`)

	_, ws := blankSheet(t, nil)
	n, err := WriteRecords(ws, 0, 0, slices.Values([][]string{{"a"}, {"1"}, {"1", "2"}, {"3"}}), nil)
	if n != 1 {
		t.Errorf("%d rows before one that is too long", n)
	}
	refused(t, err, ErrParameter, 0)
	for _, rows := range [][][]any{nil, {}, {nil}, {{}}, {{1}, {2}}, {{"a", []int{}}}} {
		_, ws := blankSheet(t, nil)
		n, err := WriteRecords(ws, 0, 0, slices.Values(rows), nil)
		if refused(t, err, ErrType, 0); n != 0 {
			t.Errorf("%v: %d rows", rows, n)
		}
		if _, _, _, _, used := ws.Dimension(); used {
			t.Errorf("%v: something was written", rows)
		}
	}
}

func TestRecordsStopTheirSequence(t *testing.T) {
	_, ws := blankSheet(t, nil)
	ended := false
	var seq iter.Seq[struct{ X any }] = func(yield func(struct{ X any }) bool) {
		defer func() { ended = true }()
		for yield(struct{ X any }{make(chan int)}) {
		}
	}
	if _, err := WriteRecords(ws, 0, 0, seq, nil); !errors.Is(err, ErrType) || !ended {
		t.Errorf("%v; ended: %v", err, ended)
	}
	_ = maps.Keys[map[string]int]
}

func TestRecordsInConstantMemory(t *testing.T) {
	s := sheetOf(t, &WorkbookOptions{ConstantMemory: true}, func(_ *Workbook, ws *Worksheet) {
		n, err := WriteRecords(ws, 0, 0, slices.Values([]struct{ X int }{{1}, {2}}), nil)
		if n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
	})
	has(t, s, `<row r="3"><c r="A3"><v>2</v></c></row>`)
	lacks(t, s, "tablePart")
}

func TestDecode(t *testing.T) {
	var table TableOptions
	must(t, Decode(map[string]any{
		"header_row": false, "autofilter": 1, "style": "Table Style Light 1", "name": nil,
		"columns": []any{map[string]any{"header": "a", "total_value": 5}, map[string]any{}}, "data": []any{[]any{1, "x"}},
	}, &table))
	if !table.NoHeaderRow || table.NoAutofilter || *table.Style != "Table Style Light 1" || len(table.Columns) != 2 || table.Columns[0].TotalValue != 5 || table.Data[0][1] != "x" {
		t.Errorf("%+v", table)
	}
	for _, bad := range []map[string]any{
		{"nonsense": 1}, {"header_row": "yes"}, {"columns": "a"}, {"columns": []any{5}}, {"columns": []any{map[string]any{"header": []int{1}}}}, {"data": []any{5}},
	} {
		err := Decode(bad, new(TableOptions))
		if !errors.Is(err, ErrType) && !errors.Is(err, ErrUnknownOption) || Code(err) != -2 {
			t.Errorf("%v: %v", bad, err)
		}
	}
	for _, into := range []any{nil, table, new(int), (*TableOptions)(nil)} {
		if err := Decode(map[string]any{}, into); !errors.Is(err, ErrType) {
			t.Errorf("into %T: %v", into, err)
		}
	}
	var o ValidationOptions
	must(t, Decode(map[string]any{"other_cells": []any{[]any{0, 1, 2, 3}}, "minimum": 1.5}, &o))
	if o.OtherCells[0] != [4]int{0, 1, 2, 3} || o.Minimum != 1.5 {
		t.Errorf("%+v", o)
	}
	if err := Decode(map[string]any{"other_cells": []any{[]any{0, 1}}}, &o); !errors.Is(err, ErrType) {
		t.Errorf("two numbers for four: %v", err)
	}
	if err := Decode(map[string]any{"rotation": 1.5}, new(FormatOptions)); !errors.Is(err, ErrType) {
		t.Errorf("one and a half for a whole number: %v", err)
	}
}

func TestSnakeCase(t *testing.T) {
	for name, want := range map[string]string{"BgColor": "bg_color", "URL": "url", "MaxURLLength": "max_url_length", "TextHAlign": "text_h_align", "XOffset": "x_offset", "Excel2003Style": "excel2003_style"} {
		if got := snake(name); got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
}

// TestShownNumbers holds the text by which columns are measured to what Excel
// shows, as its documentation of number formats has it.
func TestShownNumbers(t *testing.T) {
	for _, c := range []struct {
		n            float64
		format, want string
	}{
		{1234.567, "0.00", "1234.57"}, {1234.567, "#,##0", "1,235"}, {1234567, "#,##0.0", "1,234,567.0"}, {-2000000, "#,##0.0", "-2,000,000.0"}, {0.256, "0.0%", "25.6%"},
		{5, "000", "005"}, {-5, `0;"("0")"`, "(5)"}, {1234567, "0.0,,", "1.2"}, {5, `0 "boxes"`, "5 boxes"}, {5, "[$€-407] 0", "€ 5"}, {5, "[Red]0", "5"},
		{45351.670138888891, "yyyy-mm-dd hh:mm", "2024-02-29 16:05"}, {45351.670138888891, "d mmmm yy", "29 February 24"}, {45351.670138888891, "h:mm AM/PM", "4:05 PM"},
		{45351.25, "h:m:s", "6:0:0"}, {45351.5, "ddd mmm d", "Thu Feb 29"}, {1.5, "[h]:mm", "36:00"}, {0.5, "mm:ss", "00:00"}, {45351, "m/d/yyyy", "2/29/2024"},
	} {
		if got, ok := showNumber(c.n, c.format, false); !ok || got != c.want {
			t.Errorf("%v as %s is %q (%v), not %q", c.n, c.format, got, ok, c.want)
		}
	}
	for _, format := range []string{"General", "0.00E+00", "@", `"open`, "[open"} {
		if got, ok := showNumber(1, format, false); ok {
			t.Errorf("%s shows %q", format, got)
		}
	}
}

func TestAutofitAsShown(t *testing.T) {
	widths := func(opts *AutofitOptions) []int {
		wb, ws := blankSheet(t, nil)
		at := time.Date(2023, 9, 20, 20, 20, 20, 0, time.UTC)
		must(t, ws.Write(0, 0, at, wb.AddFormat(&FormatOptions{NumFormat: "dd mmmm yyyy hh:mm:ss"})))
		must(t, ws.Write(0, 1, -2000000, wb.AddFormat(&FormatOptions{NumFormat: "#,##0.0"})))
		must(t, ws.Write(0, 2, strings.Repeat("表", 10), nil))
		must(t, ws.Write(0, 3, "TRUE", nil))
		must(t, ws.Write(0, 4, true, nil))
		must(t, ws.Write(0, 5, false, nil))
		must(t, ws.Autofit(opts))
		var out []int
		for col := range 6 {
			out = append(out, ws.colInfo[col].width)
		}
		return out
	}
	if got, want := widths(nil), []int{68 + 7, 7*8 + 7, 80 + 7, PixelWidth("TRUE") + 7, 31 + 7, 36 + 7}; !slices.Equal(got, want) {
		t.Errorf("as XlsxWriter: %v, not %v", got, want)
	}
	if got, want := widths(&AutofitOptions{AsShown: true}), []int{PixelWidth("20 September 2023 20:20:20") + 7, PixelWidth("-2,000,000.0") + 7, 150 + 7, PixelWidth("TRUE") + 7, 31 + 7, 36 + 7}; !slices.Equal(got, want) {
		t.Errorf("as shown: %v, not %v", got, want)
	}
	if got := widths(&AutofitOptions{MaxWidth: 50}); got[2] != 50 {
		t.Errorf("at most 50: %v", got)
	}
	if CellAutofitWidth("") != 0 || CellAutofitWidth("abc") != 7+8+6+7 {
		t.Errorf("abc needs %d pixels", CellAutofitWidth("abc"))
	}
}

func TestWriteHandlers(t *testing.T) {
	type uuid [2]byte
	_, ws := blankSheet(t, nil)
	AddWriteHandler(ws, func(ws *Worksheet, row, col int, v uuid, f *Format) (bool, error) {
		return true, ws.WriteString(row, col, string(v[:]), f)
	})
	AddWriteHandler(ws, func(*Worksheet, int, int, string, *Format) (bool, error) { return false, nil })
	must(t, ws.WriteRow(0, 0, []any{uuid{'i', 'd'}, "text", nil, 5}, nil))
	if ws.strings.text(0) != "id" || ws.strings.text(1) != "text" {
		t.Error("the handlers were not asked")
	}
}
