package rrd

import (
	"math"
	"strings"
)

// A header is all of a file but its values.
type header struct {
	layout  Layout
	version int
	step    uint64 // seconds of a primary data point
	ds      []dsDef
	rra     []rraDef

	lastUp     int64
	lastUpUsec int64
	pdp        []pdpState
	cdp        []cdpState // of archive r and source d at r*len(ds)+d
	cur        []uint64   // row of each archive that was written last

	raw  []byte // the header as it stands in the file, padding and all
	live int    // offset of what an update changes
}

// A dsDef is a data source.
type dsDef struct {
	name      string
	kind      dsKind
	heartbeat uint64
	min, max  float64
	rpn       *rpnProgram // of a COMPUTE source
	heartRaw  uint64      // what librrd takes for the heartbeat of a COMPUTE source
}

// An rraDef is an archive.
type rraDef struct {
	cf   cfKind
	rows uint64
	pdps uint64 // primary data points of a row
	par  [parCount]uint64
}

// Parameters of an archive. Those that are counts are stored as such, the rest
// as float64.
const (
	parXFF         = 0 // plain
	parAlpha       = 1 // HWPREDICT, MHWPREDICT
	parBeta        = 2
	parDependent   = 3 // count: the archive that it goes with
	parPeriod      = 4
	parGamma       = 1 // SEASONAL, DEVSEASONAL
	parWindow      = 2
	parSmoothIndex = 4 // count
	parDeltaPos    = 1 // FAILURES
	parDeltaNeg    = 2
	parFailWindow  = 4 // count
	parThreshold   = 5 // count
)

func (r *rraDef) float(i int) float64       { return math.Float64frombits(r.par[i]) }
func (r *rraDef) setFloat(i int, v float64) { r.par[i] = math.Float64bits(v) }

// countsOfPar tells for a consolidation function which parameters are counts, as
// bits.
func countsOfPar(cf cfKind) uint {
	switch {
	case cf.predicts(), cf == cfDevPredict:
		return 1 << parDependent
	case cf.seasons():
		return 1<<parDependent | 1<<parSmoothIndex
	case cf == cfFailures:
		return 1<<parDependent | 1<<parFailWindow | 1<<parThreshold
	}
	return 0
}

// A pdpState is the primary data point that a source is gathering.
type pdpState struct {
	last    [lastSize]byte // what it was given last, as text
	unknown uint64         // seconds of it that are unknown
	value   float64        // sum of rate times seconds
}

// lastText is the last reading as text.
func (p *pdpState) lastText() string {
	s := string(p.last[:])
	if i := strings.IndexByte(s, 0); i >= 0 {
		s = s[:i]
	}
	return s
}

// setLast keeps as much of a text as there is room for.
func (p *pdpState) setLast(text string) {
	p.last = [lastSize]byte{}
	copy(p.last[:lastSize-1], text)
}

// A cdpState is the row that an archive is gathering for one source: ten numbers
// whose meaning depends on the consolidation function.
type cdpState struct{ slot [parCount]uint64 }

// Slots of a cdpState.
const (
	cdpValue         = 0
	cdpUnknown       = 1 // count: primary data points that are unknown
	cdpIntercept     = 2 // HWPREDICT
	cdpLastIntercept = 3
	cdpSlope         = 4
	cdpLastSlope     = 5
	cdpNulls         = 6 // count: steps since the last known value
	cdpLastNulls     = 7 // count
	cdpSeason        = 2 // SEASONAL, DEVSEASONAL
	cdpLastSeason    = 3
	cdpInit          = 6 // count: cycles of burn-in
	cdpPrimary       = 8 // what goes into the next row
	cdpSecondary     = 9 // what goes into those after it
)

// cdpCounts are the slots that are counts, as bits.
const cdpCounts = 1<<cdpUnknown | 1<<cdpNulls | 1<<cdpLastNulls

// failHistory is how many flags a FAILURES archive has room for; they lie in the
// bytes of the first slots, the newest first.
const failHistory = 28

func (c *cdpState) float(i int) float64       { return math.Float64frombits(c.slot[i]) }
func (c *cdpState) setFloat(i int, v float64) { c.slot[i] = math.Float64bits(v) }

// flag is one of a FAILURES archive, which lie in memory as in a file.
func (c *cdpState) flag(i int) byte { return byte(c.slot[i/8] >> (8 * (i % 8))) }

func (c *cdpState) setFlag(i int, v byte) {
	shift := 8 * (i % 8)
	c.slot[i/8] = c.slot[i/8]&^(0xff<<shift) | uint64(v)<<shift
}

// forgetFlags clears the flags that an archive looks back on.
func (c *cdpState) forgetFlags(d *rraDef) {
	for i := range int(d.par[parFailWindow]) {
		c.setFlag(i, 0)
	}
}

// dataSize is how many bytes of values follow the header.
func (h *header) dataSize() int64 {
	n := int64(0)
	for i := range h.rra {
		n += h.rraSize(i)
	}
	return n
}

// rraSize is how many bytes the values of an archive take.
func (h *header) rraSize(i int) int64 { return int64(h.rra[i].rows) * h.rowSize() }

// rowSize is how many bytes a row takes.
func (h *header) rowSize() int64 { return 8 * int64(len(h.ds)) }

// rraStart is where the values of an archive begin in the file.
func (h *header) rraStart(i int) int64 {
	at := int64(len(h.raw))
	for j := range i {
		at += h.rraSize(j)
	}
	return at
}

// rowStep is the seconds of a row of an archive.
func (h *header) rowStep(i int) int64 { return int64(h.step * h.rra[i].pdps) }

// lastRow is the time of the newest row of an archive.
func (h *header) lastRow(i int) int64 { return h.lastUp - h.lastUp%h.rowStep(i) }

// source is the index of a data source.
func (h *header) source(name string) (int, bool) {
	for i := range h.ds {
		if h.ds[i].name == name {
			return i, true
		}
	}
	return 0, false
}
