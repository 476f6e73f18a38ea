package psutilx

// eachNIC reads what network interfaces count and calls f for each of them.
func (h *Host) eachNIC(opts *NetIOCountersOptions, f func(*device[nicCounters])) error {
	b := h.buffer()
	defer h.keep(b)
	data, err := b.read(h.paths.netDev)
	if err != nil {
		return err
	}
	rows, bad := appendNetDev(b.nics[:0], data)
	if bad != nil {
		return in(h.paths.netDev, bad)
	}
	b.nics = rows
	cache := &h.nics
	if opts != nil && opts.NoNowrap {
		cache = new(nowrap[nicCounters])
	}
	h.memory.Lock()
	defer h.memory.Unlock()
	for _, d := range cache.read(rows) {
		f(d)
	}
	return nil
}
