package rrd

import (
	"fmt"
	"slices"
	"time"
)

// openSources opens the files that a new one is filled from.
func openSources(paths []string, locking Locking) ([]*file, error) {
	var all []*file
	for _, path := range paths {
		f, err := openFile(path, false, locking)
		if err != nil {
			return all, &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("error checking for source RRD %s: %s", path, sourceError(err)), Err: err}
		}
		all = append(all, f)
	}
	return all, nil
}

// sourceError is the cause of an error, in the words of the C library.
func sourceError(err error) string {
	if e, ok := err.(*Error); ok && e.Err != nil {
		return osText(e.Err)
	}
	return reasonOf(err)
}

func closeAll(files []*file) {
	for _, f := range files {
		f.close()
	}
}

func latestUpdate(files []*file) time.Time {
	latest := int64(0)
	for _, f := range files {
		latest = max(latest, f.head.lastUp)
	}
	return time.Unix(latest, 0)
}

// A filler is a file that another is filled from.
type filler struct {
	h    *header
	data [][]float64 // of each archive, as they lie in the file
	from []int       // the source that each source of the new file takes, or -1
}

func newFiller(h *header, data [][]float64, from []int) *filler { return &filler{h, data, from} }

// prefill computes the values of a new file from those of others, and takes over
// what they were gathering; nil if there are none.
func (s *Spec) prefill(h *header, files []*file) ([][]float64, error) {
	if len(files) == 0 {
		return nil, nil
	}
	if err := h.checkMemory(""); err != nil {
		return nil, err
	}
	var fillers []*filler
	for number, f := range files {
		data, err := f.readAll()
		if err != nil {
			return nil, err
		}
		fillers = append(fillers, newFiller(f.head, data, s.mapping(h, f.head, number+1)))
	}
	for i := range h.ds {
		h.takePoint(i, fillers)
	}
	all := make([][]float64, len(h.rra))
	for r := range h.rra {
		all[r] = h.filled(r, fillers)
	}
	h.encodeLive()
	return all, nil
}

// mapping is which source of a file each source of the new one takes.
func (s *Spec) mapping(h, old *header, number int) []int {
	from := make([]int, len(h.ds))
	for i := range h.ds {
		name, file := h.ds[i].name, 0
		for _, source := range s.Sources {
			if source.Name == name && source.From != "" {
				name, file = source.From, source.FromFile
			}
		}
		from[i] = -1
		if at, ok := old.source(name); ok && (file == 0 || file == number) {
			from[i] = at
		}
	}
	return from
}

// takePoint takes over the primary data point that a file is gathering, if it
// lies within that of the new one.
func (h *header) takePoint(i int, fillers []*filler) {
	for _, f := range fillers {
		at := -1
		if i < len(f.from) {
			at = f.from[i]
		}
		if at < 0 || f.h.lastUp != h.lastUp || f.h.ds[at].kind != h.ds[i].kind || f.h.pdp[at].last[0] == 'U' {
			continue
		}
		if f.h.lastUp-f.h.lastUp%int64(f.h.step) >= h.lastUp-h.lastUp%int64(h.step) {
			h.pdp[i] = f.h.pdp[at]
			return
		}
	}
}

// filled computes the rows of an archive, as they lie in the file, and the row
// that it is gathering.
func (h *header) filled(r int, fillers []*filler) []float64 {
	n, d := len(h.ds), &h.rra[r]
	values := make([]float64, int(d.rows)*n)
	for k := range values {
		values[k] = nan
	}
	if !d.cf.plain() {
		return values
	}
	newest, step := h.lastRow(r), h.rowStep(r)
	for i := range n {
		sources := h.candidates(r, i, fillers)
		if len(sources) == 0 {
			continue
		}
		for age := range int64(d.rows) {
			row := (int64(h.cur[r]) - age + int64(d.rows)) % int64(d.rows)
			values[int(row)*n+i] = fillRow(d, newest-age*step, step, sources)
		}
		h.fillState(r, i, sources)
	}
	return values
}

// A candidate is a column of an archive that rows can be made of.
type candidate struct {
	f         *filler
	rra, from int
	step      int64
	newest    int64
}

// value is the row at a time, which must be one of its rows.
func (c candidate) value(end int64) float64 {
	d := &c.f.h.rra[c.rra]
	age := (c.newest - end) / c.step
	if age < 0 || age >= int64(d.rows) {
		return nan
	}
	row := (int64(c.f.h.cur[c.rra]) - age%int64(d.rows) + int64(d.rows)) % int64(d.rows)
	return c.f.data[c.rra][int(row)*len(c.f.h.ds)+c.from]
}

// candidates are the archives of the same function or of averages, file after
// file: of each those of the same function and step first, then averages, the
// finer ones and the longer ones.
func (h *header) candidates(r, i int, fillers []*filler) []candidate {
	d, step := &h.rra[r], h.rowStep(r)
	var all []candidate
	for _, f := range fillers {
		if i >= len(f.from) || f.from[i] < 0 {
			continue
		}
		var of []candidate
		for other := range f.h.rra {
			if cf := f.h.rra[other].cf; cf == d.cf || cf == cfAverage {
				of = append(of, candidate{f, other, f.from[i], f.h.rowStep(other), f.h.lastRow(other)})
			}
		}
		slices.SortStableFunc(of, func(a, b candidate) int { return compareCandidates(a, b, d.cf, step) })
		all = append(all, of...)
	}
	return all
}

// compareCandidates orders archives of one file for rows of a function and a
// step.
func compareCandidates(a, b candidate, cf cfKind, step int64) int {
	exact := func(c candidate) bool { return c.f.h.rra[c.rra].cf == cf && c.step == step }
	da, db := &a.f.h.rra[a.rra], &b.f.h.rra[b.rra]
	switch {
	case exact(a) != exact(b):
		return before(exact(a))
	case (da.cf == cfAverage) != (db.cf == cfAverage):
		return before(da.cf == cfAverage)
	case a.step != b.step:
		return before(a.step < b.step)
	case da.rows != db.rows:
		return before(da.rows > db.rows)
	}
	return 0
}

func before(yes bool) int {
	if yes {
		return -1
	}
	return 1
}

// fillRow is the value of the row that ends at a time: of what is known of it,
// each second once. It is unknown unless more than the part that may be unknown
// is covered.
func fillRow(d *rraDef, end, step int64, sources []candidate) float64 {
	start := end - step
	var seen knownSpans
	value := nan
	for _, c := range sources {
		for rowEnd := start - start%c.step + c.step; rowEnd-c.step < end; rowEnd += c.step {
			v := c.value(rowEnd)
			if v != v {
				continue
			}
			fresh := seen.add(max(start, rowEnd-c.step), min(end, rowEnd))
			if fresh == 0 {
				continue
			}
			switch {
			case d.cf == cfAverage:
				value = orElse(value, 0) + float64(v/float64(step)*float64(fresh))
			case value != value || d.cf == cfLast:
				value = v
			case d.cf == cfMin:
				value = smaller(value, v)
			case d.cf == cfMax:
				value = larger(value, v)
			}
		}
		if seen.total == step {
			break
		}
	}
	if float64(seen.total) <= d.float(parXFF)*float64(step) {
		return nan
	}
	if d.cf == cfAverage && seen.total < step {
		value = value * (float64(step) / float64(seen.total))
	}
	return value
}

// knownSpans are the seconds of a row that are known.
type knownSpans struct {
	spans [][2]int64 // in order, apart from each other
	total int64
}

// add covers what lies after from up to to, and returns how much of it was not
// covered before.
func (c *knownSpans) add(from, to int64) int64 {
	fresh := to - from
	var kept [][2]int64
	for _, s := range c.spans {
		if overlap := min(to, s[1]) - max(from, s[0]); overlap > 0 {
			fresh -= overlap
		}
		if s[1] < from || s[0] > to {
			kept = append(kept, s)
			continue
		}
		from, to = min(from, s[0]), max(to, s[1])
	}
	c.spans = append(kept, [2]int64{from, to})
	c.total += max(fresh, 0)
	return max(fresh, 0)
}

// fillState makes the row that an archive is gathering of the finest averages.
func (h *header) fillState(r, i int, sources []candidate) {
	d, c := &h.rra[r], &h.cdp[r*len(h.ds)+i]
	for _, s := range sources {
		same := s.f.h.rra[s.rra]
		if same.cf == d.cf && same.pdps == d.pdps && s.f.h.step == h.step && s.f.h.lastUp/int64(h.step) == h.lastUp/int64(h.step) {
			*c = s.f.h.cdp[s.rra*len(s.f.h.ds)+s.from]
			return
		}
	}
	finest := slices.IndexFunc(sources, func(s candidate) bool { return s.f.h.rra[s.rra].cf == cfAverage && s.step <= int64(h.step) })
	if finest < 0 || d.pdps == 1 {
		return
	}
	c.slot[cdpUnknown] = 0
	c.setFloat(cdpValue, d.empty())
	point := rraDef{cf: cfAverage}
	last := h.lastUp - h.lastUp%int64(h.step)
	for end := h.lastRow(r) + int64(h.step); end <= last; end += int64(h.step) {
		d.gather(c, fillRow(&point, end, int64(h.step), sources[finest:finest+1]), 1, d.pdps, false)
	}
}
