package psutilx

func (h *Host) cpuTimes() (CPUTimesStat, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return CPUTimesStat{}, err
	}
	t, bad := parseCPUTimes(data)
	return t, in(h.paths.stat, bad)
}

func (h *Host) appendCPUTimesPerCPU(dst []CPUTimesStat) ([]CPUTimesStat, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return nil, err
	}
	var odd error
	dst = appendCPUTimes(dst, data, func(bad *ParseError) { odd = leave(odd, in(h.paths.stat, bad)) })
	return dst, odd
}

func (h *Host) cpuStats() (CPUStat, error) {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.stat)
	if err != nil {
		return CPUStat{}, err
	}
	s, bad := parseCPUStats(data)
	return s, in(h.paths.stat, bad)
}
