package xlsx

import (
	"database/sql/driver"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// maxText is how many characters a cell holds.
const maxText = 32767

// Write writes a value into a cell, as Excel would take what somebody types:
//
//   - nil and "" leave the cell blank, without a format they write nothing;
//   - booleans, numbers of all types and of [math/big], [time.Time] and
//     [time.Duration] are written as what they are;
//   - text that begins with = is a formula, and {=…} an array formula; text that
//     begins with http://, https://, ftp://, ftps://, mailto:, internal:,
//     external: or file:// is a link; other text is text. Options of the workbook
//     say otherwise, and [Worksheet.WriteString] writes any text as text;
//   - a [URL] is a link;
//   - pointers, named types and what implements [driver.Valuer], such as
//     sql.NullString, are written as what they hold, and as nil if they hold
//     nothing.
//
// Other types are refused with an error of kind [ErrType].
func (ws *Worksheet) Write(row, col int, value any, f *Format) error {
	if err := ws.usable(); err != nil {
		return err
	}
	if ws.handlers != nil {
		if done, err := ws.handle(row, col, value, f); done || err != nil {
			return err
		}
	}
	switch v := value.(type) {
	case nil:
		return ws.WriteBlank(row, col, f)
	case string:
		return ws.writeToken(row, col, v, f)
	case float64:
		return ws.WriteNumber(row, col, v, f)
	case int:
		return ws.WriteNumber(row, col, float64(v), f)
	case bool:
		return ws.WriteBoolean(row, col, v, f)
	case time.Time:
		return ws.WriteDatetime(row, col, v, f)
	case time.Duration:
		return ws.WriteDuration(row, col, v, f)
	case URL:
		return ws.writeURL(row, col, v, f)
	}
	plain, err := plainValue(value)
	if err != nil {
		return ws.refuse("Write", row, col, *err)
	}
	return ws.Write(row, col, plain, f)
}

// plainValue is what a value holds, as one of the types that Write tells apart.
func plainValue(value any) (any, *Error) {
	for range maxPointers {
		switch v := value.(type) {
		case nil, string, float64, bool, time.Time, time.Duration, URL:
			return value, nil
		case *big.Int:
			if v == nil {
				return nil, nil
			}
			f, _ := new(big.Float).SetInt(v).Float64()
			return f, nil
		case *big.Float:
			if v == nil {
				return nil, nil
			}
			f, _ := v.Float64()
			return f, nil
		case *big.Rat:
			if v == nil {
				return nil, nil
			}
			f, _ := v.Float64()
			return f, nil
		}
		r := reflect.ValueOf(value)
		if r.Kind() == reflect.Pointer && r.IsNil() {
			return nil, nil
		}
		if valuer, ok := value.(driver.Valuer); ok {
			inner, err := valuer.Value()
			if err != nil {
				return nil, &Error{Kind: ErrType, Input: fmt.Sprintf("%T", value), Reason: "its value cannot be had", Err: err}
			}
			if b, ok := inner.([]byte); ok {
				inner = string(b)
			}
			value = inner
			continue
		}
		switch {
		case r.Kind() == reflect.Pointer || r.Kind() == reflect.Interface:
			value = r.Elem().Interface()
		case r.Kind() == reflect.String:
			value = r.String()
		case r.Kind() == reflect.Bool:
			value = r.Bool()
		case r.CanInt():
			value = float64(r.Int())
		case r.CanUint():
			value = float64(r.Uint())
		case r.CanFloat():
			value = r.Float()
		case r.Type().ConvertibleTo(timeType) && r.Kind() == reflect.Struct:
			value = r.Convert(timeType).Interface()
		default:
			return nil, &Error{Kind: ErrType, Input: fmt.Sprintf("%T", value), Reason: "a cell holds a number, a text, a boolean, a time or a link"}
		}
	}
	return nil, &Error{Kind: ErrType, Input: fmt.Sprintf("%T", value), Reason: "it holds itself"}
}

var timeType = reflect.TypeFor[time.Time]()

// linkText begins as links do.
var linkText = regexp.MustCompile(`^(?:(?:ftp|http)s?://|mailto:|(?:in|ex)ternal:|file://)`)

// writeToken writes a text as what it looks like.
func (ws *Worksheet) writeToken(row, col int, s string, f *Format) error {
	o := &ws.wb.opts
	switch {
	case s == "":
		return ws.WriteBlank(row, col, f)
	case s[0] == '=' && !o.NoStringsToFormulas, strings.HasPrefix(s, "{=") && strings.HasSuffix(s, "}"):
		return ws.WriteFormula(row, col, s, f, nil)
	case !o.NoStringsToURLs && strings.IndexByte(s, ':') >= 0 && linkText.MatchString(s):
		return ws.writeURL(row, col, URL{Link: s}, f)
	}
	if o.StringsToNumbers {
		if n, err := pytext.ParseFloat(s); err == nil && (o.NanInfToErrors || !math.IsNaN(n) && !math.IsInf(n, 0)) {
			return ws.WriteNumber(row, col, n, f)
		}
	}
	return ws.WriteString(row, col, s, f)
}

// WriteString writes a text, whatever it looks like. Of a text of more than
// 32,767 characters it writes the first 32,767, and returns an error of kind
// [ErrTooLong] and code -2.
func (ws *Worksheet) WriteString(row, col int, s string, f *Format) error {
	if err := ws.enter("WriteString"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeString(row, col, s, f)
}

func (ws *Worksheet) writeString(row, col int, s string, f *Format) error {
	if err := ws.reach("WriteString", row, col, f); err != nil {
		return err
	}
	var long error
	if len(s) > maxText {
		if n := utf8.RuneCountInString(s); n > maxText {
			long = ws.refuse("WriteString", row, col, Error{Kind: ErrTooLong, Code: -2, Input: s, Reason: fmt.Sprintf("%d characters, of which the first %d were written", n, maxText)})
			s = firstRunes(s, maxText)
		}
	}
	ws.advance(row)
	ws.put(row, col, cellString, ws.addText(s, false), f)
	return long
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// WriteNumber writes a number. One that is not finite is refused with an error
// of kind [ErrNumber], or written as an error of Excel if the workbook's option
// NanInfToErrors says so.
func (ws *Worksheet) WriteNumber(row, col int, n float64, f *Format) error {
	if err := ws.enter("WriteNumber"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeNumber(row, col, n, f)
}

func (ws *Worksheet) writeNumber(row, col int, n float64, f *Format) error {
	if math.IsNaN(n) || math.IsInf(n, 0) {
		return ws.writeUnbounded(row, col, n, f)
	}
	if err := ws.reach("WriteNumber", row, col, f); err != nil {
		return err
	}
	ws.advance(row)
	ws.put(row, col, cellNumber, math.Float64bits(n), f)
	return nil
}

func (ws *Worksheet) writeUnbounded(row, col int, n float64, f *Format) error {
	switch {
	case !ws.wb.opts.NanInfToErrors:
		return ws.refuse("WriteNumber", row, col, Error{Kind: ErrNumber, Input: fmt.Sprint(n), Reason: "set NanInfToErrors to write it as an error of Excel"})
	case math.IsNaN(n):
		return ws.writeFormula(row, col, "#NUM!", f, "#NUM!")
	case n > 0:
		return ws.writeFormula(row, col, "1/0", f, "#DIV/0!")
	}
	return ws.writeFormula(row, col, "-1/0", f, "#DIV/0!")
}

// WriteBlank writes a cell that has a format and no value. Without a format it
// writes nothing.
func (ws *Worksheet) WriteBlank(row, col int, f *Format) error {
	if err := ws.enter("WriteBlank"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeBlank(row, col, f)
}

func (ws *Worksheet) writeBlank(row, col int, f *Format) error {
	if f == nil {
		return nil
	}
	if err := ws.reach("WriteBlank", row, col, f); err != nil {
		return err
	}
	ws.advance(row)
	ws.put(row, col, cellBlank, 0, f)
	return nil
}

// WriteBoolean writes TRUE or FALSE.
func (ws *Worksheet) WriteBoolean(row, col int, b bool, f *Format) error {
	if err := ws.enter("WriteBoolean"); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	return ws.writeBoolean("WriteBoolean", row, col, b, f)
}

func (ws *Worksheet) writeBoolean(op string, row, col int, b bool, f *Format) error {
	if err := ws.reach(op, row, col, f); err != nil {
		return err
	}
	ws.advance(row)
	v := uint64(0)
	if b {
		v = 1
	}
	ws.put(row, col, cellBool, v, f)
	return nil
}

// WriteDatetime writes a date and time as the number that Excel has for it. The
// time is taken as its zone's clock shows it; the cell knows no zone. A time of
// the year 0, as [time.Parse] makes it of "15:04", is a time of day. Without a
// format the cell has the workbook's DefaultDateFormat, and is a mere number if
// there is none. Times that are not set, and those that Excel has no number for,
// are refused with an error of kind [ErrDate].
func (ws *Worksheet) WriteDatetime(row, col int, t time.Time, f *Format) error {
	if err := ws.usable(); err != nil {
		return err
	}
	n, err := serial(t, ws.wb.opts.Date1904)
	if err != nil {
		return ws.refuse("WriteDatetime", row, col, Error{Kind: ErrDate, Input: err.(*Error).Input, Reason: err.(*Error).Reason})
	}
	return ws.writeDate("WriteDatetime", row, col, n, f)
}

// WriteDuration writes a span of time, or a time of day, in days.
func (ws *Worksheet) WriteDuration(row, col int, d time.Duration, f *Format) error {
	return ws.writeDate("WriteDuration", row, col, serialDuration(d), f)
}

func (ws *Worksheet) writeDate(op string, row, col int, n float64, f *Format) error {
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if f == nil {
		f = ws.wb.dateFormat
	}
	if err := ws.reach(op, row, col, f); err != nil {
		return err
	}
	ws.advance(row)
	ws.put(row, col, cellDate, math.Float64bits(n), f)
	return nil
}

// WriteRow writes values into the cells from (row, col) to the right as
// [Worksheet.Write] does, and stops at the first error.
func (ws *Worksheet) WriteRow(row, col int, values []any, f *Format) error {
	if err := ws.usable(); err != nil {
		return err
	}
	for i, v := range values {
		if err := ws.Write(row, col+i, v, f); err != nil {
			return err
		}
	}
	return nil
}

// WriteColumn writes values into the cells from (row, col) downwards as
// [Worksheet.Write] does, and stops at the first error.
func (ws *Worksheet) WriteColumn(row, col int, values []any, f *Format) error {
	if err := ws.usable(); err != nil {
		return err
	}
	for i, v := range values {
		if err := ws.Write(row+i, col, v, f); err != nil {
			return err
		}
	}
	return nil
}

// writeHandler writes values of one type, and reports whether it did.
type writeHandler func(ws *Worksheet, row, col int, value any, f *Format) (bool, error)

// AddWriteHandler says how [Worksheet.Write] writes values of the type T. The
// handler returns false for values that it leaves to Write, which it must not
// give a value of its own type: Write would ask it again. It must be added before
// other goroutines write to the sheet. Without a handler nothing changes.
func AddWriteHandler[T any](ws *Worksheet, handler func(ws *Worksheet, row, col int, value T, f *Format) (bool, error)) {
	if ws == nil || handler == nil {
		return
	}
	if ws.handlers == nil {
		ws.handlers = map[reflect.Type]writeHandler{}
	}
	ws.handlers[reflect.TypeFor[T]()] = func(ws *Worksheet, row, col int, value any, f *Format) (bool, error) {
		v, _ := value.(T)
		return handler(ws, row, col, v, f)
	}
}

func (ws *Worksheet) handle(row, col int, value any, f *Format) (bool, error) {
	if value == nil {
		return false, nil
	}
	h, ok := ws.handlers[reflect.TypeOf(value)]
	if !ok {
		return false, nil
	}
	return h(ws, row, col, value, f)
}
