package curlx

import (
	"io"
	"math"
	"reflect"
)

// accept converts a value to the option's type, without loss.
func (o Option[T]) accept(v any) (any, bool) {
	if x, ok := v.(T); ok {
		// A nil function or pointer unsets.
		if r := reflect.ValueOf(v); isNilable(r.Kind()) && r.IsNil() {
			return nil, true
		}
		return x, true
	}
	switch any(*new(T)).(type) {
	case int:
		n, ok := integer(v)
		return int(n), ok && n == int64(int(n))
	case int64:
		n, ok := integer(v)
		return n, ok
	case string:
		if b, ok := v.([]byte); ok {
			return string(b), true
		}
	case []byte:
		if s, ok := v.(string); ok {
			return []byte(s), true
		}
	case WriteFunc:
		switch f := v.(type) {
		case func([]byte) int:
			return WriteFunc(func(p []byte) (int, error) { return f(p), nil }), f != nil
		case func([]byte):
			return WriteFunc(func(p []byte) (int, error) { f(p); return len(p), nil }), f != nil
		}
	}
	// A function of the shape that a callback has needs no conversion by the caller.
	if r, to := reflect.ValueOf(v), reflect.TypeFor[T](); to.Kind() == reflect.Func && r.Kind() == reflect.Func && r.CanConvert(to) {
		return r.Convert(to).Interface(), !r.IsNil()
	}
	// Interfaces: *new(T) of io.Writer is a nil interface, which no case above sees.
	var zero T
	switch any(&zero).(type) {
	case *io.Writer:
		w, ok := v.(io.Writer)
		return w, ok
	case *io.Reader:
		r, ok := v.(io.Reader)
		return r, ok
	}
	return nil, false
}

func isNilable(k reflect.Kind) bool {
	switch k {
	case reflect.Func, reflect.Pointer, reflect.Map, reflect.Chan, reflect.Slice:
		return true
	}
	return false
}

// integer is the value of any integer or bool.
func integer(v any) (int64, bool) {
	switch v := v.(type) {
	case bool:
		return int64(flag(v)), true
	}
	r := reflect.ValueOf(v)
	switch {
	case r.CanInt():
		return r.Int(), true
	case r.CanUint() && r.Uint() <= math.MaxInt64:
		return int64(r.Uint()), true
	}
	return 0, false
}
