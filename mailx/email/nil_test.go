package email_test

import (
	"fmt"
	"io"
	"iter"
	"reflect"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// Every method of a nil receiver, with nothing but zero arguments, comes back.
func TestNilReceiversAreAnswered(t *testing.T) {
	t.Chdir(t.TempDir()) // for what is written to a file
	for _, v := range []any{
		(*email.Message)(nil), (*email.Header)(nil), (*email.HeaderValue)(nil), (*email.HeaderRegistry)(nil), (*email.ContentManager)(nil),
		(*email.Charset)(nil), (*email.FeedParser)(nil),
		&email.Message{}, &email.Header{}, &email.HeaderValue{}, &email.HeaderRegistry{}, &email.ContentManager{}, &email.Charset{}, &email.FeedParser{},
		&email.Error{}, email.Defect{}, email.Group{}, email.Address{}, email.Policy{}, email.HeaderKind(0),
	} {
		callAll(t, reflect.ValueOf(v))
	}
}

func callAll(t *testing.T, v reflect.Value) {
	for i := range v.NumMethod() {
		name := fmt.Sprintf("%s.%s", v.Type(), v.Type().Method(i).Name)
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("%s: %v", name, p)
				}
			}()
			method := v.Method(i)
			var args []reflect.Value
			for j := range method.Type().NumIn() {
				if j == method.Type().NumIn()-1 && method.Type().IsVariadic() {
					break
				}
				args = append(args, someValue(method.Type().In(j)))
			}
			for _, out := range method.Call(args) {
				switch seq := out.Interface().(type) {
				case iter.Seq[*email.Message]:
					for range seq {
					}
				case iter.Seq2[string, string]:
					for range seq {
					}
				case func(func(string) bool):
					for range seq {
					}
				}
			}
		}()
	}
}

// someValue is an argument with nothing in it that a caller would call a value.
func someValue(of reflect.Type) reflect.Value {
	switch {
	case of.Kind() == reflect.String:
		return reflect.ValueOf("X")
	case of == reflect.TypeFor[io.Writer]():
		return reflect.ValueOf(io.Discard)
	case of.Kind() == reflect.Func && of.NumIn() == 1 && of.In(0).Kind() == reflect.Int: // a room
		return reflect.MakeFunc(of, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.Zero(of.Out(0))} })
	}
	return reflect.Zero(of)
}
