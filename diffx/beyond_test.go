package diffx_test

import (
	"bytes"
	"errors"
	"html"
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
			{Key: "unified", Value: texts(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{NoAutoJunk: true}))},
			{Key: "context", Value: texts(diffx.ContextDiff(a, b, &diffx.DiffOptions{NoAutoJunk: true}))},
			{Key: "ndiff", Value: texts(diffx.NDiff(a, b, &diffx.DifferOptions{NoAutoJunk: true}))},
			{Key: "table", Value: diffx.NewHtmlDiff(&diffx.HtmlDiffOptions{NoAutoJunk: true, FirstPrefix: new(0)}).MakeTable(a, b, nil)},
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
	for _, dfunc := range []func([]string, []string, *diffx.DiffOptions) func(func(string) bool){
		func(a, b []string, o *diffx.DiffOptions) func(func(string) bool) { return diffx.UnifiedDiff(a, b, o) },
		func(a, b []string, o *diffx.DiffOptions) func(func(string) bool) { return diffx.ContextDiff(a, b, o) },
	} {
		plain := slices.Collect(dfunc(a, b, &diffx.DiffOptions{FromFile: "x"}))
		painted := slices.Collect(dfunc(a, b, &diffx.DiffOptions{FromFile: "x", Color: true}))
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
	got := slices.Collect(diffx.UnifiedDiff([]string{"a\n", "b"}, []string{"a\n", "c"}, &diffx.DiffOptions{NoNewline: true}))
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
			"unified": diffx.UnifiedDiff(a, b, nil), "context": diffx.ContextDiff(a, b, &diffx.DiffOptions{NoNewline: true, Color: true}),
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
	for range m.GetGroupedOpcodes(1) {
		break
	}
	restored, err := diffx.Restore(diffx.NDiff(a, b, nil), 1)
	if err != nil {
		t.Fatal(err)
	}
	for range restored {
		break
	}
	for range diffx.DiffBytes(diffx.UnifiedDiff, [][]byte{[]byte("a")}, nil, nil) {
		break
	}
}

func TestDescriptionsAreEscapedWhenAsked(t *testing.T) {
	const name = `<script>alert("x")</script>`
	h := diffx.NewHtmlDiff(nil)
	raw := h.MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{FromDesc: name})
	safe := h.MakeTable([]string{"a"}, []string{"b"}, &diffx.MakeOptions{FromDesc: name, EscapeDesc: true})
	if !strings.Contains(raw, name) || strings.Contains(safe, "<script") || !strings.Contains(safe, html.EscapeString(name)) {
		t.Errorf("raw %q\nsafe %q", raw, safe)
	}
}

func TestStyles(t *testing.T) {
	page, err := diffx.NewHtmlDiff(&diffx.HtmlDiffOptions{Styles: diffx.AdaptiveStyles}).MakeFile([]string{"a"}, []string{"b"}, nil)
	if err != nil || !strings.Contains(page, "prefers-color-scheme: dark") || strings.Contains(page, "#aaffaa") {
		t.Errorf("%v: %q", err, page)
	}
	full := errors.New("full")
	h := diffx.NewHtmlDiff(&diffx.HtmlDiffOptions{FirstPrefix: new(1)})
	if err := h.WriteFile(failing{full}, nil, nil, nil); !errors.Is(err, full) {
		t.Error(err)
	}
	if err := h.WriteFile(new(bytes.Buffer), nil, nil, &diffx.MakeOptions{Charset: "?"}); !errors.Is(err, diffx.ErrLookup) {
		t.Error(err)
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
