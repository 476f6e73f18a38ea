package psutilx

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
