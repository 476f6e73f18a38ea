package psutilx

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

func (h *Host) virtualMemory() (VirtualMemoryStat, error) {
	b := h.buffer()
	defer h.keep(b)
	m, err := b.meminfo(h, memTotal, memInactiveFile)
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	if !m.present[memAvailable] {
		if m.value[memAvailable], err = b.available(h, &m); err != nil {
			return VirtualMemoryStat{}, err
		}
	}
	stat, bad := virtualMemoryOf(&m)
	return stat, in(h.paths.meminfo, bad)
}

func (h *Host) physicalMemory() (uint64, error) {
	m, err := h.VirtualMemory()
	return m.Total, err
}

func (b *buffer) meminfo(h *Host, first, last int) (meminfo, error) {
	p := h.paths.meminfo
	data, err := h.readKept(b, p)
	if err != nil {
		return meminfo{}, err
	}
	m, bad := parseMeminfo(data, first, last)
	return m, in(p, bad)
}

// available stands in for a kernel that does not say what is available. Where
// even the parts are missing, it is what is free and the page cache.
func (b *buffer) available(h *Host, m *meminfo) (int64, error) {
	rough := m.value[memFree] + m.value[memCached]
	if !m.present[memActiveFile] || !m.present[memInactiveFile] || !m.present[memSReclaimable] {
		return rough, nil
	}
	data, err := b.read(h.paths.zoneinfo)
	if err != nil {
		return rough, nil // kernels before 2.6.13 have no such file
	}
	pages, bad := parseLowWatermarks(data)
	if bad != nil {
		return 0, in(h.paths.zoneinfo, bad)
	}
	return estimateAvailable(m, pages*int64(os.Getpagesize())), nil
}

func (h *Host) swapMemory() (SwapMemoryStat, error) {
	b := h.buffer()
	defer h.keep(b)
	m, err := b.meminfo(h, memSwapTotal, memSwapFree)
	if err != nil {
		return SwapMemoryStat{}, err
	}
	total, free := m.value[memSwapTotal], m.value[memSwapFree]
	if !m.present[memSwapTotal] || !m.present[memSwapFree] {
		var info unix.Sysinfo_t
		if err := unix.Sysinfo(&info); err != nil {
			return SwapMemoryStat{}, &fs.PathError{Op: "sysinfo", Path: h.paths.meminfo.String(), Err: err}
		}
		total, free = int64(info.Totalswap)*int64(info.Unit), int64(info.Freeswap)*int64(info.Unit)
	}
	s := swapMemoryOf(total, free)
	s.Missing = "sin, sout"
	data, err := h.readKept(b, h.paths.vmstat)
	if err != nil {
		return s, nil // containers hide it
	}
	paged, there, bad := parseSwapped(data)
	if bad != nil {
		return SwapMemoryStat{}, in(h.paths.vmstat, bad)
	}
	if there {
		page := uint64(os.Getpagesize())
		s.Sin, s.Sout, s.Missing = mulSaturating(paged.in, page), mulSaturating(paged.out, page), ""
	}
	return s, nil
}
