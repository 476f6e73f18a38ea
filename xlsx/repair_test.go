package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func errorsIs(err, kind error) bool { return errors.Is(err, kind) }

// What follows are contents for which XlsxWriter makes a file that Excel has to
// repair, or none that shows what was meant.

func TestAutofitLeavesColumnsVisible(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.SetColumn(0, 0, new(2.0), nil, nil))
		must(t, ws.WriteString(0, 0, "a text of some length", nil))
		must(t, ws.Autofit(nil))
	})
	has(t, s, `bestFit="1" customWidth="1"/>`)
	lacks(t, s, "hidden")
	for name, set := range map[string]func(wb *Workbook, ws *Worksheet) error{
		"a format": func(wb *Workbook, ws *Worksheet) error {
			return ws.SetColumn(0, 0, nil, wb.AddFormat(&FormatOptions{Bold: true}), nil)
		},
		"a level": func(_ *Workbook, ws *Worksheet) error {
			return ws.SetColumn(0, 0, nil, nil, &ColumnOptions{Level: 1})
		},
	} {
		s := sheetOf(t, nil, func(wb *Workbook, ws *Worksheet) {
			must(t, set(wb, ws))
			must(t, ws.WriteString(0, 0, "a text of some length", nil))
			must(t, ws.Autofit(nil))
		})
		if !strings.Contains(s, `bestFit="1"`) || strings.Contains(s, "hidden") {
			t.Errorf("a column with %s:\n%s", name, s)
		}
	}
}

// A filter is a rule; which rows it hides is for the program to say.
func TestFiltersHideNoRows(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.WriteColumn(0, 0, []any{"n", 1, 5000, 3}, nil))
		must(t, ws.WriteColumn(0, 1, []any{"place", "East", "West", "North"}, nil))
		must(t, ws.Autofilter(0, 0, 3, 1))
		must(t, ws.FilterColumn(0, "x > 2000 and x < 6000"))
		must(t, ws.FilterColumnList(1, []string{"East", "West"}))
		must(t, ws.SetRow(1, nil, nil, &RowOptions{Hidden: true}))
	})
	has(t, s, `<autoFilter ref="A1:B4"><filterColumn colId="0"><customFilters and="1"><customFilter operator="greaterThan" val="2000"/><customFilter operator="lessThan" val="6000"/></customFilters></filterColumn>`+
		`<filterColumn colId="1"><filters><filter val="East"/><filter val="West"/></filters></filterColumn></autoFilter>`)
	if has(t, s, `<row r="2" spans="1:2" hidden="1">`); strings.Count(s, "hidden") != 1 {
		t.Errorf("other rows than the second are hidden:\n%s", s)
	}
}

func TestBarsAndSparklinesShareTheirExtensions(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.ConditionalFormat(0, 0, 5, 0, &ConditionalOptions{Type: "data_bar", DataBar2010: true}))
		must(t, ws.AddSparkline(0, 1, &SparklineOptions{Range: []string{"A1:A5"}}))
	})
	if n := strings.Count(s, "</extLst></worksheet>"); n != 1 || strings.Count(s, "<extLst>") != 2 {
		t.Errorf("one list of extensions holds both:\n%s", s)
	}
}

func TestFunctionsInsideTexts(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.Write(0, 0, `=A1&"UNIQUE("`, nil))
		must(t, ws.Write(1, 0, `=MYUNIQUE(A1)`, nil))
		must(t, ws.Write(2, 0, `='a "UNIQUE("'!A1+LEN("x")`, nil))
	})
	has(t, s, `<c r="A1"><f>A1&amp;"UNIQUE("</f>`)
	has(t, s, `<f>MYUNIQUE(A1)</f>`)
	has(t, s, `<f>'a "UNIQUE("'!A1+LEN("x")</f>`)
}

func TestQuotesInLists(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.DataValidation(0, 0, 0, 0, &ValidationOptions{Validate: "list", Source: []string{`a"b`, "c"}}))
	})
	has(t, s, `<formula1>"a""b,c"</formula1>`)
	_, ws := blankSheet(t, nil)
	refused(t, ws.DataValidation(0, 0, 0, 0, &ValidationOptions{Validate: "list", Source: []string{"a,b"}}), ErrParameter, -2)
}

func TestFormatsOfOtherWorkbooks(t *testing.T) {
	other, _ := blankSheet(t, nil)
	f := other.AddFormat(&FormatOptions{Bold: true})
	_, ws := blankSheet(t, nil)
	for name, err := range map[string]error{
		"WriteString": ws.WriteString(0, 0, "x", f), "SetRow": ws.SetRow(0, nil, f, nil), "SetColumn": ws.SetColumn(0, 0, nil, f, nil),
		"MergeRange": ws.MergeRange(0, 0, 1, 1, "x", f), "rich text": ws.WriteRichString(0, 0, []Run{{Text: "a"}, {Text: "b", Format: f}}, nil),
		"ConditionalFormat": ws.ConditionalFormat(0, 0, 0, 0, &ConditionalOptions{Type: "duplicate", Format: f}),
		"AddTable":          ws.AddTable(0, 0, 2, 0, &TableOptions{Columns: []TableColumn{{Format: f}}}), "InsertCheckbox": ws.InsertCheckbox(0, 0, true, f),
	} {
		if !errors.Is(err, ErrForeignFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOverlaps(t *testing.T) {
	_, ws := blankSheet(t, nil)
	must(t, ws.MergeRange(1, 1, 3, 3, "x", nil))
	must(t, ws.AddTable(10, 0, 15, 2, nil))
	must(t, ws.MergeRange(20, 0, 5000, 0, "tall", nil))
	for _, err := range []error{
		ws.MergeRange(3, 3, 4, 4, "y", nil), ws.MergeRange(12, 1, 13, 1, "y", nil), ws.AddTable(2, 2, 5, 5, nil), ws.AddTable(14, 2, 18, 4, nil),
		ws.Autofilter(10, 0, 20, 1), ws.MergeRange(4990, 0, 6000, 1, "y", nil), ws.MergeRange(0, 0, MaxRows-1, 0, "y", nil),
	} {
		refused(t, err, ErrOverlappingRange, 0)
	}
	if _, ok := ws.grid.cell(4, 4); ok {
		t.Error("what was refused has been written")
	}
	must(t, ws.MergeRange(4, 4, 5, 5, "beside", nil))
}

func TestTableNames(t *testing.T) {
	_, ws := blankSheet(t, nil)
	for i, name := range []string{"a b", "test/x", "Tab-1", "1x", "A1", "R1C1", "C", "c", ".x", strings.Repeat("x", 256), "XFD12", "a\x00"} {
		refused(t, ws.AddTable(10*i, 0, 10*i+2, 0, &TableOptions{Name: name}), map[bool]error{true: ErrTooLong, false: ErrParameter}[len(name) > 255], -2)
	}
	for i, name := range []string{"_ok", `\ok`, "über", "Tab.1_x", strings.Repeat("y", 255)} {
		must(t, ws.AddTable(10*i, 3, 10*i+2, 3, &TableOptions{Name: name}))
	}
}

func TestTableNamesAreOfTheWorkbook(t *testing.T) {
	wb, ws := blankSheet(t, nil)
	other, err := wb.AddWorksheet("")
	must(t, err)
	must(t, ws.AddTable(0, 0, 2, 0, &TableOptions{Name: "Tab"}))
	must(t, other.AddTable(0, 0, 2, 0, &TableOptions{Name: "TAB"}))
	refused(t, wb.Close(), ErrDuplicateTableName, 0)
}

func TestOverwrittenHeaders(t *testing.T) {
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.AddTable(0, 0, 3, 1, nil))
		must(t, ws.WriteString(0, 0, "Mine", nil))
	})
	has(t, parts["xl/tables/table1.xml"], `<tableColumn id="1" name="Mine"/><tableColumn id="2" name="Column2"/>`)
	for _, overwrite := range []func(ws *Worksheet) error{
		func(ws *Worksheet) error { return ws.WriteNumber(0, 0, 5, nil) },
		func(ws *Worksheet) error { return ws.WriteString(0, 0, "COLUMN2", nil) },
		func(ws *Worksheet) error { return ws.WriteString(0, 1, "has a total", nil) },
	} {
		wb, ws := blankSheet(t, nil)
		must(t, ws.AddTable(0, 0, 3, 1, &TableOptions{TotalRow: true, Columns: []TableColumn{{}, {TotalFunction: "sum"}}}))
		must(t, overwrite(ws))
		refused(t, wb.Close(), ErrParameter, 0)
	}
}

func TestTableShapes(t *testing.T) {
	_, ws := blankSheet(t, nil)
	refused(t, ws.AddTable(0, 0, 0, 1, nil), ErrParameter, -2)
	refused(t, ws.AddTable(0, 0, 1, 1, &TableOptions{TotalRow: true}), ErrParameter, -2)
	must(t, ws.AddTable(0, 0, 0, 1, &TableOptions{NoHeaderRow: true}))
	refused(t, ws.AddTable(10, 0, 12, 1, &TableOptions{Columns: []TableColumn{{Header: "Qty"}, {Header: "QTY"}}}), ErrParameter, -2)
	refused(t, ws.AddTable(10, 0, 12, 1, &TableOptions{Columns: []TableColumn{{}, {Header: "column1"}}}), ErrParameter, -2)
	var o TableOptions
	must(t, Decode(map[string]any{"columns": []any{map[string]any{"header": 5}}}, &o))
	if o.Columns[0].Header != "5" {
		t.Errorf("a header of 5 is %q", o.Columns[0].Header)
	}
}

func TestColumnFormulas(t *testing.T) {
	parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.AddTable(0, 0, 2, 2, &TableOptions{
			Data:    [][]any{{1, 2, "x"}, {3, 4, "y"}},
			Columns: []TableColumn{{Header: "a"}, {Header: "b"}, {Header: "c", Formula: `=SUM(T[@[a]:[b]])+[@a]+STDEV.S([@a])&"@"`}},
		}))
	})
	const f = `SUM(T[[#This Row],[a]:[b]])+[[#This Row],a]+_xlfn.STDEV.S([[#This Row],a])&amp;"@"`
	has(t, parts["xl/tables/table1.xml"], "<calculatedColumnFormula>"+f+"</calculatedColumnFormula>")
	has(t, parts[firstSheet], `<c r="C2"><f>`+f+`</f>`)
	has(t, parts[firstSheet], `<c r="C3"><f>`+f+`</f>`)
}

func TestLengthOfLists(t *testing.T) {
	_, ws := blankSheet(t, nil)
	list := func(items ...string) error {
		return ws.DataValidation(0, 0, 0, 0, &ValidationOptions{Validate: "list", Source: items})
	}
	x := func(n int) string { return strings.Repeat("x", n) }
	must(t, list(x(127), x(127)))
	refused(t, list(x(128), x(127)), ErrTooLong, -2)
	é := strings.Repeat("é", 50)
	must(t, list(é, é, é, é, strings.Repeat("é", 51)))
	refused(t, list(é, é, é, é, é+"é", "x"), ErrTooLong, -2)
	refused(t, list(strings.Split(strings.Repeat("x,", 255)+"x", ",")...), ErrTooLong, -2)
}

func TestLengthOfTips(t *testing.T) {
	_, ws := blankSheet(t, nil)
	tip := func(n int) error {
		return ws.WriteURL(0, 0, "http://x", nil, &URLOptions{Tip: strings.Repeat("t", n)})
	}
	must(t, tip(255))
	refused(t, tip(256), ErrTooLong, -3)
}

func TestIgnoredErrorsAreRanges(t *testing.T) {
	_, ws := blankSheet(t, nil)
	refused(t, ws.IgnoreErrors(&IgnoreErrorsOptions{EvalError: "True"}), ErrReference, -1)
	refused(t, ws.IgnoreErrors(nil), ErrParameter, -1)
	must(t, ws.IgnoreErrors(&IgnoreErrorsOptions{EvalError: "A1 B2:C3"}))
}

func TestOrderInSheetProperties(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.Autofilter(0, 0, 9, 1))
		must(t, ws.FilterColumn(0, "x > 1"))
		ws.OutlineSettings(&OutlineOptions{SymbolsAbove: true})
		ws.FitToPages(1, 0)
		must(t, ws.SetTabColor("red"))
	})
	has(t, s, `<sheetPr filterMode="1"><tabColor rgb="FFFF0000"/><outlinePr summaryBelow="0"/><pageSetUpPr fitToPage="1"/></sheetPr>`)
}

func TestColumnsNeverOverlap(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.SetColumn(0, 5, new(10.0), nil, nil))
		must(t, ws.SetColumn(3, 8, new(20.0), nil, nil))
		must(t, ws.SetColumn(4, 4, new(30.0), nil, nil))
	})
	has(t, s, `<cols><col min="1" max="3" width="10.7109375" customWidth="1"/><col min="4" max="4" width="20.7109375" customWidth="1"/>`+
		`<col min="5" max="5" width="30.7109375" customWidth="1"/><col min="6" max="9" width="20.7109375" customWidth="1"/></cols>`)
}

func TestRichText(t *testing.T) {
	wb, ws := blankSheet(t, nil)
	bold := wb.AddFormat(&FormatOptions{Bold: true})
	refused(t, ws.WriteRichString(0, 0, []Run{{Text: "a"}, {Text: "", Format: bold}}, nil), ErrParameter, -4)
	refused(t, ws.WriteRichString(0, 0, []Run{{Text: "a"}, {Text: "b"}}, nil), ErrParameter, -5)
	refused(t, ws.WriteRichString(0, 0, []Run{{Text: "a", Format: bold}}, nil), ErrParameter, -5)
	refused(t, ws.WriteRichString(0, 0, nil, nil), ErrParameter, -5)
	refused(t, ws.WriteRichString(0, 0, []Run{{Text: strings.Repeat("a", maxText)}, {Text: "b", Format: bold}}, nil), ErrTooLong, -2)
	refused(t, ws.WriteRichString(-1, 0, []Run{{Text: "a"}, {Text: "b", Format: bold}}, nil), ErrBounds, -1)
	if _, _, _, _, ok := ws.Dimension(); ok {
		t.Error("something has been written")
	}
}

func TestDefinedNames(t *testing.T) {
	wb, _ := blankSheet(t, nil)
	for _, name := range []string{"", " ", "Sheet1!", "x!y", "1abc", "A1", "Sheet9!x", "R1C1", "a b", "!x"} {
		refused(t, wb.DefineName(name, "=Sheet1!$A$1"), ErrParameter, -1)
	}
	refused(t, wb.DefineName("x", "="), ErrParameter, -1)
	must(t, wb.DefineName("Sheet1!x", "=Sheet1!$A$1"))
	must(t, wb.DefineName("'Sheet1'!y", "=0.96"))
}

func TestNamesOfSheetsInFormulas(t *testing.T) {
	var out bytes.Buffer
	wb, err := NewWorkbookWriter(&out, nil)
	must(t, err)
	ws, err := wb.AddWorksheet(`A&B's "x"`)
	must(t, err)
	must(t, ws.PrintArea(0, 0, 0, 1))
	must(t, ws.Autofilter(0, 0, 0, 0))
	must(t, ws.RepeatRows(0, 0))
	must(t, ws.AddSparkline(0, 0, &SparklineOptions{Range: []string{"B1:C1"}}))
	must(t, wb.DefineName("all", "="+RangeFormula(ws.Name(), 0, 0, 0, 0)))
	must(t, ws.WriteURL(1, 0, "internal:"+RangeFormula(ws.Name(), 0, 0, 0, 0), nil, nil))
	c, err := wb.AddChart(&ChartOptions{Type: "line"})
	must(t, err)
	must(t, c.AddSeries(&SeriesOptions{Values: "=" + RangeFormula(ws.Name(), 0, 1, 0, 2), Name: "=" + RangeFormula(ws.Name(), 0, 0, 0, 0)}))
	must(t, ws.InsertChart(5, 0, c, nil))
	must(t, wb.Close())
	parts, err := unzip(out.Bytes())
	must(t, err)
	const quoted = `'A&amp;B''s "x"'!`
	has(t, parts["xl/workbook.xml"], `<sheet name="A&amp;B's &quot;x&quot;"`)
	for _, text := range []string{">" + quoted + "$A$1</definedName>", ">" + quoted + "$A$1:$B$1</definedName>", ">" + quoted + "$1:$1</definedName>"} {
		has(t, parts["xl/workbook.xml"], text)
	}
	has(t, parts[firstSheet], "<xm:f>"+quoted+"B1:C1</xm:f>")
	has(t, parts["docProps/app.xml"], quoted+"Print_Area")
	has(t, parts[firstSheet], `location="'A&amp;B''s &quot;x&quot;'!$A$1"`)
	has(t, parts["xl/charts/chart1.xml"], "<c:f>"+quoted+"$A$1</c:f>")
	has(t, parts["xl/charts/chart1.xml"], "<c:f>"+quoted+"$B$1:$C$1</c:f>")
}

func TestTheActiveSheetIsSeen(t *testing.T) {
	var warnings []error
	parts := made(t, &WorkbookOptions{OnWarning: func(err error) { warnings = append(warnings, err) }}, func(_ *Workbook, ws *Worksheet) { ws.Hide() })
	lacks(t, parts["xl/workbook.xml"], "hidden")
	has(t, parts[firstSheet], `tabSelected="1"`)
	if len(warnings) != 1 {
		t.Errorf("warnings: %v", warnings)
	}
	warnings = nil
	made(t, &WorkbookOptions{OnWarning: func(err error) { warnings = append(warnings, err) }}, func(wb *Workbook, ws *Worksheet) {
		other, err := wb.AddWorksheet("")
		must(t, err)
		ws.Hide()
		other.Activate()
	})
	if warnings != nil {
		t.Errorf("warnings: %v", warnings)
	}
}

func TestPasswordSum(t *testing.T) {
	// XlsxWriter's own examples of Excel's sum.
	for password, want := range map[string]string{"password": "83AF", "This is a longer phrase": "D14E", "0": "CE2A", "01": "CEED", "012": "CF7C"} {
		if got := passwordSum(password); got != want {
			t.Errorf("%q: %s, not %s", password, got, want)
		}
	}
}

func TestNamesOfSheets(t *testing.T) {
	wb, _ := blankSheet(t, nil)
	for _, name := range []string{strings.Repeat("x", 32), "a[b", "a]", "a:b", "a*", "a?", "a/b", `a\b`, "'a", "a'", "\xff", "a\x01"} {
		_, err := wb.AddWorksheet(name)
		refused(t, err, ErrInvalidWorksheetName, 0)
		if !errors.Is(err, ErrXlsxInput) || !errors.Is(err, ErrXlsxWriter) {
			t.Errorf("%v is not of XlsxWriter's classes", err)
		}
	}
	for _, name := range []string{"sheet1", "SHEET1"} {
		_, err := wb.AddWorksheet(name)
		refused(t, err, ErrDuplicateWorksheetName, 0)
	}
	_, err := wb.AddWorksheet(strings.Repeat("é", 31))
	must(t, err)
	_, err = wb.AddChartsheet("ÉÉ")
	must(t, err)
	if ws, ok := wb.WorksheetByName("Sheet1"); !ok || ws.Name() != "Sheet1" {
		t.Error("Sheet1 is not found")
	}
	for _, name := range []string{"sheet1", "ÉÉ", "none"} {
		if _, ok := wb.WorksheetByName(name); ok {
			t.Errorf("%s is found", name)
		}
	}
	if n := len(wb.Worksheets()); n != 2 {
		t.Errorf("%d worksheets", n)
	}
	_ = fmt.Sprint(wb)
}
