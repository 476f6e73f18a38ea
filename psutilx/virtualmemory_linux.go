package psutilx

import "os"

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
