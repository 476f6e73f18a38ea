package confobj_test

import (
	"errors"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// A gotten is lines whose values are read in every way.
type gotten struct {
	Lines   []string
	Options original.Dict

	options confobj.ConfigObjOptions
}

func (g gotten) call() original.Call {
	g.Options = python(g.options)
	return original.Call{Func: "got", Args: []any{g}}
}

func (g gotten) ours() any {
	c, err := confobj.NewConfigObj(g.Lines, &g.options)
	if err != nil {
		return outcome(nil, err)
	}
	return got(c)
}

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

func TestParityInterpolation(t *testing.T) {
	cases := [][]string{
		{"a=1", "b=%(a)s", "c=%(b)s%(b)s", "d=%%(c)s", "e=%(b", "f=%(zz)s", "g=%(g)s", "h=x, %(a)s"},
		{"a=1", "[s]", "a=%(a)s", "b=%(a)s"}, {"[DEFAULT]", "a=1", "[s]", "b=%(a)s", "[[t]]", "c=%(b)s %(a)s", "[[DEFAULT]]", "d=9", "[[u]]", "e=%(d)s"},
		{"a=$b ${c} $$ $1 $ ${} $é ${ d }", "b=B", "c=$b"}, {"a=%()s", "b=%(a%(b)s", "c=%(s", "d=%(x)d %(a)s"}, {"a=%(b)s", "b=%(a)s"},
		{"a=%(s)s", "[s]", "b=%(s)s"}, {"[a]", "x=%(y)s", "[[a]]", "x=%(y)s", "y=1"}, {"a = %(l)s", "l = 1, 2"}, {"DEFAULT=x", "a=%(q)s"},
		{"a=${b", "b=$İ $ı $ſ $K", "c=$_a1 $a-b $A"}, {"empty=", "a=[%(empty)s]"},
	}
	hand := len(cases)
	rng := original.Rand(t)
	for range original.Rounds(t, 2000) {
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
	var table, generated []original.Call
	for i, lines := range cases {
		for _, style := range []confobj.Interpolation{confobj.InterpolationConfigParser, confobj.InterpolationTemplate, confobj.InterpolationOff} {
			call := gotten{Lines: lines, options: confobj.ConfigObjOptions{Interpolation: style}}.call()
			if i < hand {
				table = append(table, call)
			} else {
				generated = append(generated, call)
			}
		}
	}
	j := judge(t)
	j.Table(t, table)
	j.Generated(t, generated)
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
