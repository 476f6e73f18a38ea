//go:build unix

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
	"github.com/pyops-go/pyops/internal/peers"
)

// Two users that are nobody here.
const alice, bob = 54321, 54322

// owner checks whom a file belongs to.
func owner(t testing.TB, path string, uid, gid uint32) {
	t.Helper()
	var s syscall.Stat_t
	if err := syscall.Stat(path, &s); err != nil || s.Uid != uid || s.Gid != gid {
		t.Errorf("%s belongs to %d:%d (%v), want %d:%d", filepath.Base(path), s.Uid, s.Gid, err, uid, gid)
	}
}

func mode(t testing.TB, path string, want fs.FileMode) {
	t.Helper()
	if info, err := os.Stat(path); err != nil || info.Mode() != want {
		t.Errorf("%s has mode %v (%v), want %v", filepath.Base(path), info.Mode(), err, want)
	}
}

func TestModesOfNewFiles(t *testing.T) {
	dir := t.TempDir()
	old := syscall.Umask(0o027)
	defer syscall.Umask(old)
	for asked, want := range map[fs.FileMode]fs.FileMode{0: 0o640, 0o600: 0o600, 0o666: 0o666, 0o755: 0o755} {
		path := filepath.Join(dir, asked.String())
		must(t, atomicfile.WriteFile(path, nil, &atomicfile.Options{Mode: asked}))
		mode(t, path, want)
		must(t, os.Chmod(path, 0o604))
		must(t, atomicfile.WriteFile(path, nil, &atomicfile.Options{Mode: asked}))
		mode(t, path, 0o604)
	}
}

func TestOwnerAndModeAreKept(t *testing.T) {
	peers.NeedRoot(t)
	dir := t.TempDir()
	for _, c := range []struct {
		uid, gid int
		mode     fs.FileMode
	}{
		{0, 0, 0o644}, {alice, bob, 0o640}, {alice, 0, 0o604}, {0, bob, 0o060}, {alice, alice, 0},
		{alice, bob, 0o755 | fs.ModeSetuid}, {alice, bob, 0o755 | fs.ModeSetgid | fs.ModeSticky},
	} {
		path := filepath.Join(dir, c.mode.String())
		put(t, path, "old", 0o600)
		must(t, os.Chown(path, c.uid, c.gid))
		must(t, os.Chmod(path, c.mode))
		must(t, atomicfile.WriteFile(path, []byte("new"), nil))
		holds(t, path, "new")
		owner(t, path, uint32(c.uid), uint32(c.gid))
		mode(t, path, c.mode)
	}
}

func TestTheFileAsideIsNobodysToRead(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o600)
	for _, o := range []*atomicfile.Options{nil, {Mode: 0o600}} {
		f, err := atomicfile.Create(path, o)
		must(t, err)
		entries, err := filepath.Glob(filepath.Join(dir, ".*"))
		if err != nil || len(entries) != 1 {
			t.Fatal(entries, err)
		}
		mode(t, entries[0], 0o600)
		must(t, f.Close())
		os.Remove(path) // so that the second is a new one
	}
}

// What another user comes to, by who owns what and who writes.
func TestOtherUsers(t *testing.T) {
	peers.NeedRoot(t)
	type entry struct {
		uid, gid int
		mode     fs.FileMode
	}
	const sticky = fs.ModeSticky
	for name, c := range map[string]struct {
		folder, file entry
		writer       int
		inPlace      bool
		want         outcome // Text is a part of it
		after        entry   // of the file, when it was written
		replaced     bool
	}{
		"own file, own folder": {entry{alice, alice, 0o755}, entry{alice, alice, 0o640}, alice, false,
			outcome{}, entry{alice, alice, 0o640}, true},
		"own file, setuid": {entry{alice, alice, 0o755}, entry{alice, alice, 0o755 | fs.ModeSetuid | fs.ModeSetgid}, alice, false,
			outcome{}, entry{alice, alice, 0o755}, true},
		"own file, setuid, in place": {entry{bob, bob, 0o755}, entry{alice, alice, 0o755 | fs.ModeSetuid | fs.ModeSetgid}, alice, true,
			outcome{}, entry{alice, alice, 0o755}, false},
		"read-only, own folder": {entry{alice, alice, 0o755}, entry{alice, alice, 0o444}, alice, true,
			outcome{Text: "write f: permission denied", Permission: true}, entry{}, false},
		"of another, read-only for us, own folder": {entry{alice, alice, 0o755}, entry{bob, bob, 0o644}, alice, true,
			outcome{Text: "write f: permission denied", Permission: true}, entry{}, false},
		"of another, for all to write, own folder": {entry{alice, alice, 0o755}, entry{bob, bob, 0o666}, alice, false,
			outcome{Text: "its owner or group cannot be given to a new file", InPlace: true, Permission: true}, entry{}, false},
		"of another, for all to write, own folder, in place": {entry{alice, alice, 0o755}, entry{bob, bob, 0o666}, alice, true,
			outcome{}, entry{bob, bob, 0o666}, false},
		"a group that is not ours": {entry{alice, alice, 0o755}, entry{alice, bob, 0o660}, alice, false,
			outcome{Text: "its owner or group", InPlace: true, Permission: true}, entry{}, false},
		"a group that is not ours, in place": {entry{alice, alice, 0o755}, entry{alice, bob, 0o660}, alice, true,
			outcome{}, entry{alice, bob, 0o660}, false},
		"a group that the folder gives": {entry{alice, bob, 0o755 | fs.ModeSetgid}, entry{alice, bob, 0o660}, alice, false,
			outcome{}, entry{alice, bob, 0o660}, true},
		"folder not ours": {entry{bob, bob, 0o755}, entry{alice, alice, 0o644}, alice, false,
			outcome{Text: "its folder takes no new file", InPlace: true, Permission: true}, entry{}, false},
		"folder not ours, in place": {entry{bob, bob, 0o755}, entry{alice, alice, 0o644}, alice, true,
			outcome{}, entry{alice, alice, 0o644}, false},
		"neither ours": {entry{bob, bob, 0o755}, entry{bob, bob, 0o644}, alice, true,
			outcome{Text: "write f: permission denied", Permission: true}, entry{}, false},
		"folder closed": {entry{bob, bob, 0o700}, entry{alice, alice, 0o644}, alice, true,
			outcome{Text: "permission denied", Permission: true}, entry{}, false},
		"folder that cannot be listed": {entry{bob, alice, 0o730}, entry{alice, alice, 0o644}, alice, false,
			outcome{}, entry{alice, alice, 0o644}, true},
		"own file, sticky folder of all": {entry{0, 0, 0o777 | sticky}, entry{alice, alice, 0o644}, alice, false,
			outcome{}, entry{alice, alice, 0o644}, true},
		"planted, sticky folder of all": {entry{0, 0, 0o777 | sticky}, entry{bob, bob, 0o666}, alice, true,
			outcome{Text: "belongs to another user", Permission: true}, entry{}, false},
		"planted for root, sticky folder of all": {entry{0, 0, 0o777 | sticky}, entry{bob, bob, 0o666}, 0, true,
			outcome{Text: "belongs to another user", Permission: true}, entry{}, false},
		"of the folder's user, sticky folder of all, in place": {entry{bob, bob, 0o777 | sticky}, entry{bob, bob, 0o666}, alice, true,
			outcome{}, entry{bob, bob, 0o666}, false},
		"of another, sticky folder of a group, in place": {entry{0, alice, 0o770 | sticky}, entry{bob, bob, 0o666}, alice, true,
			outcome{}, entry{bob, bob, 0o666}, false},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "f")
			put(t, path, "the old text", 0o600)
			for p, e := range map[string]entry{path: c.file, dir: c.folder} {
				must(t, os.Chown(p, e.uid, e.gid))
				must(t, os.Chmod(p, e.mode))
			}
			before, err := os.Stat(path)
			must(t, err)
			got := run(t, job{Folder: dir, UID: c.writer, Path: "f", Data: "new", InPlace: c.inPlace})
			if !strings.Contains(got.Text, c.want.Text) || (got.Text == "") != (c.want.Text == "") {
				t.Errorf("said %q, want %q", got.Text, c.want.Text)
			}
			if got.Text = c.want.Text; got != c.want {
				t.Errorf("is %+v, want %+v", got, c.want)
			}
			contains(t, dir, "f")
			if c.want.Text != "" {
				c.after = c.file
				holds(t, path, "the old text")
			} else {
				holds(t, path, "new")
			}
			owner(t, path, uint32(c.after.uid), uint32(c.after.gid))
			mode(t, path, c.after.mode)
			after, err := os.Stat(path)
			if must(t, err); os.SameFile(before, after) == c.replaced {
				t.Errorf("replaced: %v, want %v", !c.replaced, c.replaced)
			}
		})
	}
}

func TestPlantedLinks(t *testing.T) {
	peers.NeedRoot(t)
	dir := t.TempDir()
	victim := filepath.Join(dir, "victim")
	folder := filepath.Join(dir, "tmp")
	must(t, os.Mkdir(folder, 0o755))
	must(t, os.Chmod(folder, 0o777|fs.ModeSticky))
	for _, name := range []string{"theirs", "own"} {
		must(t, os.Symlink(victim, filepath.Join(folder, name)))
	}
	must(t, os.Lchown(filepath.Join(folder, "theirs"), bob, bob))
	for _, there := range []bool{false, true} { // dangling, and not
		if there {
			put(t, victim, "precious", 0o644)
		}
		err := atomicfile.WriteFile(filepath.Join(folder, "theirs"), []byte("evil"), &atomicfile.Options{InPlace: true})
		if !errors.Is(err, fs.ErrPermission) || !strings.Contains(err.Error(), "another user") {
			t.Errorf("victim there %v: %v", there, err)
		}
	}
	holds(t, victim, "precious")
	must(t, atomicfile.WriteFile(filepath.Join(folder, "own"), []byte("mine"), nil))
	holds(t, victim, "mine")
}

func TestNoNewFileWhereTheFolderTakesNone(t *testing.T) {
	peers.NeedRoot(t)
	dir := t.TempDir()
	got := run(t, job{Folder: dir, UID: alice, Path: "f", InPlace: true})
	if !got.Permission || got.InPlace || got.Text != "write f: permission denied" {
		t.Errorf("%+v", got)
	}
	contains(t, dir)
}
