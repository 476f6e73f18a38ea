package sshx_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func TestTrees(t *testing.T) {
	s := peers.StartSSHD(t)
	c := openSFTP(t, s)
	d := t.TempDir()
	here := filepath.Join(d, "here")
	must(t, os.MkdirAll(filepath.Join(here, "sub", "empty"), 0o755))
	files := map[string]string{"a": "A", "sub/b": string(noise(100_000)), "sub/bad\xffname": "raw"}
	for name, text := range files {
		write(t, filepath.Join(here, filepath.FromSlash(name)), text)
	}
	must(t, os.Symlink("a", filepath.Join(here, "link")))
	must(t, os.Symlink("sub", filepath.Join(here, "folder")))
	files["link"] = "A"
	last := map[string]int64{}
	o := &sshx.TreeOptions{Progress: func(name string, done, total int64) { last[name] = done }}
	r, err := c.PutTree(ctx(t), here, "tree", o)
	if err != nil || r.Files != 4 || r.Bytes != 100_005 || len(r.Skipped) != 1 || last["sub/b"] != 100_000 {
		t.Errorf("put: %+v %v %v", r, err, last)
	}
	back := filepath.Join(d, "back")
	must(t, os.Symlink("/etc", filepath.Join(s.Home, "tree", "etc")))
	r, err = c.GetTree(ctx(t), "tree", back, o)
	if err != nil || r.Files != 4 || r.Bytes != 100_005 || len(r.Skipped) != 1 || r.Skipped[0] != "etc" {
		t.Errorf("get: %+v %v", r, err)
	}
	for _, root := range []string{filepath.Join(s.Home, "tree"), back} {
		for name, text := range files {
			if read(t, filepath.Join(root, filepath.FromSlash(name))) != text {
				t.Errorf("%s in %s differs", name, root)
			}
		}
		if info, err := os.Stat(filepath.Join(root, "sub", "empty")); err != nil || !info.IsDir() {
			t.Errorf("the empty folder: %v", err)
		}
	}
	// A link here does not lead a download out of the folder.
	outside := filepath.Join(d, "outside")
	must(t, os.Mkdir(outside, 0o755))
	must(t, os.RemoveAll(filepath.Join(back, "sub")))
	must(t, os.Symlink(outside, filepath.Join(back, "sub")))
	r, err = c.GetTree(ctx(t), "tree", back, nil)
	if err == nil || r.Files != 2 {
		t.Errorf("through a link: %+v %v", r, err)
	}
	if left, err := os.ReadDir(outside); err != nil || len(left) != 0 {
		t.Errorf("%v was written outside, %v", left, err)
	}
	if _, err := c.GetTree(ctx(t), "none", back, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := c.PutTree(ctx(t), filepath.Join(d, "none"), "tree", nil); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "none") {
		t.Errorf("%v", err)
	}
}
