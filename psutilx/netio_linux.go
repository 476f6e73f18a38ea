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
	var odd error
	b.nics = appendNetDev(b.nics[:0], data, func(bad *ParseError) { odd = leave(odd, in(h.paths.netDev, bad)) })
	tell(h, &h.nics, opts != nil && opts.NoNowrap, b.nics, f)
	return odd
}
