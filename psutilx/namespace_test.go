//go:build linux

package psutilx

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// mounted starts psutil where shell commands have mounted what they like, in a
// namespace that ends with it.
func mounted(t *testing.T, commands string, args ...string) *original.Python {
	t.Helper()
	wrap := peers.PrivateMounts(t, commands, args...)
	py := original.StartWith(t, &original.Options{Wrap: wrap}, "psutil")
	py.Define(pythonReadings)
	return py
}

// sysTrees stand in for /sys.
var sysTrees = map[string]tree{
	"two cores of two threads": {
		"devices/system/cpu/online":                       "0-3\n",
		"devices/system/cpu/cpu0/topology/core_cpus_list": "0,2\n",
		"devices/system/cpu/cpu1/topology/core_cpus_list": "1,3\n",
		"devices/system/cpu/cpu2/topology/core_cpus_list": "0,2\n",
		"devices/system/cpu/cpu3/topology/core_cpus_list": "1,3\n",
		"devices/system/cpu/cpufreq/policy0/x":            "cpufreq begins like a CPU and is none\n",
		"block/sda/stat":                                  "     1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n",
		"block/sda/sda1/stat":                             "  1 0 3 0 5 0 7 0 0 10 11\n",
		"block/sda/sda1/holders/x":                        "",
		"block/cciss!c0d0/stat":                           "100 0 100 0 100 0 100 0 0 100 100",
	},
	"siblings of an old kernel, one CPU offline": {
		"devices/system/cpu/online":                             "0,2-3,5\n",
		"devices/system/cpu/cpu0/topology/thread_siblings_list": "0\n",
		"devices/system/cpu/cpu2/topology/thread_siblings_list": "2-3\n",
		"devices/system/cpu/cpu3/topology/thread_siblings_list": "2-3\n",
		"devices/system/cpu/cpu5/x":                             "a CPU without topology\n",
		"block/vda/stat":                                        "9 9 9 9 9 9 9 9 9 9\n",
	},
	"nothing about CPUs, no disks": {
		"devices/system/cpu/possible": "0-7\n",
		"block":                       "", // becomes a folder
	},
	"a block device with too few numbers": {
		"devices/system/cpu/online": "0\n",
		"block/sda/stat":            "1 2 3\n",
	},
}

// TestSysfs lets both read the same sysfs: which names are disks, disks where
// /proc/diskstats is hidden, and how many CPUs and cores there are.
func TestSysfs(t *testing.T) {
	procs := recordedTrees(t)
	procs["no diskstats"] = tree{
		"stat": procs["written-4.18-database"]["stat"], "cpuinfo": procs["written-4.18-database"]["cpuinfo"], "net/dev": netHead,
	}
	for name, files := range sysTrees {
		t.Run(name, func(t *testing.T) {
			sys := t.TempDir()
			for file, content := range files {
				if file == "block" {
					if err := os.Mkdir(filepath.Join(sys, file), 0o755); err != nil {
						t.Fatal(err)
					}
					continue
				}
				writeFile(t, filepath.Join(sys, file), content)
			}
			py := mounted(t, `mount --bind "$1/block" /sys/block; mount --bind "$1/devices/system/cpu" /sys/devices/system/cpu`, sys)
			readings := []reading{
				{python: "psutil.cpu_count(logical=False)", ours: func(h *Host) (string, error) {
					n, err := h.CPUCount(&CPUCountOptions{Cores: true})
					return strconv.Itoa(n), err
				}},
				treeReading(t, "disk_io_counters perdisk"), treeReading(t, "disk_io_counters"),
			}
			if files["devices/system/cpu/online"] != "" {
				// Without that file the C library reads the real /proc/stat.
				readings = append(readings, reading{python: "psutil.cpu_count()", ours: func(h *Host) (string, error) {
					n, err := h.CPUCount(nil)
					return strconv.Itoa(n), err
				}})
			}
			for procName, proc := range procs {
				h := &Host{Proc: proc.write(t, t.TempDir()), Sys: sys}
				for _, r := range readings {
					want := py.Value("readings", h.Proc, []string{r.python}).([]any)[0]
					if got := outcome(r.ours(h)); got != want {
						t.Errorf("%s, %s:\n ours   %s\n theirs %s", procName, r.python, got, want)
					}
				}
			}
		})
	}
}

func treeReading(t *testing.T, name string) reading {
	t.Helper()
	for _, r := range treeReadings {
		if r.name == name {
			return r
		}
	}
	t.Fatalf("no reading %s", name)
	return reading{}
}

// TestCPUCountWithoutOnline is about the C library: where sysfs is hidden it
// counts the lines of /proc/stat.
func TestCPUCountWithoutOnline(t *testing.T) {
	stat := recordedTrees(t)["written-4.18-database"]
	sys := t.TempDir()
	writeFile(t, filepath.Join(sys, "possible"), "0-7\n")
	proc := stat.write(t, t.TempDir())
	py := mounted(t, `mount --bind "$1" /sys/devices/system/cpu; mount --bind "$2/stat" /proc/stat`, sys, proc)
	n, err := (&Host{Proc: proc, Sys: sys}).CPUCount(nil)
	if want := py.Value("psutil.cpu_count"); err != nil || !original.Same(n, want) {
		t.Errorf("%d (%v), psutil %v", n, err, want)
	}
}

// TestHiddenDisks is a machine that shows disks nowhere.
func TestHiddenDisks(t *testing.T) {
	empty := t.TempDir()
	py := mounted(t, `mount -t tmpfs none /sys`)
	h := &Host{Proc: empty, Sys: filepath.Join(empty, "sys")}
	for _, name := range []string{"disk_io_counters perdisk", "disk_io_counters"} {
		r := treeReading(t, name)
		want := py.Value("readings", empty, []string{r.python}).([]any)[0]
		if got := outcome(r.ours(h)); got != want || got != "error: not supported" {
			t.Errorf("%s: %s, psutil %s", name, got, want)
		}
	}
}

// TestDiskUsageOfAStillFileSystem compares a file system on which nothing moves:
// one in psutil's namespace, which we see through its process.
func TestDiskUsageOfAStillFileSystem(t *testing.T) {
	at := t.TempDir()
	py := mounted(t, `mount -t tmpfs -o size=7m,nr_inodes=100 none "$1"; dd if=/dev/zero of="$1/file" bs=1k count=1234 2>/dev/null; mkdir "$1/empty"; mount -t proc none "$1/empty"`, at)
	for _, dir := range []string{at, at + "/empty", at + "/file"} {
		want := py.Value("readings", "/proc", []string{fmt.Sprintf("psutil.disk_usage(%q)", dir)}).([]any)[0]
		got, err := DiskUsage(fmt.Sprintf("/proc/%d/root%s", py.PID(), dir))
		if err != nil || got.String() != want {
			t.Errorf("%s: %v (%v), psutil %s", dir, got, err, want)
		}
	}
}
