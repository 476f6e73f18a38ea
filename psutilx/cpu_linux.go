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
	dst, bad := appendCPUTimes(dst, data)
	return dst, in(h.paths.stat, bad)
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
