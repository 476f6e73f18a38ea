package confobj_test

import (
	"errors"
	"io"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/confobj"
)

// The types that can be kept are a closed list; all others are refused, at any
// depth.
func TestSetTakesAClosedListOfTypes(t *testing.T) {
	c, err := confobj.NewConfigObj(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{
		nil, "x", true, 1, int8(1), int16(1), int32(1), int64(1), uint(1), uint8(1), uint16(1), uint32(1), uint64(1), float32(1), 1.5, 1i, big.NewInt(1), []byte("x"),
		[]string{"x"}, []string(nil), []any{"x", 1, []any{nil}}, confobj.Tuple{1}, confobj.Set{1}, confobj.Dict{}, map[string]any{"a": map[string]any{"b": 1}}, c,
		[]any{map[string]any{"a": 1}, confobj.Dict{{Key: 1, Value: 2}}},
	} {
		if err := c.Set("k", v); err != nil {
			t.Errorf("%T: %v", v, err)
		}
	}
	endless := []any{nil}
	endless[0] = endless
	ring := map[string]any{}
	ring["ring"] = ring
	type word string
	for _, v := range []any{
		[]int{1, 2}, map[string]string{"a": "b"}, struct{ A int }{1}, &struct{ A int }{1}, new(string), (*big.Int)(nil), time.Second, word("x"), errors.New("x"), func() {}, make(chan int),
		[]any{[]int{1}}, confobj.Tuple{struct{}{}}, confobj.Dict{{Key: "a", Value: []int{1}}}, map[string]any{"a": []int{1}}, (*confobj.Section)(nil), (*confobj.ConfigObj)(nil),
		[]any{&c.Section}, endless, ring, [2]int{}, uintptr(1),
	} {
		if err := c.Set("bad", v); !errors.Is(err, confobj.ErrType) || !strings.Contains(err.Error(), "bad") {
			t.Errorf("%T: %.200v", v, err)
		}
		if c.Has("bad") && reflect.TypeOf(v).Kind() != reflect.Map {
			t.Errorf("%T is kept all the same: %v", v, c.Raw("bad"))
		}
	}
}

func TestWhatIsSetIsNotShared(t *testing.T) {
	inner := []any{"x", []byte("y")}
	list := []any{inner, big.NewInt(1)}
	c, err := confobj.NewConfigObj(confobj.Dict{{Key: "a", Value: list}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	inner[0] = "changed"
	inner[1].([]byte)[0] = 'c'
	list[1].(*big.Int).SetInt64(7)
	got, err := c.Get("a")
	if err != nil {
		t.Fatal(err)
	}
	got.([]any)[0].([]any)[0] = "changed too"
	c.Raw("a").([]any)[1].(*big.Int).SetInt64(8)
	if text := confobj.Repr(c.Raw("a")); text != "[['x', b'y'], 1]" {
		t.Error(text)
	}
}

// A list of text is a []string, wherever it is from.
func TestListsOfTextAreStrings(t *testing.T) {
	c, err := confobj.NewConfigObj([]string{"file = a, b", "[s]", "valid = x, y", "numbers = 1, 2"}, &confobj.ConfigObjOptions{Configspec: []string{"[s]", "valid = string_list", "numbers = int_list", "missing = force_list(default=z)"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Validate(confobj.NewValidator(nil), nil); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(c.Set("set", []any{"a", "b"}), c.Set("mixed", []any{"a", 1}), c.Set("text", "a"), c.Set("number", 1)); err != nil {
		t.Fatal(err)
	}
	literal, err := confobj.Unrepr("['a', 'b']")
	if !reflect.DeepEqual(literal, []string{"a", "b"}) || err != nil {
		t.Errorf("unrepr: %#v, %v", literal, err)
	}
	for key, want := range map[string]any{"file": []string{"a", "b"}, "set": []string{"a", "b"}, "mixed": []any{"a", 1}} {
		if got, err := c.Get(key); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("%s: %#v, %v", key, got, err)
		}
	}
	for key, want := range map[string]any{"valid": []string{"x", "y"}, "numbers": []any{1, 2}, "missing": []string{"z"}} {
		if got, err := c.Sub("s").Get(key); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("%s: %#v, %v", key, got, err)
		}
	}
	for key, want := range map[string][]string{"file": {"a", "b"}, "set": {"a", "b"}, "text": {"a"}} {
		if got, err := c.AsStrings(key); !reflect.DeepEqual(got, want) || err != nil {
			t.Errorf("%s: %#v, %v", key, got, err)
		}
	}
	for key, want := range map[string]error{"mixed": confobj.ErrType, "number": confobj.ErrType, "none": confobj.ErrKey} {
		if got, err := c.AsStrings(key); !errors.Is(err, want) {
			t.Errorf("%s: %#v, %v", key, got, err)
		}
	}
}

// Who hands in nothing where something is needed is told so.
func TestNilArguments(t *testing.T) {
	c, err := confobj.NewConfigObj([]string{"a = 1"}, &confobj.ConfigObjOptions{Configspec: []string{"a = integer"}})
	if err != nil {
		t.Fatal(err)
	}
	_, validated := c.Validate(nil, nil)
	_, walked := c.Walk(nil, nil)
	_, written := c.WriteTo(nil)
	for want, err := range map[string]error{"the checker is nil": validated, "the function of Walk is nil": walked, "the writer is nil": written} {
		if !errors.Is(err, confobj.ErrValue) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if got := c.Raw("a"); got != "1" {
		t.Errorf("without a checker a became %v", got)
	}
}

// A section that is not there holds nothing, and cannot be changed.
func TestANilSectionNeverPanics(t *testing.T) {
	c, err := confobj.NewConfigObj([]string{"a = 1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	callEverything(t, reflect.ValueOf(c.Sub("web")))
	callEverything(t, reflect.ValueOf((*confobj.ConfigObj)(nil)))
	web := c.Sub("web")
	for _, err := range []error{
		web.Set("a", 1), web.Delete("a"), web.Rename("a", "b"), web.Update(map[string]any{}), web.Merge(c), web.SetComments("a"), web.SetInlineComment("a", ""),
		confobj.Unmarshal(web, &struct{ A int }{}),
		func() error { _, err := web.Get("a"); return err }(), func() error { _, err := web.AsInt("a"); return err }(), func() error { _, err := web.RestoreDefault("a"); return err }(),
		func() error { _, _, err := web.PopItem(); return err }(), func() error { _, err := web.SetDefault("a", 1); return err }(),
	} {
		if !errors.Is(err, confobj.ErrKey) {
			t.Errorf("%v, want an ErrKey", err)
		}
	}
	if confobj.FlattenErrors(nil, nil) != nil || confobj.GetExtraValues(nil) != nil || (*confobj.Result)(nil).OK() {
		t.Error("nothing at all is something")
	}
	for _, v := range []any{(*confobj.Section)(nil), (*confobj.ConfigObj)(nil)} {
		if text := confobj.Repr(v); text != "{}" {
			t.Errorf("%T is %s", v, text)
		}
	}
	for _, in := range []any{(*confobj.ConfigObj)(nil), (*confobj.Section)(nil)} {
		if err := c.Update(in); !errors.Is(err, confobj.ErrType) {
			t.Errorf("%T: %v", in, err)
		}
		if _, err := confobj.NewConfigObj(in, nil); !errors.Is(err, confobj.ErrType) {
			t.Errorf("%T: %v", in, err)
		}
	}
	if _, err := confobj.NewConfigObj(nil, &confobj.ConfigObjOptions{Configspec: (*confobj.ConfigObj)(nil)}); !errors.Is(err, confobj.ErrType) {
		t.Error(err)
	}
}

// The zero values of what has methods, too.
func TestZeroValuesNeverPanic(t *testing.T) {
	callEverything(t, reflect.ValueOf(new(confobj.Section)))
	callEverything(t, reflect.ValueOf(new(confobj.ConfigObj)))
	callEverything(t, reflect.ValueOf(new(confobj.Validator)))
	for _, err := range []error{&confobj.ConfigObjError{Kind: confobj.ErrParse}, &confobj.Error{}, &confobj.ValidateError{Kind: confobj.ErrVdtMissingValue}} {
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q", err)
		}
	}
	var zero confobj.ConfigObj
	if err := zero.Set("a", "%(b)s"); err != nil {
		t.Fatal(err)
	}
	if _, err := zero.Get("a"); !errors.Is(err, confobj.ErrMissingInterpolationOption) {
		t.Error(err)
	}
	if contents, err := zero.Bytes(); string(contents) != "a = %(b)s\n" && runtime.GOOS != "windows" || err != nil {
		t.Errorf("%q, %v", contents, err)
	}
	var none *confobj.ConfigObj
	for _, err := range []error{
		func() error { _, err := none.Bytes(); return err }(), func() error { _, err := none.Lines(); return err }(), none.Write(), none.WriteFile("x"), none.Reload(),
		func() error { _, err := none.Validate(confobj.NewValidator(nil), nil); return err }(), func() error { _, err := none.WriteTo(nil); return err }(),
	} {
		if err == nil {
			t.Error("a nil configuration is written or read")
		}
	}
	none.Reset()
}

// callEverything calls all methods with the zero values of their parameters.
func callEverything(t *testing.T, v reflect.Value) {
	t.Helper()
	for i := range v.NumMethod() {
		m := v.Method(i)
		var args []reflect.Value
		for k := range m.Type().NumIn() {
			in := m.Type().In(k)
			if m.Type().IsVariadic() && k == m.Type().NumIn()-1 {
				break
			}
			arg := reflect.Zero(in)
			if in.Kind() == reflect.Func {
				arg = reflect.MakeFunc(in, func([]reflect.Value) []reflect.Value {
					out := make([]reflect.Value, in.NumOut())
					for k := range out {
						out[k] = reflect.Zero(in.Out(k))
					}
					return out
				})
			}
			if in == reflect.TypeFor[io.Writer]() {
				arg = reflect.ValueOf(io.Discard)
			}
			if in == reflect.TypeFor[confobj.Checker]() {
				arg = reflect.ValueOf(confobj.SimpleVal{})
			}
			args = append(args, arg)
		}
		func() {
			defer func() {
				if p := recover(); p != nil {
					t.Errorf("%s of %v panics: %v", v.Type().Method(i).Name, v.Type(), p)
				}
			}()
			for _, out := range m.Call(args) {
				if out.Kind() == reflect.Func && !out.IsNil() { // an iterator
					out.Call([]reflect.Value{reflect.MakeFunc(out.Type().In(0), func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.ValueOf(false)} })})
				}
			}
		}()
	}
}

func TestErrorsSayWhereAndWhat(t *testing.T) {
	name := write(t, "a = \"x\n[\nb = 1\n")
	_, err := confobj.Load(name, nil)
	if want := "confobj: " + name + ": 2 errors, of which the first is: Parse error in value at line 1."; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	c, err := confobj.NewConfigObj([]string{"n = x", "[web]", "port = eighty", "l = 1, 2", "ref = %(nope)s", "[[tls]]", "on = maybe"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	get := func(s *confobj.Section, key string) error { _, err := s.Get(key); return err }
	for want, err := range map[string]error{
		`no key "nope"`:                                         get(&c.Section, "nope"),
		`no key "nope" in [web]`:                                get(c.Sub("web"), "nope"),
		`no key "nope" in [web][tls]`:                           get(c.Sub("web", "tls"), "nope"),
		`no key "nope": there is no such section`:               get(c.Sub("mail"), "nope"),
		`n: invalid literal for int() with base 10: 'x'`:        func() error { _, err := c.AsInt("n"); return err }(),
		`web.port: could not convert string to float: 'eighty'`: func() error { _, err := c.Sub("web").AsFloat("port"); return err }(),
		`web.tls.on: Value "maybe" is neither True nor False`:   func() error { _, err := c.Sub("web", "tls").AsBool("on"); return err }(),
		`web.ref: missing option "nope" in interpolation.`:      get(c.Sub("web"), "ref"),
		`the value is missing`:                                  &confobj.ValidateError{Kind: confobj.ErrVdtMissingValue, Reason: "the value is missing"},
	} {
		if err == nil || err.Error() != "confobj: "+want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, o := range []*confobj.ConfigObjOptions{{FileError: true}, {Configspec: filepath.Join(t.TempDir(), "none.spec")}} {
		if _, err := confobj.Load(filepath.Join(t.TempDir(), "none.conf"), o); !errors.Is(err, confobj.ErrNotFound) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v", err)
		}
	}
}

// What is there and cannot be read is no empty configuration.
func TestWhatIsNoFileIsSaid(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	names := []string{filepath.Join(dir, "folder")}
	if runtime.GOOS != "windows" {
		names = append(names, os.DevNull, filepath.Join(write(t, ""), "below a file"))
	}
	for _, name := range names {
		if c, err := confobj.Load(name, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, %v", name, c, err)
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
		{(*confobj.Error)(nil), `confobj: no error`},
		{&confobj.Error{}, `confobj: an error of no kind`},
		{&confobj.Error{Kind: confobj.ErrKey, Path: "a\nb"}, `confobj: a\nb: no such key`},
		{(*confobj.ConfigObjError)(nil), `confobj: no error`},
		{&confobj.ConfigObjError{}, `confobj: an error of no kind`},
		{&confobj.ConfigObjError{Kind: confobj.ErrParse, Path: "f"}, `confobj: f: line that cannot be read`},
		{(*confobj.ValidateError)(nil), `confobj: no error`},
		{&confobj.ValidateError{}, `confobj: an error of no kind`},
		{&confobj.ValidateError{Kind: confobj.ErrVdtMissingValue}, `confobj: missing value`},
		{(*confobj.UnmarshalError)(nil), `confobj: no error`},
		{&confobj.UnmarshalError{Path: []string{"a\n"}}, `confobj: a\n: None does not fit a <nil>`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%T: %q, want %q", c.err, got, c.want)
		}
		errors.Is(c.err, fs.ErrNotExist)
	}
}
