package clam_test

import (
	"context"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/clam"
)

// What was not made, as where the error of a constructor was not looked at, answers
// with an error, and with nothing that reads as clean.
func TestNothingPanics(t *testing.T) {
	for _, receiver := range []any{
		(*clam.Client)(nil), &clam.Client{}, (*clam.ClamdUnixSocket)(nil), &clam.ClamdUnixSocket{}, (*clam.ClamdNetworkSocket)(nil), &clam.ClamdNetworkSocket{},
		(*clam.Session)(nil), &clam.Session{}, clam.Result(nil), clam.Matches(nil), clam.Finding{}, (*clam.Stats)(nil), &clam.Stats{},
		(*clam.ConnectionError)(nil), (*clam.BufferTooLongError)(nil), (*clam.ReplyError)(nil), &clam.ConnectionError{}, &clam.BufferTooLongError{}, &clam.ReplyError{},
	} {
		v := reflect.ValueOf(receiver)
		for i := range v.NumMethod() {
			name := v.Type().Method(i).Name
			for _, sample := range []bool{false, true} {
				callNothing(t, name, v, v.Method(i), sample)
			}
		}
	}
}

func callNothing(t *testing.T, name string, receiver, m reflect.Value, sample bool) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("(%v).%s, with arguments: %t: %v", receiver.Type(), name, sample, p)
		}
	}()
	var args []reflect.Value
	for i := range m.Type().NumIn() {
		switch in := m.Type().In(i); {
		case in == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(t.Context()))
		case sample && in == reflect.TypeFor[io.Reader]():
			args = append(args, reflect.ValueOf(strings.NewReader("x")))
		case sample && in == reflect.TypeFor[string]():
			args = append(args, reflect.ValueOf("/x"))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	for _, out := range m.Call(args) {
		if out.Type() == reflect.TypeFor[error]() && out.IsNil() && name != "Close" && name != "MarshalJSON" && name != "Unwrap" {
			t.Errorf("(%v).%s has no error", receiver.Type(), name)
		}
		if r, ok := out.Interface().(interface{ Clean() bool }); ok && r.Clean() && name != "Clean" {
			t.Errorf("(%v).%s says clean", receiver.Type(), name)
		}
		if out.Kind() == reflect.Func && !out.IsNil() && out.Type().CanSeq2() {
			n := 0
			for f, err := range out.Seq2() {
				if n++; f.Interface().(clam.FileScan).Finding == nil && err.IsNil() {
					t.Errorf("(%v).%s yields something clean", receiver.Type(), name)
				}
			}
			if n == 0 {
				t.Errorf("(%v).%s yields nothing", receiver.Type(), name)
			}
		}
	}
}

// A stream that is nil is no empty stream.
func TestAReaderThatIsNil(t *testing.T) {
	client := faulty(t, "tcp", nil)
	if r, err := client.ScanStream(t.Context(), nil, nil); r.Clean() || err == nil {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := client.ScanOpenFile(t.Context(), nil); r.Clean() || err == nil {
		t.Errorf("%v, %v", r, err)
	}
}
