package rrd

import (
	"encoding/binary"
	"math"
)

// A Layout is how a machine's C compiler lays librrd's structures out in a file.
// Librrd reads only files of its own machine; this package reads all of them.
// The zero value is the layout of 64-bit little-endian machines.
type Layout struct {
	// BigEndian is set where the most significant byte comes first.
	BigEndian bool

	// Long32 is set where a C long has 4 bytes: on 32-bit machines and on Windows.
	Long32 bool

	// Time32 is set where a time has 4 bytes, Long32 or not.
	Time32 bool

	// Align4 is set where 8-byte numbers may begin at multiples of 4, as on i386.
	Align4 bool
}

// order is the byte order.
func (l Layout) order() binary.ByteOrder {
	if l.BigEndian {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

func (l Layout) long() int {
	if l.Long32 {
		return 4
	}
	return 8
}

func (l Layout) time() int {
	if l.Time32 {
		return 4
	}
	return 8
}

// align is where an 8-byte number may begin.
func (l Layout) align() int {
	if l.Align4 {
		return 4
	}
	return 8
}

// up rounds an offset up.
func up(n, align int) int { return (n + align - 1) / align * align }

// Offsets and sizes of librrd's structures, which stand in a file one after the
// other: a stat_head, a ds_def for each data source, an rra_def for each
// archive, a live_head, a pdp_prep for each data source, a cdp_prep for each
// data source of each archive, an rra_ptr for each archive. The values follow.
type offsets struct {
	floatCookie, dsCount, rraCount, step, statSize int
	dsPar, dsSize                                  int
	rraRows, rraPDPs, rraPar, rraSize              int
	liveUsec, liveSize                             int
	pdpScratch, pdpSize                            int
	cdpSize                                        int
	ptrSize                                        int
}

// Sizes that are the same everywhere.
const (
	cookieText  = "RRD\x00"
	floatCookie = 8.642135e130
	nameSize    = 20
	lastSize    = 30
	parCount    = 10
	parSize     = 8 * parCount
)

// offsets of files with or without microseconds, which version 3 brought.
func (l Layout) offsets(version int) offsets {
	var o offsets
	long, align := l.long(), l.align()
	o.floatCookie = up(4+5, align)
	o.dsCount = o.floatCookie + 8
	o.rraCount = o.dsCount + long
	o.step = o.rraCount + long
	o.statSize = up(o.step+long, align) + parSize
	o.dsPar = up(2*nameSize, align)
	o.dsSize = o.dsPar + parSize
	o.rraRows = up(nameSize, long)
	o.rraPDPs = o.rraRows + long
	o.rraPar = up(o.rraPDPs+long, align)
	o.rraSize = o.rraPar + parSize
	o.liveUsec = l.time()
	o.liveSize = l.time()
	if version >= 3 {
		o.liveSize = up(l.time()+long, max(long, min(l.time(), align)))
	}
	o.pdpScratch = up(lastSize, align)
	o.pdpSize = o.pdpScratch + parSize
	o.cdpSize = parSize
	o.ptrSize = long
	return o
}

func (l Layout) getFloat(b []byte) float64 { return math.Float64frombits(l.order().Uint64(b)) }

func (l Layout) putFloat(b []byte, v float64) { l.order().PutUint64(b, math.Float64bits(v)) }

// getFloats reads numbers one after the other.
func (l Layout) getFloats(to []float64, b []byte) {
	if l.BigEndian {
		for i := range to {
			to[i] = math.Float64frombits(binary.BigEndian.Uint64(b[8*i:]))
		}
		return
	}
	for i := range to {
		to[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
}

// putFloats writes numbers one after the other.
func (l Layout) putFloats(b []byte, values []float64) {
	for i, v := range values {
		if l.BigEndian {
			binary.BigEndian.PutUint64(b[8*i:], math.Float64bits(v))
		} else {
			binary.LittleEndian.PutUint64(b[8*i:], math.Float64bits(v))
		}
	}
}

// getLong reads an unsigned long.
func (l Layout) getLong(b []byte) uint64 {
	if l.Long32 {
		return uint64(l.order().Uint32(b))
	}
	return l.order().Uint64(b)
}

// putLong writes an unsigned long, of which 4 bytes may hold less.
func (l Layout) putLong(b []byte, v uint64) {
	if l.Long32 {
		l.order().PutUint32(b, uint32(v))
		return
	}
	l.order().PutUint64(b, v)
}

// getTime reads a signed time.
func (l Layout) getTime(b []byte) int64 {
	if l.Time32 {
		return int64(int32(l.order().Uint32(b)))
	}
	return int64(l.order().Uint64(b))
}

func (l Layout) putTime(b []byte, v int64) {
	if l.Time32 {
		l.order().PutUint32(b, uint32(v))
		return
	}
	l.order().PutUint64(b, uint64(v))
}

// guessLayouts are the layouts that the first bytes of a file allow, by where
// and how the float cookie stands and by how large the counts would be.
func guessLayouts(b []byte) []Layout {
	var all []Layout
	for _, big := range []bool{false, true} {
		for _, align4 := range []bool{false, true} {
			for _, long32 := range []bool{false, true} {
				l := Layout{BigEndian: big, Long32: long32, Align4: align4}
				o := l.offsets(3)
				if len(b) < o.statSize || l.getFloat(b[o.floatCookie:]) != floatCookie {
					continue
				}
				// Read with the wrong size, one of two small numbers is 0 or huge.
				if n := l.getLong(b[o.dsCount:]); n == 0 || n > mostHeader {
					continue
				}
				if n := l.getLong(b[o.rraCount:]); n == 0 || n > mostHeader {
					continue
				}
				if align4 && !long32 {
					continue // no such machine
				}
				if long32 {
					short := l
					short.Time32 = true
					all = append(all, short)
				}
				all = append(all, l)
			}
		}
	}
	return all
}
