package atomicfile_test

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/peers"
)

const (
	accessList  = "system.posix_acl_access"
	defaultList = "system.posix_acl_default"
)

// acl is an access control list as the kernel takes it: for the owner, a user of
// some number, the group, a mask and the others.
func acl(owner, uid, user, group, mask, other uint32) string {
	b := binary.LittleEndian.AppendUint32(nil, 2)
	for _, e := range [][3]uint32{{1, owner, ^uint32(0)}, {2, user, uid}, {4, group, ^uint32(0)}, {16, mask, ^uint32(0)}, {32, other, ^uint32(0)}} {
		b = binary.LittleEndian.AppendUint16(b, uint16(e[0]))
		b = binary.LittleEndian.AppendUint16(b, uint16(e[1]))
		b = binary.LittleEndian.AppendUint32(b, e[2])
	}
	return string(b)
}

// set gives a file an attribute, where the file system has such.
func set(t testing.TB, path, name, value string) {
	t.Helper()
	if err := unix.Setxattr(path, name, []byte(value), 0); err == unix.ENOTSUP {
		peers.Lacking(t, "a folder for temporary files that keeps "+name)
	} else if err != nil {
		t.Fatal(err)
	}
}

// attribute is what a file has of that name, "" for none.
func attribute(t testing.TB, path, name string) string {
	t.Helper()
	b := make([]byte, 1000)
	n, err := unix.Getxattr(path, name, b)
	if err != nil && err != unix.ENODATA {
		t.Fatal(err)
	}
	return string(b[:max(n, 0)])
}

func TestAttributesAreKept(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o640)
	long := strings.Repeat("long", 200)
	set(t, path, "user.origin", "a value\x00 with a zero")
	set(t, path, "user.long", long)
	must(t, atomicfile.WriteFile(path, []byte("new"), nil))
	if got := attribute(t, path, "user.origin"); got != "a value\x00 with a zero" {
		t.Errorf("user.origin is %q", got)
	}
	if got := attribute(t, path, "user.long"); got != long {
		t.Errorf("user.long is %q", got)
	}
	holds(t, path, "new")
	mode(t, path, 0o640)
}

func TestAccessControlLists(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o640)
	list := acl(6, alice, 4, 0, 4, 0)
	set(t, path, accessList, list)
	before, err := os.Stat(path)
	must(t, err)
	must(t, atomicfile.WriteFile(path, []byte("new"), nil))
	if got := attribute(t, path, accessList); got != list {
		t.Errorf("the list is %x, want %x", got, list)
	}
	mode(t, path, before.Mode())

	// In a folder that gives its new files a list, a file without one gets none:
	// alice would read what she could not before.
	set(t, dir, defaultList, acl(7, alice, 7, 7, 7, 5))
	plain := filepath.Join(dir, "plain")
	put(t, plain, "old", 0o644)
	must(t, unix.Removexattr(plain, accessList))
	must(t, os.Chmod(plain, 0o664))
	must(t, atomicfile.WriteFile(plain, []byte("new"), nil))
	if got := attribute(t, plain, accessList); got != "" {
		t.Errorf("a file without a list got %x", got)
	}
	mode(t, plain, 0o664)

	// A new file has what any other new file has there.
	ours, theirs := filepath.Join(dir, "ours"), filepath.Join(dir, "theirs")
	must(t, atomicfile.WriteFile(ours, nil, nil))
	must(t, os.WriteFile(theirs, nil, 0o666))
	if got, want := attribute(t, ours, accessList), attribute(t, theirs, accessList); got != want || want == "" {
		t.Errorf("a new file got %x, want %x", got, want)
	}
	info, err := os.Stat(theirs)
	must(t, err)
	mode(t, ours, info.Mode())
}

// The rights that a program has by its file were given to its old contents.
func TestFileCapabilitiesGo(t *testing.T) {
	peers.NeedRoot(t)
	dir := t.TempDir()
	const raw = "\x01\x00\x00\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" // net_bind_service, effective
	for _, name := range []string{"replaced", "plainly written"} {
		path := filepath.Join(dir, name)
		put(t, path, "old", 0o755)
		set(t, path, "security.capability", raw)
		if attribute(t, path, "security.capability") == "" {
			t.Fatal("no capability to begin with")
		}
		if name == "replaced" {
			must(t, atomicfile.WriteFile(path, []byte("new"), nil))
		} else {
			must(t, os.WriteFile(path, []byte("new"), 0))
		}
		if got := attribute(t, path, "security.capability"); got != "" {
			t.Errorf("%s: still has %x", name, got)
		}
	}
}

func TestAnAttributeThatOnlyRootMayGive(t *testing.T) {
	peers.NeedRoot(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	put(t, path, "old", 0o644)
	set(t, path, "security.pyops", "label")
	must(t, os.Chown(path, alice, alice))
	must(t, os.Chown(dir, alice, alice))
	j := job{Folder: dir, UID: alice, Path: "f", Data: "new"}
	if got := run(t, j); !got.InPlace || !strings.Contains(got.Text, "its attribute security.pyops cannot be given to a new file") {
		t.Errorf("%+v", got)
	}
	holds(t, path, "old")
	j.InPlace = true
	if got := run(t, j); got.Text != "" {
		t.Errorf("%+v", got)
	}
	holds(t, path, "new")
	if got := attribute(t, path, "security.pyops"); got != "label" {
		t.Errorf("the attribute is %q", got)
	}
	contains(t, dir, "f")
}

func TestImmutableFiles(t *testing.T) {
	peers.NeedRoot(t)
	chattr := peers.Need(t, "chattr")
	path := filepath.Join(t.TempDir(), "f")
	put(t, path, "old", 0o644)
	if out, err := exec.Command(chattr, "+i", path).CombinedOutput(); err != nil {
		peers.Lacking(t, "immutable files: "+string(out))
	}
	defer exec.Command(chattr, "-i", path).Run()
	err := atomicfile.WriteFile(path, []byte("new"), &atomicfile.Options{InPlace: true})
	if !errors.Is(err, fs.ErrPermission) || !strings.HasSuffix(err.Error(), "operation not permitted") {
		t.Errorf("%v", err)
	}
	holds(t, path, "old")
}
