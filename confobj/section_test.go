package confobj_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityNumbers(t *testing.T) {
	values := []string{
		"1", "0", "yes", "NO", "On", "off", "TRUE", "false", "2", "", " 12 ", "1_0", "_1", "1__0", "1_", "0x10", "+5", "-7", "- 7", "++1", "1.5", "1e3", "nan", "-NaN", "inf", "-Infinity", "+inf", "1_0.5", "1._5", ".5", "5.", "e5", "1e", "0x1p3",
		"٣", "１２", "𝟘𝟙", "1,2", "x", "१.५", "99999999999999999999", strings.Repeat("9", 400), "1e400", "²", "½", "İ", "1\u00a0", "١_٢",
	}
	var lines []string
	for i, v := range values {
		lines = append(lines, "k"+string(rune('a'+i/20))+string(rune('a'+i%20))+" = "+strings.ReplaceAll(`"`+v+`"`, `"1,2"`, "1,2"))
	}
	c, err := confobj.NewConfigObj(lines, nil)
	if err != nil {
		t.Fatal(err)
	}
	var ours []any
	for _, k := range c.Scalars() {
		n, nerr := c.AsIntBig(k)
		b, berr := c.AsBool(k)
		f, ferr := c.AsFloat(k)
		ours = append(ours, []any{outcome(b, berr), outcome(n, nerr), outcome(f, ferr)})
		if i, err := c.AsInt(k); nerr == nil && n.IsInt64() && (err != nil || int64(i) != n.Int64()) || nerr == nil && !n.IsInt64() && !errors.Is(err, confobj.ErrValue) {
			t.Errorf("%s: AsInt is %d, %v", n, i, err)
		}
	}
	if want := startConfigObj(t).Value("numbers", lines); !original.Same(ours, want) {
		for i, w := range want.([]any) {
			if !original.Same(ours[i], w) {
				t.Errorf("%s\n got %v\nwant %v", lines[i], original.Plain(ours[i]), w)
			}
		}
	}
}

func TestAsString(t *testing.T) {
	c, err := confobj.NewConfigObj([]string{"host = example.org", "port = 80", "list = a, b", "ref = at $host", "[web]"}, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationTemplate})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Set("number", 80); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"host": "example.org", "port": "80", "ref": "at example.org"} {
		if got, err := c.AsString(key); got != want || err != nil {
			t.Errorf("%s: %q, %v, want %q", key, got, err, want)
		}
	}
	for key, want := range map[string]struct {
		kind error
		text string
	}{
		"list":   {confobj.ErrType, "list: expected text, found ['a', 'b']"},
		"web":    {confobj.ErrType, "web: expected text, found {}"},
		"number": {confobj.ErrType, "number: expected text, found 80"},
		"none":   {confobj.ErrKey, "none"},
	} {
		if got, err := c.AsString(key); got != "" || !errors.Is(err, want.kind) || !strings.Contains(err.Error(), want.text) {
			t.Errorf("%s: %q, %v, want %s", key, got, err, want.text)
		}
	}
}

// collected are the keys that All gives, if each has its value.
func collected(s *confobj.Section) []string {
	var keys []string
	for key, value := range s.All() {
		if want, err := s.Get(key); err == nil && !original.Same(pythonic(value), pythonic(want)) {
			return []string{"the value of " + key + " is another"}
		}
		keys = append(keys, key)
	}
	return keys
}

// A step is one operation on a section, by the name that testdata/original.py
// knows it under.
type step struct {
	path []string
	name string
	args []any
}

func (s step) run(c *confobj.ConfigObj) any {
	at := c.Sub(s.path...)
	if at == nil {
		return "nowhere"
	}
	text := func(i int) string { return s.args[i].(string) }
	var out any
	switch s.name {
	case "get":
		out = outcome(at.Get(text(0)))
	case "getor":
		out = outcome(at.GetOr(text(0), s.args[1]))
	case "set":
		out = done(at.Set(text(0), s.args[1]))
	case "delete":
		out = done(at.Delete(text(0)))
	case "pop":
		out = outcome(at.Pop(text(0)))
	case "popor":
		out = outcome(at.PopOr(text(0), s.args[1]))
	case "popitem":
		k, v, err := at.PopItem()
		out = outcome([]any{k, v}, err)
	case "setdefault":
		out = outcome(at.SetDefault(text(0), s.args[1]))
	case "update":
		out = done(at.Update(s.args[0]))
	case "merge":
		out = done(at.Merge(s.args[0]))
	case "rename":
		out = done(at.Rename(text(0), text(1)))
		if d, failed := out.(original.Dict); failed && d.Get("error") == "KeyError" {
			d[1].Value = confobj.Repr("Key \"" + text(0) + "\" not found.")
		}
	case "clear":
		at.Clear()
	case "has":
		out = at.Has(text(0))
	case "len":
		out = at.Len()
	case "keys":
		out = []any{}
		if at.Len() > 0 {
			out = []any{at.Keys(), collected(at)}
		}
	case "dict":
		out = outcome(ordered(at))
	case "items":
		items, _ := at.Items()
		list := []any{}
		for range 2 {
			for _, p := range items {
				list = append(list, []any{p.Key, pythonic(p.Value)})
			}
		}
		out = list
	case "values":
		values, _ := at.Values()
		out = pythonic(append(slices.Clone(values), values...))
	case "str":
		out = at.String()
	}
	return []any{out, dump(&c.Section)}
}

// broken reports whether a step meets a fault of the original, which leaves its
// lists of keys in disorder: a section in the place of a value or a value in
// that of a section, and a rename onto a key that is there.
func (s step) broken(c *confobj.ConfigObj) bool {
	at := c.Sub(s.path...)
	if at == nil {
		return false
	}
	swaps := func(key string, value any) bool {
		_, becomes := value.(confobj.Dict)
		return at.Has(key) && becomes != (at.Sub(key) != nil)
	}
	switch s.name {
	case "set":
		return swaps(s.args[0].(string), s.args[1])
	case "rename":
		return at.Has(s.args[0].(string)) && at.Has(s.args[1].(string))
	case "update", "merge":
		return mergeSwaps(at, s.args[0].(confobj.Dict))
	}
	return false
}

func mergeSwaps(at *confobj.Section, d confobj.Dict) bool {
	for _, p := range d {
		key := p.Key.(string)
		below, becomes := p.Value.(confobj.Dict)
		if at.Has(key) && becomes != (at.Sub(key) != nil) {
			return true
		}
		if becomes && at.Sub(key) != nil && mergeSwaps(at.Sub(key), below) {
			return true
		}
	}
	return false
}

func randomStep(rng *rand.Rand) step {
	key := func() string { return pick(rng, "a", "b", "c", "d", "s", "t", "new") }
	value := func() any {
		switch rng.IntN(6) {
		case 0:
			return []any{"x", "y"}
		case 1:
			return confobj.Dict{{Key: "a", Value: "1"}, {Key: "t", Value: confobj.Dict{{Key: "z", Value: []any{"1"}}}}}
		case 2:
			return rng.IntN(10)
		}
		return pick(rng, "v", "", "w x", "it's")
	}
	dict := func() confobj.Dict {
		d := confobj.Dict{}
		for range rng.IntN(3) {
			k := key()
			if !slices.ContainsFunc(d, func(p confobj.Pair) bool { return p.Key == k }) {
				d = append(d, confobj.Pair{Key: k, Value: value()})
			}
		}
		return d
	}
	s := step{name: pick(rng, "get", "getor", "set", "set", "set", "delete", "pop", "popor", "popitem", "setdefault", "update", "merge", "merge", "rename", "clear", "has", "len", "keys", "dict", "items", "values", "str")}
	for range rng.IntN(3) {
		s.path = append(s.path, pick(rng, "s", "t", "u"))
	}
	switch s.name {
	case "get", "delete", "pop", "has":
		s.args = []any{key()}
	case "getor", "popor", "set", "setdefault":
		s.args = []any{key(), value()}
	case "update", "merge":
		s.args = []any{dict()}
	case "rename":
		s.args = []any{key(), key()}
	}
	return s
}

func TestParityOperations(t *testing.T) {
	rng := original.Rand(t)
	var calls []original.Call
	var ours [][]any
	for range original.Rounds(t, 1500) {
		lines := []string{"# i", "a = 1 # c", "b = x, y", "# s", "[s]", "a = 2", "[[t]]", "c = 3", "[t]", "d = 4"}
		c, err := confobj.NewConfigObj(lines, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff})
		if err != nil {
			t.Fatal(err)
		}
		var steps, results []any
		for range 1 + rng.IntN(8) {
			s := randomStep(rng)
			if s.broken(c) {
				continue
			}
			steps = append(steps, []any{s.path, s.name, pythonic(append([]any{}, s.args...))})
			results = append(results, s.run(c))
		}
		contents, err := c.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, original.Call{Func: "operate", Args: []any{lines, steps}})
		ours = append(ours, append(results, contents))
	}
	for i, r := range startConfigObj(t).Batch(calls) {
		if !original.Same(ours[i], plainErr(r)) {
			want, _ := r.Value.([]any)
			for j := range want {
				if !original.Same(ours[i][j], want[j]) {
					t.Errorf("%v\n got %q\nwant %q", calls[i].Args[1], original.Plain(ours[i][j]), want[j])
					break
				}
			}
			if r.Err != nil {
				t.Error(calls[i].Args[1], r.Err)
			}
		}
	}
}

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
