package diffx_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityCmp(t *testing.T) {
	py := startOriginal(t)
	dir := t.TempDir()
	big := bytes.Repeat([]byte("0123456789abcdef"), 9000) // longer than any buffer
	other := bytes.Clone(big)
	other[len(other)-1] = 'x'
	plant(t, dir, map[string]string{
		"a": "text", "b": "text", "c": "next", "d": "longer", "empty": "", "empty2": "", "big": string(big), "big2": string(big), "big3": string(other),
		"folder/": "", "pipe": "|", "link": "->a", "loop": "->loop", "dangling": "->nowhere", "folderlink": "->folder",
	})
	for name, at := range map[string]int{"a": 1, "b": 2, "c": 1, "d": 1, "empty": 1, "empty2": 2, "big": 1, "big2": 2, "big3": 3} {
		setTime(t, filepath.Join(dir, name), at)
	}
	names := []string{"a", "b", "c", "d", "empty", "empty2", "big", "big2", "big3", "folder", "pipe", "link", "loop", "dangling", "folderlink", "missing", "a/b", "folder/../a", ""}
	py.Define("filecmp.clear_cache()")
	diffx.ClearCache()
	for range 2 { // the second time from the cache
		for _, x := range names {
			for _, y := range names {
				f1, f2 := filepath.Join(dir, x), filepath.Join(dir, y)
				if x == "folder/../a" {
					f1 = dir + "/" + x
				}
				for _, deep := range []bool{false, true} {
					want := py.Value("cmp", []byte(f1), []byte(f2), !deep)
					same, err := diffx.Cmp(f1, f2, &diffx.CmpOptions{Deep: deep})
					var got any = same
					if err != nil {
						got = errorClass(err)
					}
					if !original.Same(got, want) {
						t.Errorf("cmp(%s, %s), deep %v: got %v (%v), want %v", x, y, deep, got, err, want)
					}
				}
			}
		}
	}
	if same, err := diffx.Cmp("/dev/null", "/dev/null", nil); same != py.Value("filecmp.cmp", "/dev/null", "/dev/null") || err != nil {
		t.Errorf("/dev/null: %v, %v", same, err)
	}
}

// errorClass is what Python would raise.
func errorClass(err error) string {
	var e *fs.PathError
	switch {
	case !errors.As(err, &e):
		return err.Error()
	case errors.Is(err, fs.ErrNotExist):
		return "error: FileNotFoundError"
	case errors.Is(err, fs.ErrPermission):
		return "error: PermissionError"
	case bytes.Contains([]byte(err.Error()), []byte("not a directory")):
		return "error: NotADirectoryError"
	}
	return "error: OSError"
}

// The cache answers for files that changed behind their signature's back, as the
// original's does, until it is cleared or runs over.
func TestParityCache(t *testing.T) {
	py := startOriginal(t)
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	set := func(name, content string, at int) {
		plant(t, dir, map[string]string{filepath.Base(name): content})
		setTime(t, name, at)
	}
	py.Define("filecmp.clear_cache()")
	diffx.ClearCache()
	check := func(step string) {
		t.Helper()
		for _, deep := range []bool{false, true} {
			want := py.Value("cmp", []byte(a), []byte(b), !deep)
			if got, err := diffx.Cmp(a, b, &diffx.CmpOptions{Deep: deep}); err != nil || got != want {
				t.Errorf("%s, deep %v: got %v, %v, want %v", step, deep, got, err, want)
			}
		}
	}
	set(a, "one", 1)
	set(b, "one", 2)
	check("equal")
	set(b, "two", 2)
	check("changed with its time kept")
	py.Define("filecmp.clear_cache()")
	diffx.ClearCache()
	check("after clearing")
	set(b, "one", 2)
	check("changed back")
	set(b, "one", 1)
	check("with one signature")
	set(b, "two", 2)
	for i := range 110 { // more pairs than are remembered
		x, y := filepath.Join(dir, "x"+strconv.Itoa(i)), filepath.Join(dir, "y"+strconv.Itoa(i))
		set(x, "one", 1)
		set(y, "one", 2)
		if want := py.Value("cmp", []byte(x), []byte(y), true); want != true {
			t.Fatalf("%s: %v", x, want)
		}
		if got, err := diffx.Cmp(x, y, nil); !got || err != nil {
			t.Fatalf("%s: %v, %v", x, got, err)
		}
		if i > 95 {
			check("after " + strconv.Itoa(i) + " more")
		}
	}
}

func TestParityCmpFiles(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	for range min(original.Rounds(t, 10), 300) {
		dir := t.TempDir()
		a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
		genTree(t, rng, a, b, 1)
		common := append(slices.Clone(treeNames), "missing", "", "..", a)
		rng.Shuffle(len(common), func(i, j int) { common[i], common[j] = common[j], common[i] })
		for _, deep := range []bool{false, true} {
			want := py.Value("cmpfiles", []byte(a), []byte(b), byteLines(common), !deep)
			match, mismatch, errs := diffx.CmpFiles(a, b, common, &diffx.CmpOptions{Deep: deep})
			if got := [][][]byte{byteLines(match), byteLines(mismatch), byteLines(errs)}; !original.Same(got, want) {
				t.Errorf("deep %v, %q:\n got %q\nwant %q", deep, common, got, want)
			}
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParityDirCmp(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	for i := range min(original.Rounds(t, 8), 200) {
		dir := t.TempDir()
		a, b := filepath.Join(dir, "left"), filepath.Join(dir, "right")
		genTree(t, rng, a, b, 2)
		var ignore, hide []string
		switch i % 4 {
		case 1:
			ignore = []string{"a", "c*"}
		case 2:
			ignore, hide = []string{}, []string{"b"}
		case 3:
			hide = []string{}
		}
		compareDirs(t, py, a, b, &diffx.DirCmpOptions{Ignore: ignore, Hide: hide})
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

func TestParityDirCmpCannotRead(t *testing.T) {
	py := startOriginal(t)
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a/x": "1", "file": "", "a/sub/": ""})
	for _, pair := range [][2]string{{"a", "missing"}, {"missing", "a"}, {"a", "file"}, {"file", "a"}, {"a", "a"}, {"a/", "a"}} {
		compareDirs(t, py, dir+"/"+pair[0], dir+"/"+pair[1], &diffx.DirCmpOptions{})
	}
}

func compareDirs(t *testing.T, py *original.Python, a, b string, opts *diffx.DirCmpOptions) {
	t.Helper()
	var ignore, hide any
	if opts.Ignore != nil {
		ignore = opts.Ignore
	}
	if opts.Hide != nil {
		hide = opts.Hide
	}
	function := "dircmp"
	if opts.Deep {
		function = "deep_dircmp"
	}
	want := py.Value(function, []byte(a), []byte(b), ignore, hide)
	written := func(report func(*diffx.DirCmp, *bytes.Buffer) error) any {
		var out bytes.Buffer
		if err := report(diffx.NewDirCmp(a, b, opts), &out); err != nil {
			return errorClass(err)
		}
		return out.Bytes()
	}
	var closure, tree any
	if err := diffx.NewDirCmp(a, b, opts).Phase4Closure(); err != nil {
		closure = errorClass(err)
	}
	tree, err := dirTree(diffx.NewDirCmp(a, b, opts))
	if err != nil {
		tree = errorClass(err)
	}
	compareDicts(t, []string{a, b}, original.Dict{
		{Key: "tree", Value: tree},
		{Key: "report", Value: written(func(d *diffx.DirCmp, w *bytes.Buffer) error { return d.Report(w) })},
		{Key: "partial", Value: written(func(d *diffx.DirCmp, w *bytes.Buffer) error { return d.ReportPartialClosure(w) })},
		{Key: "full", Value: written(func(d *diffx.DirCmp, w *bytes.Buffer) error { return d.ReportFullClosure(w) })},
		{Key: "closure", Value: closure},
	}, want)
}

// dirTree is every attribute of a comparison and those below, as
// testdata/original.py has them.
func dirTree(d *diffx.DirCmp) (any, error) {
	list := []any{byteLines([]string{d.Left(), d.Right()})}
	for _, ask := range []func() ([]string, error){
		d.RightOnly, d.LeftList, d.RightList, d.Common, d.LeftOnly, d.CommonFunny, d.CommonDirs, d.CommonFiles, d.FunnyFiles, d.SameFiles, d.DiffFiles,
	} {
		names, err := ask()
		if err != nil {
			return nil, err
		}
		list = append(list, byteLines(names))
	}
	subdirs, err := d.Subdirs()
	if err != nil {
		return nil, err
	}
	below := []any{}
	for _, name := range sortedKeys(subdirs) {
		tree, err := dirTree(subdirs[name])
		if err != nil {
			return nil, err
		}
		below = append(below, []any{[]byte(name), tree})
	}
	return append(list, below), nil
}

func TestParityFilecmpConstants(t *testing.T) {
	py := startOriginal(t)
	if got := py.Value("lambda: filecmp.DEFAULT_IGNORES"); !original.Same(got, diffx.DefaultIgnores()) {
		t.Errorf("the original has %v", got)
	}
	got := py.Value("lambda: [x for d in [filecmp.dircmp('a', 'b')] for x in (d.left, d.right, d.ignore, d.hide)]")
	d := diffx.NewDirCmp("a", "b", nil)
	if !original.Same([]any{d.Left(), d.Right(), d.Ignore(), d.Hide()}, got) {
		t.Errorf("the original has %v", got)
	}
	if !d.Shallow() || diffx.NewDirCmp("a", "b", &diffx.DirCmpOptions{Deep: true}).Shallow() {
		t.Error("shallow is not the other side of Deep")
	}
}

func TestParityDemo(t *testing.T) {
	py := startOriginal(t)
	dir := t.TempDir()
	plant(t, dir, map[string]string{"a/x": "1", "b/x": "2", "a/s/y": "1", "b/s/y": "1", "a/s/t/z": "1", "b/s/t/": ""})
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	d := diffx.NewDirCmp(a, b, nil)
	var report, full bytes.Buffer
	if err := errors.Join(d.Report(&report), d.ReportFullClosure(&full)); err != nil {
		t.Fatal(err)
	}
	if want := py.Value("demo", a, b); !original.Same(report.Bytes(), want) {
		t.Errorf("got %s\nwant %s", report.Bytes(), want)
	}
	if want := py.Value("demo", "-r", a, b); !original.Same(full.Bytes(), want) {
		t.Errorf("got %s\nwant %s", full.Bytes(), want)
	}
}
