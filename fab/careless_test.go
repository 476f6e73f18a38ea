package fab_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestNothingPanics calls every method of every type on nil and on the zero value, with
// zero arguments.
func TestNothingPanics(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	ofContext := reflect.TypeFor[context.Context]()
	methods := 0
	call := func(of reflect.Value, name string) {
		m := of.MethodByName(name)
		var args []reflect.Value
		for i := range m.Type().NumIn() {
			in := m.Type().In(i)
			switch {
			case m.Type().IsVariadic() && i == m.Type().NumIn()-1:
			case in == ofContext:
				args = append(args, reflect.ValueOf(ctx(t)))
			default:
				args = append(args, reflect.Zero(in))
			}
		}
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("%v.%s of nil (%v): %v", of.Type(), name, of.IsNil(), p)
			}
		}()
		methods++
		m.Call(args)
	}
	for _, zero := range []any{
		&fab.Call{}, &fab.Context{}, &fab.Env{}, &fab.Error{}, &fab.Execution{}, &fab.Result{}, &fab.Transfer{}, &fab.Tunnel{},
	} {
		v := reflect.ValueOf(zero)
		for i := range v.NumMethod() {
			name := v.Type().Method(i).Name
			if _, ofGo := ofContext.MethodByName(name); ofGo { // they are the caller's own context's
				continue
			}
			call(v, name)
			call(reflect.Zero(v.Type()), name)
		}
		_ = fmt.Sprintf("%v %+v %#v", zero, zero, zero)
	}
	if methods < 90 {
		t.Errorf("%d calls: the methods were not found", methods)
	}
	for _, p := range []*fab.Program{nil, {}} {
		if status := p.Run(ctx(t), []string{"nosuch"}, nil); status == 0 {
			t.Errorf("a program of nothing runs: %d", status)
		}
	}
	var none context.Context
	c := fab.NewContext(none, nil, nil)
	defer c.Close()
	for _, task := range []any{nil, 5, fab.Task{}, &fab.Task{}, (*fab.Task)(nil), "nosuch", (func())(nil), func(int, struct{}) {}} {
		if x, err := c.Execute(task, nil); err == nil {
			t.Errorf("%T ran: %v", task, x)
		}
	}
	if _, err := fab.ParseCall(""); err == nil {
		t.Error("no call is a call")
	}
}

// A zero byte makes OpenSSH's server end the connection, and with it what others do
// there.
func TestZeroBytesStayHere(t *testing.T) {
	s := peers.StartSSHD(t)
	c, _ := open(t, env(t, s))
	o := func(o fab.RunOptions) error { _, err := c.Sudo("true", &o); return err }
	_, run := c.Run("echo a\x00b", nil)
	_, prefix := c.Prefix("a\x00b").Run("true", nil)
	_, local := c.Local("echo a\x00b", nil)
	_, behind := c.Background("a\x00b", nil)
	_, shell := c.Settings(func(e *fab.Env) { e.Shell = "a\x00b" }).Run("true", nil)
	_, put := c.PutReader(endless{}, "a\x00b", nil)
	_, get := c.GetWriter("a\x00b", &screen{}, nil)
	errs := []error{run, prefix, local, behind, shell, put, get, o(fab.RunOptions{User: "a\x00b"}), o(fab.RunOptions{Group: "a\x00b"})}
	if i := slices.IndexFunc(errs, func(err error) bool { return err == nil || errors.Is(err, fab.ErrNetwork) }); i >= 0 {
		t.Errorf("%d: %v", i, errs[i])
	}
	for i, err := range errs[:5] {
		if !errors.Is(err, fab.ErrInvalid) {
			t.Errorf("%d: %v", i, err)
		}
	}
}
