package confobj_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// randomText is what may be a value, a key or an item, most of it hard to quote.
func randomText(rng *rand.Rand) string {
	text := ""
	for range rng.IntN(5) {
		text += pick(rng, "a", "b c", "'", `"`, "'''", `"""`, ",", "#", " ", "\n", "=", "[", "]", "é", "\t", "\u00a0", "1", "\\", "%", "\u2028", "\r")
	}
	return text
}

func randomValues(rng *rand.Rand, depth int, strings bool) confobj.Dict {
	d := confobj.Dict{}
	seen := map[string]bool{}
	for range rng.IntN(4) {
		key := pick(rng, "a", "b", "c", "s", "t")
		if rng.IntN(3) == 0 {
			key = randomText(rng)
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		var value any = randomText(rng)
		switch rng.IntN(6) {
		case 0:
			var list []any
			for range rng.IntN(4) {
				list = append(list, randomText(rng))
			}
			value = append([]any{}, list...)
		case 1:
			if !strings {
				value = []any{nil, true, 5, 1.0, -2.5e20, []any{"x", 1, []any{"y'"}}, confobj.Tuple{"a", 2}, []byte("b'\xff"), inf, []any{-inf}}[rng.IntN(10)]
			}
		case 2:
			if depth > 0 {
				value = randomValues(rng, depth-1, strings)
			}
		}
		d = append(d, confobj.Pair{Key: key, Value: value})
	}
	return d
}

// A writing is values to be set and written with options.
type writing struct {
	Values  any
	Options original.Dict

	values  confobj.Dict
	options confobj.ConfigObjOptions
}

func (w writing) call() original.Call {
	w.options.Interpolation = confobj.InterpolationOff
	w.Values, w.Options = pythonic(w.values), python(w.options)
	return original.Call{Func: "write", Args: []any{w}}
}

func (w writing) ours() any {
	c, err := confobj.NewConfigObj(nil, &w.options)
	if err == nil {
		err = c.Update(w.values)
	}
	if err != nil {
		return outcome(nil, err)
	}
	contents, werr := c.Bytes()
	lines, lerr := c.Lines()
	return []any{dump(&c.Section), outcome(contents, werr), outcome(lines, lerr)}
}

var inf = math.Inf(1)

func TestParityWriting(t *testing.T) {
	rng := original.Rand(t)
	calls := make([]original.Call, original.Rounds(t, 2500))
	for i := range calls {
		o := confobj.ConfigObjOptions{NoListValues: rng.IntN(4) == 0, WriteEmptyValues: rng.IntN(3) == 0, NoStringify: rng.IntN(6) == 0, Unrepr: rng.IntN(8) == 0}
		if rng.IntN(2) == 0 {
			indent := pick(rng, "", "\t", "  ")
			o.IndentType = &indent
		}
		calls[i] = writing{values: randomValues(rng, 2, o.NoStringify && rng.IntN(2) == 0), options: o}.call()
	}
	judge(t).Generated(t, calls)
}

func TestParityComments(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def commented(indent):
    c = ConfigObj(["a=1 # c", "b=2", "[s] # d", "[[t]]", "x=1", "# f"], indent_type=indent)
    c.inline_comments["b"] = "zz"
    c.comments["b"] = ["x", "", "  # y"]
    c.comments["s"] = ["over s"]
    c["s"].comments["t"] = ["# over t", "more"]
    c["s"]["t"].inline_comments["x"] = "#x"
    c.initial_comment = ["hi", "", " #x"]
    c.final_comment = ["", "end"]
    return written(c)
`)
	for _, indent := range []string{"", "\t", "    "} {
		c, err := confobj.NewConfigObj([]string{"a=1 # c", "b=2", "[s] # d", "[[t]]", "x=1", "# f"}, &confobj.ConfigObjOptions{IndentType: &indent})
		if err != nil {
			t.Fatal(err)
		}
		err = errors.Join(c.SetInlineComment("b", "zz"), c.SetComments("b", "x", "", "  # y"), c.SetComments("s", "over s"),
			c.Sub("s").SetComments("t", "# over t", "more"), c.Sub("s", "t").SetInlineComment("x", "#x"))
		if err != nil {
			t.Fatal(err)
		}
		c.InitialComment, c.FinalComment = []string{"hi", "", " #x"}, []string{"", "end"}
		got, err := c.Bytes()
		if want := py.Value("commented", indent); err != nil || !original.Same(got, want) {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
	c, _ := confobj.NewConfigObj([]string{"a=1"}, nil)
	if err := errors.Join(c.SetComments("a", "one\ntwo")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Bytes(); !errors.Is(err, confobj.ErrValue) {
		t.Errorf("a comment of two lines in one: %v", err)
	}
	for _, err := range []error{c.SetComments("none"), c.SetInlineComment("none", "x")} {
		if !errors.Is(err, confobj.ErrKey) {
			t.Error(err)
		}
	}
}

// Each divergence in what is written: ours comes back, the original's does not.
func TestWhatIsWrittenComesBack(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def back(values):
    c = ConfigObj(interpolation=False)
    for k, v in values.items():
        c[k] = v
    return ConfigObj(io.BytesIO(b"\n".join(s.encode() for s in c.write())), interpolation=False).dict() == values
`)
	for _, d := range []confobj.Dict{
		{{Key: "a", Value: "x'''\ny"}}, {{Key: "a", Value: "x\"\"\"\ny"}}, {{Key: "a", Value: "\u00a0x"}}, {{Key: "a=b", Value: "1"}}, {{Key: "[a", Value: "]"}},
		{{Key: "a]", Value: confobj.Dict{}}}, {{Key: "[a", Value: confobj.Dict{}}},
	} {
		c, err := confobj.NewConfigObj(d, nil)
		if err != nil {
			t.Fatal(err)
		}
		contents, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		again, err := confobj.Parse(contents, nil)
		if err != nil || confobj.Repr(raw(&again.Section)) != confobj.Repr(raw(&c.Section)) {
			t.Errorf("%v was written as %q: %v", d, contents, err)
		}
		if same, err := py.Call("back", pythonic(d)); err == nil && same == true {
			t.Errorf("%v comes back in Python too", d)
		}
	}
	c, _ := confobj.NewConfigObj(confobj.Dict{{Key: "", Value: confobj.Dict{}}}, nil)
	if _, err := c.Bytes(); !errors.Is(err, confobj.ErrConfigObj) || !strings.Contains(err.Error(), "cannot be safely quoted") {
		t.Errorf("a section without a name: %v", err)
	}
}

func TestParityWalk(t *testing.T) {
	py := startConfigObj(t)
	py.Define(`
def walked(keep, sections):
    c = ConfigObj(["a=1", "b=x", "[s]", "a=2", "[[t]]", "c=y"])
    seen = []
    def visit(s, k):
        seen.append([s.name, k])
        if k == "s":
            raise ValueError(k)
        v = int(s[k]) if k not in ("t",) else None
        if k == "a":
            s.rename(k, "A")
        return v
    return [attempt(lambda: c.walk(visit, raise_errors=not keep, call_on_sections=sections)), seen, dump(c)]
`)
	for _, keep := range []bool{false, true} {
		for _, sections := range []bool{false, true} {
			c, err := confobj.NewConfigObj([]string{"a=1", "b=x", "[s]", "a=2", "[[t]]", "c=y"}, nil)
			if err != nil {
				t.Fatal(err)
			}
			seen := []any{}
			out, err := c.Walk(func(s *confobj.Section, key string) (any, error) {
				seen = append(seen, []any{orNone(s.Name()), key})
				switch key {
				case "s":
					return nil, errors.New("refused")
				case "t":
					return nil, nil
				}
				n, err := s.AsInt(key)
				if err != nil {
					return nil, err
				}
				if key == "a" {
					err = s.Rename(key, "A")
				}
				return n, err
			}, &confobj.WalkOptions{KeepGoing: keep, CallOnSections: sections})
			want := py.Value("walked", keep, sections).([]any)
			var result any
			if err == nil {
				result = pythonic(walkOrder(&c.Section, out))
			} else {
				result = done(err)
			}
			if got := []any{result, seen, dump(&c.Section)}; !original.Same(got, want) {
				t.Errorf("keep %v, sections %v\n got %v\nwant %v", keep, sections, original.Plain(got), want)
			}
		}
	}
}

// walkOrder is what Walk gives, in the order that a Go map does not have.
func walkOrder(s *confobj.Section, out map[string]any) confobj.Dict {
	d := confobj.Dict{}
	for key := range s.All() {
		value := out[key]
		if below := s.Sub(key); below != nil {
			value = walkOrder(below, value.(map[string]any))
		}
		d = append(d, confobj.Pair{Key: key, Value: value})
	}
	return d
}

func TestParitySimpleVal(t *testing.T) {
	py := startConfigObj(t)
	for _, missing := range []bool{false, true} {
		v, err := confobj.SimpleVal{}.Check("anything", "x")
		if missing {
			v, err = confobj.SimpleVal{}.CheckMissing("anything")
		}
		if got, want := outcome(v, err), py.Value("simple", "x", missing); !original.Same(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	c, err := confobj.NewConfigObj([]string{"a=1"}, &confobj.ConfigObjOptions{Configspec: []string{"a=x", "b=y"}})
	if err != nil {
		t.Fatal(err)
	}
	res, err := c.Validate(confobj.SimpleVal{}, nil)
	want := py.Value(`lambda: ConfigObj(["a=1"], configspec=["a=x", "b=y"]).validate(configobj.SimpleVal())`)
	if err != nil || !original.Same(verdict(res), want) {
		t.Errorf("%v, %v, want %v", verdict(res), err, want)
	}
	if _, err := (&confobj.ConfigObj{}).Validate(confobj.SimpleVal{}, nil); !errors.Is(err, confobj.ErrValue) {
		t.Error(err)
	}
	for _, spec := range []any{[]string{"[["}, "none.spec"} {
		_, perr := py.Call(`lambda s: ConfigObj(configspec=s)`, spec)
		_, err := confobj.NewConfigObj(nil, &confobj.ConfigObjOptions{Configspec: spec})
		if got, want := done(err), plainErr(original.Result{Err: perr}); !original.Same(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}
