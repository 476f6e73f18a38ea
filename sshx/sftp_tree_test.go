package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sftpwire"
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

// A server may list names that lead elsewhere. None of them is written; what is
// harmless beside them is.
func TestNamesThatLeadOutOfTheFolder(t *testing.T) {
	bad := []string{"../evil", "/evil", "sub/evil", "", "a\x00b"}
	regular := func(w *sftpwire.Writer) *sftpwire.Writer {
		return w.Attrs(&sftpwire.Attrs{Flags: sftpwire.HasSize | sftpwire.HasMode, Size: 4, Mode: 0o100644})
	}
	c := speaking(t, func(_ context.Context, h *hand) {
		listed, read := false, map[string]bool{}
		for r := h.next(); r != nil; r = h.next() {
			switch r.kind {
			case sftpwire.Opendir:
				listed = false
				h.handle(r.id)
			case sftpwire.Readdir:
				if listed {
					h.status(r.id, 1)
					continue
				}
				listed = true
				w := sftpwire.NewWriter(sftpwire.Name, r.id).Uint32(uint32(len(bad) + 3))
				for _, name := range slices.Concat([]string{".", ".."}, bad, []string{"fine"}) {
					w = regular(w.Text(name).Text("long"))
				}
				h.Write(w.Packet())
			case sftpwire.Open:
				name := r.body.Text()
				h.Write(sftpwire.NewWriter(sftpwire.Handle, r.id).Text(name).Packet())
			case sftpwire.Fstat:
				h.Write(regular(sftpwire.NewWriter(sftpwire.AttrsReply, r.id)).Packet())
			case sftpwire.Read:
				if name := r.body.Text(); !read[name] {
					read[name] = true
					h.Write(sftpwire.NewWriter(sftpwire.Data, r.id).Text("text").Packet())
					continue
				}
				h.status(r.id, 1)
			default:
				h.status(r.id, 0)
			}
		}
	})
	d := t.TempDir()
	local := filepath.Join(d, "local")
	r, err := c.GetTree(ctx(t), "far", local, nil)
	if !errors.Is(err, sshx.ErrUnsafeName) || strings.Count(err.Error(), "expected the name of a file in the folder") != len(bad) || r.Files != 1 || r.Bytes != 4 {
		t.Errorf("%+v %v", r, err)
	}
	for folder, names := range map[string][]string{d: {"local"}, local: {"fine"}} {
		list, err := os.ReadDir(folder)
		must(t, err)
		if !slices.EqualFunc(list, names, func(e os.DirEntry, name string) bool { return e.Name() == name }) {
			t.Errorf("%s holds %v", folder, list)
		}
	}
	if _, err := os.Stat("/evil"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// A download goes on where another was cut, and leaves out what is there in full.
func TestATreeGoesOn(t *testing.T) {
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	must(t, os.MkdirAll(filepath.Join(v.dir, "tree", "sub"), 0o755))
	files := map[string]string{"whole": "the whole", "cut": "0123456789", "longer": "short", "sub/new": "new", "same": ""}
	for name, text := range files {
		write(t, filepath.Join(v.dir, "tree", name), text)
	}
	back := filepath.Join(t.TempDir(), "back")
	must(t, os.Mkdir(back, 0o755))
	write(t, filepath.Join(back, "whole"), "THE WHOLE") // of the right length: it is not asked for
	write(t, filepath.Join(back, ".part.cut"), "ABCDE")
	write(t, filepath.Join(back, ".part.longer"), "longer than there")
	o := &sshx.TreeOptions{Resume: true, Parallel: 2}
	r, err := c.GetTree(ctx(t), "/tree", back, o)
	if err != nil || r.Files != 5 || r.Bytes != 9+10+5+3 || len(r.Skipped) != 0 {
		t.Errorf("%+v %v", r, err)
	}
	files["whole"], files["cut"] = "THE WHOLE", "ABCDE56789"
	var names []string
	must(t, filepath.WalkDir(back, func(path string, e fs.DirEntry, err error) error {
		if !e.IsDir() {
			name, _ := filepath.Rel(back, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	if len(names) != len(files) {
		t.Errorf("%q", names)
	}
	for name, text := range files {
		if got := read(t, filepath.Join(back, filepath.FromSlash(name))); got != text {
			t.Errorf("%s holds %q, expected %q", name, got, text)
		}
	}
	// Not resumed, what is there is replaced.
	must(t, second(c.GetTree(ctx(t), "/tree", back, nil)))
	if got := read(t, filepath.Join(back, "whole")); got != "the whole" {
		t.Errorf("%q", got)
	}
	// Up again: what is there in full stays, and half a file is completed.
	write(t, filepath.Join(v.dir, "tree", "whole"), "AS BEFORE")
	write(t, filepath.Join(v.dir, "tree", "cut"), "abc")
	if r, err := c.PutTree(ctx(t), back, "/tree", o); err != nil || r.Files != 5 {
		t.Errorf("%+v %v", r, err)
	}
	if got := read(t, filepath.Join(v.dir, "tree", "whole")) + read(t, filepath.Join(v.dir, "tree", "cut")); got != "AS BEFOREabc3456789" {
		t.Errorf("%q", got)
	}
	// What is ended from here says so, whatever had come.
	ended, cancel := context.WithCancelCause(ctx(t))
	why := errors.New("no longer wanted")
	cancel(why)
	if _, err := c.GetTree(ended, "/tree", back, nil); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
	if _, err := c.PutTree(ended, back, "/tree", nil); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
}

func TestFoldersThatLieTooDeep(t *testing.T) {
	t.Parallel()
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	deep := filepath.Join(v.dir, strings.Repeat("d/", 103))
	must(t, os.MkdirAll(deep, 0o755))
	write(t, filepath.Join(v.dir, "a"), "A")
	r, err := c.GetTree(ctx(t), "/", t.TempDir(), nil)
	if !errors.Is(err, sshx.ErrSFTP) || !strings.Contains(fmt.Sprint(err), "more than 100 deep") || r.Files != 1 {
		t.Errorf("%+v %v", r, err)
	}
}

// All that failed is told, in the order of names, whichever failed first.
func TestAllThatFailsInATree(t *testing.T) {
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	must(t, os.Mkdir(filepath.Join(v.dir, "tree"), 0o755))
	back := t.TempDir()
	const many = 12
	for i := range many {
		name := fmt.Sprintf("f%02d", many-i)
		write(t, filepath.Join(v.dir, "tree", name), strings.Repeat("x", 1+i%5*20_000))
		must(t, os.MkdirAll(filepath.Join(back, name, "in the way"), 0o755))
	}
	write(t, filepath.Join(v.dir, "tree", "g"), "good")
	r, err := c.GetTree(ctx(t), "/tree", back, &sshx.TreeOptions{Parallel: 6})
	if err == nil || r.Files != 1 || read(t, filepath.Join(back, "g")) != "good" {
		t.Fatalf("%+v, %v", r, err)
	}
	if lines := strings.Split(err.Error(), "\n"); len(lines) != many || !slices.IsSorted(lines) {
		t.Errorf("%d lines, expected %d in order:\n%v", len(lines), many, err)
	}
}
