package rrd

import "math"

// seasonAt reads the row of a seasonal archive that lies some rows ahead of the
// newest.
func (u *updater) seasonAt(r int, ahead uint64, to []float64) error {
	rows := u.h.rra[r].rows
	return u.rows.readRow(r, (u.h.cur[r]+ahead%rows)%rows, to)
}

// predictions lets the archives of single points take one or two points, in
// their order: what comes before another sees its coefficients of the step
// before, what comes after it those of this step.
func (u *updater) predictions(elapsed uint64) error {
	h, n := u.h, len(u.h.ds)
	for left := elapsed; left > 0 && left < 3; left-- {
		slot, ahead := cdpPrimary, elapsed+1
		if left < elapsed {
			slot, ahead = cdpSecondary, elapsed+2
		}
		for r := range h.rra {
			d := &h.rra[r]
			if d.pdps != 1 {
				continue
			}
			if d.cf.seasons() {
				if err := u.seasonAt(r, ahead, u.season); err != nil {
					return err
				}
			}
			for i := range n {
				c := &h.cdp[r*n+i]
				v := u.point[i]
				switch d.cf {
				case cfHWPredict, cfMHWPredict:
					v = u.forecast(r, i, c, v)
				case cfSeasonal:
					v = u.seasonal(r, i, c, v)
				case cfDevSeasonal:
					v = u.seasonalDeviation(r, i, c, v)
				case cfDevPredict:
					v = u.deviationAhead(r, i)
				case cfFailures:
					v = u.failure(r, i, c, v)
				}
				c.setFloat(slot, v)
			}
		}
	}
	return nil
}

// with is the state of another archive for the same source, and whether that
// archive comes before this one and has taken the point already.
func (u *updater) with(r, i int) (other int, c *cdpState, before bool) {
	other = int(u.h.rra[r].par[parDependent])
	return other, &u.h.cdp[other*len(u.h.ds)+i], other < r
}

// seasonOf is the coefficient of a seasonal archive for this point.
func seasonOf(c *cdpState, done bool) float64 {
	if done {
		return c.float(cdpLastSeason)
	}
	return c.float(cdpSeason)
}

// forecast is what was to be expected, and lets the prediction learn from what
// came.
func (u *updater) forecast(r, i int, c *cdpState, seen float64) float64 {
	d := &u.h.rra[r]
	multiply := d.cf == cfMHWPredict
	c.slot[cdpLastIntercept] = c.slot[cdpIntercept]
	c.slot[cdpLastSlope] = c.slot[cdpSlope]
	c.slot[cdpLastNulls] = c.slot[cdpNulls]
	_, seasonal, before := u.with(r, i)
	season := seasonOf(seasonal, before)
	intercept, slope, nulls := c.float(cdpIntercept), c.float(cdpSlope), float64(int32(c.slot[cdpNulls]))
	if intercept != intercept || slope != slope || season != season {
		if intercept != intercept && seen == seen {
			c.setFloat(cdpIntercept, seen)
			c.setFloat(cdpLastIntercept, seen)
			c.setFloat(cdpSlope, 0)
			c.setFloat(cdpLastSlope, 0)
			c.slot[cdpNulls], c.slot[cdpLastNulls] = 1, 1
		}
		return nan
	}
	level := intercept + float64(slope*nulls)
	expected := level + season
	if multiply {
		expected = level * season
	}
	if seen != seen {
		c.slot[cdpNulls]++
		return expected
	}
	alpha, beta := d.float(parAlpha), d.float(parBeta)
	next := learnLevel(multiply, alpha, seen, season, level)
	c.setFloat(cdpIntercept, next)
	c.setFloat(cdpSlope, float64(beta*(next-intercept))+float64((1-beta)*slope))
	c.slot[cdpNulls] = 1
	return expected
}

// learnLevel is the level after a point.
func learnLevel(multiply bool, alpha, seen, season, level float64) float64 {
	if !multiply {
		return float64(alpha*(seen-season)) + float64((1-alpha)*level)
	}
	if season <= 0 {
		return nan
	}
	return float64(alpha*(seen/season)) + float64((1-alpha)*level)
}

// learnSeason is a coefficient after a point; old is that of a cycle before.
func learnSeason(multiply bool, gamma, seen, level, old float64) float64 {
	if !multiply {
		return float64(gamma*(seen-level)) + float64((1-gamma)*old)
	}
	if level <= 0 {
		return nan
	}
	return float64(gamma*(seen/level)) + float64((1-gamma)*old)
}

// firstSeason is a coefficient of the first cycle.
func firstSeason(multiply bool, seen, level float64) float64 {
	if !multiply {
		return seen - level
	}
	if level <= 0 {
		return nan
	}
	return seen / level
}

// seasonal is the coefficient that goes into the row of this season.
func (u *updater) seasonal(r, i int, c *cdpState, seen float64) float64 {
	d := &u.h.rra[r]
	old := c.float(cdpSeason)
	c.setFloat(cdpLastSeason, old)
	c.setFloat(cdpSeason, u.season[i])
	if seen != seen {
		return old
	}
	hw, p, before := u.with(r, i)
	multiply := u.h.rra[hw].cf == cfMHWPredict
	gamma := d.float(parGamma)
	if before {
		if a, b := p.float(cdpLastIntercept), p.float(cdpLastSlope); a != a || b != b {
			return nan
		}
		if old != old {
			return firstSeason(multiply, seen, p.float(cdpLastIntercept))
		}
		return learnSeason(multiply, gamma, seen, p.float(cdpIntercept), old)
	}
	intercept, slope := p.float(cdpIntercept), p.float(cdpSlope)
	if intercept != intercept || slope != slope {
		return truth(multiply)
	}
	if old != old {
		return firstSeason(multiply, seen, intercept)
	}
	level := intercept + float64(slope*float64(int32(p.slot[cdpNulls])))
	next := learnLevel(multiply, u.h.rra[hw].float(parAlpha), seen, old, level)
	return learnSeason(multiply, gamma, seen, next, old)
}

// expected is what the prediction that an archive depends on makes of a season,
// if it is far enough.
func (u *updater) expected(hw int, p *cdpState, done bool, season float64) (value float64, known bool) {
	intercept, slope, nulls := p.float(cdpIntercept), p.float(cdpSlope), p.slot[cdpNulls]
	if done {
		intercept, slope, nulls = p.float(cdpLastIntercept), p.float(cdpLastSlope), p.slot[cdpLastNulls]
	}
	known = intercept == intercept && slope == slope && season == season
	level := intercept + float64(slope*float64(int32(nulls)))
	if u.h.rra[hw].cf == cfMHWPredict {
		return level * season, known
	}
	return level + season, known
}

// seasonalDeviation is the deviation that goes into the row of this season.
func (u *updater) seasonalDeviation(r, i int, c *cdpState, seen float64) float64 {
	n := len(u.h.ds)
	old := c.float(cdpSeason)
	c.setFloat(cdpLastSeason, old)
	c.setFloat(cdpSeason, u.season[i])
	hw, p, before := u.with(r, i)
	seasonal := int(u.h.rra[hw].par[parDependent])
	season := seasonOf(&u.h.cdp[seasonal*n+i], seasonal < r)
	expected, known := u.expected(hw, p, before, season)
	if !known {
		return nan
	}
	if seen != seen {
		return old
	}
	off := math.Abs(expected - seen)
	if old != old {
		return off
	}
	gamma := u.h.rra[r].float(parGamma)
	return float64(gamma*off) + float64((1-gamma)*old)
}

// deviationAhead is the deviation that is to be expected.
func (u *updater) deviationAhead(r, i int) float64 {
	_, c, before := u.with(r, i)
	return seasonOf(c, before)
}

// failure is 1 where, of the last points, too many were too far from what was
// expected.
func (u *updater) failure(r, i int, c *cdpState, seen float64) float64 {
	n, d := len(u.h.ds), &u.h.rra[r]
	deviations, dc, _ := u.with(r, i)
	hw := int(u.h.rra[deviations].par[parDependent])
	seasonal := int(u.h.rra[hw].par[parDependent])
	// As librrd has it, where the seasons stand decides, not the deviations.
	deviation := seasonOf(dc, seasonal < r)
	violation := byte(0)
	if deviation == deviation {
		season := seasonOf(&u.h.cdp[seasonal*n+i], seasonal < r)
		expected, _ := u.expected(hw, &u.h.cdp[hw*n+i], hw < r, season)
		if seen != seen || seen > expected+float64(d.float(parDeltaPos)*deviation) || seen < expected-float64(d.float(parDeltaNeg)*deviation) {
			violation = 1
		}
	}
	count := uint64(violation)
	for k := int(d.par[parFailWindow]) - 1; k > 0; k-- {
		c.setFlag(k, c.flag(k-1))
		count += uint64(c.flag(k))
	}
	c.setFlag(0, violation)
	return truth(count >= d.par[parThreshold])
}
