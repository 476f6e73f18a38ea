package rrd

import (
	"iter"
	"slices"
	"time"
)

// A Point is a row of a file, for those who leave rrd for another store.
type Point struct {
	Time   time.Time     // the end of its interval
	Step   time.Duration // the interval's length
	CF     CF            // of the archive that it is from
	Values []float64     // one for each data source; NaN is unknown
}

// Points yields what the file knows, in order of time and each instant once: from
// the finest archive as far back as it reaches, and before that from the next.
// Only archives that answer for the consolidation function count. Rows of which
// nothing is known are left out. The last yield has the error, if there is one.
func (db *DB) Points(cf CF) iter.Seq2[Point, error] {
	return func(yield func(Point, error) bool) {
		stopped := false
		err := db.view(func(r *file) error {
			kind := cfByName(string(cf))
			if kind == cfNone {
				return specError("unknown consolidation function '%s'", cf)
			}
			parts := r.head.parts(kind)
			if len(parts) == 0 {
				return &Error{Kind: ErrNoRRA, Path: r.path, Reason: "the RRD does not contain an RRA matching the chosen CF"}
			}
			for _, p := range parts {
				more, err := r.yieldPart(p, yield)
				if err != nil {
					return err
				}
				if !more {
					stopped = true
					return nil
				}
			}
			return nil
		})
		if err != nil && !stopped {
			yield(Point{}, err)
		}
	}
}

// A part is a time for which one archive is the finest: rows that end after from
// and up to to.
type part struct {
	rra      int
	from, to int64
}

// parts divides the time that archives cover among them, the oldest first.
func (h *header) parts(cf cfKind) []part {
	var order []int
	for i := range h.rra {
		if h.rra[i].answers(cf) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		if d := h.rowStep(a) - h.rowStep(b); d != 0 {
			return int(max(min(d, 1), -1))
		}
		return int(max(min(int64(h.rra[b].rows)-int64(h.rra[a].rows), 1), -1))
	})
	var all []part
	end := int64(0)
	for k, i := range order {
		first := h.firstRow(i) - h.rowStep(i)
		if k == 0 {
			end = h.lastRow(i)
		}
		if first < end {
			all = append(all, part{i, first, end})
			end = first
		}
	}
	slices.Reverse(all)
	return all
}

// yieldPart yields the rows of a part.
func (r *file) yieldPart(p part, yield func(Point, error) bool) (more bool, err error) {
	h := r.head
	step := h.rowStep(p.rra)
	// A row of a coarse archive that reaches into the finer one is not whole.
	end := p.to - p.to%step
	const most = 1 << 14
	for from := p.from; from < end; {
		to := min(end, from+most*step)
		data, err := r.fetch(rowRange{rra: p.rra, start: from, end: to, step: step})
		if err != nil {
			return false, err
		}
		n := len(h.ds)
		for i := 0; i*n < len(data); i++ {
			row := data[i*n : (i+1)*n : (i+1)*n]
			if !slices.ContainsFunc(row, func(v float64) bool { return v == v }) {
				continue
			}
			point := Point{time.Unix(from+int64(i+1)*step, 0), time.Duration(step) * time.Second, cfNames[h.rra[p.rra].cf], row}
			if !yield(point, nil) {
				return false, nil
			}
		}
		from = to
	}
	return true, nil
}
