package diffx_test

import (
	"bytes"
	"errors"
	"html"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

// What newer Pythons can be told by a parameter, the installed one is told by
// changing a default.
func TestParityWithoutAutoJunk(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	for range min(original.Rounds(t, 6), 500) {
		pool := []string{genLine(rng, alphabets[3]) + "\n", "}\n", "server {\n", "\n"}
		var a []string
		for range 230 {
			a = append(a, pick(rng, pool))
		}
		b := slices.Clone(a)
		for range 6 {
			b[rng.IntN(len(b))] = mutate(rng, pick(rng, pool), alphabets[3])
		}
		word := strings.Repeat(genLine(rng, alphabets[0])+"a", 60)
		word = word[:min(len(word), 400)]
		words := []string{mutate(rng, word, alphabets[0]), mutate(rng, word, alphabets[1]), word[:len(word)/2], "a"}
		close, err := diffx.GetCloseMatches(word, words, &diffx.CloseMatchesOptions{NoAutoJunk: true})
		if err != nil {
			t.Fatal(err)
		}
		compareDicts(t, a, original.Dict{
			{Key: "unified", Value: texts(must(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{NoAutoJunk: true})))},
			{Key: "context", Value: texts(must(diffx.ContextDiff(a, b, &diffx.DiffOptions{NoAutoJunk: true})))},
			{Key: "ndiff", Value: texts(diffx.NDiff(a, b, &diffx.DifferOptions{NoAutoJunk: true}))},
			{Key: "table", Value: must(diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{NoAutoJunk: true, FirstPrefix: new(0)}).MakeTable(a, b, nil))},
			{Key: "close", Value: close},
		}, py.Value("without_autojunk", a, b, word, words))
	}
}

func TestParityDeepDirCmp(t *testing.T) {
	py := startOriginal(t)
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a/same": "x", "b/same": "x", "a/diff": "x", "b/diff": "y", "a/s/diff": "x", "b/s/diff": "y"})
	for _, name := range []string{"a/same", "b/same", "a/diff", "b/diff", "a/s/diff", "b/s/diff"} {
		setTime(t, filepath.Join(dir, name), 1)
	}
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	compareDirs(t, py, a, b, &diffx.DirCmpOptions{Deep: true})
	d := diffx.NewDirCmp(a, b, &diffx.DirCmpOptions{Deep: true})
	if diff, err := d.DiffFiles(); err != nil || !slices.Equal(diff, []string{"diff"}) {
		t.Errorf("deep: %q, %v", diff, err)
	}
	if diff, err := diffx.NewDirCmp(a, b, nil).DiffFiles(); err != nil || len(diff) > 0 {
		t.Errorf("shallow: %q, %v", diff, err)
	}
}

// Colour changes nothing but the escapes: without them the diff is the plain one.
func TestColorIsPaintAlone(t *testing.T) {
	a, b := []string{"a\n", "b\r\n", "c\n", "d"}, []string{"a\n", "B\r\n", "c\n", "e"}
	for _, dfunc := range []func([]string, []string, *diffx.DiffOptions) (iter.Seq[string], error){diffx.UnifiedDiff, diffx.ContextDiff} {
		plain := slices.Collect(must(dfunc(a, b, &diffx.DiffOptions{FromFile: "x"})))
		painted := slices.Collect(must(dfunc(a, b, &diffx.DiffOptions{FromFile: "x", Color: true})))
		bare := strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[31m", "", "\x1b[32m", "", "\x1b[33m", "", "\x1b[36m", "")
		for i, line := range painted {
			if got := bare.Replace(line); got != plain[i] {
				t.Errorf("%q is %q without its colours, want %q", line, got, plain[i])
			}
			if n := strings.Count(line, "\x1b["); n != 0 && (n != 2 || !strings.HasSuffix(strings.TrimRight(line, "\r\n"), "\x1b[0m")) {
				t.Errorf("%q: colours go beyond the line", line)
			}
		}
		if len(painted) != len(plain) || !strings.Contains(strings.Join(painted, ""), "\x1b[3") {
			t.Errorf("%q", painted)
		}
	}
}

func TestNoNewlineMarker(t *testing.T) {
	got := slices.Collect(must(diffx.UnifiedDiff([]string{"a\n", "b"}, []string{"a\n", "c"}, &diffx.DiffOptions{NoNewline: true})))
	want := []string{"--- \n", "+++ \n", "@@ -1,2 +1,2 @@\n", " a\n", "-b\n", "\\ No newline at end of file\n", "+c\n", "\\ No newline at end of file\n"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// A reader that has enough gets no more, and nothing goes on behind its back.
func TestReadersMayStop(t *testing.T) {
	a, b := benchLines(300)
	dissimilar := []string{"abc\n", "abd\n", "xyz\n"}
	for n := range 40 {
		for name, seq := range map[string]func(func(string) bool){
			"unified": must(diffx.UnifiedDiff(a, b, nil)), "context": must(diffx.ContextDiff(a, b, &diffx.DiffOptions{NoNewline: true, Color: true})),
			"ndiff": diffx.NDiff(a, b, nil), "windowed": diffx.NDiff(a, b, &diffx.DifferOptions{Windowed: true}),
			"replaced": diffx.NDiff(dissimilar, []string{"abe\n", "uvw\n", "abx\n", "q\n"}, nil),
		} {
			got := 0
			for range seq {
				got++
				if got > n {
					break
				}
			}
			if got > n+1 {
				t.Errorf("%s: %d lines after %d were enough", name, got, n)
			}
		}
	}
	m := diffx.NewSequenceMatcher(a, b, nil)
	for range must(m.GetGroupedOpcodes(nil)) {
		break
	}
	restored, err := diffx.Restore(diffx.NDiff(a, b, nil), 1)
	if err != nil {
		t.Fatal(err)
	}
	for range restored {
		break
	}
	for range must(diffx.DiffBytes(diffx.UnifiedDiff, [][]byte{[]byte("a")}, nil, nil)) {
		break
	}
}

func TestDescriptionsAreEscapedUnlessTheyAreHTML(t *testing.T) {
	const name = `<script>alert("x")</script>`
	h := diffx.NewHTMLDiff(nil)
	raw := must(h.MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{FromDesc: name, RawDesc: true}))
	safe := must(h.MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{FromDesc: name}))
	if !strings.Contains(raw, name) || strings.Contains(safe, "<script") || !strings.Contains(safe, html.EscapeString(name)) {
		t.Errorf("raw %q\nsafe %q", raw, safe)
	}
}

func TestStyles(t *testing.T) {
	page, err := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{Styles: diffx.AdaptiveStyles}).MakeFile([]string{"a"}, []string{"b"}, nil)
	if err != nil || !strings.Contains(page, "prefers-color-scheme: dark") || strings.Contains(page, "#aaffaa") {
		t.Errorf("%v: %q", err, page)
	}
	full := errors.New("full")
	h := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{FirstPrefix: new(1)})
	if err := h.Encode(failing{full}, nil, nil, nil); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := h.Encode(new(bytes.Buffer), nil, nil, &diffx.MakeOptions{Charset: "?"}); !errors.Is(err, diffx.ErrLookup) {
		t.Error(err)
	}
}

// A cell of a megabyte is wrapped as quickly as a thousand of a kilobyte: what is
// left of it is not counted again for each row.
func TestLongCellsAreWrappedInLinearTime(t *testing.T) {
	a := []string{strings.Repeat("é\u0301", 400_000) + "\n"}
	b := []string{"x" + strings.Repeat("é\u0301", 400_000) + "\n"}
	table := must(diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{WrapColumn: 2}).MakeTable(a, b, nil))
	if n := strings.Count(table, "<tr>"); n < 400_000 {
		t.Errorf("%d rows", n)
	}
}

// One directory that cannot be read costs none of the others.
func TestReportsGoOnPastWhatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a/one/x": "1", "b/one/y": "1", "a/three/x": "1", "b/three/z": "1", "a/two/deep/x": "1", "b/two/deep/x": "1"})
	for _, report := range []func(d *diffx.DirCmp, w *bytes.Buffer) error{
		func(d *diffx.DirCmp, w *bytes.Buffer) error { return d.ReportPartialClosure(w) },
		func(d *diffx.DirCmp, w *bytes.Buffer) error { return d.ReportFullClosure(w) },
		func(d *diffx.DirCmp, _ *bytes.Buffer) error { return d.Phase4Closure() },
	} {
		d := diffx.NewDirCmp(filepath.Join(dir, "a"), filepath.Join(dir, "b"), nil)
		if _, err := d.Subdirs(); err != nil {
			t.Fatal(err)
		}
		gone := filepath.Join(dir, "a", "two")
		if err := os.Rename(gone, gone+".away"); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := report(d, &out)
		if !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), gone) {
			t.Errorf("%v, want one that names %s", err, gone)
		}
		if text := out.String(); text != "" && (!strings.Contains(text, "one") || !strings.Contains(text, "['z']")) {
			t.Errorf("the rest is missing:\n%s", text)
		}
		if err := os.Rename(gone+".away", gone); err != nil {
			t.Fatal(err)
		}
	}
}

// Two trees that contain themselves by a symbolic link come to an end at once
// with the guard; without, as in Python, only when the system has enough of it.
func TestGuardAgainstCycles(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a/x": "1", "b/x": "1", "a/again": "->.", "b/again": "->.", "a/sub/up": "->..", "b/sub/up": "->..", "a/other": "->sub", "b/other/": ""})
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	count := func(guard bool) int {
		var out bytes.Buffer
		if err := diffx.NewDirCmp(a, b, &diffx.DirCmpOptions{GuardCycles: guard}).ReportFullClosure(&out); err != nil {
			t.Fatal(err)
		}
		return strings.Count(out.String(), "diff ")
	}
	if n := count(true); n != 3 { // the two, sub, other
		t.Errorf("%d reports with the guard", n)
	}
	d := diffx.NewDirCmp(a, b, &diffx.DirCmpOptions{GuardCycles: true})
	if got, err := d.Cycles(); err != nil || !slices.Equal(got, []string{"again"}) {
		t.Errorf("cycles %q, %v", got, err)
	}
	if err := os.Remove(filepath.Join(a, "sub", "up")); err != nil {
		t.Fatal(err)
	}
	if n := count(false); n < 20 {
		t.Errorf("%d reports without the guard", n)
	}
}

func TestReportsTellOfTheWriter(t *testing.T) {
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a/x": "1", "a/s/": "", "b/s/": ""})
	d := diffx.NewDirCmp(filepath.Join(dir, "a"), filepath.Join(dir, "b"), nil)
	full := errors.New("full")
	if err := d.Report(failing{full}); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := d.ReportFullClosure(failing{full}); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := d.ReportPartialClosure(failing{full}); !errors.Is(err, full) {
		t.Error(err)
	}
}
