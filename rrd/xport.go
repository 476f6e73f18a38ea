package rrd

import (
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"
)

// Xport computes series as a graph's definitions do, and returns them as rows:
// the options -s, -e, -m, --step, --enumds, -t and -d of rrdtool's xport, then DEF,
// CDEF, VDEF, SHIFT and XPORT elements. With -d, or the environment's
// RRDCACHED_ADDRESS, an rrdcached writes what it holds of the files first.
//
// As in rrdtool there are at most 400 rows, or as many as -m says, and the step
// becomes longer for it.
func Xport(args ...string) (*XportResult, error) { return defaultTool.Xport(args...) }

// An XportResult is what [Xport] returns.
type XportResult struct {
	// Start is one step before the first row, End the last row's time at the
	// latest.
	Start, End time.Time
	Step       time.Duration
	Legends    []string  // of the columns
	Data       []float64 // row by row; NaN is unknown
}

// Len is the number of rows.
func (x *XportResult) Len() int {
	if x == nil || len(x.Legends) == 0 {
		return 0
	}
	return len(x.Data) / len(x.Legends)
}

// Row is the values of row i, which must not be changed; nil if there is no such
// row.
func (x *XportResult) Row(i int) []float64 {
	if i < 0 || i >= x.Len() {
		return nil
	}
	n := len(x.Legends)
	return x.Data[i*n : (i+1)*n : (i+1)*n]
}

// Time is the end of row i's interval.
func (x *XportResult) Time(i int) time.Time {
	if x == nil {
		return time.Time{}
	}
	return x.Start.Add(time.Duration(i+1) * x.Step)
}

// All yields the rows with their times.
func (x *XportResult) All() iter.Seq2[time.Time, []float64] {
	return func(yield func(time.Time, []float64) bool) {
		for i := range x.Len() {
			if !yield(x.Time(i), x.Row(i)) {
				return
			}
		}
	}
}

var xportOptions = []optionSpec{
	{"start", 's', true}, {"end", 'e', true}, {"maxrows", 'm', true}, {"step", 0, true}, {"enumds", 0, false},
	{"json", 0, false}, {"showtime", 't', false}, {"daemon", 'd', true},
}

// defaultRows is how many rows xport returns at most where nothing is said.
const defaultRows = 400

// Xport computes series, as [Xport] does.
func (t *Tool) Xport(args ...string) (*XportResult, error) {
	given, rest, err := parseOptions(args, xportOptions)
	if err != nil {
		return nil, err
	}
	start, end, step, rows, daemon := "end-24h", "now", int64(0), int64(defaultRows), ""
	for _, o := range given {
		switch o.name {
		case "start":
			start = o.value
		case "end":
			end = o.value
		case "step":
			step, _ = strconv.ParseInt(o.value, 10, 64)
		case "maxrows":
			rows, _ = strconv.ParseInt(o.value, 10, 64)
			if rows < 10 {
				return nil, specError("maxrows below 10 rows")
			}
		case "daemon":
			daemon = o.value
		}
	}
	from, to, err := t.span(start, end)
	if err != nil {
		return nil, err
	}
	if from < earliest {
		return nil, timeError("the first entry to fetch should be after 1980 (%d)", from)
	}
	if to < from {
		return nil, timeError("start (%d) should be less than end (%d)", from, to)
	}
	g, err := newGraph(&GraphOptions{Now: t.instant(), Location: t.instant().Location()})
	if err != nil {
		return nil, err
	}
	g.locking = t.locking()
	g.start, g.end = from, to
	g.step = max(step, (to-from)/rows, 1)
	for _, text := range rest {
		e, err := g.parseElement(text)
		if err != nil {
			return nil, err
		}
		if err := g.add(e, text); err != nil {
			return nil, err
		}
	}
	if err := t.flushFirst(daemon, g.files()...); err != nil {
		return nil, err
	}
	if err := g.load(t.context()); err != nil {
		return nil, err
	}
	return g.rows()
}

// rows makes the rows of the XPort elements.
func (g *graph) rows() (*XportResult, error) {
	x := &XportResult{}
	var columns []*series
	step := int64(0)
	for _, i := range g.items {
		if i.kind != itemXPort {
			continue
		}
		if i.of == nil || i.of.series == nil {
			return nil, graphError("XPORT of what is no series: %s", i.text)
		}
		columns = append(columns, i.of.series)
		x.Legends = append(x.Legends, i.legend)
		step = gcd(step, i.of.series.step)
	}
	if len(columns) == 0 {
		return nil, graphError("no XPORT found, nothing to do")
	}
	start, end := g.start-g.start%step, g.end+step-1
	end -= end % step
	count := (end - start) / step
	if count*int64(len(columns)) > mostFetched {
		return nil, graphError("%d rows of %d columns are more than can be exported at once", count, len(columns))
	}
	x.Start, x.End, x.Step = time.Unix(start, 0), time.Unix(end, 0), time.Duration(step)*time.Second
	x.Data = make([]float64, 0, count*int64(len(columns)))
	for t := start; t < end; t += step {
		for _, s := range columns {
			x.Data = append(x.Data, s.value(t+1))
		}
	}
	return x, nil
}

// WriteXML writes the rows as XML, each with its time. Legends are escaped, and
// the encoding is UTF-8, as it says.
func (x *XportResult) WriteXML(w io.Writer) error {
	if x == nil {
		x = &XportResult{}
	}
	b := []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\n<xport>\n  <meta>\n")
	b = fmt.Appendf(b, "    <start>%d</start>\n    <end>%d</end>\n    <step>%d</step>\n    <rows>%d</rows>\n    <columns>%d</columns>\n    <legend>\n",
		x.Start.Add(x.Step).Unix(), x.End.Unix(), int64(x.Step/time.Second), x.Len(), len(x.Legends))
	for _, l := range x.Legends {
		b = fmt.Appendf(b, "      <entry>%s</entry>\n", xmlText(l))
	}
	b = append(b, "    </legend>\n  </meta>\n  <data>\n"...)
	for t, row := range x.All() {
		b = fmt.Appendf(b, "    <row><t>%d</t>", t.Unix())
		for _, v := range row {
			b = append(appendValue(append(b, "<v>"...), v), "</v>"...)
		}
		if b = append(b, "</row>\n"...); len(b) > 1<<16 {
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	_, err := w.Write(append(b, "  </data>\n</xport>\n"...))
	return err
}
