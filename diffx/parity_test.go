package diffx_test

import (
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalSource string

func startOriginal(t *testing.T) *original.Python {
	py := original.Start(t, "difflib", "filecmp")
	py.Define(originalSource)
	return py
}

// chunk is how many generated cases go to the original at a time.
const chunk = 200

// inChunks hands on how many cases to make, until n are made.
func inChunks(n int, run func(n int)) {
	for ; n > 0; n -= chunk {
		run(min(n, chunk))
	}
}

// texts are what a sequence gives, as the original's list would come.
func texts(seq iter.Seq[string]) []any {
	list := []any{}
	for s := range seq {
		list = append(list, s)
	}
	return list
}

// compareDicts compares key by key, so that a failure shows the piece that differs.
func compareDicts(t *testing.T, what any, got original.Dict, want any) {
	t.Helper()
	theirs, ok := want.(original.Dict)
	if !ok || len(got) != len(theirs) {
		t.Errorf("%.700q:\n the original says %.700v", what, want)
		return
	}
	for _, p := range got {
		if w := theirs.Get(p.Key); !original.Same(p.Value, w) {
			mine, its := around(fmt.Sprintf("%q", original.Plain(p.Value)), fmt.Sprintf("%q", w))
			t.Errorf("%.700q: %v:\n got %s\nwant %s", what, p.Key, mine, its)
		}
	}
}

// around is what two texts are where they begin to differ.
func around(a, b string) (string, string) {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	cut := func(s string) string { return s[max(0, n-200):min(len(s), n+300)] }
	return cut(a), cut(b)
}

// tricky are pairs of lines at the edges of things.
var tricky = [][2]string{
	{"", ""}, {"", "x\n"}, {"x\n", ""}, {"x\n", "x\n"}, {"x", "1\n2"}, {"x\ny\n", "1\n"}, {"x\n", "1\n2\n"},
	{"abcdef", "abcdeg"}, {"a", "b\n"}, {"\tI am a buggy\n", "\t\tI am a bug\n"}, {"日本語テスト\n", "日本誤テスト\n"}, {"cafe\u0301\n", "cafe\n"},
	{"a b c\n", "a  b c\n"}, {"one\ntwo\nthree\n", "ore\ntree\nemu\n"}, {"a\nb\nc\n", "a\nc\n"}, {"\n\n\n", "\n"}, {" \n", "\t\n"},
	{"\x00a\x01b\n", "\x00a\x01c\n"}, {"a\rb\n", "a\rc\n"}, {"\tx\ty\n", "\tx\tz\n"}, {"日\tx\n", "日\ty\n"}, {"x<b>&</b>\n", "x<b>&amp;</b>\n"},
	{strings.Repeat("a", 250) + "\n", "x" + strings.Repeat("a", 249) + "\n"}, {strings.Repeat("a\n", 250), strings.Repeat("a\n", 199) + "b\n"},
	{"x\n" + strings.Repeat("a\n", 200), strings.Repeat("a\n", 200)},
	{"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"}, {"a\nb\nc\nd\n", "w\nx\ny\nz\n"}, {"ab\nac\nad\n", "ac\nad\nae\naf\n"},
	{"private Thread currentThread;\n", "private volatile Thread currentThread;\n"},
	{"- a\n+ b\n? c\n  d\n", "- a\n+ c\n? c\n  e\n"}, {"  \nx", "  \n\tx"}, {"aaa\nbbb\nccc\n", "aab\nbbc\nccd\n"},
}

func split(s string) []string {
	return slices.Collect(strings.Lines(s))
}

type diffCase struct {
	a, b                           []string
	names                          [4]string
	n, prefix, tabs, wrap, numbers int
	lineterm                       string
	lineJunk, charJunk, differ     string
	context                        bool
	charset                        string
}

func TestParityDiffs(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	var fixed []diffCase
	for _, pair := range tricky {
		for _, context := range []bool{false, true} {
			fixed = append(fixed,
				diffCase{a: split(pair[0]), b: split(pair[1]), n: 3, tabs: 8, numbers: 5, lineterm: "\n", charJunk: "blank", context: context, charset: "utf-8"},
				diffCase{a: split(pair[0]), b: split(pair[1]), names: [4]string{"a<b>.txt", "b\t&\x01", "now", "then"}, tabs: 3, wrap: 5, numbers: 0, charJunk: "never", context: context, charset: "ascii"})
		}
	}
	compareDiffs(t, py, fixed)
	inChunks(original.Rounds(t, 250), func(n int) {
		cases := make([]diffCase, n)
		for i := range cases {
			a, b := genLines(rng)
			cases[i] = diffCase{
				a: a, b: b, n: pick(rng, []int{3, 3, 0, 1, 2, 5}), prefix: rng.IntN(12), tabs: pick(rng, []int{8, 8, 4, 2, 1, 0, -1}),
				wrap: pick(rng, []int{0, 0, 0, 1, 2, 3, 5, 10, 40}), numbers: pick(rng, []int{5, 5, 0, 1, 2, 3}), lineterm: pick(rng, []string{"\n", "\n", "", "\r\n"}),
				lineJunk: pick(rng, []string{"", "", "line", "never", "always", "a"}), charJunk: pick(rng, []string{"blank", "blank", "never", "a", "always", "vowel"}),
				differ: pick(rng, []string{"", "", "blank", "a", "vowel", "always"}), context: rng.IntN(2) == 0,
				charset: pick(rng, []string{"utf-8", "utf-8", "ascii", "latin-1", "UTF_16", "utf-8-sig", "utf-32"}),
			}
			if max(len(a), len(b)) > 100 {
				// The original takes the cube of a block's length in time, and where
				// most lines are junk everything is one block.
				cases[i].lineJunk = pick(rng, []string{"", "never"})
			}
			for k := range cases[i].names {
				cases[i].names[k] = pick(rng, []string{"", "", "a.txt", "b <i>", "日本\tx", "2026-01-01"})
			}
		}
		compareDiffs(t, py, cases)
	})
}

func compareDiffs(t *testing.T, py *original.Python, cases []diffCase) {
	t.Helper()
	var calls []original.Call
	for _, c := range cases {
		var wrap any
		if c.wrap > 0 {
			wrap = c.wrap
		}
		calls = append(calls, original.Call{Func: "diffs", Args: []any{c.a, c.b, original.Dict{
			{Key: "names", Value: c.names}, {Key: "n", Value: c.n}, {Key: "lineterm", Value: c.lineterm}, {Key: "prefix", Value: c.prefix},
			{Key: "tabsize", Value: c.tabs}, {Key: "wrap", Value: wrap}, {Key: "numlines", Value: c.numbers}, {Key: "context", Value: c.context},
			{Key: "linejunk", Value: c.lineJunk}, {Key: "charjunk", Value: c.charJunk}, {Key: "differ", Value: c.differ}, {Key: "charset", Value: c.charset},
		}}})
	}
	for i, r := range py.Batch(calls) {
		if r.Err != nil {
			t.Errorf("%.700q: %v", calls[i].Args, r.Err)
			continue
		}
		compareDicts(t, calls[i].Args, ourDiffs(t, cases[i]), r.Value)
		if t.Failed() {
			return
		}
	}
}

func ourDiffs(t *testing.T, c diffCase) original.Dict {
	t.Helper()
	o := &diffx.DiffOptions{FromFile: c.names[0], ToFile: c.names[1], FromFileDate: c.names[2], ToFileDate: c.names[3], N: &c.n, LineTerm: &c.lineterm}
	delta := diffx.NDiff(c.a, c.b, &diffx.DifferOptions{LineJunk: lineJunks[c.lineJunk], CharJunk: charJunks[c.charJunk]})
	differ := diffx.NewDiffer(&diffx.DifferOptions{LineJunk: lineJunks[c.lineJunk], CharJunk: charJunks[c.differ]})
	var restored []any
	for _, which := range []int{1, 2} {
		lines, err := diffx.Restore(delta, which)
		if err != nil {
			t.Fatal(err)
		}
		restored = append(restored, texts(lines))
	}
	h := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{TabSize: &c.tabs, WrapColumn: c.wrap, LineJunk: lineJunks[c.lineJunk], CharJunk: charJunks[c.charJunk], FirstPrefix: &c.prefix})
	table := must(h.MakeTable(c.a, c.b, &diffx.MakeOptions{FromDesc: c.names[0], ToDesc: c.names[1], RawDesc: true, Context: c.context, NumLines: &c.numbers}))
	file, err := h.MakeFile(c.a, c.b, &diffx.MakeOptions{FromDesc: c.names[1], ToDesc: c.names[0], RawDesc: true, Context: !c.context, NumLines: &c.numbers, Charset: c.charset})
	if err != nil {
		t.Fatal(err)
	}
	third := c.prefix + 2
	return original.Dict{
		{Key: "unified", Value: texts(must(diffx.UnifiedDiff(c.a, c.b, o)))},
		{Key: "context", Value: texts(must(diffx.ContextDiff(c.a, c.b, o)))},
		{Key: "ndiff", Value: texts(delta)},
		{Key: "differ", Value: texts(differ.Compare(c.a, c.b))},
		{Key: "restore", Value: restored},
		{Key: "table", Value: table},
		{Key: "file", Value: file},
		{Key: "plain", Value: must(diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{FirstPrefix: &third}).MakeTable(c.a, c.b, nil))},
	}
}

// The junk functions of testdata/original.py.
var (
	lineJunks = map[string]func(string) bool{
		"": nil, "line": diffx.IsLineJunk, "never": func(string) bool { return false }, "always": func(string) bool { return true },
		"a": func(s string) bool { return strings.HasPrefix(s, "a") },
	}
	charJunks = map[string]func(rune) bool{
		"": nil, "blank": diffx.IsCharacterJunk, "never": func(rune) bool { return false }, "always": func(rune) bool { return true },
		"a": func(r rune) bool { return r == 'a' }, "vowel": func(r rune) bool { return strings.ContainsRune("aeあ1", r) },
	}
)

// reasonOf is what is wrong, in Python's words.
func reasonOf(err error) string {
	var e *diffx.Error
	if !errors.As(err, &e) || err.Error() != "diffx: "+e.Reason {
		return "no reason in " + fmt.Sprint(err)
	}
	return e.Reason
}
