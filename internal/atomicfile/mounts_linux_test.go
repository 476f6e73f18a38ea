package atomicfile_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

func TestAMountedFile(t *testing.T) {
	const bind = `mount --bind "$1/outside" "$1/f"`
	dir := t.TempDir()
	outside, inside := filepath.Join(dir, "outside"), filepath.Join(dir, "f")
	put(t, outside, "the old text", 0o640)
	put(t, inside, "under the mount", 0o644)
	wrap := peers.PrivateMounts(t, bind, dir)

	got := run(t, job{Folder: dir, Path: "f", Data: "new"}, wrap...)
	if !got.InPlace || !strings.Contains(got.Text, "write f: can only be written in place, which InPlace allows, since it cannot be renamed over: device or resource busy") {
		t.Errorf("without InPlace: %+v", got)
	}
	holds(t, outside, "the old text")
	contains(t, dir, "f", "outside")

	if got = run(t, job{Folder: dir, Path: "f", Data: "new", InPlace: true}, wrap...); got != (outcome{}) {
		t.Errorf("with InPlace: %+v", got)
	}
	holds(t, outside, "new")
	holds(t, inside, "under the mount")
	mode(t, outside, 0o640)
	contains(t, dir, "f", "outside")
}

// A container whose own files cannot be written, and its configuration can.
func TestAMountedFileInAReadOnlyFolder(t *testing.T) {
	const mounts = `mount -t tmpfs tmpfs "$1/folder"; : >"$1/folder/f"; mount -o remount,ro "$1/folder"; mount --bind "$1/outside" "$1/folder/f"`
	dir := t.TempDir()
	outside, folder := filepath.Join(dir, "outside"), filepath.Join(dir, "folder")
	must(t, os.Mkdir(folder, 0o755))
	put(t, outside, "the old text", 0o644)
	wrap := peers.PrivateMounts(t, mounts, dir)
	if got := run(t, job{Folder: folder, Path: "f", Data: "new"}, wrap...); !got.InPlace || !strings.Contains(got.Text, "read-only file system") {
		t.Errorf("without InPlace: %+v", got)
	}
	holds(t, outside, "the old text")
	if got := run(t, job{Folder: folder, Path: "f", Data: "new", InPlace: true}, wrap...); got != (outcome{}) {
		t.Errorf("with InPlace: %+v", got)
	}
	holds(t, outside, "new")
	if got := run(t, job{Folder: folder, Path: "g", Data: "new", InPlace: true}, wrap...); got.InPlace || got.Text != "write g: read-only file system" {
		t.Errorf("a new file there: %+v", got)
	}
}

func TestAFullDisk(t *testing.T) {
	const disk = `mkdir "$1/disk" "$1/other"; mount -t tmpfs -o size=256k tmpfs "$1/disk"; echo old >"$1/disk/f"; `
	for name, c := range map[string]struct {
		commands, folder string
		inPlace          bool
		seen             string
	}{
		"replaced":              {``, "disk", false, "f \"old\\n\"\n"},
		"in place, aside first": {`ln "$1/disk/f" "$1/disk/second"`, "disk", true, "f \"old\\n\"\nsecond \"old\\n\"\n"},
		"in place alone": {`mount -t tmpfs tmpfs "$1/other"; : >"$1/other/f"; mount -o remount,ro "$1/other"; mount --bind "$1/disk/f" "$1/other/f"`,
			"other", true, "f \"old\\n\"\n"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			wrap := peers.PrivateMounts(t, disk+c.commands, dir)
			j := job{Folder: filepath.Join(dir, c.folder), Path: "f", Data: "x", Times: 300 << 10, InPlace: c.inPlace, Look: true}
			want := outcome{Text: "write f: the new contents cannot be written: no space left on device", NoRoom: true, Seen: c.seen}
			if got := run(t, j, wrap...); got != want {
				t.Errorf("%+v\nwant %+v", got, want)
			}
		})
	}
}

// A disk that is full while a file is written in place after all: no room was
// reserved, since the file aside takes it.
func TestRoomForOneOnly(t *testing.T) {
	const disk = `mkdir "$1/disk"; mount -t tmpfs -o size=256k tmpfs "$1/disk"; echo old >"$1/disk/f"; ln "$1/disk/f" "$1/disk/second"`
	dir := t.TempDir()
	wrap := peers.PrivateMounts(t, disk, dir)
	j := job{Folder: filepath.Join(dir, "disk"), Path: "f", Data: "x", Times: 200 << 10, InPlace: true, Look: true}
	want := outcome{Text: "write f: the new contents cannot be written: no space left on device", NoRoom: true, Seen: "f \"old\\n\"\nsecond \"old\\n\"\n"}
	if got := run(t, j, wrap...); got != want {
		t.Errorf("%+v\nwant %+v", got, want)
	}
}

// The disk of a machine that lost its power just after a write is what has
// reached the file behind a loop device: the file system on it is not asked to
// write anything by itself.
func TestPowerCut(t *testing.T) {
	peers.NeedRoot(t)
	mkfs, mount := peers.Need(t, "mkfs.ext4"), peers.Need(t, "mount")
	dir := t.TempDir()
	image := filepath.Join(dir, "image")
	must(t, os.WriteFile(image, nil, 0o600))
	must(t, os.Truncate(image, 8<<20))
	if out, err := exec.Command(mkfs, "-q", "-F", image).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	must(t, os.Mkdir(filepath.Join(dir, "disk"), 0o755))
	probe := peers.PrivateMounts(t, mount+` -o loop "$1/image" "$1/disk"`, dir)
	if out, err := exec.Command(probe[0], append(probe[1:], "true")...).CombinedOutput(); err != nil {
		peers.Lacking(t, "loop devices: "+string(out))
	}
	// Old contents that have reached the disk, a new write in the first run, and
	// a copy of the disk before it is taken off.
	const first = `mount -o loop,noauto_da_alloc,commit=900 "$1/image" "$1/disk"
		echo old >"$1/disk/f"; echo old >"$1/disk/g"; ln -f "$1/disk/g" "$1/disk/second"; sync -f "$1/disk"
		dir=$1; shift; "$@"; cp "$dir/image" "$dir/later"; exit`
	const second = `mount -o loop "$1/later" "$1/disk"`
	for _, name := range []string{"f", "g"} {
		data := strings.Repeat(name+"-new-", 5000)
		j := job{Folder: filepath.Join(dir, "disk"), Path: name, Data: name + "-new-", Times: 5000, InPlace: true}
		if got := run(t, j, peers.PrivateMounts(t, first, dir)...); got.Text != "" {
			t.Fatal(got.Text)
		}
		c := peers.PrivateMounts(t, second, dir)
		out, err := exec.Command(c[0], append(c[1:], "cat", filepath.Join(dir, "disk", name))...).CombinedOutput()
		if err != nil || string(out) != data {
			t.Errorf("%s: after a power cut %d bytes %.20q (%v), want %d", name, len(out), out, err, len(data))
		}
	}
}
