package diffx_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

// Where the original is wrong, testdata/original.py works out beside its answer
// what is owed.

// differs is a divergence of one of the functions there.
func differs(name, why string, example original.Call, theirs, ours any) original.Divergence {
	return original.Divergence{
		Name: name, Why: why, Example: example,
		Theirs: original.Dict{{Key: "theirs", Value: theirs}, {Key: "owed", Value: ours}}, Ours: ours,
		Expect: func(c original.Call, r original.Result) (original.Result, bool) {
			d, ok := r.Value.(original.Dict)
			if !ok || c.Func != example.Func {
				return r, false
			}
			return original.Result{Value: d.Get("owed")}, true
		},
	}
}

func call(name string, args ...any) original.Call { return original.Call{Func: name, Args: args} }

var (
	sameLines = []string{"a", "b", "c", "d", "e", "f", "g", "h", "x"}
	newLines  = []string{"a", "b", "c", "d", "e", "f", "g", "h", "y"}
)

var divergences = []original.Divergence{
	differs("grouped opcodes cut the opcodes", "get_grouped_opcodes shortens the first and the last of the opcodes that the matcher keeps, so that get_opcodes answers otherwise after it",
		call("grouped_twice", sameLines, newLines), "('equal', 7, 8, 7, 8)", "('equal', 0, 8, 0, 8)"),
	differs("set_seq2 of the same object", "set_seq2 does nothing when it is given the object that it has, even if its elements changed since; here it reads them",
		call("set_again", []string{"q", "z"}, []string{"x"}, "z"), 0.0, 2.0/3),
	differs("negative context of unified diffs", "with n below 0 the ranges of hunks run backwards; here it is refused",
		call("negative_unified", sameLines, newLines, -1), "@@ -10,-1 +10,-1 @@\n", "ValueError"),
	differs("negative context of context diffs", "with n below 0 the ranges of hunks run backwards; here it is refused",
		call("negative_context", sameLines, newLines, -1), "*** 10 ****\n", "ValueError"),
	differs("negative context of groups", "with n below 0 groups have opcodes that run backwards; here it is refused",
		call("negative_groups", sameLines, newLines, -1), 2, "ValueError"),
	differs("negative wrapping column", "HtmlDiff with wrapcolumn below 0 recurses without end; here it is refused",
		call("negative_wrap", -1), "RecursionError", "ValueError"),
	differs("context of a negative number of lines", "make_table with context and numlines=-1 divides by zero; here it is refused",
		call("negative_lines", -1), "ZeroDivisionError", "ValueError"),
	differs("long lines are not wrapped", "HtmlDiff wraps a line by recursion, a row at a time, and gives up at a line of a thousand rows",
		call("wrapped", 3000, 2), "RecursionError", 1500),
	differs("descriptions are HTML", "make_file and make_table take the descriptions of the columns for HTML, so that a file's name brings any markup along; here they are text, unless RawDesc says otherwise",
		call("described", `<b>"it's" & x`), `<b>"it's" & x`, "&lt;b&gt;&#34;it&#39;s&#34; &amp; x"),
}

// answers are what the functions come to here.
var answers = map[string]func(args []any) any{
	"grouped_twice": func(args []any) any {
		m := diffx.NewSequenceMatcher(args[0].([]string), args[1].([]string), nil)
		for range must(m.GetGroupedOpcodes(&diffx.GroupOptions{N: new(1)})) {
			continue
		}
		return m.GetOpcodes()[0].String()
	},
	"set_again": func(args []any) any {
		b := append([]string{}, args[1].([]string)...)
		m := diffx.NewSequenceMatcher(args[0].([]string), b, nil)
		b[0] = args[2].(string)
		m.SetSeq2(b)
		return m.Ratio()
	},
	"negative_unified": func(args []any) any {
		_, err := diffx.UnifiedDiff(args[0].([]string), args[1].([]string), &diffx.DiffOptions{N: new(args[2].(int))})
		return class(err)
	},
	"negative_context": func(args []any) any {
		_, err := diffx.ContextDiff(args[0].([]string), args[1].([]string), &diffx.DiffOptions{N: new(args[2].(int))})
		return class(err)
	},
	"negative_groups": func(args []any) any {
		_, err := diffx.NewSequenceMatcher(args[0].([]string), args[1].([]string), nil).GetGroupedOpcodes(&diffx.GroupOptions{N: new(args[2].(int))})
		return class(err)
	},
	"negative_wrap": func(args []any) any {
		_, err := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{WrapColumn: args[0].(int)}).MakeTable([]string{"x"}, []string{"x"}, nil)
		return class(err)
	},
	"negative_lines": func(args []any) any {
		_, err := diffx.NewHTMLDiff(nil).MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{Context: true, NumLines: new(args[0].(int))})
		return class(err)
	},
	"wrapped": func(args []any) any {
		line := []string{strings.Repeat("x", args[0].(int))}
		return strings.Count(must(diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{WrapColumn: args[1].(int)}).MakeTable(line, line, nil)), "<tr>")
	},
	"described": func(args []any) any {
		table := must(diffx.NewHTMLDiff(nil).MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{FromDesc: args[0].(string)}))
		_, text, _ := strings.Cut(table, `class="diff_header">`)
		text, _, _ = strings.Cut(text, "</th>")
		return text
	},
	"apart": func(args []any) any { return must(diffx.Cmp(args[0].(string), args[1].(string), nil)) },
}

func class(err error) any {
	if errors.Is(err, diffx.ErrValue) {
		return "ValueError"
	}
	return err
}

func judge(t *testing.T, more ...original.Divergence) *original.Judge {
	t.Helper()
	return &original.Judge{
		Python: startOriginal(t), Divergences: append(more, divergences...),
		Ours: func(c original.Call) original.Result { return original.Result{Value: answers[c.Func](c.Args)} },
	}
}

// Two files of the same size, which were written within the time that a float does
// not tell.
func TestDivergenceOfTimes(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	when := time.Unix(1_700_000_000, 0)
	for name, at := range map[string]time.Time{a: when, b: when.Add(30)} {
		if err := os.WriteFile(name, []byte(filepath.Base(name)), 0o666); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, at, at); err != nil {
			t.Fatal(err)
		}
	}
	judge(t, differs("times of change", "times of change are floats, so that files written within some 200 nanoseconds of each other are equal unread; here they are exact", call("apart", a, b), true, false)).Pins(t)
}

func TestDivergencesArePinned(t *testing.T) {
	j := judge(t)
	j.Pins(t)
	lines := [][]string{sameLines, newLines, {}, {"a"}, {"b", "a"}}
	var calls []original.Call
	for _, a := range lines {
		for _, b := range lines {
			calls = append(calls, call("negative_unified", a, b, -2), call("negative_context", a, b, -1), call("negative_groups", a, b, -3))
			if len(a) > 0 && len(b) > 0 {
				calls = append(calls, call("grouped_twice", a, b), call("set_again", a, append([]string{}, b...), "z"))
			}
		}
	}
	for n := range 5 {
		calls = append(calls, call("negative_wrap", -n-1), call("negative_lines", -n-1), call("wrapped", 100*n+50, n+1), call("described", []string{"日本", "a.txt", "<i>", "&amp;", "'\""}[n]))
	}
	j.Table(t, calls)
}
