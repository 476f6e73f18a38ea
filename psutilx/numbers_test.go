package psutilx

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/pyops-go/pyops/internal/original"

	"github.com/pyops-go/pyops/internal/pytext"
)

// floats are numbers of all sizes, many of them near a rounding boundary.
func floats(r *rand.Rand, n int) []float64 {
	out := []float64{0, math.Copysign(0, -1), 0.05, 0.15, 0.25, 0.35, 2.675, 0.45, 99.95, 1e-5, 1e15, 1e16, 1e17, 5e-324, 1e300,
		123456789.25, 0.0001, 0.00009999, 9999999999999998, -0.04, math.NaN(), math.Inf(1), math.Inf(-1)}
	for len(out) < n {
		switch r.IntN(4) {
		case 0:
			out = append(out, math.Float64frombits(r.Uint64()))
		case 1:
			out = append(out, float64(r.IntN(2000)-1000)/20)
		case 2:
			out = append(out, math.Nextafter(float64(r.IntN(2000))/20, math.Inf(1-2*r.IntN(2))))
		case 3:
			out = append(out, r.Float64()*100)
		}
	}
	return out
}

func TestRoundAndReprAsPython(t *testing.T) {
	py := original.Start(t)
	inputs := floats(original.Rand(t), original.Rounds(t, 5000))
	results := py.Value("lambda xs: [(round(x, 1), repr(x)) for x in xs]", inputs).([]any)
	for i, x := range inputs {
		pair := results[i].(original.Tuple)
		if got := round1(x); !original.Same(got, pair[0]) {
			t.Errorf("round1(%v) = %v, Python %v", x, got, pair[0])
		}
		if got := pytext.Float(x); got != pair[1] {
			t.Errorf("pytext.Float(%v) = %s, Python %s", x, got, pair[1])
		}
	}
}

func TestUsagePercentAsPsutil(t *testing.T) {
	py := original.Start(t, "psutil")
	r := original.Rand(t)
	type usage struct{ Used, Total uint64 }
	pairs := []usage{{45, 10000}, {0, 0}, {5, 0}, {1, 3}, {10, 10}, {1, 1 << 63}}
	for range original.Rounds(t, 3000) {
		total := r.Uint64() >> r.IntN(63)
		pairs = append(pairs, usage{r.Uint64N(total + 1), total}, usage{uint64(r.IntN(300)), uint64(r.IntN(10000))})
	}
	results := py.Value("lambda ps: [psutil._common.usage_percent(c.used, c.total, round_=1) for c in ps]", pairs).([]any)
	for i, p := range pairs {
		if got := usagePercent(float64(p.Used), float64(p.Total)); !original.Same(got, results[i]) {
			t.Errorf("usagePercent(%d, %d) = %v, psutil %v", p.Used, p.Total, got, results[i])
		}
	}
}
