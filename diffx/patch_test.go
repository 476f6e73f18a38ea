package diffx_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// endLines gives every line but perhaps the last an end, as a file has them.
func endLines(lines []string) []string {
	text := strings.NewReplacer("\r", "", "\v", "", "\u2028", "", "\x00", "").Replace(strings.Join(lines, ""))
	return split(text)
}

// A diff leads from one text to the other, and its reverse back.
func TestPatchesLeadThereAndBack(t *testing.T) {
	rng := original.Rand(t)
	for range original.Rounds(t, 1000) {
		a, b := genLines(rng)
		n := rng.IntN(5)
		for _, marked := range []bool{false, true} {
			if marked {
				a, b = endLines(a), endLines(b)
			}
			diff := slices.Collect(must(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "x", ToFile: "y", ToFileDate: "now", N: &n, NoNewline: marked})))
			patches, err := diffx.ParsePatch(diff)
			if err != nil {
				t.Fatalf("%q: %v", diff, err)
			}
			if len(patches) == 0 {
				if !slices.Equal(a, b) {
					t.Fatalf("no patch between %q and %q", a, b)
				}
				continue
			}
			p := patches[0]
			if p.FromFile != "x" || p.ToFile != "y" || p.ToFileDate != "now" || p.FromFileDate != "" {
				t.Fatalf("header %+v", p)
			}
			if got, err := p.Apply(a, nil); err != nil || !slices.Equal(got, b) {
				t.Fatalf("%q to %q by %q: got %q, %v", a, b, diff, got, err)
			}
			if got, err := p.Reverse().Apply(b, nil); err != nil || !slices.Equal(got, a) {
				t.Fatalf("%q back to %q by %q: got %q, %v", b, a, diff, got, err)
			}
		}
	}
}

// The programs diff and git are the judges of what is written and read.
func TestPatchesOfOthers(t *testing.T) {
	gnu, git := peers.Need(t, "diff"), peers.Need(t, "git")
	rng := original.Rand(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	for range min(original.Rounds(t, 40), 1000) {
		a, b := genLines(rng)
		a, b = endLines(a), endLines(b)
		if slices.Equal(a, b) || len(a) == 0 || len(b) == 0 {
			continue
		}
		plant(t, dir, map[string]string{"file": strings.Join(a, ""), "other": strings.Join(b, "")})
		out, err := exec.Command(gnu, "-a", "-u", file, filepath.Join(dir, "other")).Output()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 {
			t.Fatal(err)
		}
		patches, err := diffx.ParsePatch(split(string(out)))
		if err != nil || len(patches) != 1 {
			t.Fatalf("%s: %v", out, err)
		}
		if got, err := patches[0].Apply(a, nil); err != nil || !slices.Equal(got, b) {
			t.Fatalf("%s\ngot %q, %v, want %q", out, got, err, b)
		}
		ours := strings.Join(slices.Collect(must(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "a/file", ToFile: "b/file", NoNewline: true}))), "")
		c := exec.Command(git, "apply", "--whitespace=nowarn", "-")
		c.Dir, c.Stdin = dir, strings.NewReader(ours)
		c.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("git apply: %v: %s\n%s", err, out, ours)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != strings.Join(b, "") {
			t.Fatalf("git made %q, %v of %q by %q, want %q", got, err, a, ours, b)
		}
	}
}

// However a text was cut into lines, the program patch and git take the diff: the
// mark for a missing end stands behind the last line of a side alone.
func TestPatchesOfTextsThatAreCutOtherwise(t *testing.T) {
	patch, git := peers.Need(t, "patch"), peers.Need(t, "git")
	rng := original.Rand(t)
	texts := [][2]string{
		{"page\fint b;\n", "page\fint c;\n"}, {"a\rb\rc", "a\rB\rc"}, {"x\u2028y\n", "x\u2028z"}, {"a\v\v\n\u0085", "a\v\n\u0085\n"}, {"a\x1cb", "a\x1cb\n"}, {"one\n\n\n", "one\r\n\r\n"},
	}
	for range min(original.Rounds(t, 40), 500) {
		var both [2]strings.Builder
		for range 1 + rng.IntN(8) {
			piece := pick(rng, []string{"a", "b", "page", "\f", "\v", "\r", "\n", "\n", "\r\n", "\u2028", "\u0085", "\x1d"})
			both[0].WriteString(piece)
			both[1].WriteString(pick(rng, []string{piece, piece, "c", ""}))
		}
		texts = append(texts, [2]string{both[0].String(), both[1].String()})
	}
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	for _, pair := range texts {
		from, to := pair[0], pair[1]
		if from == to || from == "" || to == "" {
			continue
		}
		text := strings.Join(slices.Collect(must(diffx.UnifiedDiff(diffx.SplitLines(from, diffx.KeepEnds), diffx.SplitLines(to, diffx.KeepEnds), &diffx.DiffOptions{FromFile: "a/file", ToFile: "b/file", NoNewline: true}))), "")
		patches, err := diffx.ParsePatch(split(text))
		if err != nil || len(patches) != 1 {
			t.Fatalf("%q: %v", text, err)
		}
		if got, err := patches[0].Apply(split(from), nil); err != nil || strings.Join(got, "") != to {
			t.Fatalf("%q of %q makes %q, %v", text, from, got, err)
		}
		for _, c := range []*exec.Cmd{exec.Command(patch, "--binary", "-s", "-p1"), exec.Command(git, "apply", "--whitespace=nowarn", "-")} {
			plant(t, dir, map[string]string{"file": from})
			c.Dir, c.Stdin, c.Env = dir, strings.NewReader(text), append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v of %q: %v: %s", c.Args, text, err, out)
			}
			if got, err := os.ReadFile(name); err != nil || string(got) != to {
				t.Fatalf("%v made %q, %v of %q by %q, want %q", c.Args, got, err, from, text, to)
			}
		}
	}
}

// A name that would be lines of the diff, or end before its end, is written in
// quotes, which git reads as well.
func TestNamesInPatches(t *testing.T) {
	git := peers.Need(t, "git")
	for _, name := range []string{"plain.conf", "two words", "tab\there", "new\nline", "--- x\n+++ y\n@@ -1 +1 @@", `quote"d`, `back\slash`, "\a\b\v\f\r\x01\x7f", "日本", `"`, "", "trailing "} {
		text := strings.Join(slices.Collect(must(diffx.UnifiedDiff([]string{"a\n"}, []string{"b\n"}, &diffx.DiffOptions{FromFile: "a/" + name, ToFile: "b/" + name, NoNewline: true}))), "")
		patches, err := diffx.ParsePatch(split(text))
		if err != nil || len(patches) != 1 || patches[0].FromFile != "a/"+name || patches[0].ToFile != "b/"+name || patches[0].ToFileDate != "" {
			t.Errorf("%q was written as %q: %+v, %v", name, text, patches, err)
		}
		if name == "" {
			continue
		}
		c := exec.Command(git, "apply", "--numstat", "-z", "-")
		c.Dir, c.Stdin, c.Env = t.TempDir(), strings.NewReader(text), append(os.Environ(), "GIT_CEILING_DIRECTORIES=/")
		if out, err := c.CombinedOutput(); err != nil || string(out) != "1\t1\t"+name+"\x00" {
			t.Errorf("%q was written as %q; git says %q, %v", name, text, out, err)
		}
	}
	dated := slices.Collect(must(diffx.UnifiedDiff([]string{"a\n"}, []string{"b\n"}, &diffx.DiffOptions{FromFile: "a", FromFileDate: "one\nday\r", NoNewline: true})))
	if dated[0] != "--- a\tone day \n" {
		t.Errorf("a date of two lines was written as %q", dated[0])
	}
	for _, header := range []string{`"a\x`, `"a`, `"a\9"`, `"a" b`, `"\777"`} {
		patches, err := diffx.ParsePatch(split("--- " + header + "\n+++ b\n@@ -1 +1 @@\n-a\n+b\n"))
		if err != nil || patches[0].FromFile != header {
			t.Errorf("%s: %+v, %v", header, patches, err)
		}
	}
}

func TestRejects(t *testing.T) {
	a := []string{"1\n", "2\n", "3\n", "4\n", "5\n"}
	b := []string{"1\n", "2\n", "three\n", "4\n", "5\n"}
	patches, err := diffx.ParsePatch(slices.Collect(must(diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "f", N: new(1)}))))
	if err != nil {
		t.Fatal(err)
	}
	p := patches[0]
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"1\n", "2\n", "x\n", "4\n"}, `f:3: hunk 1 rejected: expected "3\n", found "x\n"`},
		{[]string{"1\n", "2\n"}, `f:3: hunk 1 rejected: expected "3\n", found the end`},
		{nil, `f:2: hunk 1 rejected: expected "2\n", found the end`},
		{append([]string{"0\n"}, a...), `f:2: hunk 1 rejected: expected "2\n", found "1\n"`},
	} {
		got, err := p.Apply(c.lines, nil)
		var e *diffx.RejectError
		if !errors.As(err, &e) || !errors.Is(err, diffx.ErrReject) || err.Error() != "diffx: "+c.want || got != nil {
			t.Errorf("%q: got %q, %v, want %s", c.lines, got, err, c.want)
		}
	}
	moved := append([]string{"0\n", "0\n"}, a...)
	if got, err := p.Apply(moved, &diffx.ApplyOptions{MaxOffset: 2}); err != nil || strings.Join(got, "") != "0\n0\n1\n2\nthree\n4\n5\n" {
		t.Errorf("moved by two: %q, %v", got, err)
	}
	if _, err := p.Apply(moved, &diffx.ApplyOptions{MaxOffset: 1}); !errors.Is(err, diffx.ErrReject) {
		t.Errorf("moved by two, one allowed: %v", err)
	}
	if got, err := p.Apply(a[1:], &diffx.ApplyOptions{MaxOffset: 1 << 30}); err != nil || strings.Join(got, "") != "2\nthree\n4\n5\n" {
		t.Errorf("moved back: %q, %v", got, err)
	}
	far := diffx.Patch{Hunks: []diffx.Hunk{p.Hunks[0]}}
	far.Hunks[0].FromLine = 2_000_000_000
	if got, err := far.Apply(a, &diffx.ApplyOptions{MaxOffset: 1 << 30}); !errors.Is(err, diffx.ErrReject) {
		t.Errorf("far beyond the end, farther than allowed: %q, %v", got, err)
	}
	if got, err := far.Apply(a, &diffx.ApplyOptions{MaxOffset: 2_000_000_000}); err != nil || !slices.Equal(got, b) {
		t.Errorf("far beyond the end: %q, %v", got, err)
	}
	backwards := diffx.Patch{Hunks: []diffx.Hunk{p.Hunks[0], p.Hunks[0]}}
	if _, err := backwards.Apply(a, nil); !errors.Is(err, diffx.ErrReject) {
		t.Errorf("the same hunk twice: %v", err)
	}
	if _, err := (&diffx.Patch{Hunks: []diffx.Hunk{{FromLine: -5, FromCount: 1}}}).Apply(a, nil); !errors.Is(err, diffx.ErrReject) {
		t.Errorf("a place before the beginning: %v", err)
	}
}

// Where one hunk has moved, the next is looked for as far on, among blocks that
// are all alike; the program patch does the same.
func TestHunksMoveTogether(t *testing.T) {
	block := "if\nthen\nfi\n"
	old := "1\n2\n3\nalone\n4\n5\n6\n" + strings.Repeat(block, 12)
	changed := strings.Replace(old, "alone", "changed", 1)
	at := strings.Index(changed, "if") + 6*len(block)
	changed = changed[:at] + "IF" + changed[at+2:]
	text := strings.Join(slices.Collect(must(diffx.UnifiedDiff(split(old), split(changed), &diffx.DiffOptions{FromFile: "a", ToFile: "b", NoNewline: true}))), "")
	patches, err := diffx.ParsePatch(split(text))
	if err != nil || len(patches[0].Hunks) != 2 {
		t.Fatalf("%s: %v", text, err)
	}
	before := "0\n0\n0\n0\n0\n0\n" // two blocks long
	for _, most := range []int{6, 100} {
		got, err := patches[0].Apply(split(before+old), &diffx.ApplyOptions{MaxOffset: most})
		if err != nil || strings.Join(got, "") != before+changed {
			t.Errorf("moved by six, %d allowed: %q, %v", most, got, err)
		}
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte(before+old), 0o644); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(peers.Need(t, "patch"), "-s", file)
	c.Stdin = strings.NewReader(text)
	out, err := c.CombinedOutput()
	if got, _ := os.ReadFile(file); err != nil || string(got) != before+changed {
		t.Errorf("patch makes %q, and says %s, %v", got, out, err)
	}
}

func TestMalformedPatches(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"@@ -1 +1 @@\n-a\n+b\n", `patch line 1: a hunk outside of a file, whose header would be --- and +++: "@@ -1 +1 @@\n"`},
		{"--- a\n+++ b\n@@ -1 +1\n", `patch line 3: expected @@ -LINE,COUNT +LINE,COUNT @@: "@@ -1 +1\n"`},
		{"--- a\n+++ b\n@@ -x +1 @@\n", `patch line 3: expected @@ -LINE,COUNT +LINE,COUNT @@: "@@ -x +1 @@\n"`},
		{"--- a\n+++ b\n@@ -1,99999999999 +1 @@\n", `patch line 3: expected @@ -LINE,COUNT +LINE,COUNT @@: "@@ -1,99999999999 +1 @@\n"`},
		{"--- a\n+++ b\n@@ -0,1 +1 @@\n", `patch line 3: expected @@ -LINE,COUNT +LINE,COUNT @@: "@@ -0,1 +1 @@\n"`},
		{"--- a\n+++ b\n@@ -1,2 +1 @@\n-a\n", `patch line 5: the hunk ends early: 1 lines of the old and 1 of the new file are missing`},
		{"--- a\n+++ b\n@@ -1 +1 @@\n+a\n+b\n", `patch line 5: expected a line of the hunk, of whose old file 1 and of whose new file 0 are to come: "+b\n"`},
		{"--- a\n+++ b\n@@ -1 +1 @@\n-a\n+b\n+c\n", `patch line 6: the hunk is longer than its ranges say: "+c\n"`},
		{"--- a\n+++ b\n@@ -1 +1 @@\n\\ No newline\n", `patch line 4: expected a line of the hunk, of whose old file 1 and of whose new file 1 are to come: "\\ No newline\n"`},
		{"--- a\n+++ b\n@@ -1 +1 @@\nwhat\n", `patch line 4: expected a line of the hunk, of whose old file 1 and of whose new file 1 are to come: "what\n"`},
	} {
		got, err := diffx.ParsePatch(split(c.text))
		var e *diffx.PatchError
		if !errors.As(err, &e) || !errors.Is(err, diffx.ErrPatch) || err.Error() != "diffx: "+c.want || got != nil {
			t.Errorf("%q:\n got %v\nwant %s", c.text, err, c.want)
		}
	}
	for _, text := range []string{"", "nothing\n", "--- a\n+++ b\n", "From: me\n\n--- a\n+++ b\n@@ -1,2 +1 @@\n-a\n\n-- \n2.39\n", "--- a\n+++ b\n@@ -1 +1 @@ func\n-a\n+b\n--- c\n+++ d\n@@ -1 +1 @@\n-a\n+b\ndiff --git\n"} {
		if _, err := diffx.ParsePatch(split(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What a patch says of itself makes no second line of an error.
func TestErrorsOfPatchesAreOneLine(t *testing.T) {
	_, broken := diffx.ParsePatch([]string{"--- a\n", "+++ b\n", "@@ -x +y @@\n"})
	patches, err := diffx.ParsePatch([]string{"--- \"a\\nb\"\n", "+++ b\n", "@@ -1 +1 @@\n", "-x\n", "+y\n"})
	if err != nil {
		t.Fatal(err)
	}
	_, rejected := patches[0].Apply([]string{"z\n"}, nil)
	for _, c := range []struct {
		err, kind error
		want      string
	}{
		{broken, diffx.ErrPatch, `patch line 3: expected @@ -LINE,COUNT +LINE,COUNT @@: "@@ -x +y @@\n"`},
		{rejected, diffx.ErrReject, `"a\nb":1: hunk 1 rejected: expected "x\n", found "z\n"`},
	} {
		if !errors.Is(c.err, c.kind) || c.err.Error() != "diffx: "+c.want {
			t.Errorf("got %v\nwant %s", c.err, c.want)
		}
	}
}
