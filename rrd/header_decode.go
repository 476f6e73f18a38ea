package rrd

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// mostHeader bounds the size of a header: beyond it a file is taken for damaged.
const mostHeader = 1 << 28

// newestVersion is the newest version of the format that is known.
const newestVersion = 5

// A headerReader decodes a header from as many bytes of a file as it asks for.
type headerReader struct {
	path string
	size int64 // of the file
	read func(n int) ([]byte, error)
}

func (r *headerReader) fail(format string, args ...any) error {
	return &Error{Kind: ErrFormat, Path: r.path, Reason: fmt.Sprintf(format, args...)}
}

// eof is librrd's error for a header that ends early.
func (r *headerReader) eof(part string) error {
	return r.fail("reached EOF while loading header rrd->%s", part)
}

// decode reads the header and checks that nothing in it leads out of the file.
func (r *headerReader) decode() (*header, error) {
	const longestStat = 128
	start, err := r.read(longestStat)
	if err != nil {
		return nil, err
	}
	if len(start) < len(cookieText) || string(start[:len(cookieText)]) != cookieText {
		if len(start) < longestStat {
			return nil, r.eof("stat_head")
		}
		return nil, r.fail("'%s' is not an RRD file", r.path)
	}
	layouts := guessLayouts(start)
	if len(layouts) == 0 {
		return nil, r.unreadable(start)
	}
	version, err := r.version(start)
	if err != nil {
		return nil, err
	}
	var best *header
	for _, l := range layouts {
		h, sized := r.prepare(l, version, start)
		if h == nil {
			continue
		}
		if best == nil || sized && h.layoutFits(r.size) && !best.layoutFits(r.size) {
			best = h
		}
	}
	if best == nil {
		return nil, r.eof("ds_def")
	}
	if best.raw, err = r.read(len(best.raw)); err != nil {
		return nil, err
	}
	if err := r.fill(best); err != nil {
		return nil, err
	}
	return best, r.check(best)
}

// unreadable says why no layout fits.
func (r *headerReader) unreadable(start []byte) error {
	o := Layout{}.offsets(3)
	if len(start) < o.statSize {
		return r.eof("stat_head")
	}
	if l := (Layout{}); l.getFloat(start[o.floatCookie:]) == floatCookie {
		return r.fail("'%s' has %d data sources and %d archives", r.path, l.getLong(start[o.dsCount:]), l.getLong(start[o.rraCount:]))
	}
	return r.fail("This RRD was created on another architecture")
}

func (r *headerReader) version(start []byte) (int, error) {
	text, _, _ := strings.Cut(string(start[4:9]), "\x00")
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > newestVersion {
		return 0, r.fail("can't handle RRD file version %s", text)
	}
	return n, nil
}

// prepare makes room for what a layout promises. Nil means that the file is too
// small for it, sized that its archives could be counted.
func (r *headerReader) prepare(l Layout, version int, start []byte) (h *header, sized bool) {
	o := l.offsets(version)
	ds, rra := l.getLong(start[o.dsCount:]), l.getLong(start[o.rraCount:])
	size := float64(o.statSize) + float64(ds)*float64(o.dsSize+o.pdpSize) + float64(rra)*float64(o.rraSize+o.ptrSize) +
		float64(o.liveSize) + float64(ds)*float64(rra)*float64(o.cdpSize)
	if size > mostHeader || int64(size) > r.size {
		return nil, false
	}
	h = &header{layout: l, version: version, step: l.getLong(start[o.step:])}
	h.ds = make([]dsDef, ds)
	h.rra = make([]rraDef, rra)
	raw, err := r.read(int(size))
	if err != nil || len(raw) < int(size) {
		return nil, false
	}
	h.raw = raw[:int(size)]
	for i := range h.rra {
		b := h.raw[o.statSize+len(h.ds)*o.dsSize+i*o.rraSize:]
		h.rra[i].rows = l.getLong(b[o.rraRows:])
	}
	return h, true
}

// layoutFits reports whether header and values are as long as the file.
func (h *header) layoutFits(size int64) bool {
	want := float64(len(h.raw))
	for i := range h.rra {
		want += float64(h.rra[i].rows) * 8 * float64(len(h.ds))
	}
	return want == float64(size)
}

// fill decodes the raw header.
func (r *headerReader) fill(h *header) error {
	l, o := h.layout, h.layout.offsets(h.version)
	b := h.raw[o.statSize:]
	for i := range h.ds {
		if err := r.source(h, i, b[:o.dsSize]); err != nil {
			return err
		}
		b = b[o.dsSize:]
	}
	for i := range h.rra {
		d := &h.rra[i]
		name := textOf(b[:nameSize])
		if d.cf = cfByName(name); d.cf == cfNone {
			return r.fail("unknown consolidation function '%s'", name)
		}
		d.rows, d.pdps = l.getLong(b[o.rraRows:]), l.getLong(b[o.rraPDPs:])
		l.getUnion(d.par[:], b[o.rraPar:], countsOfPar(d.cf))
		b = b[o.rraSize:]
	}
	h.live = len(h.raw) - len(b)
	h.pdp = make([]pdpState, len(h.ds))
	h.cdp = make([]cdpState, len(h.ds)*len(h.rra))
	h.cur = make([]uint64, len(h.rra))
	h.decodeLive()
	return nil
}

func (r *headerReader) source(h *header, i int, b []byte) error {
	l, d := h.layout, &h.ds[i]
	d.name = textOf(b[:nameSize])
	kind := textOf(b[nameSize : 2*nameSize])
	if d.kind = dsByName(kind); d.kind == dsNone {
		return r.fail("unknown data acquisition function '%s'", kind)
	}
	par := b[len(b)-parSize:]
	if d.kind == dsCompute {
		d.heartRaw = l.getLong(par)
		d.min, d.max = nan, nan
		var err error
		d.rpn, err = decodeCompute(l, par, i)
		if err != nil {
			return r.fail("data source '%s': %s", d.name, reasonOf(err))
		}
		return nil
	}
	d.heartbeat = l.getLong(par)
	d.min, d.max = l.getFloat(par[8:]), l.getFloat(par[16:])
	return nil
}

// decodeLive decodes what updates change.
func (h *header) decodeLive() {
	l, o := h.layout, h.layout.offsets(h.version)
	b := h.raw[h.live:]
	h.lastUp, h.lastUpUsec = l.getTime(b), 0
	if h.version >= 3 {
		h.lastUpUsec = int64(l.getLong(b[o.liveUsec:]))
	}
	b = b[o.liveSize:]
	for i := range h.pdp {
		p := &h.pdp[i]
		copy(p.last[:], b)
		p.unknown, p.value = l.getLong(b[o.pdpScratch:]), l.getFloat(b[o.pdpScratch+8:])
		b = b[o.pdpSize:]
	}
	for i := range h.cdp {
		l.getCDP(&h.cdp[i], b, h.rra[i/len(h.ds)].cf)
		b = b[o.cdpSize:]
	}
	for i := range h.cur {
		h.cur[i] = l.getLong(b)
		b = b[o.ptrSize:]
	}
}

// getUnion reads numbers of 8 bytes that are float64 or, where a bit is set, a
// long in the first bytes.
func (l Layout) getUnion(to []uint64, b []byte, counts uint) {
	for i := range to {
		if counts&(1<<i) != 0 {
			to[i] = l.getLong(b[8*i:])
		} else {
			to[i] = l.order().Uint64(b[8*i:])
		}
	}
}

// getCDP reads a cdpState; the flags of FAILURES are bytes on every machine.
func (l Layout) getCDP(c *cdpState, b []byte, cf cfKind) {
	l.getUnion(c.slot[:], b, cdpCounts)
	if cf == cfFailures {
		Layout{}.getUnion(c.slot[:up(failHistory, 8)/8], b, 0)
	}
}

// textOf is a text in a fixed field, up to its zero byte.
func textOf(b []byte) string {
	text, _, _ := strings.Cut(string(b), "\x00")
	return text
}

// check refuses what would lead out of the file, or divide by zero.
func (r *headerReader) check(h *header) error {
	if h.step == 0 || h.step > math.MaxInt32*1024 {
		return r.fail("'%s' has a step of %d seconds", r.path, h.step)
	}
	total := float64(len(h.raw))
	for i := range h.rra {
		d := &h.rra[i]
		switch {
		case d.rows == 0 || d.rows > math.MaxInt64/8:
			return r.fail("'%s': archive %d has %d rows", r.path, i, d.rows)
		case d.pdps == 0 || float64(d.pdps)*float64(h.step) > math.MaxInt64/4:
			return r.fail("'%s': archive %d has %d steps a row", r.path, i, d.pdps)
		case h.cur[i] >= d.rows:
			return r.fail("'%s': archive %d has its newest row at %d of %d", r.path, i, h.cur[i], d.rows)
		}
		if err := r.checkPrediction(h, i); err != nil {
			return err
		}
		total += float64(d.rows) * 8 * float64(len(h.ds))
	}
	if total > float64(r.size) {
		return r.fail("'%s' is too small (should be %.0f bytes)", r.path, total)
	}
	if h.lastUp < 0 || h.lastUp > math.MaxInt64/4 || h.lastUpUsec < 0 || h.lastUpUsec >= 1e6 {
		return r.fail("'%s' was updated last at %d seconds and %d microseconds", r.path, h.lastUp, h.lastUpUsec)
	}
	return nil
}

// checkPrediction refuses an archive of the Holt-Winters family that names no
// archive that it can go with.
func (r *headerReader) checkPrediction(h *header, i int) error {
	d := &h.rra[i]
	if d.cf.plain() {
		return nil
	}
	wrong := func(k cfKind) bool { return true }
	switch d.cf {
	case cfHWPredict, cfMHWPredict:
		wrong = func(k cfKind) bool { return k != cfSeasonal }
	case cfSeasonal, cfDevSeasonal:
		wrong = func(k cfKind) bool { return !k.predicts() }
	case cfDevPredict, cfFailures:
		wrong = func(k cfKind) bool { return k != cfDevSeasonal }
	}
	dependent := d.par[parDependent]
	if dependent >= uint64(len(h.rra)) || wrong(h.rra[dependent].cf) {
		return r.fail("'%s': archive %d (%s) does not go with archive %d", r.path, i, d.cf, dependent)
	}
	if d.cf == cfDevSeasonal {
		if hw := &h.rra[dependent]; hw.par[parDependent] >= uint64(len(h.rra)) {
			return r.fail("'%s': archive %d (%s) does not go with archive %d", r.path, i, d.cf, dependent)
		}
	}
	if d.cf == cfFailures && (d.par[parFailWindow] == 0 || d.par[parFailWindow] > failHistory) {
		return r.fail("'%s': archive %d looks back over %d rows, of 1 to %d", r.path, i, d.par[parFailWindow], failHistory)
	}
	return nil
}
