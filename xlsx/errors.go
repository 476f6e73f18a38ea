package xlsx

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// The classes of XlsxWriter's exceptions, and beside them the kinds of what
// XlsxWriter tells by a return code, a warning or an exception of Python's own.
// [errors.Is] follows the tree of classes.
var (
	// ErrXlsxWriter is what all exceptions of XlsxWriter are of.
	ErrXlsxWriter error = class("XlsxWriter refuses")
	// ErrXlsxInput is of the exceptions that wrong input raises.
	ErrXlsxInput = class("wrong input", ErrXlsxWriter)
	// ErrXlsxFile is of the exceptions that concern the file.
	ErrXlsxFile = class("unusable file", ErrXlsxWriter)

	// ErrEmptyChartSeries says that a chart holds no series.
	ErrEmptyChartSeries = class("chart without a series", ErrXlsxInput)
	// ErrDuplicateTableName says that two tables have one name.
	ErrDuplicateTableName = class("table name is taken", ErrXlsxInput)
	// ErrInvalidWorksheetName says that Excel takes no such name of a sheet.
	ErrInvalidWorksheetName = class("invalid worksheet name", ErrXlsxInput)
	// ErrDuplicateWorksheetName says that two sheets have one name.
	ErrDuplicateWorksheetName = class("worksheet name is taken", ErrXlsxInput)
	// ErrOverlappingRange says that merged cells, tables or filters overlap.
	ErrOverlappingRange = class("ranges overlap", ErrXlsxInput)
	// ErrUndefinedImageSize says that an image does not tell its size.
	ErrUndefinedImageSize = class("image without a size", ErrXlsxFile)
	// ErrUnsupportedImageFormat says that a file is no image that Excel shows.
	ErrUnsupportedImageFormat = class("unsupported image format", ErrXlsxFile)
	// ErrFileCreate says that the file could not be written.
	ErrFileCreate = class("file cannot be created", ErrXlsxFile)
	// ErrFileSize says that the file grew over what a zip file without its
	// extensions for large files can hold.
	ErrFileSize = class("file is too large", ErrXlsxFile)
	// ErrThemeFile says that a theme cannot be read.
	ErrThemeFile = class("theme cannot be read", ErrXlsxFile)

	// ErrBounds says that a row or a column lies outside of a worksheet, or,
	// in constant memory, that a row has been written already: code -1.
	ErrBounds = class("outside of the worksheet")
	// ErrTooLong says that a text is longer than Excel takes.
	ErrTooLong = class("too long")
	// ErrTooMany says that there is more of a thing than Excel takes.
	ErrTooMany = class("too many")
	// ErrParameter says that an option or an argument has a value that Excel
	// does not know.
	ErrParameter = class("invalid parameter")
	// ErrUnknownOption says that [Decode] met a key that names no option.
	ErrUnknownOption = class("unknown option", ErrParameter)
	// ErrColor says that a text is no colour.
	ErrColor = class("invalid color", ErrParameter)
	// ErrReference says that a text is no reference to a cell or a range.
	ErrReference = class("invalid reference", ErrParameter)
	// ErrType says that a value is of a type that a cell or an option does not
	// take.
	ErrType = class("unsupported type")
	// ErrNumber says that a number is not finite.
	ErrNumber = class("not a finite number", ErrType)
	// ErrDate says that Excel has no number for a date.
	ErrDate = class("date out of range", ErrType)
	// ErrForeignFormat says that a format was made by another workbook.
	ErrForeignFormat = class("format of another workbook", ErrParameter)
	// ErrUsed says that an object which can be put into a workbook once has
	// been put there already.
	ErrUsed = class("already in use", ErrParameter)
	// ErrClosed says that the workbook has been closed.
	ErrClosed = class("workbook is closed", fs.ErrClosed)
)

func class(text string, bases ...error) error { return pyerr.Class("xlsx: "+text, bases...) }

// An Error says what was refused, where, and what was expected.
type Error struct {
	Kind   error  // one of the package's errors
	Code   int    // what XlsxWriter's method returns; 0 where it raises an exception
	Op     string // the method
	Where  string // sheet and cell, or the path of a file
	Input  string // the offending text
	Reason string // what is wrong with it, and what was expected
	Err    error  // the cause
}

// Error is one line: what was done, where, what is wrong.
func (e *Error) Error() string {
	if e == nil {
		return "xlsx: no error"
	}
	var b strings.Builder
	b.WriteString("xlsx: ")
	for _, s := range []string{e.Op, e.Where} {
		if s != "" {
			b.WriteString(oneLine(s))
			b.WriteString(": ")
		}
	}
	if e.Kind != nil {
		b.WriteString(oneLine(strings.TrimPrefix(e.Kind.Error(), "xlsx: ")))
	}
	if e.Input != "" {
		b.WriteByte(' ')
		b.WriteString(quoteShort(e.Input))
	}
	if e.Reason != "" {
		b.WriteString(": ")
		b.WriteString(oneLine(e.Reason))
	}
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(oneLine(e.Err.Error()))
	}
	return b.String()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// Code is what XlsxWriter's method returns for an error: 0 for nil and for what
// XlsxWriter raises as an exception.
func Code(err error) int {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

// oneLine is a text without what would begin another line of a log.
func oneLine(s string) string { return lineEnds.Replace(s) }

var lineEnds = strings.NewReplacer("\r\n", "; ", "\n", "; ", "\r", "; ", "\v", " ", "\f", " ", "\u0085", " ", "\u2028", " ", "\u2029", " ", "\x00", "")

// shortValue is an offending value of an option: what it is if it is plain, and
// else only its type, for a value may hold itself.
func shortValue(value any) string {
	switch value.(type) {
	case string, bool, int, float64, time.Duration, time.Time:
		return fmt.Sprint(value)
	}
	return fmt.Sprintf("%T", value)
}

// quoteShort quotes an offending text, cut where it would fill a log.
func quoteShort(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return strconv.Quote(string(r[:most])) + "…"
	}
	return strconv.Quote(s)
}
