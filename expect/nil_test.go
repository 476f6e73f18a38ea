package expect_test

import (
	"context"
	"errors"
	"io/fs"
	"reflect"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// No method of a session that is nil, or of one that has not begun, panics: a
// careless caller's Close and Expect come after an error that he did not read.
func TestNilAndZeroReceivers(t *testing.T) {
	for _, receiver := range []any{
		(*expect.Session)(nil), (*expect.Child)(nil), (*expect.PopenSpawn)(nil), (*expect.FdSpawn)(nil), (*expect.SocketSpawn)(nil), (*expect.REPLWrapper)(nil), (*expect.Pxssh)(nil),
		&expect.Session{}, &expect.Child{}, &expect.PopenSpawn{}, &expect.FdSpawn{}, &expect.SocketSpawn{}, &expect.REPLWrapper{}, &expect.Pxssh{}, expect.NewPxssh(nil),
		(*expect.Match)(nil), &expect.Match{}, (*expect.Searcher)(nil), &expect.Searcher{},
	} {
		v := reflect.ValueOf(receiver)
		for i := range v.NumMethod() {
			name := v.Type().Method(i).Name
			if name == "Ended" {
				continue // of the tests
			}
			func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("(%T).%s, nil: %t: %v", receiver, name, v.IsNil(), p)
					}
				}()
				called(t, name, v.Method(i))
			}()
		}
	}
}

func TestNilPattern(t *testing.T) {
	if s := (*expect.Pattern)(nil).String(); s != "<nil>" {
		t.Error(s)
	}
}

// called calls a method with zero arguments, contexts apart; what has an error to
// tell that nothing was done must tell it, unless there was nothing to do.
func called(t *testing.T, name string, m reflect.Value) {
	var args []reflect.Value
	for i := range m.Type().NumIn() {
		if in := m.Type().In(i); in == reflect.TypeFor[context.Context]() {
			args = append(args, reflect.ValueOf(t.Context()))
		} else if !m.Type().IsVariadic() || i < m.Type().NumIn()-1 {
			args = append(args, reflect.Zero(in))
		}
	}
	for _, out := range m.Call(args) {
		if out.Kind() == reflect.Func && !out.IsNil() {
			out.Call([]reflect.Value{reflect.MakeFunc(out.Type().In(0), func([]reflect.Value) []reflect.Value {
				return []reflect.Value{reflect.ValueOf(true)}
			})})
		}
		switch name {
		case "Expect", "ExpectExact", "ExpectList", "Send", "SendLine", "SendSecret", "ReadLine", "Wait", "Kill", "SendEOF", "RunCommand", "SetPrompt", "Prompt", "Logout", "Interact":
			if out.Type() == reflect.TypeFor[error]() && out.IsNil() {
				t.Errorf("%s has no error", name)
			}
		}
	}
}

// Whoever prints an error that he made, or that is not there, gets a line that begins
// with the name of the package.
func TestErrorsOfNothing(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{(*expect.Error)(nil), `expect: no error`},
		{&expect.Error{}, `expect: an error of no kind`},
		{&expect.Error{Kind: expect.ErrClosed}, `expect: session is closed`},
		{&expect.Error{Reason: "a\x1b[0m\nb"}, `expect: a\x1b[0m`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%T: %q, want %q", c.err, got, c.want)
		}
		errors.Is(c.err, fs.ErrNotExist)
	}
}
