package rrd

import (
	"math"
	"slices"
	"strings"
)

// A vdef is an operation that makes one value of a series.
type vdef struct {
	op      vdefOp
	percent float64
}

type vdefOp uint8

const (
	vdefMaximum vdefOp = iota
	vdefMinimum
	vdefAverage
	vdefStdev
	vdefTotal
	vdefFirst
	vdefLast
	vdefPercent
	vdefPercentNaN
	vdefSlope
	vdefIntercept
	vdefCorrelation
)

var vdefNames = map[string]vdefOp{
	"MAXIMUM": vdefMaximum, "MINIMUM": vdefMinimum, "AVERAGE": vdefAverage, "STDEV": vdefStdev, "TOTAL": vdefTotal,
	"FIRST": vdefFirst, "LAST": vdefLast, "PERCENT": vdefPercent, "PERCENTNAN": vdefPercentNaN,
	"LSLSLOPE": vdefSlope, "LSLINT": vdefIntercept, "LSLCORREL": vdefCorrelation,
}

// parseVDef reads what stands after the name of the series in an expression: a
// function, or a number and a function.
func parseVDef(name, text string) (vdef, error) {
	percent, n := scanNumber(text)
	has := n > 0 && !isSpace(text[0])
	rest := text
	if has {
		rest = strings.TrimPrefix(text[n:], ",")
		if rest == text[n:] {
			rest = ""
		}
	}
	function := rest[:capitals(rest)]
	if !has && function != text {
		return vdef{}, graphError("Unknown function string '%s' in VDEF '%s'", text, name)
	}
	op, ok := vdefNames[function]
	if !ok {
		return vdef{}, graphError("Unknown function '%s' in VDEF '%s'", function, name)
	}
	v := vdef{op: op}
	if op != vdefPercent && op != vdefPercentNaN {
		if has {
			return vdef{}, graphError("Function '%s' needs no parameter in VDEF '%s'", function, name)
		}
		return v, nil
	}
	if !has {
		return vdef{}, graphError("Function '%s' needs parameter in VDEF '%s'", function, name)
	}
	if !(percent >= 0 && percent <= 100) {
		return vdef{}, graphError("Parameter '%f' out of range in VDEF '%s'", percent, name)
	}
	v.percent = percent
	return v, nil
}

// capitals counts the capital letters at the beginning of a text.
func capitals(s string) int {
	n := 0
	for n < len(s) && 'A' <= s[n] && s[n] <= 'Z' {
		n++
	}
	return n
}

func finite(x float64) bool { return x == x && !math.IsInf(x, 0) }

// of computes the value and its time, which is 0 if it has none.
func (v vdef) of(s *series) (value float64, when int64) {
	end := func(i int) int64 { return s.start + int64(i+1)*s.step }
	best := -1
	switch v.op {
	case vdefMaximum, vdefMinimum:
		for i, x := range s.data {
			if x != x {
				continue
			}
			if best < 0 || finite(x) && (v.op == vdefMaximum && x > s.data[best] || v.op == vdefMinimum && x < s.data[best]) {
				best = i
			}
		}
	case vdefFirst:
		best = slices.IndexFunc(s.data, func(x float64) bool { return x == x })
		if best >= 0 {
			return s.data[best], end(best) - s.step
		}
	case vdefLast:
		for i, x := range s.data {
			if x == x {
				best = i
			}
		}
	case vdefPercent, vdefPercentNaN:
		return v.percentile(s.data), 0
	case vdefSlope, vdefIntercept, vdefCorrelation:
		return v.leastSquares(s.data), 0
	default:
		return v.moment(s), 0
	}
	if best < 0 {
		return nan, 0
	}
	return s.data[best], end(best)
}

// moment is the mean, the deviation from it, or the sum over time.
func (v vdef) moment(s *series) float64 {
	sum, n := 0.0, 0
	for _, x := range s.data {
		if finite(x) {
			sum += x
			n++
		}
	}
	if n == 0 {
		return nan
	}
	mean := sum / float64(n)
	switch v.op {
	case vdefAverage:
		return mean
	case vdefTotal:
		return sum * float64(s.step)
	}
	squares := 0.0
	for _, x := range s.data {
		if finite(x) {
			squares += float64((x - mean) * (x - mean))
		}
	}
	return math.Sqrt(squares / float64(n))
}

// percentile is the value that a share of the others do not exceed. Unknown
// values are the lowest, or left out.
func (v vdef) percentile(data []float64) float64 {
	sorted := slices.Clone(data)
	if v.op == vdefPercentNaN {
		sorted = slices.DeleteFunc(sorted, func(x float64) bool { return x != x })
	}
	if len(sorted) == 0 {
		return nan
	}
	slices.Sort(sorted) // unknown ones first
	return sorted[int(math.Round(v.percent*float64(len(sorted)-1)/100))]
}

// leastSquares is a property of the line that fits the values best, over the
// number of the row.
func (v vdef) leastSquares(data []float64) float64 {
	var n, sx, sy, sxy, sxx, syy float64
	for i, y := range data {
		if !finite(y) {
			continue
		}
		x := float64(i)
		n++
		sx += x
		sxx += float64(x * x)
		sxy += float64(x * y)
		sy += y
		syy += float64(y * y)
	}
	slope := (float64(sx*sy) - float64(n*sxy)) / (float64(sx*sx) - float64(n*sxx))
	if n == 0 {
		return nan
	}
	switch v.op {
	case vdefSlope:
		return slope
	case vdefIntercept:
		return (sy - float64(slope*sx)) / n
	}
	if r := (sxy - float64(sx*sy)/n) / math.Sqrt((sxx-float64(sx*sx)/n)*(syy-float64(sy*sy)/n)); r == r {
		return r
	}
	return nan // with the sign that x86 gives it, on every machine
}
