//go:build linux

package psutilx

import (
	"fmt"
	"testing"
)

// TestRootDevice: what the kernel calls /dev/root has its name in /proc/partitions, in
// the device's uevent, or in the folder of its class, whichever knows it first, as
// psutil looks for it. A name without a file under /dev is none.
func TestRootDevice(t *testing.T) {
	major, minor, ok := rootNumbers()
	if !ok {
		t.Fatal("the root folder has no device")
	}
	const there, absent = "null", "no such device"
	numbers := fmt.Sprintf("%d:%d", major, minor)
	partition := func(name string) string {
		return fmt.Sprintf("major minor  #blocks  name\n\n %4d %7d %10d other\n %4d %7d %10d %s\n", major+1, minor, 1, major, minor, 1, name)
	}
	for _, c := range []struct {
		name      string
		proc, sys tree
		want      string
	}{
		{"nothing", tree{}, tree{}, ""},
		{"partitions", tree{"partitions": partition(there)}, tree{"class/block/full/dev": numbers + "\n"}, "/dev/null"},
		{"uevent", tree{}, tree{"dev/block/" + numbers + "/uevent": "MAJOR=1\nDEVNAME=null\n"}, "/dev/null"},
		{"class", tree{}, tree{"class/block/full/dev": "999:999\n", "class/block/null/dev": numbers + "\n"}, "/dev/null"},
		{"another's class", tree{}, tree{"class/block/null/dev": "999:999\n"}, ""},
		{"no file", tree{}, tree{"class/block/" + absent + "/dev": numbers + "\n"}, ""},
		{"the first has no file", tree{"partitions": partition(absent)}, tree{"class/block/null/dev": numbers + "\n"}, ""},
	} {
		h := &Host{Proc: c.proc.write(t, t.TempDir()), Sys: c.sys.write(t, t.TempDir())}
		if got := h.rootDevice(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
