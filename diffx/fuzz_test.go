package diffx_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/diffx"
)

// The search that skips finds what the search that does not skip finds.
func FuzzMatcher(f *testing.F) {
	for _, pair := range tricky {
		f.Add([]byte(pair[0]), []byte(pair[1]), byte(' '), true)
	}
	f.Add([]byte("abcabcabcabd"), []byte("xbcabcabdabcabc"), byte(0), false)
	f.Add(slices.Repeat([]byte("ab"), 110), slices.Repeat([]byte("ba"), 110), byte('a'), true)
	f.Fuzz(func(t *testing.T, a, b []byte, junk byte, auto bool) {
		a, b = a[:min(len(a), 260)], b[:min(len(b), 260)]
		isJunk := func(c byte) bool { return junk != 0 && c == junk }
		m := diffx.NewSequenceMatcher(a, b, &diffx.SequenceMatcherOptions[byte]{IsJunk: isJunk, NoAutoJunk: !auto})
		if got, want := m.GetMatchingBlocks(), slowBlocks(a, b, isJunk, auto); !slices.Equal(got, want) {
			t.Fatalf("%q and %q: got %v, want %v", a, b, got, want)
		}
		if r, q, rq := m.Ratio(), m.QuickRatio(), m.RealQuickRatio(); r > q || q > rq || r < 0 || rq > 1 {
			t.Fatalf("%q and %q: ratios %v, %v, %v", a, b, r, q, rq)
		}
		i, j := 0, 0
		for _, o := range m.GetOpcodes() {
			if o.I1 != i || o.J1 != j || o.Tag == diffx.Equal != slices.Equal(a[o.I1:o.I2], b[o.J1:o.J2]) {
				t.Fatalf("%q and %q: step %v", a, b, o)
			}
			i, j = o.I2, o.J2
		}
		if i != len(a) || j != len(b) {
			t.Fatalf("%q and %q: the steps end at %d, %d", a, b, i, j)
		}
	})
}

// What every form of difference tells of two texts leads from one to the other.
func FuzzDiffs(f *testing.F) {
	for _, pair := range tricky {
		f.Add(pair[0], pair[1], 3, true)
	}
	f.Add("\xff\n\xfe", "\xfe\n\xe6\x97", 0, false)
	f.Fuzz(func(t *testing.T, x, y string, n int, windowed bool) {
		n = max(n, 0)
		a, b := diffx.SplitLines(x, diffx.KeepEnds), diffx.SplitLines(y, diffx.KeepEnds)
		if strings.Join(a, "") != x || len(a) > 60 || len(b) > 60 {
			if strings.Join(a, "") != x {
				t.Fatalf("%q was cut into %q", x, a)
			}
			return
		}
		delta := diffx.NDiff(a, b, &diffx.DifferOptions{Windowed: windowed})
		for which, want := range [][]string{a, b} {
			lines, err := diffx.Restore(delta, which+1)
			if err != nil {
				t.Fatal(err)
			}
			if got := slices.Collect(lines); !slices.Equal(got, want) {
				t.Fatalf("ndiff of %q and %q restores %q", a, b, got)
			}
		}
		diff := slices.Collect(must(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{N: &n})))
		patches, err := diffx.ParsePatch(diff)
		if err != nil {
			t.Fatalf("%q: %v", diff, err)
		}
		got := a
		if len(patches) > 0 {
			if got, err = patches[0].Apply(a, nil); err != nil {
				t.Fatalf("%q on %q: %v", diff, a, err)
			}
		}
		if !slices.Equal(got, b) {
			t.Fatalf("%q on %q gives %q, want %q", diff, a, got, b)
		}
		// The diff that patch takes, however the texts were cut, and whatever their
		// names are.
		patches, err = diffx.ParsePatch(slices.Collect(must(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{N: &n, NoNewline: true, FromFile: "x" + x, ToFile: y}))))
		if err != nil {
			t.Fatalf("%q and %q: %v", x, y, err)
		}
		if x == y {
			if len(patches) != 0 {
				t.Fatalf("%q is not itself: %+v", x, patches)
			}
		} else if got, err := patches[0].Apply(split(x), nil); err != nil || strings.Join(got, "") != y || patches[0].FromFile != "x"+x || patches[0].ToFile != y {
			t.Fatalf("%q to %q by %+v: %q, %v", x, y, patches, got, err)
		}
		for line := range must(diffx.ContextDiff(a, b, &diffx.DiffOptions{N: &n, NoNewline: true, Color: true})) {
			if line == "" {
				t.Fatal("an empty line")
			}
		}
	})
}

// A table has nothing in it that the texts brought along: every tag is closed, and
// no markup is theirs.
func FuzzHTMLDiff(f *testing.F) {
	for _, pair := range tricky {
		f.Add(pair[0], pair[1], 5, 8, true)
	}
	f.Fuzz(func(t *testing.T, x, y string, wrap, tabs int, context bool) {
		a, b := diffx.SplitLines(x, diffx.KeepEnds), diffx.SplitLines(y, diffx.KeepEnds)
		if len(a) > 40 || len(b) > 40 || len(x)+len(y) > 4000 || tabs > 100 || strings.Contains(x+y, "\x01") {
			return
		}
		wrap = max(wrap, 0)
		h := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{WrapColumn: wrap, TabSize: &tabs, FirstPrefix: new(0)})
		table := must(h.MakeTable(a, b, &diffx.MakeOptions{Context: context, FromDesc: x, ToDesc: y}))
		for _, tag := range []string{"td", "tr", "span", "table", "tbody", "a", "th", "thead"} {
			opened := strings.Count(table, "<"+tag+" ") + strings.Count(table, "<"+tag+">")
			if closed := strings.Count(table, "</"+tag+">"); opened != closed {
				t.Fatalf("%q and %q: %d of %s opened, %d closed:\n%s", x, y, opened, tag, closed, table)
			}
		}
		if strings.Contains(table, "<script") || strings.Contains(table, "<img") {
			t.Fatalf("%q and %q: their markup stands in the table", x, y)
		}
	})
}

// A patch that is read can be undone: one hunk, applied to what it expects, gives
// what it promises, and its reverse gives the old lines again.
func FuzzParsePatch(f *testing.F) {
	f.Add("--- a\n+++ b\n@@ -1,2 +1 @@\n-a\n b\n\\ No newline at end of file\n")
	f.Add("diff --git a b\n--- a\t2026\n+++ b\n@@ -0,0 +1,2 @@ x\n+a\n+b\n--- c\n+++ d\n@@ -3 +2,0 @@\n-x\n-- \n2.4\n")
	f.Add("--- a\r\n+++ b\r\n@@ -1 +1 @@\r\n-a\r\n+b\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		patches, err := diffx.ParsePatch(split(text))
		if err != nil {
			if patches != nil || err.Error() == "" {
				t.Fatalf("%q: %v with %v", text, err, patches)
			}
			return
		}
		for _, p := range patches {
			for _, h := range p.Hunks {
				one := diffx.Patch{Hunks: []diffx.Hunk{h}}
				lead := h.FromLine - 1
				if h.FromCount == 0 {
					lead++
				}
				if lead > 1000 {
					continue
				}
				before, after := slices.Repeat([]string{"\x00"}, lead), slices.Repeat([]string{"\x00"}, lead)
				for _, line := range h.Lines {
					if line.Kind != '+' {
						before = append(before, line.Text)
					}
					if line.Kind != '-' {
						after = append(after, line.Text)
					}
				}
				got, err := one.Apply(before, nil)
				if err != nil || !slices.Equal(got, after) {
					t.Fatalf("%q: hunk %+v on %q gives %q, %v", text, h, before, got, err)
				}
				if got, err := one.Reverse().Apply(after, &diffx.ApplyOptions{MaxOffset: 1 << 30}); err == nil && !slices.Contains(before, "\x00") && len(got) != len(before) {
					t.Fatalf("%q: back from %q it gives %q", text, after, got)
				}
			}
		}
	})
}
