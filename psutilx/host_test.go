//go:build linux

package psutilx

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestAHostIsForMany(t *testing.T) {
	h := &Host{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 20 {
				for name, read := range everyReading(h) {
					if err := read(); err != nil {
						t.Errorf("%s: %v", name, err)
					}
				}
				h.DiskIOCountersCacheClear()
				h.NetIOCountersCacheClear()
			}
		})
	}
	all.Wait()
}

func TestErrorsNameFileLineAndText(t *testing.T) {
	long := strings.Repeat("x", 1000)
	for _, c := range []struct {
		file, content string
		read          func(*Host) error
		want          string
	}{
		{"meminfo", "MemTotal: 1 kB\nMemFree: many kB\n", func(h *Host) error { _, err := h.VirtualMemory(); return err },
			`psutilx: DIR/meminfo:2: "MemFree: many kB": want a number of kilobytes after the colon`},
		{"meminfo", "MemTotal: 1 kB\n", func(h *Host) error { _, err := h.VirtualMemory(); return err },
			`psutilx: DIR/meminfo: missing a line MemFree:`},
		{"meminfo", "SwapFree: 9007199254740993 kB\n", func(h *Host) error { _, err := h.SwapMemory(); return err },
			`psutilx: DIR/meminfo:1: "SwapFree: 9007199254740993 kB": want a number of kilobytes after the colon`},
		{"stat", "cpu 1 2 3\n", func(h *Host) error { _, err := h.CPUTimes(); return err },
			`psutilx: DIR/stat:1: "cpu 1 2 3": want cpu and 7 to 10 numbers of ticks, in each line as many`},
		{"stat", "cpu 1 2 3 4 5 6 7 8\ncpu0 1 2 3 4 5 6 7\n", func(h *Host) error { _, err := h.CPUTimesPerCPU(); return err },
			`psutilx: DIR/stat:2: "cpu0 1 2 3 4 5 6 7": want cpu and 7 to 10 numbers of ticks, in each line as many`},
		{"stat", "ctxt\n", func(h *Host) error { _, err := h.CPUStats(); return err },
			`psutilx: DIR/stat:1: "ctxt": want a number after the name`},
		{"stat", "cpu 1 2 3 4 5 6 7\n", func(h *Host) error { _, err := h.BootTime(); return err },
			`psutilx: DIR/stat: missing a line btime`},
		{"diskstats", "8 0 sda 1 2 3 4 5 6 7 8 9 10 11\n8 1 sda1 1\n", func(h *Host) error { _, err := h.DiskIOCounters(nil); return err },
			`psutilx: DIR/diskstats:2: "8 1 sda1 1": want 7 fields, or 14 and more`},
		{"net/dev", netHead + "lo 1\n", func(h *Host) error { _, err := h.NetIOCountersPerNIC(nil); return err },
			`psutilx: DIR/net/dev:3: "lo 1": want an interface, a colon and 16 numbers`},
		{"net/dev", netHead + long, func(h *Host) error { _, err := h.NetIOCounters(nil); return err },
			`psutilx: DIR/net/dev:3: "` + long[:200] + `": want an interface, a colon and 16 numbers`},
		{"loadavg", "1.0 nan 1.0\n", func(h *Host) error { _, err := h.LoadAvg(); return err },
			`psutilx: DIR/loadavg:1: "1.0 nan 1.0": want three loads`},
	} {
		dir := t.TempDir()
		writeFile(t, filepath.Join(dir, c.file), c.content)
		err := c.read(&Host{Proc: dir})
		if err == nil || strings.ReplaceAll(err.Error(), dir, "DIR") != c.want || !errors.Is(err, ErrFormat) {
			t.Errorf("%v\nwant %s", err, c.want)
		}
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "stat"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, proc := range []string{dir, "/nonexistent"} {
		for name, read := range everyReading(&Host{Proc: proc, Sys: "/nonexistent"}) {
			err := read()
			var path *fs.PathError
			if !errors.As(err, &path) && !errors.Is(err, ErrNotSupported) {
				t.Errorf("%s of %s: %v", name, proc, err)
			}
		}
	}
	if _, err := (&Host{Proc: "/nonexistent"}).VirtualMemory(); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
}

// TestReuse: the map of the options is the one that comes back, without what was
// in it. Where nothing can be read, it is left alone.
func TestReuse(t *testing.T) {
	dir := recordedTrees(t)["written-4.18-database"].write(t, t.TempDir())
	h := &Host{Proc: dir}
	disks := map[string]DiskIOCountersStat{"gone": {}}
	nics := map[string]NetIOCountersStat{"gone": {}}
	read := func() error {
		_, a := h.DiskIOCountersPerDisk(&DiskIOCountersOptions{Reuse: disks})
		_, b := h.NetIOCountersPerNIC(&NetIOCountersOptions{Reuse: nics})
		return errors.Join(a, b)
	}
	if err := read(); err != nil || len(disks) != 6 || len(nics) != 5 {
		t.Errorf("%v, %d disks, %d interfaces", err, len(disks), len(nics))
	}
	for _, name := range []string{"diskstats", "net/dev"} {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(dir, name)+".gone"); err != nil {
			t.Fatal(err)
		}
	}
	if err := read(); err == nil || len(nics) != 5 {
		t.Errorf("%v, %d disks, %d interfaces", err, len(disks), len(nics))
	}
	writeFile(t, filepath.Join(dir, "diskstats"), "")
	writeFile(t, filepath.Join(dir, "net/dev"), netHead)
	if err := read(); err != nil || len(disks) != 0 || len(nics) != 0 {
		t.Errorf("%v, %d disks, %d interfaces", err, len(disks), len(nics))
	}
}

// TestFilesLargerThanABuffer reads a machine of 4,000 CPUs and as many disks.
func TestFilesLargerThanABuffer(t *testing.T) {
	var stat, disks, nics strings.Builder
	stat.WriteString("cpu 1 2 3 4 5 6 7 8 9 10\n")
	nics.WriteString(netHead)
	for i := range 4000 {
		n := string(rune('a'+i%26)) + strings.Repeat("x", i%7)
		stat.WriteString("cpu" + strings.Repeat("9", i%4) + " 1 2 3 4 5 6 7 8 9 10\n")
		disks.WriteString("8 0 " + n + " 1 2 3 4 5 6 7 8 9 10 11\n")
		nics.WriteString(n + ": 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n")
	}
	h := &Host{Proc: tree{"stat": stat.String(), "diskstats": disks.String(), "net/dev": nics.String()}.write(t, t.TempDir())}
	cpus, err := h.CPUTimesPerCPU()
	if err != nil || len(cpus) != 4000 {
		t.Errorf("%d CPUs, %v", len(cpus), err)
	}
	d, err := h.DiskIOCountersPerDisk(nil)
	if err != nil || len(d) != 26*7 {
		t.Errorf("%d disks, %v", len(d), err)
	}
	n, err := h.NetIOCountersPerNIC(nil)
	if err != nil || len(n) != 26*7 {
		t.Errorf("%d interfaces, %v", len(n), err)
	}
}
