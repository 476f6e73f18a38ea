package rrd

import (
	"fmt"
	"iter"
	"time"
)

// A FetchResult is rows of a file at even distances, one value for each data
// source in a row.
type FetchResult struct {
	// Start is one step before the first row: a row is labelled with the end of
	// its interval. End is the label of the last row.
	Start, End time.Time

	// Step is the distance of rows.
	Step time.Duration

	// Names are the data sources.
	Names []string

	// Data are the values, row by row; NaN is unknown.
	Data []float64
}

// Len is the number of rows.
func (r *FetchResult) Len() int {
	if r == nil || len(r.Names) == 0 {
		return 0
	}
	return len(r.Data) / len(r.Names)
}

// Row is the values of row i, which must not be changed; nil if there is no such
// row.
func (r *FetchResult) Row(i int) []float64 {
	if i < 0 || i >= r.Len() {
		return nil
	}
	n := len(r.Names)
	return r.Data[i*n : (i+1)*n : (i+1)*n]
}

// Time is the label of row i: the end of its interval.
func (r *FetchResult) Time(i int) time.Time {
	if r == nil {
		return time.Time{}
	}
	return r.Start.Add(time.Duration(i+1) * r.Step)
}

// All yields the rows with their labels.
func (r *FetchResult) All() iter.Seq2[time.Time, []float64] {
	return func(yield func(time.Time, []float64) bool) {
		for i := range r.Len() {
			if !yield(r.Time(i), r.Row(i)) {
				return
			}
		}
	}
}

// mostFetched bounds the values that one fetch may return.
const mostFetched = 1 << 27

// earliest is the first second that librrd accepts: the end of 1979.
const earliest = 315360000

// A rowRange is what a fetch comes to: which archive, and which of its rows.
type rowRange struct {
	rra        int
	start, end int64
	step       int64
}

func (w rowRange) rows() int64 { return (w.end - w.start) / w.step }

// choose finds the archive that answers best: one that covers the start and is
// nearest to the wanted resolution, else one that covers most.
func (h *header) choose(cf cfKind, start, end, step int64) (rowRange, error) {
	full, part := -1, -1
	var fullDiff, partDiff, partCovered int64
	for i := range h.rra {
		if !h.rra[i].answers(cf) {
			continue
		}
		rowStep := h.rowStep(i)
		first := h.lastRow(i) - rowStep*int64(h.rra[i].rows)
		diff := max(step-rowStep, rowStep-step)
		if first <= start {
			if full < 0 || diff < fullDiff {
				full, fullDiff = i, diff
			}
			continue
		}
		covered := end - start - (first - start)
		if part < 0 || covered > partCovered || covered == partCovered && diff < partDiff {
			part, partCovered, partDiff = i, covered, diff
		}
	}
	best := full
	if best < 0 {
		best = part
	}
	if best < 0 {
		return rowRange{}, &Error{Kind: ErrNoRRA, Reason: "the RRD does not contain an RRA matching the chosen CF"}
	}
	s := h.rowStep(best)
	w := rowRange{rra: best, start: start - start%s, end: end + s - end%s, step: s}
	if w.rows()*int64(len(h.ds)) > mostFetched || w.rows() > mostFetched {
		return rowRange{}, &Error{Kind: ErrOperational, Reason: fmt.Sprintf("%d rows of %d values are more than can be fetched at once", w.rows(), len(h.ds))}
	}
	return w, nil
}

// answers reports whether an archive answers for a consolidation function. Rows
// of a single primary data point are the same for all.
func (r *rraDef) answers(cf cfKind) bool {
	return r.cf == cf || r.pdps == 1 && r.cf.plain() && cf.plain()
}

// fetch reads the rows of a range. Rows that the archive does not have are
// unknown.
func (r *file) fetch(w rowRange) ([]float64, error) {
	h := r.head
	n, count := len(h.ds), int(w.rows())
	data := make([]float64, count*n)
	newest, rows := h.lastRow(w.rra), int64(h.rra[w.rra].rows)
	// Row i of the range is this many rows older than the newest.
	oldAt := func(i int) int64 { return (newest - w.start - int64(i+1)*w.step) / w.step }
	i := 0
	for i < count {
		old := oldAt(i)
		if newest < w.start+int64(i+1)*w.step || old >= rows {
			for j := range n {
				data[i*n+j] = nan
			}
			i++
			continue
		}
		// As many as lie one after the other in the file.
		row := (int64(h.cur[w.rra]) - old%rows + rows) % rows
		run := int(min(int64(count-i), old+1, rows-row))
		if err := r.readValues(data[i*n:(i+run)*n], h.rraStart(w.rra)+row*h.rowSize()); err != nil {
			return nil, err
		}
		i += run
	}
	return data, nil
}

// readValues reads numbers at an offset of the file.
func (r *file) readValues(to []float64, at int64) error {
	const chunk = 1 << 12 // a buffer that stays in the first cache
	buf := make([]byte, 8*min(len(to), chunk))
	for len(to) > 0 {
		n := min(len(to), chunk)
		if _, err := r.f.ReadAt(buf[:8*n], at); err != nil {
			return &Error{Kind: ErrOperational, Path: r.path, Reason: fmt.Sprintf("reading '%s': %s", r.path, osText(err)), Err: err}
		}
		r.head.layout.getFloats(to[:n], buf)
		to, at = to[n:], at+int64(8*n)
	}
	return nil
}

// fetchResult is a fetch of seconds since 1970.
func (r *file) fetchResult(cf CF, start, end, step int64) (*FetchResult, error) {
	kind := cfByName(string(cf))
	if kind == cfNone {
		return nil, &Error{Kind: ErrSyntax, Path: r.path, Reason: fmt.Sprintf("unknown consolidation function '%s'", cf)}
	}
	w, err := r.head.choose(kind, start, end, step)
	if err != nil {
		return nil, err
	}
	data, err := r.fetch(w)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(r.head.ds))
	for i := range names {
		names[i] = r.head.ds[i].name
	}
	return &FetchResult{
		Start: time.Unix(w.start, 0), End: time.Unix(w.end, 0), Step: time.Duration(w.step) * time.Second,
		Names: names, Data: data,
	}, nil
}
