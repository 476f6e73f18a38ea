package machine

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
)

// disks reads those that ever did something.
func (g *gathering) disks(proc, sys string) {
	disks, err := g.host.DiskIOCountersPerDisk(nil)
	if !g.try("disks", err) {
		return
	}
	text, _ := os.ReadFile(filepath.Join(proc, "diskstats"))
	waited := queued(string(text))
	for _, name := range slices.Sorted(maps.Keys(disks)) {
		d := disks[name]
		if d.ReadCount+d.WriteCount == 0 {
			continue
		}
		disk := model.Disk{Name: name, Whole: whole(sys, name), ReadBytes: d.ReadBytes, Written: d.WriteBytes, Busy: time.Duration(d.BusyTime) * time.Millisecond}
		if ms, ok := waited[name]; ok {
			sum := time.Duration(ms) * time.Millisecond
			disk.Queued = &sum
		}
		g.Disks = append(g.Disks, disk)
	}
}

// queued is how many milliseconds requests waited, summed over them, for each disk
// of /proc/diskstats: its eleventh counter. psutil has no such figure.
func queued(diskstats string) map[string]uint64 {
	out := map[string]uint64{}
	for line := range strings.Lines(diskstats) {
		fields := strings.Fields(line)
		const name, waited = 2, 13
		if len(fields) <= waited {
			continue
		}
		if ms, err := strconv.ParseUint(fields[waited], 10, 64); err == nil && ms < 1<<40 {
			out[fields[name]] = ms
		}
	}
	return out
}

// whole reports whether a disk is neither a part of another nor made of others
// (dm-, md, loop): what those do is counted already.
func whole(sys, name string) bool {
	for _, prefix := range []string{"dm-", "md", "loop", "ram", "zram"} {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	block := filepath.Join(sys, "block")
	if _, err := os.Stat(block); err != nil {
		return true
	}
	_, err := os.Stat(filepath.Join(block, strings.ReplaceAll(name, "/", "!"))) // as sysfs writes cciss/c0d0
	return err == nil
}

// wire reports whether an interface leads out of the machine: bridges, tunnels and
// the ends of containers have no device.
func wire(sys, name string) bool {
	_, err := os.Stat(filepath.Join(sys, "class", "net", name, "device"))
	return err == nil
}

// IO is what the disks carried.
func IO(m *model.Machine) (read, written uint64) {
	for _, d := range m.Disks {
		if d.Whole {
			read, written = read+d.ReadBytes, written+d.Written
		}
	}
	return read, written
}
