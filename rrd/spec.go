package rrd

import (
	"fmt"
	"time"
)

// A Spec is what a new file is made of.
type Spec struct {
	// Start is the time of the update before the first; zero means ten seconds
	// ago. It must be after 1979.
	Start time.Time

	// Step is the length of a primary data point, in whole seconds; zero means
	// five minutes.
	Step time.Duration

	// Sources are the data sources, at least one.
	Sources []Source

	// Archives are the round-robin archives, at least one.
	Archives []Archive

	// Prefill names files whose values are taken over, in order of preference: rows
	// out of archives of the same function or of averages, and what the files are in
	// the middle of. An archive answers for a row if it reaches over all of it. Those
	// of the Holt-Winters family are taken over whole from archives of the same step;
	// without such they are filled with averages, as librrd does, and are of no use
	// until they have learned.
	Prefill []string

	// NoOverwrite refuses to replace a file.
	NoOverwrite bool

	// Layout is of the machine that is to read the file; the zero value is that
	// of 64-bit little-endian machines, which librrd shares with most.
	Layout Layout

	template   *header
	initialRow func(rows uint64) uint64 // where an archive begins; random if nil
}

// A Source is a data source. For a counter that may be reset at any time, a DERIVE
// with a Min of 0 is the better choice: a COUNTER takes the reset for an overflow.
type Source struct {
	Name string // up to 19 of A-Z, a-z, 0-9, - and _
	Type DSType

	// Heartbeat is how long readings may be apart before what lies between is
	// unknown, in whole seconds.
	Heartbeat time.Duration

	// Min and Max bound the rate that is accepted; nil sets no bound.
	Min, Max *float64

	// Compute is the RPN expression of a COMPUTE source, over those before it.
	Compute string

	// From is the source of that name in the files of Prefill; empty means the
	// same name. FromFile is which of the files, from 1; zero means all.
	From     string
	FromFile int
}

// An Archive is a round-robin archive.
type Archive struct {
	CF   CF
	Rows int // how many rows it keeps

	// XFF is the part of a row's primary data points that may be unknown, from 0
	// to below 1; Steps is how many of them a row takes, 0 meaning 1. Both are of
	// the plain functions.
	XFF   float64
	Steps int

	// Alpha, Beta and Period are of HWPREDICT and MHWPREDICT: how fast level and
	// trend follow, both between 0 and 1, and the rows of a cycle. With a
	// Dependent of 0 the four archives that go with it are made as well.
	Alpha, Beta float64
	Period      int

	// Gamma is of SEASONAL and DEVSEASONAL, whose Rows are those of a cycle: how
	// fast the seasons follow. SmoothingWindow is the part of the cycle that they
	// are smoothed over; nil means 0.05.
	Gamma           float64
	SmoothingWindow *float64

	// Threshold and Window are of FAILURES: how many violations among how many
	// rows, up to 28, make a failure.
	Threshold, Window int

	// Dependent is which archive, from 1, one of the Holt-Winters family goes
	// with: SEASONAL for HWPREDICT, HWPREDICT for SEASONAL and DEVSEASONAL,
	// DEVSEASONAL for DEVPREDICT and FAILURES.
	Dependent int
}

// What librrd takes where nothing is said.
const (
	defaultStep   = 300
	startBefore   = 10 * time.Second
	seasonsWindow = 0.05

	autoDelta     = 2.0 // of the FAILURES that HWPREDICT brings along
	autoThreshold = 7
	autoWindow    = 9
)

func specError(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf(format, args...)}
}

// build makes the header of an empty file, whose name decides when its seasons
// are smoothed.
func (s *Spec) build(path string, now time.Time) (*header, error) {
	h := &header{layout: s.Layout, version: 3, step: defaultStep}
	if s.template != nil {
		h.step, h.version = s.template.step, max(h.version, s.template.version)
		h.ds = append(h.ds, s.template.ds...)
		h.rra = append(h.rra, s.template.rra...)
	}
	if s.Step != 0 {
		if s.Step < time.Second || s.Step%time.Second != 0 {
			return nil, specError("a step of %v is not a number of whole seconds", s.Step)
		}
		h.step = uint64(s.Step / time.Second)
	}
	start := s.Start
	if start.IsZero() {
		start = now.Add(-startBefore)
	}
	if h.lastUp = start.Unix(); h.lastUp < earliest {
		return nil, specError("the first entry to the RRD should be after 1980")
	}
	for i := range s.Sources {
		if err := s.Sources[i].add(h); err != nil {
			return nil, err
		}
	}
	for i := range s.Archives {
		if err := s.Archives[i].add(h, smoothTime(path)); err != nil {
			return nil, err
		}
	}
	if len(h.rra) == 0 {
		return nil, specError("you must define at least one Round Robin Archive")
	}
	if len(h.ds) == 0 {
		return nil, specError("you must define at least one Data Source")
	}
	r := headerReader{path: path, size: 1 << 62}
	for i := range h.rra {
		if err := r.checkPrediction(h, i); err != nil {
			return nil, err
		}
	}
	return h, s.begin(h)
}

// begin gives a header the state of a file that was never updated.
func (s *Spec) begin(h *header) error {
	h.pdp = make([]pdpState, len(h.ds))
	h.cdp = make([]cdpState, len(h.ds)*len(h.rra))
	h.cur = make([]uint64, len(h.rra))
	unknown := uint64(h.lastUp) % h.step
	for i := range h.pdp {
		h.pdp[i].setLast("U")
		h.pdp[i].unknown, h.pdp[i].value = unknown, nan
	}
	size := 0.0
	for r := range h.rra {
		d := &h.rra[r]
		for i := range h.ds {
			h.cdp[r*len(h.ds)+i].begin(d, (uint64(h.lastUp)-unknown)%(h.step*d.pdps)/h.step)
		}
		h.cur[r] = s.chooseRow(d.rows)
		size += float64(d.rows) * 8 * float64(len(h.ds))
	}
	if size > mostFile {
		return &Error{Kind: ErrOperational, Reason: "cannot allocate memory"}
	}
	h.encode()
	return nil
}

// mostFile bounds the size of a new file.
const mostFile = 1 << 46

// begin is the state of an archive's row before the first point.
func (c *cdpState) begin(d *rraDef, unknown uint64) {
	switch {
	case d.cf.predicts():
		for _, i := range []int{cdpIntercept, cdpLastIntercept, cdpSlope, cdpLastSlope} {
			c.setFloat(i, nan)
		}
		c.slot[cdpNulls], c.slot[cdpLastNulls] = 1, 1
	case d.cf.seasons():
		c.setFloat(cdpSeason, nan)
		c.setFloat(cdpLastSeason, nan)
		c.slot[cdpInit] = 1
	case d.cf == cfFailures:
	default:
		c.setFloat(cdpValue, nan)
		c.slot[cdpUnknown] = unknown
	}
}

// smoothTime spreads over files when seasons are smoothed: the hash of the name
// is FNV's with librrd's width.
func smoothTime(path string) uint64 {
	hash := uint64(0x811c9dc5)
	for i := range len(path) {
		hash = hash*0x01000193 ^ uint64(path[i])
	}
	return hash
}
