package rrd

import (
	"math"
	"slices"
)

// rows is how many rows of a series a time spans, begun ones counted.
func rows(seconds float64, step int64) float64 { return math.Ceil(seconds / float64(step)) }

// trend replaces a variable and a time by the average of the variable over that
// time up to now. It is unknown until the series is that long.
func (m *rpnMachine) trend(variable int, skipUnknown bool) error {
	v, err := m.pop(2)
	if err != nil {
		return err
	}
	seconds := v[1]
	if variable >= len(m.series) {
		return m.push(nan)
	}
	s := &m.series[variable]
	n := max(rows(seconds, s.step), 1)
	if !(n <= float64(s.index+1)) || s.index >= len(s.data) {
		return m.push(nan)
	}
	if err := m.meter.spend(int(n)); err != nil {
		return err
	}
	sum, count := 0.0, 0
	for _, x := range slices.Backward(s.data[s.index+1-int(n) : s.index+1]) {
		if x != x && skipUnknown {
			continue
		}
		sum += x
		count++
	}
	if count == 0 {
		return m.push(nan)
	}
	return m.push(sum / float64(count))
}

// firstPredicted is the first row of a series that a prediction looks at.
const firstPredicted = 2

// predict replaces shifts, their number, a window, a variable and for
// PREDICTPERC a percentage by what the variable's values at those shifts have in
// common: average, deviation or percentile. A negative number of shifts means
// multiples of one. As in librrd each window ends a row late.
func (m *rpnMachine) predict(op rpnOp, variable int) error {
	if _, err := m.pop(1); err != nil { // the variable's own value
		return err
	}
	percentile := 0.0
	if op == opPredictPerc {
		v, err := m.pop(1)
		if err != nil {
			return err
		}
		if percentile = v[0]; !(percentile >= -100 && percentile <= 100) {
			return rpnError("unsupported percentile: %f", percentile)
		}
	}
	v, err := m.pop(2)
	if err != nil {
		return err
	}
	shifts, err := m.shifts(v[0])
	if err != nil {
		return err
	}
	var seen []float64
	if variable < len(m.series) {
		s := &m.series[variable]
		looked := int(min(max(rows(v[1], s.step), 0), float64(s.index))) + 1
		for _, shift := range shifts {
			if err := m.meter.spend(looked); err != nil {
				return err
			}
			seen = s.window(seen, shift, v[1])
		}
	}
	switch op {
	case opPredict:
		return m.push(averageOf(seen))
	case opPredictSigma:
		return m.push(sigmaOf(seen))
	}
	return m.push(percentileOf(percentile, seen))
}

// shifts takes shifts off the stack.
func (m *rpnMachine) shifts(number float64) ([]float64, error) {
	if !(number > -rpnStackLimit && number < rpnStackLimit) {
		return nil, errUnderflow
	}
	n := int(number)
	v, err := m.pop(max(n, min(-n, 1)))
	if err != nil {
		return nil, err
	}
	shifts := slices.Clone(v)
	slices.Reverse(shifts)
	for i := range shifts {
		if !(shifts[i] > -1 && shifts[i] < math.MaxInt32) {
			return nil, rpnError("negative shift step not allowed: %.0f", shifts[i])
		}
		shifts[i] = math.Trunc(shifts[i])
	}
	if n < 0 {
		base := shifts[0]
		shifts = shifts[:0]
		for i := range -n {
			shifts = append(shifts, base*float64(i))
		}
	}
	return shifts, nil
}

// window appends the known values of a window before the present.
func (s *rpnSource) window(seen []float64, shift, window float64) []float64 {
	newest := float64(s.index+1) - rows(shift, s.step)
	for i, last := newest, newest-rows(window, s.step); i >= last && i >= firstPredicted; i-- {
		if i < float64(len(s.data)) {
			if x := s.data[int(i)]; x == x {
				seen = append(seen, x)
			}
		}
	}
	return seen
}

func averageOf(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	if len(values) == 0 {
		return nan
	}
	return sum / float64(len(values))
}

// sigmaOf is the sample standard deviation, from the sums of values and squares.
func sigmaOf(values []float64) float64 {
	sum, squares, n := 0.0, 0.0, float64(len(values))
	for _, v := range values {
		sum += v
		squares += float64(v * v)
	}
	if n < 2 {
		return nan
	}
	d := float64(n*squares) - float64(sum*sum)
	if d < 0 {
		return 0
	}
	return math.Sqrt(d / float64(n*(n-1)))
}

// percentileOf is the value at a percentage, between two values if need be; a
// negative percentage takes the nearer of them.
func percentileOf(p float64, values []float64) float64 {
	if len(values) == 0 {
		return nan
	}
	slices.SortStableFunc(values, unknownFirst)
	last := len(values) - 1
	at := float64(math.Abs(p) / 100 * float64(last))
	if p < 0 {
		return values[min(int(math.Round(at)), last)]
	}
	i := int(at)
	if i >= last {
		return values[last]
	}
	part := at - float64(i)
	return values[i] + float64(part*(values[i+1]-values[i]))
}
