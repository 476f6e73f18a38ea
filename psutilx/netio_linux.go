package psutilx

// withNICs reads what network interfaces count and gives it to f, which must not
// keep it.
func (h *Host) withNICs(opts *NetIOCountersOptions, f func([]*device[nicCounters])) error {
	b := h.buffer()
	defer h.keep(b)
	data, err := h.readKept(b, h.paths.netDev)
	if err != nil {
		return err
	}
	rows, bad := appendNetDev(b.nics[:0], data)
	if bad != nil {
		return in(h.paths.netDev, bad)
	}
	b.nics = rows
	tell(h, &h.nics, opts != nil && opts.NoNowrap, rows, f)
	return nil
}
