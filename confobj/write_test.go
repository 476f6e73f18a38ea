package confobj_test

import (
	"errors"
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
				value = []any{nil, true, 5, 1.0, -2.5e20, []any{"x", 1, []any{"y'"}}, confobj.Tuple{"a", 2}, []byte("b'\xff")}[rng.IntN(8)]
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

func TestParityWriting(t *testing.T) {
	rng := original.Rand(t)
	var calls []original.Call
	var ours []any
	var differs []*divergence
	for range original.Rounds(t, 4000) {
		o := confobj.ConfigObjOptions{NoListValues: rng.IntN(4) == 0, WriteEmptyValues: rng.IntN(3) == 0, Interpolation: confobj.InterpolationOff, NoStringify: rng.IntN(6) == 0, Unrepr: rng.IntN(8) == 0}
		if rng.IntN(2) == 0 {
			indent := pick(rng, "", "\t", "  ")
			o.IndentType = &indent
		}
		values := randomValues(rng, 2, o.NoStringify && rng.IntN(2) == 0)
		c, err := confobj.NewConfigObj(nil, &o)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, original.Call{Func: "write", Args: []any{pythonic(values), python(o)}})
		if err := c.Update(values); err != nil {
			ours, differs = append(ours, outcome(nil, err)), append(differs, nil)
			continue
		}
		contents, werr := c.Bytes()
		lines, lerr := c.Lines()
		differs = append(differs, writtenOtherwise(o, &c.Section))
		ours = append(ours, []any{dump(&c.Section), outcome(contents, werr), outcome(lines, lerr)})
	}
	for i, r := range startConfigObj(t).Batch(calls) {
		got, want := ours[i], plainErr(r)
		if d := differs[i]; d != nil {
			g, w := got.([]any), want.([]any)
			if _, refused := w[1].(original.Dict); !refused && original.Same(g[1], w[1]) {
				t.Errorf("%v is written alike: the divergence %q has healed or is drawn too wide", calls[i].Args, d.name)
			}
			got, want = g[:1], w[:1]
		}
		if !original.Same(got, want) {
			t.Errorf("%q with %v\n got %q\nwant %q", calls[i].Args[0], calls[i].Args[1], original.Plain(got), want)
		}
	}
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
		v, err := confobj.SimpleVal{}.Check("anything", "x", missing)
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
