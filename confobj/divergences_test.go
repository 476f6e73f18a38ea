package confobj_test

import (
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// Where ConfigObj 5.0.8 is wrong, testdata/original.py works out what is owed with
// ConfigObj's own reader: an answer that differs comes as both, with its kind.

// owed makes a divergence of such a kind: in place of both stands what is owed.
func owed(d original.Divergence) original.Divergence {
	d.Expect = func(_ original.Call, theirs original.Result) (original.Result, bool) {
		value, found := resolved(theirs.Value, d.Name)
		theirs.Value = value
		return theirs, found
	}
	return d
}

func resolved(value any, kind string) (out any, found bool) {
	switch v := value.(type) {
	case original.Dict:
		if v.Get("kind") == kind {
			return v.Get("owed"), true
		}
		dict := make(original.Dict, len(v))
		for i, p := range v {
			item, here := resolved(p.Value, kind)
			dict[i], found = original.Pair{Key: p.Key, Value: item}, found || here
		}
		return dict, found
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			var here bool
			list[i], here = resolved(item, kind)
			found = found || here
		}
		return list, found
	}
	return value, false
}

func both(kind string, theirs, owed any) original.Dict {
	return original.Dict{{Key: "kind", Value: kind}, {Key: "theirs", Value: theirs}, {Key: "owed", Value: owed}}
}

func failure(class, text string) original.Dict {
	return original.Dict{{Key: "error", Value: class}, {Key: "text", Value: text}}
}

// one is a configuration of one key, as dump has it.
func one(key string, value any) []any {
	return []any{[]any{[]any{key, value, []any{}, ""}}, []any{}}
}

var divergences = []original.Divergence{
	owed(original.Divergence{
		Name:    "quotes",
		Why:     "three quotes around text that holds them, blanks beyond ASCII at the ends, = or [ in a key, brackets at the end of a section's name, quotes in a comment: what is written does not read back; here it is written in another way, or refused",
		Example: writing{values: confobj.Dict{{Key: "a=b", Value: "\u00a0x"}}}.call(),
		Theirs:  []any{one("a=b", "\u00a0x"), both("quotes", []byte("a=b = \u00a0x\n"), []byte("\"a=b\" = \"\u00a0x\"\n")), both("quotes", []any{"a=b = \u00a0x"}, []any{"\"a=b\" = \"\u00a0x\""})},
		Ours:    []any{one("a=b", "\u00a0x"), []byte("\"a=b\" = \"\u00a0x\"\n"), []any{"\"a=b\" = \"\u00a0x\""}},
		Share:   0.1,
	}),
	owed(original.Divergence{
		Name:    "without lists",
		Why:     "with list_values=False an empty text is written as two quotes, which are text then; blanks at the ends and what follows a # are lost, and a line feed in an item of a list makes a key of its own",
		Example: writing{values: confobj.Dict{{Key: "a", Value: " x # y"}}, options: confobj.ConfigObjOptions{NoListValues: true}}.call(),
		Theirs:  []any{one("a", " x # y"), both("without lists", []byte("a =  x # y\n"), []byte("a = ''' x # y'''\n")), both("without lists", []any{"a =  x # y"}, []any{"a = ''' x # y'''"})},
		Ours:    []any{one("a", " x # y"), []byte("a = ''' x # y'''\n"), []any{"a = ''' x # y'''"}},
		Share:   0.16,
	}),
	owed(original.Divergence{
		Name:    "literals",
		Why:     "with unrepr inf is written so that nothing of the file can be read; here as a number that is too large, which reads as it",
		Example: writing{values: confobj.Dict{{Key: "a", Value: inf}}, options: confobj.ConfigObjOptions{Unrepr: true}}.call(),
		Theirs:  []any{one("a", inf), both("literals", []byte("a = inf\n"), []byte("a = 1e999\n")), both("literals", []any{"a = inf"}, []any{"a = 1e999"})},
		Ours:    []any{one("a", inf), []byte("a = 1e999\n"), []any{"a = 1e999"}},
		Share:   0.04,
	}),
	owed(original.Divergence{
		Name:    "lone carriage return",
		Why:     "a carriage return is written as the line ending that it was in a text, and ends no line of a file: all keys become one",
		Example: reading{text: "a=1\rb=2\r", stream: true, options: confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff}}.call(),
		Theirs: original.Dict{
			{Key: "values", Value: []any{[]any{[]any{"a", "1", []any{}, ""}, []any{"b", "2", []any{}, ""}}, []any{}}}, {Key: "initial", Value: []any{}}, {Key: "final", Value: []any{}},
			{Key: "indent", Value: ""}, {Key: "newlines", Value: "\r"}, {Key: "encoding", Value: nil}, {Key: "BOM", Value: false},
			{Key: "written", Value: both("lone carriage return", []byte("a = 1\rb = 2\r"), []byte("a = 1\nb = 2\n"))}, {Key: "lines", Value: []any{"a = 1", "b = 2"}},
		},
		Ours: original.Dict{
			{Key: "values", Value: []any{[]any{[]any{"a", "1", []any{}, ""}, []any{"b", "2", []any{}, ""}}, []any{}}}, {Key: "initial", Value: []any{}}, {Key: "final", Value: []any{}},
			{Key: "indent", Value: ""}, {Key: "newlines", Value: "\r"}, {Key: "encoding", Value: nil}, {Key: "BOM", Value: false},
			{Key: "written", Value: []byte("a = 1\nb = 2\n")}, {Key: "lines", Value: []any{"a = 1", "b = 2"}},
		},
		Share: 0.09,
	}),
	owed(original.Divergence{
		Name:    "references",
		Why:     "a reference to a value that is no text is a TypeError, and one past a DEFAULT that is no section an AttributeError, which leaves interpolation switched off; here both are what they are: references that cannot be resolved. And str() raises when there is one, or a loop; here such a value is shown as it stands",
		Example: gotten{Lines: []string{"a = %(l)s", "l = 1,"}}.call(),
		Theirs:  gottenOfL(both("references", noBytes, noString), both("references", noBytes, "{'a': '%(l)s', 'l': ['1']}")),
		Ours:    gottenOfL(noString, "{'a': '%(l)s', 'l': ['1']}"),
		Share:   0.1,
	}),
	owed(original.Divergence{
		Name:    "sections as values",
		Why:     "a section where the configspec has a value with a default is replaced by the default and still taken for a section: AttributeError; here it does not pass, as without a default",
		Example: validationCase{Lines: []string{"[a]"}, Spec: []string{"a=integer(default=1)"}}.call(),
		Theirs:  both("sections as values", failure("AttributeError", "'int' object has no attribute 'configspec'"), aSectionForAValue),
		Ours:    aSectionForAValue,
		Share:   0.03,
	}),
	owed(original.Divergence{
		Name:    "checks",
		Why:     "5.0.8 lets brackets be part of a check's name, in time that grows with the square of its length (CVE-2023-26112); the versions since do not, nor does this package",
		Example: original.Call{Func: "check", Args: []any{"a)b(c)", "1", false}},
		Theirs:  both("checks", unknown("a)b", "a)b(c)"), unknown("a)b(c)", "a)b(c)")),
		Ours:    unknown("a)b(c)", "a)b(c)"),
		Share:   0.01,
	}),
}

var (
	noBytes  = failure("TypeError", "expected string or bytes-like object, got 'list'")
	noString = failure("InterpolationError", `option "l" is no string and cannot be interpolated.`)
)

var aSectionForAValue = original.Dict{
	{Key: "result", Value: false}, {Key: "values", Value: []any{[]any{}, []any{[]any{"a", []any{[]any{}, []any{}}, []any{}, ""}}}},
	{Key: "state", Value: []any{[]any{}, original.Dict{}, []any{"a"}, []any{[]any{"a", []any{[]any{}, original.Dict{}, []any{}, []any{}}}}}},
	{Key: "written", Value: []byte("[a]\n")}, {Key: "flat", Value: []any{[]any{[]any{}, nil, false}}}, {Key: "extra", Value: []any{[]any{[]any{}, "a"}}},
	{Key: "str", Value: "{'a': {}}"}, {Key: "restored", Value: original.Tuple{[]any{[]any{}, []any{[]any{"a", []any{[]any{}, []any{}}, []any{}, ""}}}, []any{[]any{}, original.Dict{}, []any{"a"}, []any{[]any{"a", []any{[]any{}, original.Dict{}, []any{}, []any{}}}}}}},
}

func unknown(name, check string) []any {
	return []any{failure("VdtUnknownCheckError", "the check \""+name+"\" is unknown."), failure("KeyError", "'Check \""+check+"\" has no default value.'")}
}

// gottenOfL is what reading "a = %(l)s" and a list l gives.
func gottenOfL(a, shown any) []any {
	l := []any{"1"}
	return []any{a, a, l, l, a, a, a, original.Dict{{Key: "str", Value: shown}}}
}

func judge(t *testing.T) *original.Judge {
	t.Helper()
	return &original.Judge{
		Python: startConfigObj(t), Divergences: divergences,
		Ours: func(c original.Call) original.Result {
			if c.Func == "check" {
				return original.Result{Value: checkedBoth(c.Args[0].(string), c.Args[1], c.Args[2].(bool))}
			}
			return original.Result{Value: c.Args[0].(interface{ ours() any }).ours()}
		},
	}
}

func TestDivergencesArePinned(t *testing.T) { judge(t).Pins(t) }
