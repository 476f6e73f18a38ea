package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

func TestANewFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new")
	must(t, atomicfile.WriteFile(path, []byte("text"), nil))
	holds(t, path, "text")
	contains(t, dir, "new")
	must(t, atomicfile.WriteFile(path, nil, nil))
	holds(t, path, "")
}

func TestAnOpenReaderKeepsTheOldContents(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	put(t, path, "old", 0o644)
	f, err := os.Open(path)
	must(t, err)
	defer f.Close()
	must(t, atomicfile.WriteFile(path, []byte("new and longer"), nil))
	b := make([]byte, 100)
	if n, _ := f.Read(b); string(b[:n]) != "old" {
		t.Errorf("an open reader read %q", b[:n])
	}
	holds(t, path, "new and longer")
}

func TestAbsentFolderAndImpossibleNames(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	put(t, "file", "", 0o644)
	for _, c := range []struct {
		path string
		is   error
		says string
	}{
		{"absent/f", fs.ErrNotExist, "write absent/f: "},
		{"", fs.ErrNotExist, `write "": `},
		{"file/below", syscall.ENOTDIR, "write file/below: "},
		{".", atomicfile.ErrNotRegular, "write .: is a directory"},
		{dir, syscall.EISDIR, "is a directory"},
		{"absent/", atomicfile.ErrNotRegular, "names a directory"},
		{"a\nb/f", fs.ErrNotExist, `write "a\nb/f": `},
		{"a\x00b", syscall.EINVAL, `write "a\x00b": `},
		{strings.Repeat("n", 300), syscall.ENAMETOOLONG, "nnn: "},
	} {
		err := atomicfile.WriteFile(c.path, []byte("x"), &atomicfile.Options{InPlace: true})
		if !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "pyops") {
			t.Errorf("%q: %v, want %v and %q, and no word of a file aside", c.path, err, c.is, c.says)
		}
		if e, ok := errors.AsType[*atomicfile.Error](err); !ok || e.Path != c.path {
			t.Errorf("%q: %#v", c.path, err)
		}
	}
	contains(t, dir, "file")
}

func TestNamesOfAllLengths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"n", strings.Repeat("n", 100), strings.Repeat("n", 101), strings.Repeat("é", 127), strings.Repeat("n", 255)} {
		path := filepath.Join(dir, name)
		for _, text := range []string{"old", "new"} {
			must(t, atomicfile.WriteFile(path, []byte(text), nil))
			holds(t, path, text)
		}
		must(t, os.Remove(path))
	}
	contains(t, dir)
}

func TestLinksStayLinks(t *testing.T) {
	dir := t.TempDir()
	must(t, os.MkdirAll(filepath.Join(dir, "real", "deep"), 0o755))
	link := func(to, name string) {
		t.Helper()
		must(t, os.Symlink(to, filepath.Join(dir, name)))
	}
	link("real/deep", "folder")       // folder/.. is real, not the root
	link("folder/../file", "through") // a link by way of another
	link("through", "twice")
	link(filepath.Join(dir, "real", "absolute"), "absolute")
	link("real/dangling", "dangling")
	link("../sibling", "real/deep/up")
	for name, where := range map[string]string{
		"through": "real/file", "twice": "real/file", "absolute": "real/absolute", "dangling": "real/dangling",
		"folder/up": "real/sibling",
	} {
		for _, text := range []string{"first " + name, "second " + name} { // dangling, then not
			must(t, atomicfile.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), nil))
			holds(t, filepath.Join(dir, filepath.FromSlash(where)), text)
		}
		if info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v %v", name, info, err)
		}
	}
	contains(t, dir, "absolute", "dangling", "folder", "real", "through", "twice")
	contains(t, filepath.Join(dir, "real"), "absolute", "dangling", "deep", "file", "sibling")
}

func TestLinksThatLeadNowhere(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for name, to := range map[string]string{"one": "two", "two": "one", "self": "self", "far": "absent/f", "slash": "absent/", "folder": "."} {
		must(t, os.Symlink(to, name))
	}
	for name, want := range map[string]error{
		"one": syscall.ELOOP, "self": syscall.ELOOP, "far": fs.ErrNotExist,
		"slash": atomicfile.ErrNotRegular, "folder": atomicfile.ErrNotRegular,
	} {
		if err := atomicfile.WriteFile(name, []byte("x"), &atomicfile.Options{InPlace: true}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
	contains(t, dir, "far", "folder", "one", "self", "slash", "two")
}

func TestHardLinks(t *testing.T) {
	dir := t.TempDir()
	a, b := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	put(t, a, "a long old text", 0o640)
	must(t, os.Link(a, b))
	err := atomicfile.WriteFile(a, []byte("new"), nil)
	if !errors.Is(err, atomicfile.ErrInPlace) || !strings.Contains(err.Error(), "2 names (hard links)") || !strings.Contains(err.Error(), "InPlace") {
		t.Errorf("without InPlace: %v", err)
	}
	holds(t, b, "a long old text")
	must(t, atomicfile.WriteFile(a, []byte("new"), &atomicfile.Options{InPlace: true}))
	holds(t, b, "new")
	must(t, atomicfile.WriteFile(b, []byte("newer and longer"), &atomicfile.Options{InPlace: true}))
	holds(t, a, "newer and longer")
	contains(t, dir, "a", "b")

	// The number of names counts when it comes to it, not before.
	f, err := atomicfile.Create(a, &atomicfile.Options{InPlace: true})
	must(t, err)
	_, err = f.Write([]byte("alone"))
	must(t, err)
	must(t, os.Remove(b))
	before, err := os.Stat(a)
	must(t, err)
	must(t, f.Commit())
	if after, err := os.Stat(a); err != nil || os.SameFile(before, after) {
		t.Errorf("a file with one name was written in place (%v)", err)
	}
	f, err = atomicfile.Create(a, nil)
	must(t, err)
	must(t, os.Link(a, b))
	if err := f.Commit(); !errors.Is(err, atomicfile.ErrInPlace) {
		t.Errorf("a second name that came meanwhile: %v", err)
	}
	holds(t, b, "alone")
	contains(t, dir, "a", "b")
}

func TestWhatBecomesSomethingElse(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	for name, change := range map[string]func() error{
		"a folder": func() error { return os.Mkdir(path, 0o755) },
		"a link":   func() error { return os.Symlink("elsewhere", path) },
	} {
		put(t, path, "old", 0o644)
		f, err := atomicfile.Create(path, &atomicfile.Options{InPlace: true})
		must(t, err)
		must(t, os.Remove(path))
		must(t, change())
		if err := f.Commit(); !errors.Is(err, atomicfile.ErrNotRegular) {
			t.Errorf("%s: %v", name, err)
		}
		contains(t, dir, "f")
		must(t, os.Remove(path))
	}
}
