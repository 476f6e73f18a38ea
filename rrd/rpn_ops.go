package rrd

import (
	"math"
	"slices"
)

// compare makes an operation of a comparison; what is unknown compares as
// unknown.
func compare(f func(a, b float64) bool) func(a, b float64) float64 {
	return func(a, b float64) float64 {
		if a != a || b != b {
			return nan
		}
		return truth(f(a, b))
	}
}

// choose makes an operation that is unknown where one of two is.
func choose(f func(a, b float64) float64) func(a, b float64) float64 {
	return func(a, b float64) float64 {
		if a != a {
			return a
		}
		if b != b {
			return b
		}
		return f(a, b)
	}
}

// known makes an operation that leaves out what is unknown.
func known(f func(a, b float64) float64) func(a, b float64) float64 {
	return func(a, b float64) float64 {
		if a != a {
			return b
		}
		if b != b {
			return a
		}
		return f(a, b)
	}
}

func add(a, b float64) float64 { return a + b }

// smaller and larger give the first of two that are equal: it may be the zero
// with the sign.
func smaller(a, b float64) float64 {
	if b < a {
		return b
	}
	return a
}

func larger(a, b float64) float64 {
	if b > a {
		return b
	}
	return a
}

// rpnBinary are the operations on two values.
var rpnBinary = [opCountOf]func(a, b float64) float64{
	opAdd: add,
	opSub: func(a, b float64) float64 { return a - b },
	opMul: func(a, b float64) float64 { return a * b },
	opDiv: func(a, b float64) float64 { return a / b },
	opMod: math.Mod,
	opPow: math.Pow,
	opLT:  compare(func(a, b float64) bool { return a < b }),
	opLE:  compare(func(a, b float64) bool { return a <= b }),
	opGT:  compare(func(a, b float64) bool { return a > b }),
	opGE:  compare(func(a, b float64) bool { return a >= b }),
	opEQ:  compare(func(a, b float64) bool { return a == b }),
	opNE:  compare(func(a, b float64) bool { return a != b }),
	opMin: choose(smaller), opMax: choose(larger),
	opMinNaN: known(smaller), opMaxNaN: known(larger), opAddNaN: known(add),
	opAtan2: math.Atan2,
}

// exponential is e to a power. Close below the largest number math.Exp has infinity
// on amd64, where the power of two that it scales by is one too high.
func exponential(a float64) float64 {
	if a > 709 {
		return math.Exp(a-8) * math.Exp(8)
	}
	return math.Exp(a)
}

// Degrees of a radian and the other way round, with librrd's digits.
const (
	degreesOfRadian = 57.29577951
	radiansOfDegree = 0.0174532952
)

// rpnUnary are the operations on one value.
var rpnUnary = [opCountOf]func(float64) float64{
	opSin: math.Sin, opCos: math.Cos, opLog: math.Log, opExp: exponential, opAtan: math.Atan, opSqrt: math.Sqrt,
	opFloor: math.Floor, opCeil: math.Ceil, opAbs: math.Abs, opRound: math.Round,
	opUN:      func(a float64) float64 { return truth(a != a) },
	opIsInf:   func(a float64) float64 { return truth(math.IsInf(a, 0)) },
	opRad2Deg: func(a float64) float64 { return a * degreesOfRadian },
	opDeg2Rad: func(a float64) float64 { return a * radiansOfDegree },
}

// rpnGroup are the operations on as many values as are counted on the stack.
var rpnGroup = [opCountOf]func(values []float64) float64{
	opAvg:    average,
	opMedian: median,
	opStdev:  deviation,
	opSMin:   func(values []float64) float64 { return fold(values, known(smaller)) },
	opSMax:   func(values []float64) float64 { return fold(values, known(larger)) },
}

// fold goes from the top of the stack down.
func fold(values []float64, f func(a, b float64) float64) float64 {
	v := nan
	for _, x := range slices.Backward(values) {
		v = f(v, x)
	}
	return v
}

// average is that of the known values, summed from the top of the stack down.
func average(values []float64) float64 {
	sum, n := 0.0, 0
	for _, v := range slices.Backward(values) {
		if v == v {
			sum += v
			n++
		}
	}
	if n == 0 {
		return nan
	}
	return sum / float64(n)
}

// median is the middle of values that are known and sorted, or the average of the
// two there.
func median(values []float64) float64 {
	n := len(values)
	switch {
	case n == 0:
		return nan
	case n%2 == 1:
		return values[n/2]
	}
	return (values[n/2-1] + values[n/2]) / 2
}

// deviation is the sample standard deviation of the known values.
func deviation(values []float64) float64 {
	n, mean, squares := 0.0, 0.0, 0.0
	for _, v := range slices.Backward(values) {
		if v != v {
			continue
		}
		n++
		delta := v - mean
		mean += delta / n
		squares += float64(delta * (v - mean))
	}
	if n < 2 {
		return nan
	}
	return math.Sqrt(squares / (n - 1))
}

// percent is the value at a percentage of the way through values that are sorted,
// the unknown first.
func percent(p float64, values []float64) float64 {
	if len(values) == 0 {
		return nan
	}
	last := float64(len(values) - 1)
	return values[int(min(max(math.Round(p*float64(len(values))/100)-1, 0), last))]
}
