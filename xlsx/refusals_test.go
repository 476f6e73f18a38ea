package xlsx

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestClosedWorkbooksTakeNothing calls what changes a workbook or a sheet after
// the workbook has been written: what can tell says ErrClosed.
func TestClosedWorkbooksTakeNothing(t *testing.T) {
	wb, ws := blankSheet(t, nil)
	cs, err := wb.AddChartsheet("")
	must(t, err)
	c, err := wb.AddChart(&ChartOptions{Type: "line"})
	must(t, err)
	must(t, c.AddSeries(&SeriesOptions{Values: "=Sheet1!$A$1"}))
	must(t, cs.SetChart(c))
	must(t, wb.Close())
	image, err := NewImageReader("x.bmp", bytes.NewReader(bitmap(4, 4)))
	must(t, err)
	_, addChart := wb.AddChart(&ChartOptions{Type: "line"})
	_, addSheet := wb.AddWorksheet("x")
	_, addChartsheet := wb.AddChartsheet("x")
	for i, err := range []error{
		addChart, addSheet, addChartsheet, wb.DefineName("a", "=1"), wb.SetCustomProperty("a", 1, nil), wb.SetTabRatio(50), wb.SetCalcMode("auto", nil),
		wb.UseCustomThemeReader(strings.NewReader(office2007)), wb.AddVBAProjectReader(strings.NewReader("x"), nil),
		ws.Write(0, 0, 1, nil), ws.WriteBlank(0, 0, nil), ws.SetZoom(50), ws.SetTabColor("red"), ws.SetMargins(DefaultMargins()), ws.SetPrintScale(50), ws.SetHeader("x", nil),
		ws.SetFooter("x", nil), ws.FreezePanes(1, 1, nil), ws.HideGridlines(1), ws.SetBackground(image), ws.SetHPagebreaks([]int{1}), ws.Protect("", nil), ws.UnprotectRange("A1", nil),
		ws.IgnoreErrors(&IgnoreErrorsOptions{EvalError: "A1"}), ws.SetDefaultRow(1, nil), ws.Autofit(nil), ws.Autofilter(0, 0, 1, 1), cs.Protect("x", nil), cs.SetZoom(50),
	} {
		if !errors.Is(err, ErrClosed) || !errors.Is(err, fs.ErrClosed) {
			t.Errorf("call %d: %v", i, err)
		}
	}
}

// TestCloseWhileOthersSet calls setters while the workbook is being written; the
// race detector is the judge.
func TestCloseWhileOthersSet(t *testing.T) {
	for range 3 {
		wb, ws := blankSheet(t, nil)
		for row := range 200 {
			must(t, ws.Write(row, 0, row, nil))
		}
		var wait sync.WaitGroup
		for _, set := range []func(i int){
			func(i int) { wb.SetProperties(&Properties{Title: itoa(i)}); wb.SetSize(i, i); wb.ReadOnlyRecommended() },
			func(i int) {
				wb.DefineName("n"+itoa(i), "=1")
				wb.SetCustomProperty("p"+itoa(i), i, nil)
				wb.SetTabRatio(1)
			},
			func(i int) { wb.AddWorksheet("s" + itoa(i)); wb.Worksheets(); wb.WorksheetByName("Sheet1") },
			func(i int) {
				wb.AddFormat(&FormatOptions{Bold: true})
				wb.SetVBAName("x")
				wb.SetCalcMode("manual", nil)
			},
			func(i int) {
				ws.HideZero()
				ws.Activate()
				ws.SetFirstSheet()
				ws.SetLandscape()
				ws.SetStartPage(i)
				ws.SetZoom(50)
			},
			func(i int) {
				ws.SetHeader(itoa(i), nil)
				ws.HideGridlines(2)
				ws.OutlineSettings(nil)
				ws.ShowComments()
				ws.Dimension()
			},
			func(i int) {
				ws.Write(i, 1, "x", nil)
				ws.SetColumn(i, i, new(5.0), nil, nil)
				ws.WriteComment(i, 2, "x", nil)
				ws.Protect("x", nil)
			},
		} {
			wait.Go(func() {
				for i := range 40 {
					set(i)
				}
			})
		}
		must(t, wb.Close())
		wait.Wait()
	}
}

// TestErrorsAreOneLine puts ends of lines into what errors name.
func TestErrorsAreOneLine(t *testing.T) {
	cause := errors.New("one\r\ntwo\rthree\u2028four")
	for _, e := range []*Error{
		{Kind: ErrType, Op: "a\nb", Where: "c\r\nd", Input: "e\nf", Reason: "g\nh", Err: cause},
		{Kind: errors.New("i\nj")}, {}, nil,
	} {
		if text := e.Error(); strings.ContainsAny(text, "\r\n\u2028\x00") || text == "" {
			t.Errorf("%q", text)
		}
	}
	wb, err := NewWorkbook("no such folder\n/x.xlsx", nil)
	must(t, err)
	if err := wb.Close(); err == nil || strings.Contains(err.Error(), "\n") || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if e := (*Error)(nil); errors.Is(e, ErrType) {
		t.Error("no error is of a kind")
	}
}

// TestNumbersThatPrintAsTexts gives numbers of named types, which print as words.
func TestNumbersThatPrintAsTexts(t *testing.T) {
	parts := made(t, nil, func(wb *Workbook, ws *Worksheet) {
		must(t, ws.WriteFormula(0, 0, "=1", nil, time.March))
		must(t, ws.WriteFormula(0, 1, "=1", nil, uint8(200)))
		must(t, ws.DataValidation(0, 2, 0, 2, &ValidationOptions{Validate: "whole", Criteria: ">", Value: time.March}))
		must(t, ws.ConditionalFormat(0, 3, 0, 3, &ConditionalOptions{Type: "cell", Criteria: ">", Value: time.March}))
		must(t, ws.AddSparkline(0, 4, &SparklineOptions{Range: []string{"A1:B1"}, Max: time.March}))
		must(t, wb.SetCustomProperty("a", time.March, nil))
	})
	s := parts[firstSheet]
	has(t, s, `<c r="A1"><f>1</f><v>3</v></c><c r="B1"><f>1</f><v>200</v></c>`)
	has(t, s, "<formula1>3</formula1>")
	has(t, s, "<formula>3</formula>")
	has(t, s, `manualMax="3"`)
	has(t, parts["docProps/custom.xml"], "<vt:i4>3</vt:i4>")
	lacks(t, s+parts["docProps/custom.xml"], "March")
}

// TestWhatWouldFillTheMemory asks for more cells than a program can hold.
func TestWhatWouldFillTheMemory(t *testing.T) {
	wb, ws := blankSheet(t, nil)
	bold := wb.AddFormat(&FormatOptions{Bold: true})
	const row, col = MaxRows - 1, MaxColumns - 1
	refused(t, ws.MergeRange(0, 0, row, col, 1, bold), ErrTooMany, -1)
	refused(t, ws.MergeRange(0, 0, row, 16, 1, bold), ErrTooMany, -1)
	refused(t, ws.WriteArrayFormula(0, 0, row, 16, "=1", nil, nil), ErrTooMany, -1)
	refused(t, ws.WriteDynamicArrayFormula(0, 0, row, col, "=SORT(A1)", nil, nil), ErrTooMany, -1)
	columns := slices.Repeat([]TableColumn{{Formula: "=1"}}, 17)
	refused(t, ws.AddTable(0, 0, row, 16, &TableOptions{Columns: columns}), ErrTooMany, -2)
	if _, _, _, _, used := ws.Dimension(); used || len(ws.merged)+len(ws.tables) > 0 {
		t.Error("something was written")
	}
	must(t, ws.MergeRange(0, 0, row, col, nil, nil)) // without a format no cell is written
	_, stream := blankSheet(t, &WorkbookOptions{ConstantMemory: true})
	must(t, stream.WriteArrayFormula(0, 0, row, col, "=1", nil, nil)) // only the first cell is
}

// An endless reader is one that a hostile peer may be.
type endless struct{ begin io.Reader }

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.begin.Read(p); err == nil {
		return n, nil
	}
	clear(p)
	return len(p), nil
}

func TestReadersWithoutAnEnd(t *testing.T) {
	wb, _ := blankSheet(t, nil)
	refused(t, wb.UseCustomThemeReader(&endless{strings.NewReader(office2007)}), ErrThemeFile, 0)
	_, err := readImage("NewImageReader", "x.bmp", &endless{bytes.NewReader(bitmap(4, 4))}, 1<<16)
	refused(t, err, ErrXlsxFile, 0)
	if image, err := readImage("NewImageReader", "x.bmp", bytes.NewReader(bitmap(4, 4)), 1<<16); err != nil || image.Width() != 4 {
		t.Errorf("%v, %v", image, err)
	}
}

func TestThemesAreXML(t *testing.T) {
	wb, _ := blankSheet(t, nil)
	must(t, wb.UseCustomThemeReader(strings.NewReader(office2023)))
	for _, text := range []string{office2023[:len(office2023)/2], office2023 + "<", strings.Replace(office2023, "</a:theme>", "</a:them>", 1), "<?xml version=\"1.0\"?><a:theme", "", "PK\x03\x04"} {
		refused(t, wb.UseCustomThemeReader(strings.NewReader(text)), ErrThemeFile, 0)
	}
	if wb.theme.xml != office2023 {
		t.Error("a theme that was refused is used")
	}
}

type (
	pointerToItself *pointerToItself
	insideItself    struct {
		*insideItself
		Name string
	}
)

func TestRecordsThatHoldThemselves(t *testing.T) {
	_, ws := blankSheet(t, nil)
	_, err := WriteRecords(ws, 0, 0, slices.Values([]insideItself{{}}), nil)
	refused(t, err, ErrType, 0)
	_, err = WriteRecords(ws, 0, 0, slices.Values([]pointerToItself{nil}), nil)
	refused(t, err, ErrType, 0)
	var p pointerToItself
	p = &p
	refused(t, ws.Write(0, 0, p, nil), ErrType, 0)
	if _, _, _, _, used := ws.Dimension(); used {
		t.Error("something was written")
	}
}

func TestDecodeIntoOtherStructs(t *testing.T) {
	var into struct {
		*FormatOptions
		Level int
	}
	refused(t, Decode(map[string]any{"bold": true}, &into), ErrType, -2)
	into.FormatOptions = &FormatOptions{}
	must(t, Decode(map[string]any{"bold": true, "level": 3}, &into))
	if !into.Bold || into.Level != 3 {
		t.Errorf("%+v", into)
	}
	var small struct{ Level int }
	refused(t, Decode(map[string]any{"level": 1e300}, &small), ErrType, -2)
}
