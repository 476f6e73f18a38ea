package rrd

import (
	"fmt"
	"time"
)

// Rewrite replaces primary data points of the past, as after an outage of what
// measures, or to correct a wrong reading; update takes only what is new. Rows
// are the values of steps that follow each other, the first of which ends at
// first; each has a value per data source, as a rate where the source is a
// counter, and NaN for unknown.
//
// Archives of single points take the values as they are. Rows of several points
// are made anew, of the values given and of those that an archive of single
// points still has; where some of a row's points are in neither, the row stays.
// The Holt-Winters family is not touched. What is not older than the last update
// is refused, and then nothing is changed.
func (db *DB) Rewrite(first time.Time, rows [][]float64) error {
	if db == nil {
		return errClosed
	}
	db.mu.Lock()
	defer db.mu.Unlock()
	w, err := db.writer()
	if err != nil {
		return err
	}
	p, err := w.patch(first, rows)
	if err != nil {
		return err
	}
	for i := range w.file.head.rra {
		if err := p.archive(i); err != nil {
			return err
		}
	}
	return w.rows.flush()
}

// A patch is primary data points that replace others.
type patch struct {
	w     *writer
	first int64 // end of the first step
	rows  [][]float64
	fine  int // an archive of single points, or -1
}

func (w *writer) patch(first time.Time, rows [][]float64) (*patch, error) {
	h := w.file.head
	step, at := int64(h.step), first.Unix()
	if at%step != 0 || first.Nanosecond() != 0 {
		return nil, specError("%v is not the end of a step of %d seconds", first, step)
	}
	newest := h.lastUp - h.lastUp%step
	if end := at + int64(len(rows)-1)*step; at < earliest || end > newest {
		return nil, &Error{Kind: ErrPast, Path: w.file.path, Reason: fmt.Sprintf("steps that end from %d to %d are not all of the past, which ends at %d", at, end, newest)}
	}
	for i, row := range rows {
		if len(row) != len(h.ds) {
			return nil, specError("row %d has %d values for %d data sources", i, len(row), len(h.ds))
		}
	}
	p := &patch{w: w, first: at, rows: rows, fine: -1}
	for i := range h.rra {
		if d := &h.rra[i]; d.cf.plain() && d.pdps == 1 && (p.fine < 0 || d.rows > h.rra[p.fine].rows) {
			p.fine = i
		}
	}
	return p, nil
}

// place is where an archive has the row that ends at a time.
func (p *patch) place(rra int, end int64) (row uint64, ok bool) {
	h := p.w.file.head
	d := &h.rra[rra]
	age := (h.lastRow(rra) - end) / h.rowStep(rra)
	if end > h.lastRow(rra) || age >= int64(d.rows) {
		return 0, false
	}
	return (h.cur[rra] + d.rows - uint64(age)) % d.rows, true
}

// archive rewrites the rows of an archive.
func (p *patch) archive(i int) error {
	h := p.w.file.head
	d := &h.rra[i]
	if !d.cf.plain() {
		return nil
	}
	step, rowStep := int64(h.step), h.rowStep(i)
	last := p.first + int64(len(p.rows)-1)*step
	values := make([]float64, len(h.ds))
	for end := p.first + (rowStep-p.first%rowStep)%rowStep; end-rowStep < last; end += rowStep {
		row, ok := p.place(i, end)
		if !ok {
			continue
		}
		whole, err := p.make(d, end, values)
		if err != nil {
			return err
		}
		if !whole {
			continue
		}
		if err := p.w.rows.writeRow(i, row, values); err != nil {
			return err
		}
	}
	return nil
}

// make computes a row from its points. It is not whole where one of them is
// nowhere to be had.
func (p *patch) make(d *rraDef, end int64, values []float64) (whole bool, err error) {
	h := p.w.file.head
	step := int64(h.step)
	states := make([]cdpState, len(values))
	for i := range states {
		states[i].setFloat(cdpValue, d.empty())
	}
	point := make([]float64, len(values))
	for k := range int64(d.pdps) {
		at := end - (int64(d.pdps)-1-k)*step
		if i := (at - p.first) / step; at >= p.first && i < int64(len(p.rows)) {
			copy(point, p.rows[i])
		} else {
			if p.fine < 0 {
				return false, nil
			}
			row, ok := p.place(p.fine, at)
			if !ok {
				return false, nil
			}
			if err := p.w.rows.readRow(p.fine, row, point); err != nil {
				return false, err
			}
		}
		for i := range states {
			if d.pdps == 1 {
				values[i] = canonicalOf(point[i])
				continue
			}
			d.gather(&states[i], canonicalOf(point[i]), 1, 1, k == int64(d.pdps)-1)
			values[i] = states[i].float(cdpPrimary)
		}
	}
	return true, nil
}

// canonicalOf gives the unknown of a caller the bits of librrd's.
func canonicalOf(v float64) float64 {
	if v != v {
		return nan
	}
	return v
}
