package pytext_test

import (
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/pytext"
)

const (
	str       = "lambda x: [str(x), repr(x)]"
	complexes = "lambda re, im: [str(complex(re, im)), repr(complex(re, im))]"
	readFloat = "lambda b: float(text(b))"
)

func judgeFloats(t testing.TB) *original.Judge {
	return &original.Judge{Python: start(t), Ours: func(c original.Call) original.Result {
		switch c.Func {
		case str:
			s := pytext.Float(c.Args[0].(float64))
			return original.Result{Value: []string{s, s}}
		case complexes:
			s := pytext.Complex(complex(c.Args[0].(float64), c.Args[1].(float64)))
			return original.Result{Value: []string{s, s}}
		}
		f, err := pytext.ParseFloat(textOf(c))
		return valueError(f, err)
	}}
}

var oddFloats = []float64{
	0, math.Copysign(0, -1), 1, -1, 0.1, 0.30000000000000004, 1.5, 100, 1e15, 123456789012345678, 1e16, 9999999999999998, -1e16, 1e17, 1e22, 1e23,
	1e100, 1e-3, 1e-4, 0.00012345, 9.999999999999999e-5, 1e-5, 1e-300, 5e-324, 2.2250738585072014e-308, math.MaxFloat64, math.NaN(), math.Inf(1), math.Inf(-1),
}

func TestFloat(t *testing.T) {
	var calls []original.Call
	for _, x := range oddFloats {
		calls = append(calls, original.Call{Func: str, Args: []any{x}})
		for _, y := range oddFloats {
			calls = append(calls, original.Call{Func: complexes, Args: []any{x, y}})
		}
	}
	judgeFloats(t).Table(t, calls)
}

// anyFloat makes numbers of every size, and such as people write.
func anyFloat(r *rand.Rand) float64 {
	switch r.IntN(4) {
	case 0:
		return math.Float64frombits(r.Uint64())
	case 1:
		return float64(r.Int64() >> r.IntN(64))
	case 2:
		return float64(r.Int64()>>r.IntN(64)) / math.Pow10(r.IntN(12))
	}
	x := math.Pow10(r.IntN(40) - 20)
	for range r.IntN(3) {
		x = math.Nextafter(x, []float64{math.Inf(-1), math.Inf(1)}[r.IntN(2)])
	}
	return x
}

func TestGeneratedFloats(t *testing.T) {
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 4000) {
		calls = append(calls, original.Call{Func: str, Args: []any{anyFloat(r)}}, original.Call{Func: complexes, Args: []any{anyFloat(r), anyFloat(r)}})
	}
	judgeFloats(t).Generated(t, calls)
}

// zeros are more than the exponents that strconv reads to the end.
var zeros = strings.Repeat("0", 200000)

var floatTexts = []string{
	"", " ", "1", " 1.5\n", "+1", "-0", "1.", ".5", ".", "1e5", "1E+5", "1e-5", "1e", "e5", "1e+", "+-1", "--1", "+", "1_000.5", "1__0", "_1", "1_", "1_.5", "1._5",
	"1_e5", "1e_5", "1e1_0", "0x10", "0b1", "1p3", "inf", "-INF", "+Infinity", "infinit", "nan", "-NaN", "+nan", "i_nf", "nan(1)", "1e400", "-1e400", "1e-400",
	"٣.٥", "１２", "\u00a01\u2003", "\u200b1", "\x1c1", "1\x00", "1 2", "1,5", "\xff", "1\xff", "−1", "½", "²", "𝟙𝟚", "1\u0085", "9007199254740993", "0.1e-323",
	"2.4703282292062327e-324", "2.4703282292062328e-324", "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
	"0x1.8p1", zeros + "1", "0." + zeros + "1e200001", "-1" + zeros + "e-200000", "." + zeros + "12E+200002", "0." + zeros + "1e200302", "1" + zeros + ".5e-200001", "0." + zeros + "e9", "1" + zeros, "1" + zeros + "e99999999999999999999",
	"0." + zeros + "1e-99999999999999999999", zeros + "e", zeros + "e+", zeros + ".", zeros + "1.2.3", zeros + "1-2", "." + zeros + "e1e1", zeros + "e1.5", "2." + zeros + "e0_1", "1" + strings.Repeat("0", 400), "0." + strings.Repeat("0", 400) + "1e401",
}

func TestParseFloat(t *testing.T) {
	var calls []original.Call
	for _, s := range floatTexts {
		calls = append(calls, call(readFloat, s))
	}
	judgeFloats(t).Table(t, calls)
}

func TestGeneratedFloatTexts(t *testing.T) {
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 4000) {
		s := pieces(r, 8, "0", "1", "9", "25", "_", ".", "e", "E", "+", "-", "e-", " ", "\t", "٣", "\u2003", "\x1f", "inf", "nan", "\xff", "x")
		if r.IntN(3) == 0 {
			s = strconv.FormatFloat(anyFloat(r), "efg"[r.IntN(3)], r.IntN(25)-1, 64)
		}
		calls = append(calls, call(readFloat, s))
	}
	judgeFloats(t).Generated(t, calls)
}

func FuzzParseFloat(f *testing.F) {
	for _, s := range floatTexts {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, err := pytext.ParseFloat(s)
		if err != nil {
			if x != 0 || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v with %q", s, x, err)
			}
			return
		}
		text := pytext.Float(x)
		if again, err := pytext.ParseFloat(text); err != nil || math.Float64bits(again) != math.Float64bits(x) && !math.IsNaN(x) {
			t.Errorf("%q: %s reads as %v, %v", s, text, again, err)
		}
	})
}
