package diffx_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/diffx"
)

func ExampleUnifiedDiff() {
	a := diffx.SplitLines("bacon\neggs\nham\nguido\n", diffx.KeepEnds)
	b := diffx.SplitLines("python\neggy\nhamster\nguido\n", diffx.KeepEnds)
	diff, err := diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "before.py", ToFile: "after.py"})
	if err != nil {
		fmt.Println(err)
		return
	}
	diffx.WriteLines(os.Stdout, diff)
	// Output:
	// --- before.py
	// +++ after.py
	// @@ -1,4 +1,4 @@
	// -bacon
	// -eggs
	// -ham
	// +python
	// +eggy
	// +hamster
	//  guido
}

func ExampleContextDiff() {
	a := []string{"one\n", "two\n"}
	b := []string{"one\n", "two\n", "three\n"}
	diff, err := diffx.ContextDiff(a, b, &diffx.DiffOptions{FromFile: "old", ToFile: "new"})
	if err != nil {
		fmt.Println(err)
		return
	}
	diffx.WriteLines(os.Stdout, diff)
	// Output:
	// *** old
	// --- new
	// ***************
	// *** 1,2 ****
	// --- 1,3 ----
	//   one
	//   two
	// + three
}

func ExampleNDiff() {
	a := diffx.SplitLines("one\ntwo\nthree\n", diffx.KeepEnds)
	b := diffx.SplitLines("ore\ntree\nemu\n", diffx.KeepEnds)
	diffx.WriteLines(os.Stdout, diffx.NDiff(a, b, nil))
	// Output:
	// - one
	// ?  ^
	// + ore
	// ?  ^
	// - two
	// - three
	// ?  -
	// + tree
	// + emu
}

func ExampleRestore() {
	delta := diffx.NDiff([]string{"one\n", "two\n"}, []string{"one\n", "tree\n"}, nil)
	second, err := diffx.Restore(delta, 2)
	if err != nil {
		fmt.Println(err)
		return
	}
	diffx.WriteLines(os.Stdout, second)
	// Output:
	// one
	// tree
}

func ExampleDiffer() {
	d := diffx.NewDiffer(&diffx.DifferOptions{LineJunk: diffx.IsLineJunk})
	for line := range d.Compare([]string{"listen 80;\n"}, []string{"listen 8080;\n"}) {
		fmt.Print(line)
	}
	// Output:
	// - listen 80;
	// + listen 8080;
	// ?          ++
}

func ExampleSequenceMatcher() {
	m := diffx.NewSequenceMatcher([]int{1, 2, 3, 4}, []int{2, 3, 9, 4}, nil)
	fmt.Println(m.Ratio())
	for _, block := range m.GetMatchingBlocks() {
		fmt.Println(block)
	}
	// Output:
	// 0.75
	// Match(a=1, b=0, size=2)
	// Match(a=3, b=3, size=1)
	// Match(a=4, b=4, size=0)
}

func ExampleNewStringMatcher() {
	m := diffx.NewStringMatcher("qabxcd", "abycdf", nil)
	for _, step := range m.GetOpcodes() {
		fmt.Println(step)
	}
	// Output:
	// ('delete', 0, 1, 0, 0)
	// ('equal', 1, 3, 0, 2)
	// ('replace', 3, 4, 2, 3)
	// ('equal', 4, 6, 3, 5)
	// ('insert', 6, 6, 5, 6)
}

func ExampleGetCloseMatches() {
	words, err := diffx.GetCloseMatches("appel", []string{"ape", "apple", "peach", "puppy"}, nil)
	fmt.Println(words, err)
	// Output: [apple ape] <nil>
}

func ExampleHTMLDiff() {
	h := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{Styles: diffx.AdaptiveStyles})
	page, err := h.MakeFile([]string{"listen 80;\n"}, []string{"listen 8080;\n"}, &diffx.MakeOptions{FromDesc: "old <1>"})
	fmt.Println(err, strings.Contains(page, "old &lt;1&gt;"), strings.Contains(page, `<span class="diff_add">80</span>`))
	// Output: <nil> true true
}

func ExamplePatch() {
	a := []string{"listen 80;\n", "root /var/www;\n"}
	b := []string{"listen 443;\n", "root /var/www;\n"}
	diff, err := diffx.UnifiedDiff(a, b, &diffx.DiffOptions{FromFile: "nginx.conf", ToFile: "nginx.conf", NoNewline: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	patches, err := diffx.ParsePatch(slices.Collect(diff))
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := patches[0].Apply(a, nil)
	fmt.Println(slices.Equal(c, b), err)
	_, err = patches[0].Apply([]string{"listen 81;\n", "root /var/www;\n"}, nil)
	fmt.Println(errors.Is(err, diffx.ErrReject), err)
	// Output:
	// true <nil>
	// true diffx: nginx.conf:1: hunk 1 rejected: expected "listen 80;\n", found "listen 81;\n"
}

func ExampleCmp() {
	dir, err := os.MkdirTemp("", "cmp")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	a, b := filepath.Join(dir, "a.conf"), filepath.Join(dir, "b.conf")
	if err := errors.Join(os.WriteFile(a, []byte("listen 80;\n"), 0o666), os.WriteFile(b, []byte("listen 81;\n"), 0o666)); err != nil {
		fmt.Println(err)
		return
	}
	same, err := diffx.Cmp(a, b, &diffx.CmpOptions{Deep: true})
	fmt.Println(same, err)
	_, err = diffx.Cmp(a, filepath.Join(dir, "none"), nil)
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output:
	// false <nil>
	// true
}

func ExampleCmpFiles() {
	root, err := os.MkdirTemp("", "cmpfiles")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	for name, text := range map[string]string{"left/same": "1", "right/same": "1", "left/other": "1", "right/other": "2", "left/alone": "1"} {
		full := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o777), os.WriteFile(full, []byte(text), 0o666)); err != nil {
			fmt.Println(err)
			return
		}
	}
	match, mismatch, errs := diffx.CmpFiles(filepath.Join(root, "left"), filepath.Join(root, "right"), []string{"same", "other", "alone"}, &diffx.CmpOptions{Deep: true})
	fmt.Println(match, mismatch, errs)
	// Output: [same] [other] [alone]
}

func ExampleDirCmp() {
	root, err := os.MkdirTemp("", "dircmp")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(root)
	for _, name := range []string{"left/same", "right/same", "left/old", "right/new", "left/conf/site", "right/conf/site"} {
		full := filepath.Join(root, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o777), os.WriteFile(full, []byte("text"), 0o666)); err != nil {
			fmt.Println(err)
			return
		}
	}
	d := diffx.NewDirCmp(filepath.Join(root, "left"), filepath.Join(root, "right"), nil)
	only, err := d.LeftOnly()
	fmt.Println(only, err)
	same, err := d.SameFiles()
	fmt.Println(same, err)
	dirs, err := d.CommonDirs()
	fmt.Println(dirs, err)
	// Output:
	// [old] <nil>
	// [same] <nil>
	// [conf] <nil>
}
