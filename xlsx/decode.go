package xlsx

import (
	"fmt"
	"math"
	"reflect"
	"sort"
	"strings"
	"sync"
)

// Decode sets the fields of an option struct of this package, given as a
// pointer, from a dictionary as XlsxWriter takes them: the keys are the names of
// the fields in snake_case (bg_color for BgColor), nested dictionaries are maps,
// numbers and booleans may stand for each other, and nil leaves a field alone.
// A key that names no option and a value of the wrong type are errors.
func Decode(options map[string]any, into any) error {
	v := reflect.ValueOf(into)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Elem().Kind() != reflect.Struct {
		return &Error{Kind: ErrType, Op: "Decode", Input: fmt.Sprintf("%T", into), Reason: "expected a pointer to an option struct"}
	}
	return decodeStruct(options, v.Elem(), "")
}

// An optionField is a field of an option struct under its name in Python.
type optionField struct {
	index  []int
	negate bool
}

var optionFields sync.Map // reflect.Type to map[string]optionField

// fieldsOf are the options of a struct by their names in Python. A tag `key:"a,b"`
// gives other names than the field's own; one that begins with "!" says the
// opposite of the field.
func fieldsOf(t reflect.Type) map[string]optionField {
	if m, ok := optionFields.Load(t); ok {
		return m.(map[string]optionField)
	}
	m := map[string]optionField{}
	for _, f := range reflect.VisibleFields(t) {
		if !f.IsExported() || f.Anonymous {
			continue
		}
		names := []string{snake(f.Name)}
		if tag, ok := f.Tag.Lookup("key"); ok {
			names = strings.Split(tag, ",")
		}
		for _, name := range names {
			plain, negate := strings.CutPrefix(name, "!")
			m[plain] = optionField{index: f.Index, negate: negate}
		}
	}
	optionFields.Store(t, m)
	return m
}

// snake turns BgColor into bg_color and URL into url.
func snake(name string) string {
	var b strings.Builder
	for i, c := range name {
		upper := c >= 'A' && c <= 'Z'
		if upper && i > 0 {
			before := name[i-1]
			after := byte('A')
			if i+1 < len(name) {
				after = name[i+1]
			}
			if before < 'A' || before > 'Z' || after >= 'a' && after <= 'z' {
				b.WriteByte('_')
			}
		}
		if upper {
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}

func decodeStruct(options map[string]any, v reflect.Value, at string) error {
	fields := fieldsOf(v.Type())
	names := make([]string, 0, len(options))
	for name := range options {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		f, ok := fields[name]
		if !ok {
			return &Error{Kind: ErrUnknownOption, Code: -2, Input: at + name, Reason: "no field of " + v.Type().Name()}
		}
		if options[name] == nil {
			continue
		}
		field, err := v.FieldByIndexErr(f.index)
		if err != nil {
			return &Error{Kind: ErrType, Code: -2, Input: at + name, Reason: "it lies in a struct that is not there", Err: err}
		}
		if err := decodeValue(options[name], field, at+name); err != nil {
			return err
		}
		if f.negate {
			field.SetBool(!field.Bool())
		}
	}
	if d, ok := v.Addr().Interface().(interface{ decoded(map[string]any) }); ok {
		d.decoded(options)
	}
	return nil
}

func decodeValue(from any, to reflect.Value, at string) error {
	wrong := func() error {
		return &Error{Kind: ErrType, Code: -2, Input: at, Reason: fmt.Sprintf("expected %s, got %T", to.Type(), from)}
	}
	v := reflect.ValueOf(from)
	if !v.IsValid() {
		return nil
	}
	if v.Type().AssignableTo(to.Type()) {
		to.Set(v)
		return nil
	}
	if u, ok := to.Addr().Interface().(interface{ decodeOption(any) bool }); ok {
		if u.decodeOption(from) {
			return nil
		}
	}
	switch to.Kind() {
	case reflect.Pointer:
		p := reflect.New(to.Type().Elem())
		if err := decodeValue(from, p.Elem(), at); err != nil {
			return err
		}
		to.Set(p)
	case reflect.Struct:
		m, ok := from.(map[string]any)
		if !ok {
			return wrong()
		}
		return decodeStruct(m, to, at+".")
	case reflect.Slice:
		if v.Kind() != reflect.Slice {
			return wrong()
		}
		s := reflect.MakeSlice(to.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			if err := decodeValue(v.Index(i).Interface(), s.Index(i), fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
		to.Set(s)
	case reflect.Array:
		if v.Kind() != reflect.Slice && v.Kind() != reflect.Array || v.Len() != to.Len() {
			return wrong()
		}
		for i := range v.Len() {
			if err := decodeValue(v.Index(i).Interface(), to.Index(i), fmt.Sprintf("%s[%d]", at, i)); err != nil {
				return err
			}
		}
	case reflect.String:
		if v.Kind() == reflect.String {
			to.SetString(v.String())
			return nil
		}
		if list, ok := from.([]any); ok {
			if formula, ok := rangeOfList(list); ok {
				to.SetString(formula)
				return nil
			}
		}
		f, ok := asFloat(v)
		if !ok {
			return wrong()
		}
		to.SetString(number(f))
	case reflect.Bool:
		f, ok := asFloat(v)
		if !ok {
			return wrong()
		}
		to.SetBool(f != 0)
	case reflect.Int, reflect.Int64:
		f, ok := asFloat(v)
		if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<53 || to.OverflowInt(int64(f)) {
			return wrong()
		}
		to.SetInt(int64(f))
	case reflect.Float64:
		f, ok := asFloat(v)
		if !ok {
			return wrong()
		}
		to.SetFloat(f)
	default:
		return wrong()
	}
	return nil
}

// asFloat is the number that a number or a boolean is.
func asFloat(v reflect.Value) (float64, bool) {
	switch {
	case v.Kind() == reflect.Bool:
		if v.Bool() {
			return 1, true
		}
		return 0, true
	case v.CanInt():
		return float64(v.Int()), true
	case v.CanUint():
		return float64(v.Uint()), true
	case v.CanFloat():
		return v.Float(), true
	}
	return 0, false
}
