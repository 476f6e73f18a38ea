package rrd

import "math"

// burnIn is how many cycles are smoothed at their ends, before the time comes
// that differs from file to file.
const burnIn = 3

// oldWindow is the part of a cycle that is smoothed over in files that do not
// say.
const oldWindow = 0.05

// smoothWhenDue notes that seasons are to be smoothed: once a cycle, at a row
// that differs from file to file so that not all are busy at the same time.
func (u *updater) smoothWhenDue(r int, elapsed uint64) {
	d, cur := &u.h.rra[r], u.h.cur[r]
	init := &u.h.cdp[r*len(u.h.ds)].slot[cdpInit]
	at := d.par[parSmoothIndex]
	switch {
	case *init <= burnIn:
		if cur+elapsed >= d.rows {
			*init++
			u.smooth = true
		}
	case at > cur:
		u.smooth = u.smooth || cur+elapsed >= at
	default:
		u.smooth = u.smooth || cur+elapsed >= d.rows && cur+elapsed >= d.rows+at
	}
}

// smoothSeasons smooths the seasons of all archives, if that is due.
func (u *updater) smoothSeasons() error {
	if !u.smooth {
		return nil
	}
	u.smooth = false
	for r := range u.h.rra {
		if u.h.rra[r].cf.seasons() {
			if err := u.smoothArchive(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// smoothArchive puts the moving average over a part of the cycle into each row.
// The average of all seasons goes over to the level; librrd adds it even where
// seasons multiply, and files hold what comes of that.
func (u *updater) smoothArchive(r int) error {
	h, n, d := u.h, len(u.h.ds), &u.h.rra[r]
	window := oldWindow
	if h.version >= 4 {
		window = d.float(parWindow)
	}
	half := math.Floor(window / 2 * float64(d.rows))
	if !(half > 0) {
		return nil
	}
	if half > float64(d.rows) {
		half = float64(d.rows)
	}
	rows := int(d.rows)
	values := make([]float64, rows*n)
	for row := range rows {
		if err := u.rows.readRow(r, uint64(row), values[row*n:(row+1)*n]); err != nil {
			return err
		}
	}
	for _, v := range values {
		if v != v {
			return nil
		}
	}
	hw := int(d.par[parDependent])
	for i := range n {
		mean := smoothColumn(values, rows, n, i, int(half))
		if d.cf != cfSeasonal {
			continue
		}
		multiply := h.rra[hw].cf == cfMHWPredict
		for row := range rows {
			values[row*n+i] = firstSeason(multiply, values[row*n+i], mean)
		}
		c := &h.cdp[hw*n+i]
		c.setFloat(cdpIntercept, c.float(cdpIntercept)+mean)
	}
	for row := range rows {
		if err := u.rows.writeRow(r, uint64(row), values[row*n:(row+1)*n]); err != nil {
			return err
		}
	}
	return nil
}

// smoothColumn replaces a column by its moving average and returns the mean of
// that.
func smoothColumn(values []float64, rows, n, i, half int) float64 {
	at := func(row int) float64 { return values[((row%rows+rows)%rows)*n+i] }
	size := 2*half + 1
	working, sum := 0.0, 0.0
	out := make([]float64, rows)
	for row := -half; row < half; row++ {
		working += at(row)
	}
	for row := range rows {
		working += at(row + half)
		out[row] = working / float64(size)
		sum += out[row]
		working -= at(row - half)
	}
	for row := range rows {
		values[row*n+i] = out[row]
	}
	return sum / float64(rows)
}
