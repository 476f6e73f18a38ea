package rrd

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Nil and zero receivers answer, with an error where they can give nothing.
func TestNothingPanicsOnNilOrZero(t *testing.T) {
	for _, zero := range []any{
		DB{}, Cached{}, FetchResult{}, GraphHandler{}, Picture{}, Spec{}, Tool{}, XportResult{}, LastReadings{}, Error{}, Value{}, Source{}, Archive{},
	} {
		pointer := reflect.New(reflect.TypeOf(zero))
		for _, receiver := range []reflect.Value{reflect.Zero(pointer.Type()), pointer} {
			for i := range receiver.NumMethod() {
				name := receiver.Type().Elem().Name() + "." + receiver.Type().Method(i).Name
				if receiver.IsNil() && byValue(receiver.Type().Elem(), receiver.Type().Method(i).Name) {
					continue
				}
				t.Run(name, func(t *testing.T) {
					method := receiver.Method(i)
					method.Call(careless(t, method.Type()))
				})
			}
		}
	}
}

// byValue reports whether a method is of the value: a nil pointer cannot have it.
func byValue(of reflect.Type, name string) bool {
	_, is := of.MethodByName(name)
	return is
}

// careless are arguments that are as empty as can be.
func careless(t *testing.T, method reflect.Type) []reflect.Value {
	var args []reflect.Value
	for i := range method.NumIn() {
		if method.IsVariadic() && i == method.NumIn()-1 {
			break
		}
		var arg any
		switch in := method.In(i); in {
		case reflect.TypeFor[context.Context]():
			arg = t.Context()
		case reflect.TypeFor[http.ResponseWriter]():
			arg = httptest.NewRecorder()
		case reflect.TypeFor[*http.Request]():
			arg = httptest.NewRequest("GET", "/?g=LINE1:a%23f00", nil)
		case reflect.TypeFor[io.Writer]():
			arg = io.Discard
		case reflect.TypeFor[io.Reader]():
			arg = strings.NewReader("")
		default:
			args = append(args, reflect.Zero(in))
			continue
		}
		args = append(args, reflect.ValueOf(arg))
	}
	return args
}

// An error is one line that begins with the package and names the file, whatever
// the caller's texts have in them; the reason has them as they are.
func TestErrorsAreOneLine(t *testing.T) {
	path := newFile(t, "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20")
	junk := filepath.Join(t.TempDir(), "junk.rrd")
	writeBytes(t, junk, []byte("junk"))
	for what, try := range map[string]func() error{
		"time":      func() error { _, err := ParseTime("foo\nbar\x1b[31m", nil); return err },
		"reading":   func() error { return Update(path, "1000000500:x\ny") },
		"template":  func() error { return Update(path, "-t", "a\nb", "1000000500:1") },
		"option":    func() error { return Update(path, "--a\nb") },
		"element":   func() error { _, err := Graph("-", "LINE1:a\nb"); return err },
		"file":      func() error { _, err := Open("no\nsuch", nil); return err },
		"expansion": func() error { return Tune(path, "DS:a\nb:GAUGE:1:U:U") },
		"junk":      func() error { _, err := Open(junk, nil); return err },
	} {
		err := try()
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, ErrOperational) {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if text := err.Error(); !strings.HasPrefix(text, "rrd: ") || strings.ContainsAny(text, "\n\r\x1b") || e.Path != "" && !strings.ContainsAny(e.Path, "\n") && !strings.Contains(text, e.Path) {
			t.Errorf("%s: %q", what, text)
		}
	}
	_, err := Open(junk, nil)
	if e := err.(*Error); e.Reason != "reached EOF while loading header rrd->stat_head" || e.Error() != "rrd: "+junk+": "+e.Reason {
		t.Errorf("librrd's words are %q of %q", e.Reason, e.Error())
	}
}

// What a typed call cannot mean is refused, by a word about what it takes.
func TestArgumentsThatCannotBeMeant(t *testing.T) {
	path := newFile(t, "DS:x:COUNTER:600:U:U", "RRA:AVERAGE:0.5:1:20")
	db, err := Open(path, &OpenOptions{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for want, err := range map[string]error{
		"takes Int or Uint, not Float(1)":                                           db.Update(time.Unix(rpnStart+300, 0), Float(1)),
		"a step of -1s is negative: expected 0, which asks for the finest, or more": second(db.Fetch(CFAverage, time.Unix(rpnStart, 0), time.Unix(rpnStart+600, 0), -time.Second)),
		"reading 1: " + path + ": illegal":                                          db.Append([]Reading{{time.Unix(rpnStart+300, 0), []Value{Int(1)}}, {time.Unix(rpnStart+300, 0), []Value{Int(1)}}}),
		"expected an Element, such as Line{":                                        second(Draw(t.Context(), []Element{nil}, nil)),
		"nope is not a vname nor a number":                                          second(Draw(t.Context(), []Element{&Line{Value: "nope"}}, nil)),
		"*rrd.Line is nil":                                                          second(Draw(t.Context(), []Element{(*Line)(nil)}, nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "rrd: ") || !errors.Is(err, ErrOperational) || strings.Contains(err.Error(), " rrd: ") {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Sync(); !errors.Is(err, ErrClosed) || !strings.Contains(err.Error(), path) {
		t.Errorf("a closed file: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// An element may be given by its address.
func TestElementsByAddress(t *testing.T) {
	opts := &GraphOptions{Start: time.Unix(rpnStart, 0), End: time.Unix(rpnStart+3600, 0)}
	want, err := Draw(t.Context(), []Element{HRule{Value: "5", Color: RGB(255, 0, 0), Legend: "x"}}, opts)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Draw(t.Context(), []Element{&HRule{Value: "5", Color: RGB(255, 0, 0), Legend: "x"}}, opts)
	if err != nil || string(got.Image) != string(want.Image) {
		t.Errorf("another picture, %v", err)
	}
}

// A cancelled drawing wraps the cause.
func TestDrawEndsWithItsContext(t *testing.T) {
	because := errors.New("because")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(because)
	path := newFile(t, "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20")
	p, err := Draw(ctx, []Element{Def{Name: "a", File: path, DS: "x", CF: CFAverage}, Line{Value: "a"}}, nil)
	if p != nil || !errors.Is(err, because) || !errors.Is(err, ErrOperational) || !strings.HasPrefix(err.Error(), "rrd: ") {
		t.Errorf("%v, %v", p, err)
	}
}

// Whole numbers that a fetch's rows have no place for are no panic.
func TestRowsOutOfReach(t *testing.T) {
	f := &FetchResult{Names: []string{"x"}, Data: []float64{1}}
	for _, i := range []int{-1, 1, math.MaxInt} {
		if row := f.Row(i); row != nil {
			t.Errorf("row %d is %v", i, row)
		}
	}
	if row := f.Row(0); len(row) != 1 || cap(row) != 1 {
		t.Errorf("row 0 is %v", row)
	}
}
