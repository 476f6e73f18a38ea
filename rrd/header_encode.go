package rrd

import (
	"encoding/binary"
	"fmt"
	"math"
)

// encode lays the header out anew, as a file begins that has just been created.
func (h *header) encode() {
	l, o := h.layout, h.layout.offsets(h.version)
	size := o.statSize + len(h.ds)*(o.dsSize+o.pdpSize) + len(h.rra)*(o.rraSize+o.ptrSize) + o.liveSize + len(h.ds)*len(h.rra)*o.cdpSize
	h.raw = make([]byte, size)
	copy(h.raw, cookieText)
	copy(h.raw[4:], fmt.Sprintf("%04d", h.version))
	l.putFloat(h.raw[o.floatCookie:], floatCookie)
	l.putLong(h.raw[o.dsCount:], uint64(len(h.ds)))
	l.putLong(h.raw[o.rraCount:], uint64(len(h.rra)))
	l.putLong(h.raw[o.step:], h.step)
	b := h.raw[o.statSize:]
	for i := range h.ds {
		h.encodeSource(&h.ds[i], b[:o.dsSize])
		b = b[o.dsSize:]
	}
	for i := range h.rra {
		d := &h.rra[i]
		copy(b, d.cf.String())
		l.putLong(b[o.rraRows:], d.rows)
		l.putLong(b[o.rraPDPs:], d.pdps)
		l.putUnion(b[o.rraPar:], d.par[:], countsOfPar(d.cf))
		b = b[o.rraSize:]
	}
	h.live = len(h.raw) - len(b)
	h.encodeLive()
}

func (h *header) encodeSource(d *dsDef, b []byte) {
	l := h.layout
	copy(b, d.name)
	copy(b[nameSize:], d.kind.String())
	par := b[len(b)-parSize:]
	if d.kind == dsCompute {
		encodeCompute(l, par, d.rpn)
		d.heartRaw = l.getLong(par)
		return
	}
	l.putLong(par, d.heartbeat)
	l.putFloat(par[8:], d.min)
	l.putFloat(par[16:], d.max)
}

// encodeLive writes what updates change into the raw header.
func (h *header) encodeLive() {
	if h.layout == (Layout{}) && h.version >= 3 {
		h.encodeLiveNative(h.raw[h.live:])
		return
	}
	l, o := h.layout, h.layout.offsets(h.version)
	b := h.raw[h.live:]
	l.putTime(b, h.lastUp)
	if h.version >= 3 {
		l.putLong(b[o.liveUsec:], uint64(h.lastUpUsec))
	}
	b = b[o.liveSize:]
	for i := range h.pdp {
		p := &h.pdp[i]
		copy(b, p.last[:])
		l.putLong(b[o.pdpScratch:], p.unknown)
		l.putFloat(b[o.pdpScratch+8:], canonical(p.value))
		b = b[o.pdpSize:]
	}
	for i := range h.cdp {
		l.putCDP(b, &h.cdp[i], h.rra[i/len(h.ds)].cf)
		b = b[o.cdpSize:]
	}
	for i := range h.cur {
		l.putLong(b, h.cur[i])
		b = b[o.ptrSize:]
	}
}

// Offsets and sizes of the live part in files of the usual layout.
const (
	nativeLive = 16
	nativePDP  = 112
	nativeCDP  = parSize
)

// encodeLiveNative is encodeLive for the usual layout, in which every number of
// a cdpState stands as it is in memory.
func (h *header) encodeLiveNative(b []byte) {
	le := binary.LittleEndian
	le.PutUint64(b, uint64(h.lastUp))
	le.PutUint64(b[8:], uint64(h.lastUpUsec))
	b = b[nativeLive:]
	for i := range h.pdp {
		p := &h.pdp[i]
		copy(b[:lastSize], p.last[:])
		le.PutUint64(b[lastSize+2:], p.unknown)
		le.PutUint64(b[lastSize+10:], math.Float64bits(canonical(p.value)))
		b = b[nativePDP:]
	}
	for i := range h.cdp {
		c, to := &h.cdp[i].slot, b[:nativeCDP]
		for k, v := range c {
			le.PutUint64(to[8*k:], v)
		}
		b = b[nativeCDP:]
	}
	for i, row := range h.cur {
		le.PutUint64(b[8*i:], row)
	}
}

// putUnion writes numbers as getUnion reads them. Where a long is shorter than 8
// bytes, those behind it stay.
func (l Layout) putUnion(b []byte, from []uint64, counts uint) {
	for i, v := range from {
		if counts&(1<<i) != 0 {
			l.putLong(b[8*i:], v)
		} else {
			l.order().PutUint64(b[8*i:], v)
		}
	}
}

func (l Layout) putCDP(b []byte, c *cdpState, cf cfKind) {
	l.putUnion(b, c.slot[:], cdpCounts)
	if cf == cfFailures {
		Layout{}.putUnion(b, c.slot[:up(failHistory, 8)/8], 0)
	}
}

// encodeDefinitions writes version, step, data sources and archives into a raw
// header that is there. What stands between them stays.
func (h *header) encodeDefinitions() {
	l, o := h.layout, h.layout.offsets(h.version)
	copy(h.raw[4:], fmt.Sprintf("%04d", h.version))
	l.putLong(h.raw[o.step:], h.step)
	b := h.raw[o.statSize:]
	for i := range h.ds {
		clear(b[:2*nameSize])
		h.encodeSource(&h.ds[i], b[:o.dsSize])
		b = b[o.dsSize:]
	}
	for i := range h.rra {
		d := &h.rra[i]
		l.putLong(b[o.rraRows:], d.rows)
		l.putLong(b[o.rraPDPs:], d.pdps)
		l.putUnion(b[o.rraPar:], d.par[:], countsOfPar(d.cf))
		b = b[o.rraSize:]
	}
}
