package confobj_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// What the generated cases do not come to.

func TestParityTruths(t *testing.T) {
	py := startConfigObj(t)
	for _, v := range []any{true, false, 1, 0, 1.0, 0.0, 2, nil, "yes", []any{}} {
		c, err := confobj.NewConfigObj(confobj.Dict{{Key: "a", Value: v}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		got := []any{outcome(c.AsBool("a")), outcome(c.AsFloat("a"))}
		want := py.Value("lambda v: (lambda c: [attempt(lambda: c.as_bool('a')), attempt(lambda: c.as_float('a'))])(ConfigObj({'a': v}))", v).([]any)
		if f, ok := want[1].(original.Dict); ok && f.Get("error") == "TypeError" {
			want[1], got[1] = nil, nil // the texts differ by the version of Python
			if _, err := c.AsFloat("a"); !errors.Is(err, confobj.ErrType) {
				t.Errorf("float of %v: %v", v, err)
			}
		}
		if !original.Same(got, want) {
			t.Errorf("%v: got %v, want %v", v, original.Plain(got), want)
		}
	}
}

func TestParityByteOrderMarks(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def marked(raw, encoding, lines):
    c = ConfigObj(raw.splitlines(True) if lines else io.BytesIO(raw), encoding=encoding, default_encoding="utf-8")
    return [dump(c), c.BOM, written(c), b"\n".join(c.write())]
`)
	const text = "\xef\xbb\xbfa = é\nb = 1\n"
	for _, encoding := range []string{"utf-8", "utf_8", "U8"} {
		for _, lines := range []bool{false, true} {
			c, err := confobj.Parse([]byte(text), &confobj.ConfigObjOptions{Encoding: encoding})
			if err != nil {
				t.Fatal(err)
			}
			contents, err := c.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			got := []any{dump(&c.Section), c.BOM, contents, contents[:len(contents)-1]}
			if want := py.Value("marked", []byte(text), encoding, lines); !original.Same(got, want) {
				t.Errorf("%s: got %q, want %q", encoding, got, want)
			}
		}
	}
}

func TestParityKeysAndDefaults(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def redefault():
    c = ConfigObj(["a=1"], configspec=["a=integer", "b=integer(default=2)", "t=tuple(default=list(x))"])
    c.validate(validator())
    before = list(c.defaults)
    c["b"] = 5
    return [before, list(c.defaults), c.dict(), repr(c), attempt(lambda: c.restore_default("a")), c.restore_default("b"), list(c.defaults)]

def of_dict():
    c = ConfigObj({"a": "1"}, configspec=["a=integer"])
    return [c.validate(validator()), c.dict()]
`)
	c, err := confobj.NewConfigObj([]string{"a=1"}, &confobj.ConfigObjOptions{Configspec: []string{"a=integer", "b=integer(default=2)", "t=tuple(default=list(x))"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Validate(confobj.NewValidator(nil), nil); err != nil {
		t.Fatal(err)
	}
	got := []any{c.Defaults()}
	if err := c.Set("b", 5); err != nil {
		t.Fatal(err)
	}
	dict, err := ordered(&c.Section)
	got = append(got, c.Defaults(), outcome(dict, err), "ConfigObj("+c.String()+")", outcome(c.RestoreDefault("a")), outcome(c.RestoreDefault("b")), c.Defaults())
	if want := py.Value("redefault"); !original.Same(got, want) {
		t.Errorf("got %v, want %v", original.Plain(got), want)
	}
	if c, err = confobj.NewConfigObj(confobj.Dict{{Key: "a", Value: "1"}}, &confobj.ConfigObjOptions{Configspec: []string{"a=integer"}}); err != nil {
		t.Fatal(err)
	}
	res, err := c.Validate(confobj.NewValidator(nil), nil)
	if want := py.Value("of_dict"); err != nil || !original.Same([]any{verdict(res), map[string]any{"a": c.Raw("a")}}, want) {
		t.Errorf("%v, %v, want %v", verdict(res), c, want)
	}
	_, perr := py.Call("lambda: ConfigObj().validate(validator())")
	_, err = (&confobj.ConfigObj{}).Validate(validator(), nil)
	if got, want := done(err), plainErr(original.Result{Err: perr}); !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	_, perr = py.Call("lambda: ConfigObj({1: 2})")
	_, err = confobj.NewConfigObj(confobj.Dict{{Key: 1, Value: 2}}, nil)
	if got, want := done(err), plainErr(original.Result{Err: perr}); !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Functions of the module that generated checks do not reach as such.
func TestParityCheckFunctions(t *testing.T) {
	py := startConfigObj(t)
	for _, v := range []any{5, 1.5, nil, "x", []any{"1"}} {
		_, perr := py.Call("validate.is_mixed_list", v, "integer")
		_, err := confobj.IsMixedList(v, "integer")
		if got, want := checked(nil, err), plainErr(original.Result{Err: perr}); perr != nil && !original.Same(got, want) || (perr == nil) != (err == nil) {
			t.Errorf("%v: got %v, want %v", v, got, want)
		}
	}
	for _, name := range []string{"a", "b"} {
		_, perr := py.Call("lambda n, v: (_ for _ in ()).throw(validate.VdtParamError(n, v))", name, 5)
		if err := confobj.NewVdtParamError(name, 5); perr.Error() != "VdtParamError: "+err.Error() || errors.Is(err, confobj.ErrValidate) {
			t.Errorf("%v, %v", err, perr)
		}
	}
}

// 100,000 items and an error at the end: in the original each item more doubles
// the time.
func TestHostileLinesAreReadInLinearTime(t *testing.T) {
	for _, unit := range []string{"x ,", `"a" ,`, `"a,`, `'a" ,`, `" ," `, `"#,`, " ,x", "''',"} {
		line := "a = "
		b := make([]byte, 0, len(line)+100_000*len(unit)+2)
		b = append(b, line...)
		for range 100_000 {
			b = append(b, unit...)
		}
		for _, end := range []string{",,", `"`, "", "#"} {
			// Nothing to compare with: it is enough to come to the end.
			_, err := confobj.NewConfigObj([]string{string(b) + end}, nil)
			if err != nil && !errors.Is(err, confobj.ErrParse) {
				t.Errorf("%s: %v", unit, err)
			}
		}
	}
}

// The parameters of a check, too: what has been looked at is not looked at again.
func TestHostileChecksAreReadInLinearTime(t *testing.T) {
	v := confobj.NewValidator(nil)
	for _, unit := range []string{"a", `"`, `"",`, "x=list(", `list("",`, "a b=", `a'"`, "x=list(a,", `x=list("a" ,`, "x=list('a)"} {
		for _, end := range []string{")", "=)", `")`} {
			// As above, with what nobody would write as a check.
			_, err := v.Check("integer("+strings.Repeat(unit, 50_000)+end, "1", false)
			if err != nil && !errors.Is(err, confobj.ErrValidate) && !errors.Is(err, confobj.ErrVdtParam) && !errors.Is(err, confobj.ErrType) {
				t.Errorf("%s…%s: %.80v", unit, end, err)
			}
		}
	}
}
