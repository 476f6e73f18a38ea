package sshx_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/pyops-go/pyops/internal/peers"
)

func TestAFileSystemOfGo(t *testing.T) {
	s := peers.StartSSHD(t)
	f := openSFTP(t, s)
	root := filepath.Join(s.Home, "root")
	must(t, os.MkdirAll(filepath.Join(root, "d", "e"), 0o755))
	for _, name := range []string{"a", "d/b", "d/e/c"} {
		write(t, filepath.Join(root, name), "text of "+name)
		must(t, os.Chmod(filepath.Join(root, name), 0o644))
	}
	must(t, os.Symlink("a", filepath.Join(root, "l")))
	fsys := f.FS(ctx(t), root)
	if err := fstest.TestFS(fsys, "a", "d/b", "d/e/c", "l"); err != nil {
		t.Error(err)
	}
	var names []string
	must(t, fs.WalkDir(fsys, ".", func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	}))
	if want := []string{".", "a", "d", "d/b", "d/e", "d/e/c", "l"}; !slices.Equal(names, want) {
		t.Errorf("%q", names)
	}
	// Package os is the judge of what things are.
	here := os.DirFS(root)
	for _, name := range names {
		got, err := fs.Stat(fsys, name)
		must(t, err)
		want, err := fs.Stat(here, name)
		must(t, err)
		if got.Mode() != want.Mode() || !got.IsDir() && got.Size() != want.Size() || got.ModTime().Unix() != want.ModTime().Unix() {
			t.Errorf("%s: %v %d, expected %v %d", name, got.Mode(), got.Size(), want.Mode(), want.Size())
		}
	}
	if target, err := fs.ReadLink(fsys, "l"); err != nil || target != "a" {
		t.Errorf("%q %v", target, err)
	}
	var path *fs.PathError
	if _, err := fs.ReadFile(fsys, "none"); !errors.Is(err, fs.ErrNotExist) || !errors.As(err, &path) || path.Path != "none" {
		t.Errorf("%v", err)
	}
	if _, err := fsys.Open("../home"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
