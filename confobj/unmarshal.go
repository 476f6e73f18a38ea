package confobj

import (
	"encoding"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// An UnmarshalError is a value that does not fit the place it is for.
type UnmarshalError struct {
	Path  []string // sections and key
	Value any      // what stands there
	Type  reflect.Type
	Err   error // why, where there is more to say; or nil
}

// Error names the key, what it holds and what was wanted.
func (e *UnmarshalError) Error() string {
	if e == nil {
		return "confobj: no error"
	}
	text := fmt.Sprintf("%s: %s does not fit a %v", strings.Join(e.Path, "."), Repr(e.Value), e.Type)
	if e.Err != nil {
		text += ": " + strings.TrimPrefix(e.Err.Error(), "confobj: ")
	}
	return pyerr.Line("confobj", nil, text)
}

// Unwrap gives the cause.
func (e *UnmarshalError) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Err
}

// Unmarshal stores what a section holds in the struct that v points to; the whole
// configuration c is &c.Section, one section of it c.Sub("web"). A field
// takes the key that its tag names (`confobj:"port"`; "-" is none), else its own
// name in lower case; a key that is not there leaves it as it is, and keys
// without a field are passed over. A field may be
//
//	string, bool, integers, floats    read as [Section.AsBool] and the like read them
//	time.Duration                     text such as 1m30s
//	slices, arrays                    of a list; anything else is a list of it alone
//	structs, map[string]T             of a section
//	encoding.TextUnmarshaler          of text
//	any                               as it is, sections being a map[string]any
//	pointers                          to any of them
//
// The error is an [*UnmarshalError], an ErrInterpolation, an ErrType when v is no
// pointer to a struct, or an ErrKey when s is nil.
func Unmarshal(s *Section, v any) error {
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Elem().Kind() != reflect.Struct {
		return failed(ErrType, "Unmarshal wants a pointer to a struct, not a %T", v)
	}
	if s == nil {
		return failed(ErrKey, "there is no such section")
	}
	u := &unmarshaling{}
	return u.structure(s, p.Elem(), nil)
}

// An unmarshaling is one call of Unmarshal.
type unmarshaling struct{ budget budget }

func (u *unmarshaling) structure(s *Section, to reflect.Value, path []string) error {
	for _, f := range fieldsOf(to.Type()) {
		m := s.find(f.name)
		if m == nil {
			continue
		}
		value, err := s.value(m, &u.budget)
		if err != nil {
			return err
		}
		if err := u.into(value, to.FieldByIndex(f.index), append(path[:len(path):len(path)], f.name)); err != nil {
			return err
		}
	}
	return nil
}

// into stores one value.
func (u *unmarshaling) into(value any, to reflect.Value, path []string) error {
	if to.Kind() == reflect.Pointer {
		fresh := reflect.New(to.Type().Elem())
		if err := u.into(value, fresh.Elem(), path); err != nil {
			return err
		}
		to.Set(fresh)
		return nil
	}
	misfit := func(err error) error { return &UnmarshalError{path, value, to.Type(), err} }
	if text, ok := value.(string); ok {
		if own, ok := to.Addr().Interface().(encoding.TextUnmarshaler); ok {
			if err := own.UnmarshalText([]byte(text)); err != nil {
				return misfit(err)
			}
			return nil
		}
		if to.Type() == durationType {
			d, err := time.ParseDuration(text)
			if err != nil {
				return misfit(err)
			}
			to.SetInt(int64(d))
			return nil
		}
	}
	if s, ok := value.(*Section); ok {
		return u.section(s, to, path, misfit)
	}
	switch to.Kind() {
	case reflect.Interface:
		if to.NumMethod() > 0 {
			return misfit(nil)
		}
		if value == nil {
			to.SetZero()
		} else {
			to.Set(reflect.ValueOf(value))
		}
	case reflect.String:
		if _, isList := asList(value); isList {
			return misfit(nil)
		}
		to.SetString(Str(value))
	case reflect.Bool:
		truth, err := IsBoolean(value)
		if err != nil {
			return misfit(nil)
		}
		to.SetBool(truth)
	case reflect.Slice, reflect.Array:
		return u.list(value, to, path, misfit)
	default:
		return numberInto(value, to, misfit)
	}
	return nil
}

func numberInto(value any, to reflect.Value, misfit func(error) error) error {
	switch to.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := whole(value)
		if err != nil || !n.IsInt64() || to.OverflowInt(n.Int64()) {
			return misfit(err)
		}
		to.SetInt(n.Int64())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		n, err := whole(value)
		if err != nil || !n.IsUint64() || to.OverflowUint(n.Uint64()) {
			return misfit(err)
		}
		to.SetUint(n.Uint64())
	case reflect.Float32, reflect.Float64:
		f, err := toFloat(value)
		if err != nil || !math.IsInf(f, 0) && to.OverflowFloat(f) {
			return misfit(err)
		}
		to.SetFloat(f)
	default:
		return misfit(nil)
	}
	return nil
}

// whole is toInt that cuts nothing off.
func whole(value any) (*big.Int, error) {
	if f, ok := value.(float64); ok && f != math.Trunc(f) {
		return nil, failed(ErrValue, "it has a fraction")
	}
	return toInt(value)
}

func (u *unmarshaling) list(value any, to reflect.Value, path []string, misfit func(error) error) error {
	if raw, ok := value.([]byte); ok && to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8 {
		to.SetBytes(raw)
		return nil
	}
	list, ok := asList(value)
	if !ok {
		list = []any{value}
	}
	if to.Kind() == reflect.Array {
		if len(list) != to.Len() {
			return misfit(failed(ErrValue, "it has %d members, not %d", len(list), to.Len()))
		}
	} else {
		to.Set(reflect.MakeSlice(to.Type(), len(list), len(list)))
	}
	for i, item := range list {
		if err := u.into(item, to.Index(i), path); err != nil {
			return err
		}
	}
	return nil
}

func (u *unmarshaling) section(s *Section, to reflect.Value, path []string, misfit func(error) error) error {
	switch t := to.Type(); {
	case t.Kind() == reflect.Struct:
		return u.structure(s, to, path)
	case t.Kind() == reflect.Map && t.Key().Kind() == reflect.String:
		made := reflect.MakeMapWithSize(t, s.Len())
		for _, m := range s.members() {
			value, err := s.value(m, &u.budget)
			if err != nil {
				return err
			}
			item := reflect.New(t.Elem()).Elem()
			if err := u.into(value, item, append(path[:len(path):len(path)], m.key)); err != nil {
				return err
			}
			made.SetMapIndex(reflect.ValueOf(m.key).Convert(t.Key()), item)
		}
		to.Set(made)
		return nil
	case t.Kind() == reflect.Interface && t.NumMethod() == 0:
		dict, err := s.dict(&u.budget)
		if err != nil {
			return err
		}
		to.Set(reflect.ValueOf(dict))
		return nil
	}
	return misfit(nil)
}
