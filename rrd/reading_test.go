package rrd

import (
	"math"
	"strconv"
	"testing"
)

// A fraction's text is strconv's shortest, however it is made.
func TestValueOfAFloatIsItsShortestText(t *testing.T) {
	floats := []float64{0, math.Copysign(0, -1), 1, -1, 0.5, -2.5, 99999, 999999, -999999, 999999.5, 1e6, -1e6, 1000001, 1e15, 1e21, 5e-324, math.MaxFloat64}
	for i := range 2000 {
		floats = append(floats, float64(i*701-700_000), float64(i)/8-100)
	}
	for _, f := range floats {
		if got, want := Float(f).String(), strconv.FormatFloat(f, 'g', -1, 64); got != want {
			t.Errorf("Float(%v) is written %s, want %s", f, got, want)
		}
	}
}
