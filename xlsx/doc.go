// Package xlsx is XlsxWriter, Python's writer of Excel files, in Go: its parts are
// XlsxWriter's byte for byte, and those that Excel itself makes of the same
// contents.
//
//	package main
//
//	import (
//		"log"
//
//		"github.com/pyops-go/pyops/xlsx"
//	)
//
//	func main() {
//		wb, err := xlsx.NewWorkbook("hello.xlsx", nil)
//		if err != nil {
//			log.Fatal(err)
//		}
//		ws, err := wb.AddWorksheet("")
//		if err != nil {
//			log.Fatal(err)
//		}
//		bold := wb.AddFormat(&xlsx.FormatOptions{Bold: true})
//		if err := ws.Write(0, 0, "Hello", bold); err != nil {
//			log.Fatal(err)
//		}
//		if err := ws.At("B1").Write(42.5, nil); err != nil {
//			log.Fatal(err)
//		}
//		if err := wb.Close(); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # Workbooks and sheets
//
// A [Workbook] goes into a file, which takes its name when it is whole, or to any
// [io.Writer], such as the answer to an HTTP request. There are never temporary
// files. [WorkbookOptions] has what holds for all of it, above all
// ConstantMemory, for sheets of millions of rows that are written in order.
//
// A [Worksheet] is filled by [Worksheet.Write], which takes values as what they
// are, and by methods for each kind of cell. Rows and columns count from 0;
// [Worksheet.At], [Worksheet.Range] and [Worksheet.Columns] take names such as
// B2. [WriteRecords] makes a table of structs in one call. What a sheet and a
// [Chartsheet] have in common, such as printing, is a [Sheet].
//
// Excel computes formulas when it opens a file. Other programs may not, and show
// the value that is given with the formula, or 0.
//
// # Options, colours and formats
//
// Options are structs, nil for none, and the zero value of each field is
// XlsxWriter's default: what is true by default there is said the other way
// round, as NoHeaderRow for header_row. A number that may be absent is a pointer;
// Go's new(2.5) makes one. [Decode] reads such a struct from a dictionary, with
// XlsxWriter's names.
//
// A [Color] is a text: "#FF8000", "red", or one of [ThemeColor]. A [Format] is
// made by [Workbook.AddFormat] and serves any cell of its workbook.
//
// # Errors
//
// An [Error] says what was refused, where, and what was expected; its Kind is one
// of the package's errors, so that [errors.Is] finds it, and [Code] is what
// XlsxWriter's method returns. What is refused is not written, with one
// exception: a text that is too long for a cell is cut.
//
// # Goroutines
//
// Different sheets of a workbook may be filled by different goroutines at once.
// The file does not depend on who comes first: texts and formats are numbered
// sheet by sheet. That is XlsxWriter's numbering for programs that fill one sheet
// after the other.
//
// # What it is not for
//
// It reads no files and changes none. To read what has been written, write to a
// bytes.Buffer and open that with a library that reads, such as excelize.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                   Go
//	workbook.Workbook                        Workbook, NewWorkbook, NewWorkbookWriter, WorkbookOptions   adapted
//	workbook.Workbook.add_worksheet          Workbook.AddWorksheet
//	workbook.Workbook.add_format             Workbook.AddFormat, FormatOptions                           adapted
//	workbook.Workbook.close                  Workbook.Close                                              adapted
//	workbook.Workbook.define_name            Workbook.DefineName
//	worksheet.Worksheet.write                Worksheet.Write
//	worksheet.Worksheet.write_string         Worksheet.WriteString                                       fixed
//	worksheet.Worksheet.write_number         Worksheet.WriteNumber                                       fixed
//	worksheet.Worksheet.write_formula        Worksheet.WriteFormula                                      fixed
//	worksheet.Worksheet.write_datetime       Worksheet.WriteDatetime, Worksheet.WriteDuration            fixed
//	worksheet.Worksheet.write_url            Worksheet.WriteURL, URLOptions                              fixed
//	worksheet.Worksheet.write_rich_string    Worksheet.WriteRichString, Run                              adapted
//	worksheet.Worksheet.write_row            Worksheet.WriteRow
//	worksheet.Worksheet.write_column         Worksheet.WriteColumn
//	worksheet.Worksheet.write_comment        Worksheet.WriteComment
//	worksheet.Worksheet.merge_range          Worksheet.MergeRange, ErrOverlappingRange                   fixed
//	worksheet.Worksheet.set_column           Worksheet.SetColumn                                         fixed
//	worksheet.Worksheet.set_row              Worksheet.SetRow                                            fixed
//	worksheet.Worksheet.autofit              Worksheet.Autofit, AutofitOptions                           adapted
//	worksheet.Worksheet.autofilter           Worksheet.Autofilter
//	worksheet.Worksheet.freeze_panes         Worksheet.FreezePanes
//	worksheet.Worksheet.add_table            Worksheet.AddTable                                          fixed
//	worksheet.Worksheet.conditional_format   Worksheet.ConditionalFormat                                 fixed
//	worksheet.Worksheet.data_validation      Worksheet.DataValidation                                    fixed
//	worksheet.Worksheet.add_sparkline        Worksheet.AddSparkline
//	worksheet.Worksheet.insert_image         Worksheet.InsertImage, NewImage, NewImageReader             adapted
//	worksheet.Worksheet.insert_textbox       Worksheet.InsertTextbox
//	worksheet.Worksheet.insert_chart         Worksheet.InsertChart
//	worksheet.Worksheet.protect              Worksheet.Protect
//	worksheet.Worksheet.set_header           Sheet.SetHeader, HeaderOptions
//	utility.xl_rowcol_to_cell                CellName, CellNameAbs
//	utility.xl_cell_to_rowcol                ParseCell
//	utility.xl_range_formula                 RangeFormula
package xlsx
