package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"log"
	"os"
	"slices"
	"time"

	"github.com/pyops-go/pyops/xlsx"
)

// book is a workbook in memory with one sheet.
func book() (*xlsx.Workbook, *xlsx.Worksheet) {
	wb, err := xlsx.NewWorkbookWriter(new(bytes.Buffer), nil)
	if err != nil {
		log.Fatal(err)
	}
	ws, err := wb.AddWorksheet("Data")
	if err != nil {
		log.Fatal(err)
	}
	return wb, ws
}

// used prints which cells of a sheet are used.
func used(ws *xlsx.Worksheet) {
	r1, c1, r2, c2, ok := ws.Dimension()
	if !ok {
		fmt.Println("nothing")
		return
	}
	fmt.Println(xlsx.RangeName(r1, c1, r2, c2))
}

func ExampleNewWorkbook() {
	wb, err := xlsx.NewWorkbook(os.DevNull+"/none.xlsx", nil)
	if err != nil {
		log.Fatal(err)
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		log.Fatal(err)
	}
	if err := ws.Write(0, 0, "Hello", nil); err != nil {
		log.Fatal(err)
	}
	err = wb.Close()
	fmt.Println(errors.Is(err, xlsx.ErrFileCreate))
	// Output: true
}

func ExampleNewWorkbookWriter() {
	var b bytes.Buffer // or an http.ResponseWriter
	wb, err := xlsx.NewWorkbookWriter(&b, &xlsx.WorkbookOptions{ConstantMemory: true})
	if err != nil {
		log.Fatal(err)
	}
	ws, err := wb.AddWorksheet("")
	if err != nil {
		log.Fatal(err)
	}
	for row := range 1000 {
		if err := ws.WriteRow(row, 0, []any{row, "text"}, nil); err != nil {
			log.Fatal(err)
		}
	}
	if err := wb.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%q\n", b.Bytes()[:2])
	// Output: "PK"
}

func ExampleWorksheet_Write() {
	_, ws := book()
	for row, v := range []any{"text", 42, 2.5, true, "=A2*2", "https://example.org", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), nil} {
		if err := ws.Write(row, 0, v, nil); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(ws.Write(8, 0, []int{1}, nil))
	used(ws)
	// Output:
	// xlsx: Write: Data!A9: unsupported type "[]int": a cell holds a number, a text, a boolean, a time or a link
	// A1:A7
}

func ExampleWorkbook_AddFormat() {
	wb, ws := book()
	money := wb.AddFormat(&xlsx.FormatOptions{NumFormat: "#,##0.00", Bold: true, BgColor: "#FFF2CC"})
	fmt.Println(ws.Write(0, 0, 1234.5, money))
	wrong := wb.AddFormat(nil).SetFontColor("rouge")
	fmt.Println(wrong.Err())
	// Output:
	// <nil>
	// xlsx: invalid color "rouge": expected #RRGGBB, a colour's name, or a theme colour
}

func ExampleWorksheet_At() {
	_, ws := book()
	fmt.Println(ws.At("B2").Write("here", nil), ws.Range("C1:D1").Merge("over two", nil), ws.Columns("A:B").Set(new(20.0), nil, nil))
	fmt.Println(ws.At("2B").Write("nowhere", nil))
	used(ws)
	// Output:
	// <nil> <nil> <nil>
	// xlsx: invalid reference "2B": expected a cell, such as A1
	// B1:D2
}

func ExampleWorksheet_WriteRichString() {
	wb, ws := book()
	bold := wb.AddFormat(&xlsx.FormatOptions{Bold: true})
	fmt.Println(ws.WriteRichString(0, 0, []xlsx.Run{{Text: "This is "}, {Text: "bold", Format: bold}}, nil))
	err := ws.WriteRichString(1, 0, []xlsx.Run{{Text: "plain"}}, nil)
	fmt.Println(xlsx.Code(err))
	// Output:
	// <nil>
	// -5
}

func ExampleWorksheet_AddTable() {
	_, ws := book()
	fmt.Println(ws.Range("A1:C4").AddTable(&xlsx.TableOptions{
		Data:    [][]any{{"a", 1, 2}, {"b", 3, 4}},
		Columns: []xlsx.TableColumn{{Header: "Name", TotalString: "Sum"}, {Header: "In", TotalFunction: "sum", TotalValue: 4}, {Header: "Twice", Formula: "=[@In]*2"}}, TotalRow: true,
	}))
	used(ws)
	// Output:
	// <nil>
	// A1:C4
}

func ExampleWriteRecords() {
	type Host struct {
		Name    string
		Load    float64 `xlsx:"Load of a minute"`
		Checked time.Time
		secret  string
	}
	_, ws := book()
	hosts := []Host{{Name: "web", Load: 0.5, Checked: time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC), secret: "not written"}, {Name: "=1+1"}}
	fmt.Println(xlsx.WriteRecords(ws, 0, 0, slices.Values(hosts), nil))
	used(ws)
	// Output:
	// 2 <nil>
	// A1:C3
}

func ExampleWorksheet_ConditionalFormat() {
	wb, ws := book()
	red := wb.AddFormat(&xlsx.FormatOptions{FontColor: "red"})
	fmt.Println(ws.Range("A1:A9").ConditionalFormat(&xlsx.ConditionalOptions{Type: "cell", Criteria: ">", Value: 50, Format: red}))
	fmt.Println(ws.Range("B1:B9").ConditionalFormat(&xlsx.ConditionalOptions{Type: "data_bar", BarSolid: true}))
	fmt.Println(ws.Range("C1:C9").ConditionalFormat(&xlsx.ConditionalOptions{Type: "rainbow"}))
	// Output:
	// <nil>
	// <nil>
	// xlsx: ConditionalFormat: Data!C1: invalid parameter "rainbow": the type of a conditional format is one of 2_color_scale, 3_color_scale, average, blanks, bottom, cell, data_bar, date, duplicate, errors, formula, icon_set, no_blanks, no_errors, text, time, time_period, top, unique
}

func ExampleWorksheet_DataValidation() {
	_, ws := book()
	fmt.Println(ws.Range("A1:A9").DataValidation(&xlsx.ValidationOptions{Validate: "list", Source: []string{"yes", "no"}}))
	fmt.Println(ws.Range("B1:B9").DataValidation(&xlsx.ValidationOptions{Validate: "whole", Criteria: "between", Minimum: 1, Maximum: 10}))
	// Output:
	// <nil>
	// <nil>
}

func ExampleWorksheet_AddSparkline() {
	_, ws := book()
	fmt.Println(ws.WriteRow(0, 0, []any{1, 5, 2, 4}, nil), ws.At("E1").AddSparkline(&xlsx.SparklineOptions{Range: []string{"A1:D1"}, Type: "column"}))
	// Output: <nil> <nil>
}

func ExampleNewImageReader() {
	_, err := xlsx.NewImageReader("note.txt", bytes.NewReader(make([]byte, 100)))
	fmt.Println(errors.Is(err, xlsx.ErrUnsupportedImageFormat))
	fmt.Println(err)
	// Output:
	// true
	// xlsx: NewImage: note.txt: unsupported image format: expected PNG, JPEG, GIF, BMP, WMF or EMF
}

func ExampleWorksheet_FreezePanes() {
	_, ws := book()
	fmt.Println(ws.FreezePanes(1, 0, nil)) // the first row stays
	// Output: <nil>
}

func ExampleWorksheet_Autofit() {
	_, ws := book()
	fmt.Println(ws.Write(0, 0, "a text that is rather long", nil), ws.Autofit(&xlsx.AutofitOptions{MaxWidth: 300}))
	// Output: <nil> <nil>
}

func ExampleDecode() {
	var o xlsx.FormatOptions
	fmt.Println(xlsx.Decode(map[string]any{"bold": 1, "font_color": "red", "locked": false}, &o), o.Bold, o.FontColor, o.Unlocked)
	fmt.Println(xlsx.Decode(map[string]any{"boldd": true}, &o))
	// Output:
	// <nil> true red true
	// xlsx: unknown option "boldd": no field of FormatOptions
}

func ExampleCellName() {
	fmt.Println(xlsx.CellName(0, 27), xlsx.RangeFormula("My data", 0, 0, 9, 2))
	fmt.Println(xlsx.ParseCell("AB1"))
	// Output:
	// AB1 'My data'!$A$1:$C$10
	// 0 27 <nil>
}
