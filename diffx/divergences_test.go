package diffx_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

// A divergence is a place where the original is wrong, or a Go form cannot be the
// same. Each is pinned: the test fails when the original's answer is no longer
// theirs, so that a divergence that has healed is taken out, and when ours is not
// what it says.
type divergence struct {
	name   string
	why    string
	theirs func(py *original.Python) any
	pinned any
	ours   func(t *testing.T) any
	want   any
}

var (
	sameLines = []string{"a", "b", "c", "d", "e", "f", "g", "h", "x"}
	newLines  = []string{"a", "b", "c", "d", "e", "f", "g", "h", "y"}
)

var divergences = []divergence{
	{
		name: "grouped opcodes cut the opcodes",
		why:  "get_grouped_opcodes shortens the first and the last of the opcodes that the matcher keeps, so that get_opcodes answers otherwise after it",
		theirs: func(py *original.Python) any {
			return py.Value("lambda a, b: (lambda m: (list(m.get_grouped_opcodes(1)), repr(m.get_opcodes()[0]))[1])(difflib.SequenceMatcher(None, a, b))", sameLines, newLines)
		},
		pinned: "('equal', 7, 8, 7, 8)",
		ours: func(*testing.T) any {
			m := diffx.NewSequenceMatcher(sameLines, newLines, nil)
			for range m.GetGroupedOpcodes(1) {
				continue
			}
			return m.GetOpcodes()[0].String()
		},
		want: "('equal', 0, 8, 0, 8)",
	},
	{
		name: "set_seq2 of the same object",
		why:  "set_seq2 does nothing when it is given the object that it has, even if its elements changed since; here it reads them",
		theirs: func(py *original.Python) any {
			return py.Value("lambda a, b: (lambda m: (b.__setitem__(0, 'z'), m.set_seq2(b), m.ratio())[2])(difflib.SequenceMatcher(None, a, b))", []string{"q", "z"}, []string{"x"})
		},
		pinned: 0.0,
		ours: func(*testing.T) any {
			b := []string{"x"}
			m := diffx.NewSequenceMatcher([]string{"q", "z"}, b, nil)
			b[0] = "z"
			m.SetSeq2(b)
			return m.Ratio()
		},
		want: 2.0 / 3,
	},
	{
		name: "negative context",
		why:  "with n below 0 Python gives hunks whose ranges run backwards; here it counts as 0",
		theirs: func(py *original.Python) any {
			return py.Value("lambda a, b: list(difflib.unified_diff(a, b, n=-1))[2]", sameLines, newLines)
		},
		pinned: "@@ -10,-1 +10,-1 @@\n",
		ours: func(*testing.T) any {
			return texts(diffx.UnifiedDiff(sameLines, newLines, &diffx.DiffOptions{N: new(-1)}))[2]
		},
		want: "@@ -9 +9 @@\n",
	},
	{
		name: "long lines are not wrapped",
		why:  "HtmlDiff wraps a line by recursion, a row at a time, and raises RecursionError for a line of a thousand rows",
		theirs: func(py *original.Python) any {
			_, err := py.Call("wrap", strings.Repeat("x", 3000), 2)
			return err.(*original.Exception).Class
		},
		pinned: "RecursionError",
		ours: func(*testing.T) any {
			line := []string{strings.Repeat("x", 3000)}
			return strings.Count(diffx.NewHtmlDiff(&diffx.HtmlDiffOptions{WrapColumn: 2}).MakeTable(line, line, nil), "<tr>")
		},
		want: 1500,
	},
	{
		name: "a negative wrapping column",
		why:  "HtmlDiff with wrapcolumn below 0 raises RecursionError; here it wraps nothing, as for None",
		theirs: func(py *original.Python) any {
			_, err := py.Call("wrap", "x", -1)
			return err.(*original.Exception).Class
		},
		pinned: "RecursionError",
		ours: func(*testing.T) any {
			return strings.Count(diffx.NewHtmlDiff(&diffx.HtmlDiffOptions{WrapColumn: -1}).MakeTable([]string{"x"}, []string{"x"}, nil), "<tr>")
		},
		want: 1,
	},
	{
		name: "context of a negative number of lines",
		why:  "make_table with context and numlines=-1 divides by zero; here it counts as 0",
		theirs: func(py *original.Python) any {
			_, err := py.Call("lambda: difflib.HtmlDiff().make_table(['a'], ['b'], context=True, numlines=-1)")
			return err.(*original.Exception).Class
		},
		pinned: "ZeroDivisionError",
		ours: func(*testing.T) any {
			return strings.Count(diffx.NewHtmlDiff(nil).MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{Context: true, NumLines: new(-1)}), "<tr>")
		},
		want: 1,
	},
	{
		name:   "characters newer than the original",
		why:    "which characters repr escapes is a matter of the Unicode version: Python 3.11 has 14, Go newer ones; no character that Python prints is escaped here",
		theirs: func(py *original.Python) any { return py.Value("repr", "\U00011f00") },
		pinned: `'\U00011f00'`, // KAWI SIGN CANDRABINDU, of Unicode 15
		ours:   func(*testing.T) any { return unicode.IsPrint(0x11f00) },
		want:   true,
	},
}

func TestDivergencesArePinned(t *testing.T) {
	py := startOriginal(t)
	for _, d := range divergences {
		if got := d.theirs(py); !original.Same(got, d.pinned) {
			t.Errorf("%s: the original now gives %v, not %v: it may have healed (%s)", d.name, got, d.pinned, d.why)
		}
		if got := d.ours(t); !original.Same(got, d.want) {
			t.Errorf("%s: got %v, want %v", d.name, got, d.want)
		}
	}
}

// Python knows times of change as floats, to some 200 nanoseconds in our days: two
// files of the same size that were written within them are equal to it, unread.
func TestDivergenceOfTimes(t *testing.T) {
	py := startOriginal(t)
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
	if got := py.Value("filecmp.cmp", a, b); got != true {
		t.Errorf("the original now tells times apart that are 30 ns apart: %v", got)
	}
	if same, err := diffx.Cmp(a, b, nil); same || err != nil {
		t.Errorf("files 30 ns apart: %v, %v", same, err)
	}
}
