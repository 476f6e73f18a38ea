package psutilx

import "os"

func (h *Host) virtualMemory() (VirtualMemoryStat, error) {
	b := h.buffer()
	defer h.keep(b)
	m, err := b.meminfo(h.paths.meminfo)
	if err != nil {
		return VirtualMemoryStat{}, err
	}
	file := h.paths.meminfo
	stat, bad := virtualMemoryOf(&m, func(m *meminfo) (int64, *ParseError) {
		fallback := m.value[memFree] + m.value[memCached]
		if !m.present[memActiveFile] || !m.present[memInactiveFile] || !m.present[memSReclaimable] {
			return fallback, nil
		}
		data, err := b.read(h.paths.zoneinfo)
		if err != nil {
			return fallback, nil // kernels before 2.6.13 have none
		}
		file = h.paths.zoneinfo
		pages, bad := parseLowWatermarks(data)
		return estimateAvailable(m, pages*int64(os.Getpagesize())), bad
	})
	if bad != nil {
		return VirtualMemoryStat{}, in(file, bad)
	}
	return stat, nil
}

func (b *buffer) meminfo(p path) (meminfo, error) {
	data, err := b.read(p)
	if err != nil {
		return meminfo{}, err
	}
	m, bad := parseMeminfo(data)
	return m, in(p, bad)
}
