package confobj_test

import (
	"errors"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// got is everything that reading a configuration's values gives, like its
// namesake in testdata/original.py.
func got(c *confobj.ConfigObj) []any {
	out := []any{}
	var visit func(s *confobj.Section)
	visit = func(s *confobj.Section) {
		for _, k := range s.Scalars() {
			out = append(out, outcome(s.Get(k)), outcome(anyList(s.AsList(k))))
		}
		dict, err := ordered(s)
		out = append(out, outcome(dict, err), outcome(anyList(s.Values())))
		items, err := s.Items()
		keys := []any{}
		for _, p := range items {
			keys = append(keys, p.Key)
		}
		out = append(out, outcome(keys, err), original.Dict{{Key: "str", Value: s.String()}})
		for _, k := range s.Sections() {
			visit(s.Sub(k))
		}
	}
	visit(&c.Section)
	return out
}

func anyList(list []any, err error) (any, error) { return list, err }

// ordered is what Dict gives, in the order that a Go map does not have.
func ordered(s *confobj.Section) (any, error) {
	dict, err := s.Dict()
	if err != nil {
		return nil, err
	}
	return inOrder(s, dict), nil
}

func inOrder(s *confobj.Section, dict map[string]any) confobj.Dict {
	out := confobj.Dict{}
	for key := range s.All() {
		value := dict[key]
		if below := s.Sub(key); below != nil {
			value = inOrder(below, value.(map[string]any))
		}
		out = append(out, confobj.Pair{Key: key, Value: value})
	}
	return out
}

// interpolationFault is why a result of the original is not to be compared: it
// raises what is no InterpolationError for a reference to a value that is no
// text or a DEFAULT that is no section, and its str() fails on a loop.
func interpolationFault(result any) string {
	d, ok := result.(original.Dict)
	if !ok {
		return ""
	}
	if class, failed := d.Get("error").(string); failed && (class == "TypeError" || class == "AttributeError") {
		return class
	}
	if text, failed := d.Get("str").(original.Dict); failed {
		return "str() raises " + text.Get("error").(string)
	}
	return ""
}

func TestParityInterpolation(t *testing.T) {
	cases := [][]string{
		{"a=1", "b=%(a)s", "c=%(b)s%(b)s", "d=%%(c)s", "e=%(b", "f=%(zz)s", "g=%(g)s", "h=x, %(a)s"},
		{"a=1", "[s]", "a=%(a)s", "b=%(a)s"}, {"[DEFAULT]", "a=1", "[s]", "b=%(a)s", "[[t]]", "c=%(b)s %(a)s", "[[DEFAULT]]", "d=9", "[[u]]", "e=%(d)s"},
		{"a=$b ${c} $$ $1 $ ${} $é ${ d }", "b=B", "c=$b"}, {"a=%()s", "b=%(a%(b)s", "c=%(s", "d=%(x)d %(a)s"}, {"a=%(b)s", "b=%(a)s"},
		{"a=%(s)s", "[s]", "b=%(s)s"}, {"[a]", "x=%(y)s", "[[a]]", "x=%(y)s", "y=1"}, {"a = %(l)s", "l = 1, 2"}, {"DEFAULT=x", "a=%(q)s"},
		{"a=${b", "b=$İ $ı $ſ $K", "c=$_a1 $a-b $A"}, {"empty=", "a=[%(empty)s]"},
	}
	rng := original.Rand(t)
	for range original.Rounds(t, 3000) {
		var lines []string
		for range 1 + rng.IntN(8) {
			if rng.IntN(5) == 0 {
				lines = append(lines, pick(rng, "[s]", "[t]", "[DEFAULT]", "[[s]]", "[[DEFAULT]]", "[[u]]"))
				continue
			}
			value := ""
			for range rng.IntN(4) {
				value += pick(rng, "x", "%(a)s", "%(b)s", "%(c)s", "%(s)s", "$a", "${b}", "$$", "${c", "%(", ")s", "%", "$", " ", ",")
			}
			lines = append(lines, pick(rng, "a", "b", "c", "d")+"="+value)
		}
		if _, err := confobj.NewConfigObj(lines, nil); err == nil {
			cases = append(cases, lines)
		}
	}
	py := startConfigObj(t)
	var calls []original.Call
	var ours [][]any
	var inputs [][]string
	for _, lines := range cases {
		for _, style := range []confobj.Interpolation{confobj.InterpolationConfigParser, confobj.InterpolationTemplate, confobj.InterpolationOff} {
			o := confobj.ConfigObjOptions{Interpolation: style}
			c, err := confobj.NewConfigObj(lines, &o)
			if err != nil {
				t.Fatal(err)
			}
			calls = append(calls, original.Call{Func: "got", Args: []any{lines, python(o)}})
			ours, inputs = append(ours, got(c)), append(inputs, lines)
		}
	}
	for i, r := range py.Batch(calls) {
		want, ok := plainErr(r).([]any)
		if !ok || len(want) != len(ours[i]) {
			t.Errorf("%q: got %q, want %v", inputs[i], original.Plain(ours[i]), plainErr(r))
			continue
		}
		for j := range want {
			fault := interpolationFault(want[j])
			if fault == "AttributeError" {
				break // which also leaves interpolation switched off
			}
			if original.Same(ours[i][j], want[j]) {
				if fault != "" {
					t.Errorf("%q: %s, and so does ours", inputs[i], fault)
				}
			} else if fault == "" {
				t.Errorf("%q\n got %q\nwant %q", inputs[i], original.Plain(ours[i][j]), want[j])
			}
		}
	}
}

func TestInterpolationFaultsAreErrors(t *testing.T) {
	for text, kind := range map[string]error{
		"a = %(l)s\nl = 1, 2":  confobj.ErrInterpolation,
		"a = %(b)s\nb = %(a)s": confobj.ErrInterpolationLoop,
		"a = %(b)s":            confobj.ErrMissingInterpolationOption,
		"DEFAULT=x\na = %(q)s": confobj.ErrMissingInterpolationOption,
	} {
		c, err := confobj.Parse([]byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Get("a"); !errors.Is(err, kind) || !errors.Is(err, confobj.ErrInterpolation) {
			t.Errorf("%q: %v, want %v", text, err, kind)
		}
	}
}

// A few lines whose values double from one to the next would need more memory
// than there is.
func TestInterpolationIsBounded(t *testing.T) {
	for _, seed := range []string{"x", ""} {
		lines := []string{"a0 = " + seed}
		for i := range 60 {
			name := string(rune('a'+(i+1)/10)) + string(rune('0'+(i+1)%10))
			before := string(rune('a'+i/10)) + string(rune('0'+i%10))
			lines = append(lines, name+" = %("+before+")s%("+before+")s")
		}
		c, err := confobj.NewConfigObj(lines, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Get("g0"); !errors.Is(err, confobj.ErrInterpolation) {
			t.Errorf("%v", err)
		}
	}
}
