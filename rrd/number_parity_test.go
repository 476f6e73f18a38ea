package rrd

import (
	"math"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// randomNumber is a number, or what could be taken for one.
func randomNumber(pick func(...string) string, digits func(int) string) string {
	return pick("", "", "", "-", "+", " ", "--") + pick(digits(1), digits(3), digits(9), digits(22), "0", "00") +
		pick("", ".", "."+digits(1), "."+digits(6), "."+digits(20)) +
		pick("", "", "", "e", "e5", "e-5", "E+12", "e300", "e-300", "e1020", "e-1021", "e1030", "e400", "e99999999999") + pick("", "", "", "", " ", "x", "e", ".")
}

func TestParityNumbers(t *testing.T) {
	py := startLibrrd(t)
	r := original.Rand(t)
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	digits := func(n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte('0' + r.IntN(10))
		}
		return string(b)
	}
	texts := []string{"", ".", "-", "nan", "NaN", "-nan", "+nan", "nAn1", "inf", "-inf", "+inf", "INF", "infinity", "-Inf", " nan", "1", ".5", "5.", "-.5e-1", "1e", "1e+", "0x10", "1_0", "٣"}
	for range original.Rounds(t, 3000) {
		texts = append(texts, randomNumber(pick, digits))
	}
	var calls []original.Call
	for _, s := range texts {
		calls = append(calls, original.Call{Func: "strtod", Args: []any{s}}, original.Call{Func: "strtodbl", Args: []any{s}})
	}
	results := py.Batch(calls)
	for i, s := range texts {
		v, n := scanNumber(s)
		if theirs := results[2*i].Value; !original.Same(theirs, []any{v, int64(n)}) {
			t.Errorf("%q: %v, %d, librrd has %v", s, v, n, theirs)
		}
		whole, read, ok := parseFloat(s)
		theirs := results[2*i+1].Value.([]any)
		status := int64(0)
		if ok {
			status = 2
		} else if read != "" {
			status = 1
		}
		theirValue := theirs[1].(float64)
		if status != theirs[0] || ok && math.Float64bits(whole) != math.Float64bits(theirValue) && !(math.IsNaN(whole) && math.IsNaN(theirValue)) {
			t.Errorf("%q: %v, %v, %v, librrd has %v", s, whole, read, ok, theirs)
		}
	}
}
