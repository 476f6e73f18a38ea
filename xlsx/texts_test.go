package xlsx

import (
	"database/sql"
	"errors"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"
)

func TestWhatTextBecomes(t *testing.T) {
	for text, want := range map[string]string{
		"=cmd|'/C calc'!A0": `<f>cmd|'/C calc'!A0</f>`, "{=1}": `<f t="array" ref="A1">1</f>`, "=": "<f></f><v>0</v>",
	} {
		has(t, sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, text, nil)) }), want)
	}
	for _, text := range []string{"+1", "-1", "@SUM(1)", "\t=1", "{abc", "HTTP://X.com", "urn:x"} {
		has(t, sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, text, nil)) }), `<c r="A1" t="s"><v>0</v>`)
	}
	plain := sheetOf(t, &WorkbookOptions{NoStringsToFormulas: true, NoStringsToURLs: true}, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.Write(0, 0, "=1", nil))
		must(t, ws.Write(1, 0, "http://x", nil))
	})
	lacks(t, plain, "<f>")
	lacks(t, plain, "hyperlink")
}

func TestStringsToNumbers(t *testing.T) {
	numbers := map[string]string{"00123": "123", "+5": "5", "1.": "1", "1_0": "10", "１２": "12", " 12 ": "12", "1e3": "1000", "٣": "3", ".5": "0.5"}
	texts := []string{"1,234", "12%", "$5", "1/2", "0x1F", "1E400", "infinity", "-nan", "TRUE", "1__0", "_1", "1e", ".", "", "inf"}
	for text, want := range numbers {
		has(t, sheetOf(t, &WorkbookOptions{StringsToNumbers: true}, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, text, nil)) }), `<c r="A1"><v>`+want+`</v>`)
	}
	for _, text := range texts {
		s := sheetOf(t, &WorkbookOptions{StringsToNumbers: true}, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, text, nil)) })
		if text != "" {
			has(t, s, ` t="s"`)
		}
	}
}

func TestValuesOfConditions(t *testing.T) {
	for _, c := range []struct {
		value any
		want  string
	}{{"Failed", "Failed"}, {`"Failed"`, `"Failed"`}, {"=$B$1", "$B$1"}, {"TODAY()", "TODAY()"}, {true, "TRUE"}, {2.5, "2.5"}} {
		s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
			must(t, ws.ConditionalFormat(0, 0, 0, 0, &ConditionalOptions{Type: "cell", Criteria: "=", Value: c.value}))
		})
		has(t, s, "<formula>"+c.want+"</formula>")
	}
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.ConditionalFormat(1, 1, 1, 1, &ConditionalOptions{Type: "text", Criteria: "begins with", Value: `ab"c`}))
	})
	has(t, s, `<formula>LEFT(B2,4)="ab""c"</formula>`)
	_, ws := blankSheet(t, nil)
	for value, ok := range map[any]bool{0: true, 1: true, 1000: true, "7": true, 1001: false, -1: false, 2.5: false, "x": false, true: true} {
		err := ws.ConditionalFormat(0, 0, 0, 0, &ConditionalOptions{Type: "top", Value: value})
		if (err == nil) != ok {
			t.Errorf("the top %v: %v", value, err)
		}
	}
}

func TestNamesOfFunctions(t *testing.T) {
	for text, want := range map[string]string{
		"=LET(a,1,a+1)": "<f>LET(a,1,a+1)</f>", "=unique(A1:A2)": "<f>unique(A1:A2)</f>",
		"=SORT(A1:A3)":         `cm="1"><f t="array" ref="A1">_xlfn._xlws.SORT(A1:A3)</f>`,
		"=_xlfn.UNIQUE(A1)":    `<f t="array" ref="A1">_xlfn.UNIQUE(A1)</f>`,
		"=LAMBDA(x, x+1)":      "_xlfn.LAMBDA(x, x+1)",
		"=STDEV.S(A1)":         "<f>STDEV.S(A1)</f>",
		"=ANCHORARRAY(A1)":     "_xlfn.ANCHORARRAY(A1)",
		"=SUM(UNIQUE(A1:A9))":  "SUM(_xlfn.UNIQUE(A1:A9))",
		"=FILTERXML(A1,\"x\")": `<f>FILTERXML(A1,"x")</f>`,
	} {
		has(t, sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, text, nil)) }), want)
	}
	has(t, sheetOf(t, &WorkbookOptions{UseFutureFunctions: true}, func(_ *Workbook, ws *Worksheet) {
		must(t, ws.Write(0, 0, "=STDEV.S(A1)+FILTERXML(A1,\"STDEV.S(\")", nil))
	}), `<f>_xlfn.STDEV.S(A1)+_xlfn.FILTERXML(A1,"STDEV.S(")</f>`)
}

func TestNilIsNoCell(t *testing.T) {
	s := sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.WriteRow(0, 0, []any{1, nil, "", 2}, nil)) })
	has(t, s, `<c r="A1"><v>1</v></c><c r="D1"><v>2</v></c>`)
	lacks(t, s, "B1")
}

func TestWhatValuesHold(t *testing.T) {
	type status string
	type level uint8
	type when time.Time
	day := time.Date(2024, 2, 29, 12, 0, 0, 0, time.FixedZone("far", 9*3600))
	n, text := 7, "p"
	pp := &n
	var none *int
	for _, c := range []struct {
		value any
		want  string
	}{
		{status("open"), `t="s"`}, {level(3), "<v>3</v>"}, {&n, "<v>7</v>"}, {&pp, "<v>7</v>"}, {&text, `t="s"`}, {when(day), "<v>45351.5</v>"}, {day, "<v>45351.5</v>"},
		{sql.NullString{String: "x", Valid: true}, `t="s"`}, {sql.NullInt64{Int64: 5, Valid: true}, "<v>5</v>"}, {sql.NullTime{Time: day, Valid: true}, "<v>45351.5</v>"},
		{sql.NullBool{Bool: true, Valid: true}, `t="b"><v>1</v>`}, {big.NewInt(1e6), "<v>1000000</v>"}, {big.NewRat(1, 2), "<v>0.5</v>"}, {big.NewFloat(0.25), "<v>0.25</v>"},
		{int64(123456789012345678), "<v>1.234567890123457E+17</v>"}, {math.Copysign(0, -1), "<v>-0</v>"}, {1e16, "<v>1E+16</v>"}, {1e15, "<v>1000000000000000</v>"}, {1e-5, "<v>1E-05</v>"},
		{1.0 / 3, "<v>0.3333333333333333</v>"}, {26 * time.Hour, "<v>1.083333333333333</v>"}, {-2 * time.Hour, "<v>-0.08333333333333337</v>"}, {float32(0.5), "<v>0.5</v>"},
	} {
		has(t, sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, c.value, nil)) }), c.want)
	}
	for _, value := range []any{none, (*string)(nil), sql.NullString{}, sql.NullTime{}, (*big.Int)(nil), (*sql.NullInt64)(nil)} {
		has(t, sheetOf(t, nil, func(_ *Workbook, ws *Worksheet) { must(t, ws.Write(0, 0, value, nil)) }), "<sheetData/>")
	}
	_, ws := blankSheet(t, nil)
	for _, value := range []any{[]byte("x"), []int{1}, map[string]int{}, struct{ X int }{1}, func() {}, make(chan int), complex(1, 2), errors.New("x")} {
		refused(t, ws.Write(0, 0, value, nil), ErrType, 0)
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		refused(t, ws.Write(0, 0, f, nil), ErrNumber, 0)
		refused(t, ws.WriteFormula(0, 0, "=1", nil, f), ErrNumber, 0)
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]float64{
		"1970-01-01T01:00:00": 25569.04166666667, "2018-04-27T19:00:00": 43217.79166666666, "1900-01-01T00:00:00": 1, "1900-02-28T00:00:00": 59, "1900-03-01T00:00:00": 61,
		"1899-12-31T00:00:00": 0, "9999-12-31T00:00:00": 2958465, "0000-01-01T12:00:00": 0.5, "2013-01-23T12:30:05.123456": 41297.52089263259,
	} {
		at, err := time.Parse("2006-01-02T15:04:05", text)
		must(t, err)
		got, err := serial(at, false)
		must(t, err)
		if number(got) != number(want) {
			t.Errorf("%s is %s, not %s", text, number(got), number(want))
		}
	}
	_, ws := blankSheet(t, nil)
	for _, at := range []time.Time{{}, time.Date(1800, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		refused(t, ws.Write(0, 0, at, nil), ErrDate, 0)
	}
	if n, err := serial(time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC), true); err != nil || n != 0 {
		t.Errorf("1904 begins with %v, %v", n, err)
	}
}

func TestEscapes(t *testing.T) {
	for text, want := range map[string]string{
		"_x1234": "_x1234", "_x1234_": "_x005F_x1234_", "_x005F_x0041_": "_x005F_x005F_x005F_x0041_", "_X0041_": "_X0041_", "a\r\nb": "a_x000D_\nb",
		"\ufffe\uffff": "_xFFFE__xFFFF_", "a\x01b": "a_x0001_b", "_x0041_": "_x005F_x0041_", "é\xffé": "é\uFFFDé", "\"'&<>": "\"'&amp;&lt;&gt;",
	} {
		parts := made(t, nil, func(_ *Workbook, ws *Worksheet) {
			must(t, ws.WriteString(0, 0, text, nil))
			must(t, ws.WriteComment(0, 0, text, nil))
		})
		has(t, parts[sstPart], "<t>"+want+"</t>")
		has(t, parts["xl/comments1.xml"], "<t>"+want+"</t>")
		has(t, sheetOf(t, &WorkbookOptions{ConstantMemory: true}, func(_ *Workbook, ws *Worksheet) { must(t, ws.WriteString(0, 0, text, nil)) }), "<t>"+want+"</t>")
	}
}

func TestLongTexts(t *testing.T) {
	for _, c := range []string{"x", "é", "😀"} {
		_, ws := blankSheet(t, nil)
		must(t, ws.WriteString(0, 0, strings.Repeat(c, maxText), nil))
		refused(t, ws.WriteString(1, 0, strings.Repeat(c, maxText+1), nil), ErrTooLong, -2)
		if got := ws.strings.text(0); got != strings.Repeat(c, maxText) || len(ws.strings.refs) != 1 {
			t.Errorf("%s: the long text is not cut to the short one", c)
		}
	}
	_, ws := blankSheet(t, nil)
	refused(t, ws.WriteComment(0, 0, strings.Repeat("x", maxText+1), nil), ErrTooLong, -2)
	refused(t, ws.WriteURL(0, 0, "http://"+strings.Repeat("x", 2080), nil, nil), ErrTooLong, -3)
	must(t, ws.WriteURL(0, 0, "http://"+strings.Repeat("x", 2072)+"#"+strings.Repeat("y", 2079), nil, nil))
	refused(t, ws.Write(0, 0, "file://", nil), ErrParameter, -2)
}

func TestTooManyLinks(t *testing.T) {
	_, ws := blankSheet(t, nil)
	for i := range maxLinks {
		must(t, ws.WriteURL(i, 0, "http://x", nil, nil))
	}
	refused(t, ws.WriteURL(maxLinks, 0, "http://x", nil, nil), ErrTooMany, -4)
}

func TestBounds(t *testing.T) {
	_, ws := blankSheet(t, nil)
	must(t, ws.WriteNumber(MaxRows-1, MaxColumns-1, 1, nil))
	for _, at := range [][2]int{{MaxRows, 0}, {0, MaxColumns}, {-1, 0}, {0, -1}} {
		refused(t, ws.WriteNumber(at[0], at[1], 1, nil), ErrBounds, -1)
		refused(t, ws.WriteComment(at[0], at[1], "x", nil), ErrBounds, -1)
		refused(t, ws.InsertTextbox(at[0], at[1], "x", nil), ErrBounds, -1)
		refused(t, ws.ConditionalFormat(at[0], at[1], 5, 5, &ConditionalOptions{Type: "unique"}), ErrBounds, -1)
	}
	refused(t, ws.At("XFE1").Write(1, nil), ErrBounds, -1)
	refused(t, ws.At("A0").Write(1, nil), ErrReference, -1)
	refused(t, ws.Range("A1:").Merge("x", nil), ErrReference, -1)
	must(t, ws.At("a1").Write(1, nil))
}
