package rrd

import "math"

// A rowStore is where rows of archives are.
type rowStore interface {
	readRow(rra int, row uint64, to []float64) error
	writeRow(rra int, row uint64, from []float64) error
}

// An updater takes readings into a file. It follows librrd operation by
// operation, since the bits of the files are to be the same.
type updater struct {
	h    *header
	rows rowStore

	fresh []float64 // what each source's reading adds, NaN if unknown
	open  []float64 // the part of it that belongs to the primary data point that was open
	point []float64 // the primary data point of each source that was completed

	written    []uint64 // rows to write for each archive
	skip       []bool   // archives whose rows are passed over
	row        []float64
	season     []float64 // coefficients of a season
	lastSeason []float64
	smooth     bool // seasons are due to be smoothed
	rpn        rpnMachine
	now        int64
	notify     func(rra int, time int64, values []float64)
}

func newUpdater(h *header, rows rowStore) *updater {
	n := len(h.ds)
	buf := make([]float64, 6*n)
	part := func(i int) []float64 { return buf[i*n : (i+1)*n : (i+1)*n] }
	return &updater{
		h: h, rows: rows, fresh: part(0), open: part(1), point: part(2), row: part(3), season: part(4), lastSeason: part(5),
		written: make([]uint64, len(h.rra)), skip: make([]bool, len(h.rra)),
		rpn: rpnMachine{stored: true},
	}
}

// interval is the seconds from the last update to a time.
func (u *updater) interval(sec, usec int64) float64 {
	return float64(sec-u.h.lastUp) + float64(usec-u.h.lastUpUsec)/1e6
}

// advance takes what readings add, in u.fresh, as of a time that is later than
// the last one.
func (u *updater) advance(sec, usec int64) error {
	h := u.h
	interval := u.interval(sec, usec)
	step := int64(h.step)
	before, now := h.lastUp-h.lastUp%step, sec-sec%step
	if now <= before {
		u.gatherOnly(interval)
	} else {
		pre := float64(now-h.lastUp) - float64(h.lastUpUsec)/1e6
		post := float64(sec%step) + float64(usec)/1e6
		s := span{
			interval: interval, pre: pre, post: post, elapsed: uint64(now-before) / h.step, first: uint64(before) / h.step, end: now,
		}
		if err := u.complete(s); err != nil {
			return err
		}
	}
	h.lastUp = sec
	if h.version >= 3 {
		h.lastUpUsec = usec
	}
	return nil
}

// gatherOnly adds to primary data points that stay open.
func (u *updater) gatherOnly(interval float64) {
	for i := range u.h.pdp {
		p, v := &u.h.pdp[i], u.fresh[i]
		switch {
		case v != v:
			p.unknown += uint64(math.Floor(interval))
		case p.value != p.value:
			p.value = v
		default:
			p.value += v
		}
	}
}

// A span is the time of an update that completes primary data points.
type span struct {
	interval float64 // seconds that the readings are of
	pre      float64 // those up to the end of the last point that is complete
	post     float64 // those after it
	elapsed  uint64  // points that are complete
	first    uint64  // number of the first of them
	end      int64   // when the last of them ended
}

// complete closes primary data points. Where there are several, the one that was
// open gets its share of the readings first.
func (u *updater) complete(s span) error {
	if s.elapsed > 1 {
		if open := uint64(s.pre) % u.h.step; open > 0 {
			share := float64(open)
			for i, v := range u.fresh {
				u.open[i] = float64(v*share) / s.interval
				u.fresh[i] = v - u.open[i]
			}
			u.fresh, u.open = u.open, u.fresh
			end := s.end - int64((s.elapsed-1)*u.h.step)
			err := u.points(span{interval: share, pre: share, elapsed: 1, first: s.first, end: end})
			u.fresh, u.open = u.open, u.fresh
			if err != nil {
				return err
			}
			s.interval -= share
			s.pre -= share
			s.elapsed--
			s.first++
		}
	}
	return u.points(s)
}

// points makes the primary data points of a span, and rows of them.
func (u *updater) points(s span) error {
	if err := u.primary(s); err != nil {
		return err
	}
	if err := u.consolidate(s); err != nil {
		return err
	}
	if err := u.predictions(s.elapsed); err != nil {
		return err
	}
	return u.write(s)
}

// primary makes the primary data point of each source.
func (u *updater) primary(s span) error {
	h := u.h
	for i := range h.pdp {
		p, d, v := &h.pdp[i], &h.ds[i], u.fresh[i]
		unknown := 0.0
		if v != v {
			unknown = s.pre
		} else {
			if p.value != p.value {
				p.value = 0
			}
			p.value += float64(v / s.interval * s.pre)
		}
		heartbeat := d.heartbeat
		if d.kind == dsCompute {
			heartbeat = d.heartRaw
		}
		if s.interval > float64(heartbeat) || float64(h.step)/2 < float64(p.unknown) {
			u.point[i] = nan
		} else {
			u.point[i] = p.value / (float64(s.elapsed*h.step-p.unknown) - unknown)
		}
		if d.kind == dsCompute {
			u.rpn.values, u.rpn.now = u.point, u.now
			var err error
			if u.point[i], err = u.rpn.eval(d.rpn); err != nil {
				return err
			}
		}
		if v != v {
			p.unknown, p.value = uint64(math.Floor(s.post)), nan
		} else {
			p.unknown, p.value = 0, float64(v/s.interval*s.post)
		}
	}
	return nil
}

// write puts the rows that are due into the archives.
func (u *updater) write(s span) error {
	h, n := u.h, len(u.h.ds)
	for r := range h.rra {
		slot := cdpPrimary
		for left := u.written[r]; left > 0; left-- {
			if h.cur[r]++; h.cur[r] >= h.rra[r].rows {
				h.cur[r] = 0
			}
			if u.skip[r] {
				continue
			}
			for i := range n {
				u.row[i] = canonical(h.cdp[r*n+i].float(slot))
			}
			if err := u.rows.writeRow(r, h.cur[r], u.row); err != nil {
				return err
			}
			if u.notify != nil {
				rowStep := h.rowStep(r)
				u.notify(r, s.end-s.end%rowStep-int64(left-1)*rowStep, u.row)
			}
			slot = cdpSecondary
		}
	}
	return nil
}
