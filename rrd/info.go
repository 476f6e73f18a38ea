package rrd

import (
	"context"
	"fmt"
	"iter"
)

// An InfoList is what info, updatev and graphv tell: keys with values, in
// librrd's order.
type InfoList []InfoEntry

// An InfoEntry is a key of an [InfoList] and its value: a uint64, a float64, of
// which NaN is unknown, a string, or a []byte.
type InfoEntry struct {
	Key   string
	Value any
}

// Get returns the value of a key.
func (l InfoList) Get(key string) (value any, ok bool) {
	for _, e := range l {
		if e.Key == key {
			return e.Value, true
		}
	}
	return nil, false
}

// All yields the keys and values.
func (l InfoList) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, e := range l {
			if !yield(e.Key, e.Value) {
				return
			}
		}
	}
}

// String is what the command line prints: "key = value" lines.
func (l InfoList) String() string {
	var b []byte
	for _, e := range l {
		b = fmt.Appendf(b, "%s = ", e.Key)
		switch v := e.Value.(type) {
		case float64:
			b = appendValue(b, v)
		case string:
			b = fmt.Appendf(b, "\"%s\"", v)
		case []byte:
			b = fmt.Appendf(b, "BLOB_SIZE:%d", len(v))
		default:
			b = fmt.Append(b, v)
		}
		b = append(b, '\n')
	}
	return string(b)
}

// appendValue writes a value with librrd's eleven digits; the unknown is NaN.
func appendValue(b []byte, v float64) []byte {
	if v != v {
		return append(b, "NaN"...)
	}
	return append(b, formatC("%.10le", v)...)
}

func (l *InfoList) add(value any, format string, args ...any) {
	*l = append(*l, InfoEntry{fmt.Sprintf(format, args...), value})
}

// Info tells all about a file but its values: the file, as rrdtool's info takes
// it. See [DB.Info].
func Info(args ...string) (InfoList, error) { return defaultTool.Info(args...) }

var infoOptions = []optionSpec{{"daemon", 'd', true}, {"noflush", 'F', false}}

// Info tells all about a file but its values, as [Info] does.
func (t *Tool) Info(args ...string) (InfoList, error) {
	given, rest, err := parseOptions(args, infoOptions)
	if err != nil {
		return nil, err
	}
	if len(rest) != 1 {
		return nil, specError("wrong number of arguments")
	}
	flush, daemon := true, ""
	for _, o := range given {
		if o.name == "noflush" {
			flush = false
		} else {
			daemon = o.value
		}
	}
	if address := t.daemonFor(daemon); address != "" {
		var l InfoList
		err := t.remote(address, func(ctx context.Context, c *Cached) (err error) {
			if flush {
				if err := c.Flush(ctx, rest[0]); err != nil {
					return err
				}
			}
			l, err = c.Info(ctx, rest[0])
			return err
		})
		return l, err
	}
	f, err := openFile(rest[0], false, t.locking())
	if err != nil {
		return nil, err
	}
	defer f.close()
	return f.info(), nil
}

// Info tells all about the file but its values, under librrd's keys.
func (db *DB) Info() (InfoList, error) {
	var l InfoList
	err := db.view(func(r *file) error { l = r.info(); return nil })
	return l, err
}

func (r *file) info() InfoList {
	h := r.head
	var l InfoList
	l.add(r.path, "filename")
	l.add(fmt.Sprintf("%04d", h.version), "rrd_version")
	l.add(h.step, "step")
	l.add(uint64(h.lastUp), "last_update")
	l.add(uint64(len(h.raw)), "header_size")
	for i := range h.ds {
		h.infoSource(&l, i)
	}
	for i := range h.rra {
		h.infoArchive(&l, i)
	}
	return l
}

func (h *header) infoSource(l *InfoList, i int) {
	d, p := &h.ds[i], &h.pdp[i]
	l.add(uint64(i), "ds[%s].index", d.name)
	l.add(d.kind.String(), "ds[%s].type", d.name)
	if d.kind == dsCompute {
		l.add(d.rpn.text(h.sourceName), "ds[%s].cdef", d.name)
	} else {
		l.add(d.heartbeat, "ds[%s].minimal_heartbeat", d.name)
		l.add(d.min, "ds[%s].min", d.name)
		l.add(d.max, "ds[%s].max", d.name)
	}
	l.add(p.lastText(), "ds[%s].last_ds", d.name)
	l.add(p.value, "ds[%s].value", d.name)
	l.add(p.unknown, "ds[%s].unknown_sec", d.name)
}

func (h *header) sourceName(i int) string { return h.ds[i].name }

func (h *header) infoArchive(l *InfoList, i int) {
	d := &h.rra[i]
	key := func(name string) string { return fmt.Sprintf("rra[%d].%s", i, name) }
	l.add(d.cf.String(), "%s", key("cf"))
	l.add(d.rows, "%s", key("rows"))
	l.add(h.cur[i], "%s", key("cur_row"))
	l.add(d.pdps, "%s", key("pdp_per_row"))
	switch {
	case d.cf.predicts():
		l.add(d.float(parAlpha), "%s", key("alpha"))
		l.add(d.float(parBeta), "%s", key("beta"))
	case d.cf.seasons():
		l.add(d.float(parGamma), "%s", key("gamma"))
		if h.version >= 4 {
			l.add(d.float(parWindow), "%s", key("smoothing_window"))
		}
	case d.cf == cfFailures:
		l.add(d.float(parDeltaPos), "%s", key("delta_pos"))
		l.add(d.float(parDeltaNeg), "%s", key("delta_neg"))
		l.add(d.par[parThreshold], "%s", key("failure_threshold"))
		l.add(d.par[parFailWindow], "%s", key("window_length"))
	case d.cf.plain():
		l.add(d.float(parXFF), "%s", key("xff"))
	}
	for j := range h.ds {
		c := &h.cdp[i*len(h.ds)+j]
		key := func(name string) string { return fmt.Sprintf("rra[%d].cdp_prep[%d].%s", i, j, name) }
		switch {
		case d.cf.predicts():
			l.add(c.float(cdpIntercept), "%s", key("intercept"))
			l.add(c.float(cdpSlope), "%s", key("slope"))
			l.add(c.slot[cdpNulls], "%s", key("NaN_count"))
		case d.cf == cfSeasonal:
			l.add(c.float(cdpSeason), "%s", key("seasonal"))
		case d.cf == cfDevSeasonal:
			l.add(c.float(cdpSeason), "%s", key("deviation"))
		case d.cf == cfFailures:
			l.add(c.history(d), "%s", key("history"))
		case d.cf.plain():
			l.add(c.float(cdpValue), "%s", key("value"))
			l.add(c.slot[cdpUnknown], "%s", key("unknown_datapoints"))
		}
	}
}

// history is the flags of a FAILURES archive as digits, the newest first.
func (c *cdpState) history(d *rraDef) string {
	b := make([]byte, min(d.par[parFailWindow], failHistory))
	for i := range b {
		b[i] = '0' + c.flag(i)&1
	}
	return string(b)
}
