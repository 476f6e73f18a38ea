package psutilx

import (
	"os"

	"golang.org/x/sys/unix"
)

func (h *Host) bootTime() (int64, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return 0, err
	}
	seconds, bad := parseBootTime(data)
	return seconds, in(h.paths.stat, bad)
}

// loadScale is the kernel's 1.0 of a load (SI_LOAD_SHIFT).
const loadScale = 1 << 16

func (h *Host) loadAvg() (LoadAvgStat, error) {
	if h.proc() == "/proc" {
		var info unix.Sysinfo_t
		if err := unix.Sysinfo(&info); err != nil {
			return LoadAvgStat{}, os.NewSyscallError("sysinfo", err)
		}
		l := info.Loads
		return LoadAvgStat{float64(l[0]) / loadScale, float64(l[1]) / loadScale, float64(l[2]) / loadScale}, nil
	}
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.loadavg)
	if err != nil {
		return LoadAvgStat{}, err
	}
	l, bad := parseLoadAvg(data)
	return l, in(h.paths.loadavg, bad)
}
