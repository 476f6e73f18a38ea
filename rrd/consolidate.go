package rrd

import "math"

// consolidate takes completed primary data points into the rows that archives
// gather, and counts the rows that are due.
func (u *updater) consolidate(s span) error {
	h, n := u.h, len(u.h.ds)
	for r := range h.rra {
		d := &h.rra[r]
		u.skip[r] = false
		if d.cf.seasons() {
			u.smoothWhenDue(r, s.elapsed)
		}
		toRow := d.pdps - s.first%d.pdps
		u.written[r] = 0
		if toRow <= s.elapsed {
			u.written[r] = (s.elapsed-toRow)/d.pdps + 1
		}
		if d.cf.seasons() && u.written[r] > 1 {
			u.skip[r] = true
			if err := u.seasonAt(r, s.elapsed, u.lastSeason); err != nil {
				return err
			}
			if err := u.seasonAt(r, s.elapsed+1, u.season); err != nil {
				return err
			}
		}
		u.written[r] = min(u.written[r], d.rows)
		for i := range n {
			c := &h.cdp[r*n+i]
			if d.pdps == 1 {
				if s.elapsed > 2 {
					u.jump(r, i, c, s.elapsed)
				}
				continue
			}
			d.gather(c, u.point[i], s.elapsed, toRow, u.written[r] > 0)
		}
	}
	return nil
}

// empty is what an archive's row begins with.
func (d *rraDef) empty() float64 {
	switch d.cf {
	case cfMax:
		return math.Inf(-1)
	case cfMin:
		return math.Inf(1)
	case cfAverage:
		return 0
	}
	return nan
}

// gather takes elapsed equal points into a row of several, which is complete
// after toRow of them.
func (d *rraDef) gather(c *cdpState, point float64, elapsed, toRow uint64, complete bool) {
	if !complete {
		switch {
		case point != point:
			c.slot[cdpUnknown] += elapsed
		default:
			c.setFloat(cdpValue, d.accumulate(c.float(cdpValue), point, elapsed))
		}
		return
	}
	if point != point {
		c.slot[cdpUnknown] += toRow
		c.setFloat(cdpSecondary, nan)
	} else {
		c.setFloat(cdpSecondary, point)
	}
	if float64(c.slot[cdpUnknown]) > float64(float64(d.pdps)*d.float(parXFF)) {
		c.setFloat(cdpPrimary, nan)
	} else {
		c.setFloat(cdpPrimary, d.close(c, point, toRow))
	}
	carry := (elapsed - toRow) % d.pdps
	switch {
	case carry == 0 || point != point:
		c.setFloat(cdpValue, d.empty())
	case d.cf == cfAverage:
		c.setFloat(cdpValue, point*float64(carry))
	default:
		c.setFloat(cdpValue, point)
	}
	c.slot[cdpUnknown] = 0
	if point != point {
		c.slot[cdpUnknown] = carry
	}
}

// accumulate is the value of an incomplete row with some more points.
func (d *rraDef) accumulate(value, point float64, count uint64) float64 {
	if value != value {
		if d.cf == cfAverage {
			return point * float64(count)
		}
		return point
	}
	switch d.cf {
	case cfAverage:
		return value + float64(point*float64(count))
	case cfMin:
		return smaller(value, point)
	case cfMax:
		return larger(value, point)
	}
	return point
}

// close is the value of a row that count points complete.
func (d *rraDef) close(c *cdpState, point float64, count uint64) float64 {
	value := c.float(cdpValue)
	switch d.cf {
	case cfAverage:
		if value != value {
			value = 0
		}
		if point != point {
			point = 0
		}
		return (value + float64(point*float64(count))) / float64(d.pdps-c.slot[cdpUnknown])
	case cfMax:
		return larger(orElse(value, math.Inf(-1)), orElse(point, math.Inf(-1)))
	case cfMin:
		return smaller(orElse(value, math.Inf(1)), orElse(point, math.Inf(1)))
	}
	return point
}

func orElse(v, other float64) float64 {
	if v != v {
		return other
	}
	return v
}

// jump is what becomes of an archive of single points when more than two of them
// came at once.
func (u *updater) jump(r, i int, c *cdpState, elapsed uint64) {
	d := &u.h.rra[r]
	primary, secondary := u.point[i], u.point[i]
	switch d.cf {
	case cfSeasonal, cfDevSeasonal:
		c.setFloat(cdpLastSeason, u.lastSeason[i])
		c.setFloat(cdpSeason, u.season[i])
		return
	case cfHWPredict, cfMHWPredict:
		c.slot[cdpNulls] += elapsed
		c.slot[cdpLastNulls] += elapsed - 1
		primary, secondary = nan, nan
	case cfDevPredict:
		primary, secondary = nan, nan
	case cfFailures:
		c.forgetFlags(d)
		primary, secondary = 0, 0
	}
	c.setFloat(cdpPrimary, primary)
	c.setFloat(cdpSecondary, secondary)
}
