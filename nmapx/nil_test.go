package nmapx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"testing"

	"github.com/pyops-go/pyops/nmapx"
)

// TestNothingPanics calls every method of nil and zero values, as careless callers
// do.
func TestNothingPanics(t *testing.T) {
	for _, receiver := range []any{
		(*nmapx.PortScanner)(nil), &nmapx.PortScanner{}, (*nmapx.PortScannerAsync)(nil), &nmapx.PortScannerAsync{}, (*nmapx.PortScannerYield)(nil), &nmapx.PortScannerYield{},
		(*nmapx.Result)(nil), &nmapx.Result{}, &nmapx.Result{Hosts: []*nmapx.Host{nil, {}}}, (*nmapx.Host)(nil), &nmapx.Host{}, (*nmapx.Port)(nil), &nmapx.Port{}, nmapx.ScanStats{},
		&nmapx.PortScannerError{}, &nmapx.TimeoutError{}, &nmapx.XMLError{}, &nmapx.KeyError{}, &nmapx.InjectionError{},
		(*nmapx.PortScannerError)(nil), (*nmapx.TimeoutError)(nil), (*nmapx.XMLError)(nil), (*nmapx.KeyError)(nil), (*nmapx.InjectionError)(nil),
	} {
		v := reflect.ValueOf(receiver)
		for i := range v.NumMethod() {
			func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("(%T).%s: %v", receiver, v.Type().Method(i).Name, p)
					}
				}()
				call(v.Method(i))
			}()
		}
	}
	if _, err := (&nmapx.PortScanner{}).Scan(t.Context(), "127.0.0.1", nil); !errors.Is(err, nmapx.ErrNotFound) {
		t.Error(err)
	}
	if _, err := nmapx.Parse(bytes.NewReader(nil), nil); !errors.Is(err, nmapx.ErrXML) {
		t.Error(err)
	}
	if _, err := nmapx.Parse(nil, nil); !errors.Is(err, nmapx.ErrXML) {
		t.Error(err)
	}
}

// call calls a method with zero arguments, contexts and writers apart.
func call(m reflect.Value) {
	var args []reflect.Value
	for i := range m.Type().NumIn() {
		switch in := m.Type().In(i); {
		case in == reflect.TypeFor[context.Context]():
			args = append(args, reflect.ValueOf(context.Background()))
		case in == reflect.TypeFor[io.Writer]():
			args = append(args, reflect.ValueOf(io.Discard))
		default:
			args = append(args, reflect.Zero(in))
		}
	}
	for _, out := range m.Call(args) {
		if out.Kind() == reflect.Func && !out.IsNil() && out.Type().NumIn() == 1 { // an iterator
			yield := out.Type().In(0)
			out.Call([]reflect.Value{reflect.MakeFunc(yield, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(true)} })})
		}
	}
}
