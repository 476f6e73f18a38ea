package rrd

import (
	"math"
	"slices"
)

// sort puts values in order, the unknown first.
func (m *rpnMachine) sort(values []float64) {
	if m.stored && slices.ContainsFunc(values, func(v float64) bool { return math.IsInf(v, 0) }) {
		storedSort(values, make([]float64, len(values)))
		return
	}
	slices.SortStableFunc(values, unknownFirst)
}

// onlyKnown leaves out the unknown. As in librrd the last value takes the place of
// what is left out, which matters to who sorts the infinite.
func onlyKnown(values []float64) []float64 {
	for i := 0; i < len(values); {
		if values[i] == values[i] {
			i++
			continue
		}
		last := len(values) - 1
		values[i] = values[last]
		values = values[:last]
	}
	return values
}

// unknownFirst orders numbers with the unknown below all.
func unknownFirst(a, b float64) int {
	switch {
	case a != a && b != b:
		return 0
	case a != a || a < b:
		return -1
	case b != b || a > b:
		return 1
	}
	return 0
}

// storedSort sorts as librrd does, whose order has no place for the infinite: what
// comes of it depends on who is compared with whom, and so on merging halves, of
// which the first is the smaller. Aside is room for the values.
func storedSort(values, aside []float64) {
	n := len(values)
	if n < 2 {
		return
	}
	half := n / 2
	storedSort(values[:half], aside)
	storedSort(values[half:], aside)
	first, second := aside[:half], values[half:]
	copy(first, values)
	for i := 0; len(first) > 0; i++ {
		if len(second) > 0 && storedAbove(first[0], second[0]) {
			values[i], second = second[0], second[1:]
		} else {
			values[i], first = first[0], first[1:]
		}
	}
}

// storedAbove reports whether librrd has a above b.
func storedAbove(a, b float64) bool {
	switch {
	case a != a:
		return false
	case b != b || math.IsInf(a, 1):
		return true
	case math.IsInf(a, -1) || math.IsInf(b, -1):
		return false
	}
	return math.IsInf(b, 1) || a > b
}
