//go:build linux

package psutilx

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFoldersThatAreNotTheKernels: where somebody else has filled the folders of a
// Host, a FIFO does not keep a reading waiting, nor does a device feed it for ever.
func TestFoldersThatAreNotTheKernels(t *testing.T) {
	for name, make := range map[string]func(string) error{
		"a FIFO":   func(file string) error { return syscall.Mkfifo(file, 0o644) },
		"a device": func(file string) error { return os.Symlink("/dev/zero", file) },
		"a folder": func(file string) error { return os.Mkdir(file, 0o755) },
	} {
		proc, sys := t.TempDir(), t.TempDir()
		put := func(dir string, files ...string) {
			for _, file := range files {
				file = filepath.Join(dir, file)
				if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), make(file)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if name != "a folder" {
			put(proc, "7/fd")
		}
		put(proc, "meminfo", "vmstat", "zoneinfo", "stat", "cpuinfo", "diskstats", "net/dev", "loadavg", "filesystems", "self/mounts", "self/cgroup",
			"pressure/cpu", "net/tcp", "net/unix", "7/stat", "7/status", "7/statm", "utmp")
		put(sys, "class/power_supply", "class/hwmon/hwmon0/temp1_input", "class/hwmon/hwmon0/name", "class/hwmon/hwmon0/fan1_input",
			"devices/system/cpu/online", "devices/system/cpu/cpu0/topology/core_cpus_list", "block")
		h := &Host{Proc: proc, Sys: sys, Utmp: filepath.Join(proc, "utmp")}
		p := h.newProcess(7, 1)
		readings := everyReading(h)
		for _, r := range processReadings {
			readings[r.python] = func() error { _, err := r.ours(p); return err }
		}
		for what, read := range map[string]func() error{
			"users": func() error { _, err := h.Users(); return err }, "pressure": func() error { _, err := h.Pressure("cpu"); return err },
			"partitions": func() error { _, err := h.DiskPartitions(nil); return err }, "container": func() error { _, err := h.ContainerVirtualMemory(); return err },
			"fans": func() error { _, err := h.SensorsFans(); return err }, "list": func() error { _, err := h.ListProcesses(nil); return err },
			"connections": func() error { _, err := h.NetConnections("all"); return err }, "freq": func() error { _, err := h.CPUFreq(); return err },
		} {
			readings[what] = read
		}
		harmless := map[string]bool{"p.pid": true, "str(p)": true, "CPUCount": true, "fans": true, "[p.is_running(), p == psutil.Process(p.pid)].__str__()": true}
		for what, read := range readings {
			if err := read(); err == nil && !harmless[what] {
				t.Errorf("%s: %s reads it without an error", name, what)
			}
		}
		h.SensorsTemperatures(nil)
		h.SensorsBattery()
	}
}

func TestFilesWithoutAnEnd(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "file"), strings.Repeat("x", 100<<10))
	for most, want := range map[int]error{100 << 10: nil, 100<<10 - 1: errTooLong, 0: nil} {
		b := &buffer{most: most}
		if data, err := b.read(newPath(dir, "file")); !errors.Is(err, want) || err == nil && len(data) != 100<<10 {
			t.Errorf("at most %d: %d, %v", most, len(data), err)
		}
	}
}
