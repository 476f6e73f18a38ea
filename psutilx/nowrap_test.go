//go:build linux

package psutilx

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// aDisk is the name of a disk that this machine has: psutil asks its sysfs
// whether a name counts in the total.
func aDisk(t *testing.T) string {
	t.Helper()
	disks, err := os.ReadDir("/sys/block")
	if err != nil || len(disks) == 0 {
		peers.Missing(t, "a disk in /sys/block")
	}
	return disks[0].Name()
}

func diskLine(r *rand.Rand, name string) string {
	line := "8 0 " + name
	for range 17 {
		line += fmt.Sprint(" ", r.IntN(100))
	}
	return line + "\n"
}

func nicLine(r *rand.Rand, name string) string {
	line := name + ":"
	for range 16 {
		line += fmt.Sprint(" ", r.IntN(100))
	}
	return line + "\n"
}

// TestCountersThatGoBackwards drives both through histories in which counters
// wrap, devices come and go, and caches are cleared.
func TestCountersThatGoBackwards(t *testing.T) {
	py := startPsutil(t)
	disk := aDisk(t)
	r := original.Rand(t)
	root := memoryDir(t)
	dir := tree{"diskstats": "", "net/dev": netHead}.write(t, root)
	for range original.Rounds(t, 150) {
		h := &Host{Proc: dir}
		py.Value("lambda: (psutil.disk_io_counters.cache_clear(), psutil.net_io_counters.cache_clear())")
		// The two forms of disk_io_counters share their memory in psutil, and
		// get in each other's way: TestPartitionsKeepTheirMemory. Within one
		// history there is one form.
		perDisk := r.IntN(2) == 0
		for range 2 + r.IntN(6) {
			disks, nics := diskLine(r, disk), netHead+nicLine(r, "lo")
			for _, name := range []string{"p1", "p2", "p3"} {
				if r.IntN(3) > 0 {
					disks += diskLine(r, disk+name)
					nics += nicLine(r, "eth"+name)
				}
			}
			switch r.IntN(12) {
			case 0:
				disks, nics = "", netHead
			case 1:
				disks += diskLine(r, disk) // the same name twice
				nics += nicLine(r, "lo")
			}
			tree{"diskstats": disks, "net/dev": nics}.write(t, dir)
			raw := r.IntN(6) == 0
			calls := []reading{
				{python: "psutil.disk_io_counters(perdisk=%[1]s, nowrap=%[2]s)", ours: func(h *Host) (string, error) {
					opts := &DiskIOCountersOptions{NoNowrap: raw}
					if perDisk {
						return mapText(h.DiskIOCountersPerDisk(opts))
					}
					return text(func() (DiskIOCountersStat, error) { return h.DiskIOCounters(opts) })
				}},
				{python: "psutil.net_io_counters(pernic=%[1]s, nowrap=%[2]s)", ours: func(h *Host) (string, error) {
					opts := &NetIOCountersOptions{NoNowrap: raw}
					if perDisk {
						return mapText(h.NetIOCountersPerNIC(opts))
					}
					return text(func() (NetIOCountersStat, error) { return h.NetIOCounters(opts) })
				}},
			}
			for _, c := range calls {
				call := fmt.Sprintf(c.python, pythonBool(perDisk), pythonBool(!raw))
				want := py.Value("readings", dir, []string{call}).([]any)[0]
				if got := outcome(c.ours(h)); got != want {
					t.Fatalf("%s:\n ours   %s\n theirs %s", call, got, want)
				}
			}
			if r.IntN(8) == 0 {
				py.Value("lambda: (psutil.disk_io_counters.cache_clear(), psutil.net_io_counters.cache_clear())")
				h.DiskIOCountersCacheClear()
				h.NetIOCountersCacheClear()
			}
		}
	}
}

func pythonBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// TestPartitionsKeepTheirMemory is a divergence: psutil forgets what partitions
// had whenever the total is asked for, because the total leaves them out of the
// memory that both forms share. It must fail when psutil has mended that.
func TestPartitionsKeepTheirMemory(t *testing.T) {
	py := startPsutil(t)
	disk := aDisk(t)
	dir := t.TempDir()
	counts := func(n int) {
		line := func(name string) string {
			return fmt.Sprintf("8 0 %s%s\n", name, strings.Repeat(fmt.Sprint(" ", n), 11))
		}
		writeFile(t, filepath.Join(dir, "diskstats"), line(disk)+line("partition"))
	}
	const perDisk = "psutil.disk_io_counters(perdisk=True)['partition'].read_count"
	theirs := func(call string) any { return py.Value("readings", dir, []string{call}).([]any)[0] }
	py.Value("psutil.disk_io_counters.cache_clear")
	h := &Host{Proc: dir}
	ours := func() uint64 {
		disks, err := h.DiskIOCountersPerDisk(nil)
		if err != nil {
			t.Fatal(err)
		}
		return disks["partition"].ReadCount
	}
	counts(50)
	theirs(perDisk)
	ours()
	theirs("psutil.disk_io_counters()")
	if _, err := h.DiskIOCounters(nil); err != nil {
		t.Fatal(err)
	}
	counts(5)
	if got := theirs(perDisk); got != "5" {
		t.Errorf("psutil now says %v, not 5: the divergence has healed", got)
	}
	if got := ours(); got != 55 {
		t.Errorf("%d, want 55", got)
	}
	py.Value("psutil.disk_io_counters.cache_clear")
}

func TestAWrappedCounterStaysAtTheLargestNumber(t *testing.T) {
	var n nowrap[nicCounters]
	for _, raw := range []uint64{1<<64 - 1, 5, 3} {
		rows := []counted[nicCounters]{{name: []byte("lo"), values: nicCounters{raw}}}
		if got := n.read(rows)[0].values()[0]; got != 1<<64-1 {
			t.Errorf("after %d: %d", raw, got)
		}
	}
}
