package rrd

// UpdateV takes readings into a file as [Update] does, and tells which rows of
// which archives it wrote.
func UpdateV(args ...string) (InfoList, error) { return defaultTool.UpdateV(args...) }

// UpdateV takes readings into a file, as [UpdateV] does. Its keys are
// "[time]RRA[function][steps]DS[name]", after "return_value".
func (t *Tool) UpdateV(args ...string) (InfoList, error) {
	c, err := t.updateArgs(args)
	if err != nil {
		return nil, err
	}
	if t.daemonFor(c.daemon) != "" {
		return nil, specError("The \"daemon\" option is not supported by updatev: an rrdcached does not say which rows it wrote")
	}
	l := InfoList{}
	err = c.run(t, func(h *header, rra int, time int64, values []float64) {
		for i, v := range values {
			l.add(v, "[%d]RRA[%s][%d]DS[%s]", time, h.rra[rra].cf, h.rra[rra].pdps, h.ds[i].name)
		}
	})
	if err != nil {
		return nil, err
	}
	l.add(uint64(0), "return_value")
	copy(l[1:], l[:len(l)-1])
	l[0] = InfoEntry{"return_value", uint64(0)}
	return l, nil
}
