package xlsx

import (
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// ValidationOptions say what a cell accepts.
type ValidationOptions struct {
	// Validate is the kind of value: whole (or integer), decimal, list, date,
	// time, length (or text length), custom, or any, which accepts everything
	// and shows the input message.
	Validate string
	// Criteria compares the value: between, not between, equal to (=, ==), not
	// equal to (!=, <>), greater than (>), less than (<), greater than or equal
	// to (>=), less than or equal to (<=). Lists and custom formulas need none.
	Criteria string
	// Value is what is compared with, and the formula of a custom validation: a
	// number, a formula such as "=A1", or a time for dates and times. Minimum is
	// another name for it, and Maximum the second value of between.
	Value, Minimum, Maximum any
	// Source is what a list is made of: a []string of at most 255 characters in
	// all with the commas between them, or a formula for a range, such as
	// "=$A$1:$A$5".
	Source any

	// NoIgnoreBlank does not accept blank cells.
	NoIgnoreBlank bool `key:"!ignore_blank"`
	// NoDropdown shows no list to choose from.
	NoDropdown bool `key:"!dropdown"`

	// InputTitle, of at most 32 characters, and InputMessage, of at most 255, are
	// shown when the cell is selected.
	InputTitle, InputMessage string
	// NoShowInput does not show them.
	NoShowInput bool `key:"!show_input"`

	// ErrorTitle, of at most 32 characters, and ErrorMessage, of at most 255, are
	// shown when the value is not accepted.
	ErrorTitle, ErrorMessage string
	// ErrorType is stop (the default), warning or information.
	ErrorType string
	// NoShowError accepts any value without a word.
	NoShowError bool `key:"!show_error"`

	// OtherCells are more cells, each first row, first column, last row, last
	// column.
	OtherCells [][4]int
	// MultiRange is a list of ranges, such as "A1 C1:C9", instead of the range.
	MultiRange string
}

type validation struct {
	opts           ValidationOptions
	kind, criteria string // as the file has them
	first, second  string // formulas
	hasSecond      bool
	ref            string
}

var validationKinds = map[string]string{
	"any": "none", "any value": "none", "whole number": "whole", "whole": "whole", "integer": "whole", "decimal": "decimal", "list": "list",
	"date": "date", "time": "time", "text length": "textLength", "length": "textLength", "custom": "custom",
}

// comparisons are the criteria of validations and conditional formats as the
// file has them.
var comparisons = map[string]string{
	"between": "between", "not between": "notBetween", "equal to": "equal", "=": "equal", "==": "equal", "not equal to": "notEqual", "!=": "notEqual",
	"<>": "notEqual", "greater than": "greaterThan", ">": "greaterThan", "less than": "lessThan", "<": "lessThan",
	"greater than or equal to": "greaterThanOrEqual", ">=": "greaterThanOrEqual", "less than or equal to": "lessThanOrEqual", "<=": "lessThanOrEqual",
}

// DataValidation says what the cells of a range accept. What Excel does not know
// is refused with code -2.
func (ws *Worksheet) DataValidation(firstRow, firstCol, lastRow, lastCol int, opts *ValidationOptions) error {
	const op = "DataValidation"
	if err := ws.enter(op); err != nil {
		return err
	}
	defer ws.mu.Unlock()
	if err := ws.withinArea(op, area{firstRow, firstCol, lastRow, lastCol}); err != nil {
		return err
	}
	v := validation{}
	if opts != nil {
		v.opts = *opts
	}
	if e := ws.prepareValidation(&v, newArea(firstRow, firstCol, lastRow, lastCol)); e != nil {
		e.Code = -2
		return ws.refuse(op, firstRow, firstCol, *e)
	}
	ws.validations = append(ws.validations, v)
	return nil
}

func (ws *Worksheet) prepareValidation(v *validation, a area) *Error {
	o := &v.opts
	wrong := func(input, reason string) *Error { return &Error{Kind: ErrParameter, Input: input, Reason: reason} }
	var ok bool
	if v.kind, ok = validationKinds[o.Validate]; !ok {
		return wrong(o.Validate, "Validate is whole, decimal, list, date, time, length, custom or any")
	}
	if v.kind == "none" && o.InputTitle == "" && o.InputMessage == "" {
		return wrong(o.Validate, "it accepts everything and has no message to show")
	}
	switch v.kind {
	case "none", "list", "custom":
		v.criteria = "between"
		o.Maximum = nil
	default:
		if v.criteria, ok = comparisons[o.Criteria]; !ok {
			return wrong(o.Criteria, "Criteria is a comparison, such as between or >=")
		}
		v.hasSecond = v.criteria == "between" || v.criteria == "notBetween"
		if v.hasSecond && o.Maximum == nil {
			return wrong(o.Criteria, "Maximum has to be given")
		}
	}
	switch o.ErrorType {
	case "", "stop", "warning", "information":
	default:
		return wrong(o.ErrorType, "ErrorType is stop, warning or information")
	}
	for _, t := range []struct {
		text string
		most int
		what string
	}{{o.InputTitle, 32, "InputTitle"}, {o.ErrorTitle, 32, "ErrorTitle"}, {o.InputMessage, 255, "InputMessage"}, {o.ErrorMessage, 255, "ErrorMessage"}} {
		if utf8.RuneCountInString(t.text) > t.most {
			return &Error{Kind: ErrTooLong, Input: t.text, Reason: fmt.Sprintf("%s has at most %d characters", t.what, t.most)}
		}
	}
	if e := v.prepareRange(a); e != nil {
		return e
	}
	if v.kind == "none" {
		return nil
	}
	value := o.Value
	if o.Source != nil {
		value = o.Source
	}
	if o.Minimum != nil {
		value = o.Minimum
	}
	var e *Error
	if v.kind == "list" {
		v.first, e = listFormula(value)
		return e
	}
	dates := v.kind == "date" || v.kind == "time"
	if v.first, e = ws.comparand(value, dates); e == nil && v.hasSecond {
		v.second, e = ws.comparand(o.Maximum, dates)
	}
	return e
}

func (v *validation) prepareRange(a area) *Error {
	refs := []string{a.String()}
	for _, c := range v.opts.OtherCells {
		if !inSheet(c[0], c[1]) || !inSheet(c[2], c[3]) {
			return &Error{Kind: ErrBounds, Input: fmt.Sprint(c), Reason: "OtherCells lie on the sheet"}
		}
		refs = append(refs, newArea(c[0], c[1], c[2], c[3]).String())
	}
	v.ref = strings.Join(refs, " ")
	if v.opts.MultiRange != "" {
		v.ref = strings.ReplaceAll(v.opts.MultiRange, "$", "")
		if err := checkRanges(v.ref); err != nil {
			return err.(*Error)
		}
	}
	return nil
}

const maxList = 255 // characters of all items and the commas between them

// listFormula is a list of values, or the formula for the range that has them.
func listFormula(value any) (string, *Error) {
	v := reflect.ValueOf(value)
	if v.Kind() == reflect.String {
		return strings.TrimLeft(v.String(), "="), nil
	}
	if v.Kind() != reflect.Slice {
		return "", &Error{Kind: ErrType, Input: fmt.Sprintf("%T", value), Reason: "the source of a list is a []string, or the formula for a range"}
	}
	items, length := make([]string, v.Len()), v.Len()-1
	for i := range items {
		item, e := plainValue(v.Index(i).Interface())
		if e != nil {
			return "", e
		}
		switch x := item.(type) {
		case string:
			items[i] = x
		case float64:
			items[i] = number(x)
		case bool:
			items[i] = strings.ToUpper(fmt.Sprint(x))
		default:
			return "", &Error{Kind: ErrType, Input: fmt.Sprintf("%T", v.Index(i).Interface()), Reason: "the items of a list are texts and numbers"}
		}
		if strings.Contains(items[i], ",") {
			return "", &Error{Kind: ErrParameter, Input: items[i], Reason: "Excel would take the comma for the end of the item; use a range"}
		}
		length += utf8.RuneCountInString(items[i])
	}
	if length > maxList {
		return "", &Error{Kind: ErrTooLong, Input: strings.Join(items, ","), Reason: "a list has at most 255 characters with its commas; use a range"}
	}
	return `"` + strings.ReplaceAll(strings.Join(items, ","), `"`, `""`) + `"`, nil
}

// comparand is a value to compare with as a formula has it.
func (ws *Worksheet) comparand(value any, dates bool) (string, *Error) {
	switch x := value.(type) {
	case time.Time:
		if dates {
			n, err := serial(x, ws.wb.opts.Date1904)
			if err != nil {
				return "", err.(*Error)
			}
			return strings.ToLower(number(n)), nil
		}
	case time.Duration:
		if dates {
			return strings.ToLower(number(serialDuration(x))), nil
		}
	case string:
		if x == "" {
			break
		}
		if _, err := pytext.ParseFloat(x); err == nil {
			return x, nil
		}
		return strings.TrimLeft(x, "="), nil
	}
	v := reflect.ValueOf(value)
	switch {
	case v.IsValid() && v.Kind() == reflect.Bool:
		return strings.ToUpper(fmt.Sprint(v.Bool())), nil
	case v.IsValid() && (v.CanInt() || v.CanUint()):
		return wholeText(v), nil
	case v.IsValid() && v.CanFloat():
		if f := v.Float(); f-f == 0 {
			return pytext.Float(f), nil
		}
	}
	return "", &Error{Kind: ErrType, Input: shortValue(value), Reason: "expected a number, a formula or, for dates and times, a time"}
}

func (ws *Worksheet) writeValidations(w *xmlWriter) {
	if len(ws.validations) == 0 {
		return
	}
	w.startTag("dataValidations", "count", itoa(len(ws.validations)))
	for i := range ws.validations {
		ws.validations[i].write(w)
	}
	w.endTag("dataValidations")
}

func (v *validation) write(w *xmlWriter) {
	o := &v.opts
	var attrs []string
	add := func(on bool, name, value string) {
		if on {
			attrs = append(attrs, name, value)
		}
	}
	add(v.kind != "none", "type", v.kind)
	add(v.kind != "none" && v.criteria != "between", "operator", v.criteria)
	add(o.ErrorType == "warning" || o.ErrorType == "information", "errorStyle", o.ErrorType)
	add(!o.NoIgnoreBlank, "allowBlank", "1")
	add(o.NoDropdown, "showDropDown", "1")
	add(!o.NoShowInput, "showInputMessage", "1")
	add(!o.NoShowError, "showErrorMessage", "1")
	add(o.ErrorTitle != "", "errorTitle", o.ErrorTitle)
	add(o.ErrorMessage != "", "error", o.ErrorMessage)
	add(o.InputTitle != "", "promptTitle", o.InputTitle)
	add(o.InputMessage != "", "prompt", o.InputMessage)
	add(true, "sqref", v.ref)
	if v.kind == "none" {
		w.emptyTag("dataValidation", attrs...)
		return
	}
	w.startTag("dataValidation", attrs...)
	w.dataElement("formula1", v.first)
	if v.hasSecond {
		w.dataElement("formula2", v.second)
	}
	w.endTag("dataValidation")
}
