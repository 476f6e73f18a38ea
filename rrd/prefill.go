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

	// parts lets archives answer for a part of a row. The create of librrd does not,
	// its tune does.
	parts bool
}

// source is the source that one of the new file takes, or -1.
func (f *filler) source(i int) int {
	if i >= len(f.from) {
		return -1
	}
	return f.from[i]
}

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
		fillers = append(fillers, &filler{h: f.head, data: data, from: s.mapping(h, f.head, number+1)})
	}
	for i := range h.ds {
		h.takePoint(i, fillers)
	}
	points := h.pointSources(fillers)
	all := make([][]float64, len(h.rra))
	for r := range h.rra {
		all[r] = h.filled(r, fillers, points)
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
				break
			}
		}
		from[i] = -1
		if at, ok := old.source(name); ok && (file == 0 || file == number) {
			from[i] = at
		}
	}
	return from
}

// takePoint takes over the primary data point that a file is gathering, if rows are
// taken from it too and the point ends within that of the new one.
func (h *header) takePoint(i int, fillers []*filler) {
	begin := h.lastUp - h.lastUp%int64(h.step)
	for r := range h.rra {
		for _, c := range candidates(h.rra[r].cf, h.rowStep(r), i, fillers) {
			f := c.f.h
			if f.ds[c.from].kind != h.ds[i].kind || f.pdp[c.from].lastText() == "U" {
				continue
			}
			end := f.lastUp - f.lastUp%int64(f.step) + int64(f.step)
			if begin < end && end <= begin+int64(h.step) {
				h.pdp[i] = f.pdp[c.from]
				return
			}
		}
	}
}

// filled computes the rows of an archive, as they lie in the file, and the row
// that it is gathering.
func (h *header) filled(r int, fillers []*filler, points []pointSource) []float64 {
	n, d := len(h.ds), &h.rra[r]
	values := make([]float64, int(d.rows)*n)
	for k := range values {
		values[k] = nan
	}
	newest, step := h.lastRow(r), h.rowStep(r)
	for i := range n {
		sources := candidates(d.cf, step, i, fillers)
		for age := range int64(d.rows) {
			row := (int64(h.cur[r]) - age + int64(d.rows)) % int64(d.rows)
			values[int(row)*n+i] = fillRow(d.cf, d.float(parXFF), newest-age*step, step, sources)
		}
		h.fillState(r, i, sources, points[i])
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
	rows := int64(c.f.h.rra[c.rra].rows)
	row := (int64(c.f.h.cur[c.rra]) - (c.newest-end)/c.step + rows) % rows
	return c.f.data[c.rra][int(row)*len(c.f.h.ds)+c.from]
}

// span is the ends of the first and the last of its rows that a time lies in. An
// archive answers for all of the time or for none of it; and not for one that
// takes all of its rows, as librrd goes round the archive until it is again
// where it began.
func (c candidate) span(start, end int64) (first, last int64, ok bool) {
	first = start - start%c.step + c.step
	last = (end + c.step - 1) / c.step * c.step
	rows := int64(c.f.h.rra[c.rra].rows)
	oldest := c.newest - (rows-1)*c.step
	if c.f.parts {
		first, last = max(first, oldest), min(last, c.newest)
		return first, last, first <= last
	}
	return first, last, first >= oldest && last <= c.newest && (last-first)/c.step+1 < rows
}

// candidates are the archives of the same function or of averages, file after
// file: of each those of the same function and step first, then averages, the
// finer ones and the longer ones.
func candidates(kind cfKind, step int64, i int, fillers []*filler) []candidate {
	var all []candidate
	for _, f := range fillers {
		from := f.source(i)
		if from < 0 {
			continue
		}
		var of []candidate
		for other := range f.h.rra {
			if cf := f.h.rra[other].cf; cf == kind || cf == cfAverage {
				of = append(of, candidate{f, other, from, f.h.rowStep(other), f.h.lastRow(other)})
			}
		}
		slices.SortStableFunc(of, func(a, b candidate) int { return compareCandidates(a, b, kind, step) })
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
func fillRow(cf cfKind, xff float64, end, step int64, sources []candidate) float64 {
	start := end - step
	var seen knownSpans
	value := nan
	for _, c := range sources {
		first, last, ok := c.span(start, end)
		if !ok {
			continue
		}
		for rowEnd := first; rowEnd <= last; rowEnd += c.step {
			v := c.value(rowEnd)
			if v != v {
				continue
			}
			fresh := seen.add(max(start, rowEnd-c.step), min(end, rowEnd))
			if fresh == 0 {
				continue
			}
			switch {
			case !cf.picks():
				value = orElse(value, 0) + float64(v/float64(step)*float64(fresh))
			case value != value || cf == cfLast:
				value = v
			case cf == cfMin:
				value = smaller(value, v)
			default:
				value = larger(value, v)
			}
		}
		if seen.total == step {
			break
		}
	}
	if float64(seen.total) <= xff*float64(step) {
		return nan
	}
	if cf == cfAverage {
		value = float64(value/float64(seen.total)) * float64(step)
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

// fillState makes the row that an archive is gathering, and before it the one that
// was completed last.
func (h *header) fillState(r, i int, sources []candidate, points pointSource) {
	d, c := &h.rra[r], &h.cdp[r*len(h.ds)+i]
	for _, s := range sources {
		same := s.f.h.rra[s.rra]
		if same.cf == d.cf && same.pdps == d.pdps && s.f.h.step == h.step && s.f.h.lastUp/int64(h.step) == h.lastUp/int64(h.step) {
			*c = s.f.h.cdp[s.rra*len(s.f.h.ds)+s.from]
			return
		}
	}
	if d.cf.plain() {
		c.slot[cdpUnknown] = 0
		c.setFloat(cdpValue, d.empty())
	}
	step, pdps := int64(h.step), int64(d.pdps)
	newest := h.lastUp - h.lastUp%step
	for end := h.lastRow(r) - h.rowStep(r) + step; end <= newest; end += step {
		v := points.at(end)
		if pdps == 1 {
			c.setFloat(cdpPrimary, v)
			if d.cf.plain() {
				c.setFloat(cdpValue, nan)
			}
			continue
		}
		gathered := (end/step - 1) % pdps
		d.gather(c, v, 1, uint64(pdps-gathered), gathered == pdps-1)
	}
}

// A pointSource is where rows that are being gathered get their points from.
type pointSource struct {
	xff     float64
	step    int64
	sources []candidate
}

func (p pointSource) at(end int64) float64 {
	return fillRow(cfAverage, p.xff, end, p.step, p.sources)
}

// pointSources are those of each source.
func (h *header) pointSources(fillers []*filler) []pointSource {
	all, xff := make([]pointSource, len(h.ds)), h.pointXFF()
	for i := range all {
		all[i] = pointSource{xff, int64(h.step), candidates(cfAverage, int64(h.step), i, fillers)}
	}
	return all
}

// pointXFF is the part of a point that may be unknown. It is that of the longest
// archive of averages of single points, as librrd takes the points out of that if it
// holds two rows of every other archive.
func (h *header) pointXFF() float64 {
	xff, rows, need := 0.5, uint64(0), uint64(0)
	for r := range h.rra {
		d := &h.rra[r]
		need = max(need, 2*d.pdps)
		if d.cf == cfAverage && d.pdps == 1 && d.rows > rows {
			xff, rows = d.float(parXFF), d.rows
		}
	}
	if rows < need {
		return 0.5
	}
	return xff
}
