//go:build !linux

package psutilx

import (
	"io/fs"
	"strings"
	"syscall"

	"github.com/shirou/gopsutil/v3/disk"
	"github.com/shirou/gopsutil/v3/net"
)

// diskUsage works on Windows alone. On macOS gopsutil counts for used what other
// volumes of the same disk use too.
func diskUsage(path string) (DiskUsageStat, error) {
	if err := only("disk usage", "windows"); err != nil {
		return DiskUsageStat{}, err
	}
	if strings.ContainsRune(path, 0) {
		return DiskUsageStat{}, &fs.PathError{Op: "statfs", Path: path, Err: syscall.EINVAL}
	}
	u, err := disk.Usage(path)
	if err != nil {
		return DiskUsageStat{}, &fs.PathError{Op: "statfs", Path: path, Err: err}
	}
	return DiskUsageStat{
		Total: u.Total, Used: u.Used, Free: u.Free,
		Percent: usagePercent(float64(u.Used), float64(u.Used+u.Free)),
	}, nil
}

// withDisks has nothing to stand on: gopsutil needs cgo for it on macOS, and on
// Windows gives seconds for milliseconds.
func (h *Host) withDisks(*DiskIOCountersOptions, func([]*device[diskCounters])) error {
	return unsupported("disk I/O counters")
}

func (h *Host) isDisk(string) bool { return true }

// withNICs works on Windows alone. On macOS gopsutil counts no packets dropped on
// their way in.
func (h *Host) withNICs(opts *NetIOCountersOptions, f func([]*device[nicCounters])) error {
	const what = "network I/O counters"
	if err := only(what, "windows"); err != nil {
		return err
	}
	nics, err := net.IOCounters(true)
	if err != nil {
		return failed(what, err)
	}
	rows := make([]counted[nicCounters], len(nics))
	for i, n := range nics {
		rows[i] = counted[nicCounters]{name: []byte(n.Name), values: nicCounters{
			n.BytesSent, n.BytesRecv, n.PacketsSent, n.PacketsRecv, n.Errin, n.Errout, n.Dropin, n.Dropout,
		}}
	}
	tell(h, &h.nics, opts != nil && opts.NoNowrap, rows, f)
	return nil
}
