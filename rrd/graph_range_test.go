package rrd

import (
	"math"
	"testing"
)

// A curve has the values of its series from the first one's beginning to the last one's
// end, and nothing beyond.
func TestWhereASeriesEnds(t *testing.T) {
	i := &item{kind: itemLine, of: &item{kind: itemDef, series: &series{start: 100, end: 130, step: 10, data: []float64{1, 2, 3}}}}
	for at, want := range map[float64]float64{99.9: math.NaN(), 100: 1, 109.9: 1, 110: 2, 129.9: 3, 130: math.NaN(), 1e9: math.NaN()} {
		if got := i.at(at); got != want && !(got != got && want != want) {
			t.Errorf("at %g: %g, want %g", at, got, want)
		}
	}
	i.of.series = nil
	if got := i.at(100); got == got {
		t.Errorf("without a series: %g", got)
	}
}

// A logarithmic axis without an end has no lines, where librrd counts for ever.
func TestLogarithmicAxisWithoutEnd(t *testing.T) {
	for _, limit := range []string{"--upper-limit=inf", "--lower-limit=nan"} {
		p, err := Graph("-", "--logarithmic", "--rigid", limit, "HRULE:5#f00")
		if err != nil || p.Height == 0 {
			t.Errorf("%s: %v, %v", limit, p, err)
		}
	}
	g := &graph{opts: GraphOptions{Logarithmic: true}, ysize: 100, low: 1, high: math.Inf(1)}
	g.faces[FontLegend] = &face{size: 8}
	if m := g.yMarks(); len(m) != 0 {
		t.Errorf("%d lines", len(m))
	}
}
