package packet

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
)

// signedNames are scapy's names of numbers with a sign, by their bits.
var signedNames = map[int]string{8: "RandSByte", 16: "RandSShort", 32: "RandSInt", 64: "RandSLong"}

// randSigned is a number of so many bits, with a sign.
func randSigned(name string, bits int) Volatile {
	return volatile{name, "", func(r *rand.Rand) any { return signedNumber(int64(r.Uint64()) >> (64 - bits)) }}
}

// RandSByte is a number of one byte, with a sign; see [Field.Signed].
func RandSByte() Volatile { return randSigned("RandSByte", 8) }

// RandSShort is a number of two bytes, with a sign.
func RandSShort() Volatile { return randSigned("RandSShort", 16) }

// RandSInt is a number of four bytes, with a sign.
func RandSInt() Volatile { return randSigned("RandSInt", 32) }

// RandSLong is a number of eight bytes, with a sign.
func RandSLong() Volatile { return randSigned("RandSLong", 64) }

// RandFloat is a float64 from min up to max. Not finite bounds count as 0.
func RandFloat(min, max float64) Volatile {
	min, max = finite(min), finite(max)
	return volatile{"RandFloat", fmt.Sprintf("min=%v, max=%v", min, max), func(r *rand.Rand) any { return min + r.Float64()*(max-min) }}
}

// RandBinFloat is a float32 of any bits, which is a float64 here: most are very
// large or very small. It is never NaN nor infinite.
func RandBinFloat() Volatile {
	return volatile{"RandBinFloat", "", func(r *rand.Rand) any {
		bits := r.Uint32()
		if bits>>23&0xff == 0xff {
			bits &^= 1 << 23
		}
		return float64(math.Float32frombits(bits))
	}}
}

func finite(f float64) float64 {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0
	}
	return f
}

// RandNumGauss is a whole number around mean, which the normal distribution makes
// the rarer the more deviations it is away; never below zero.
func RandNumGauss(mean, deviation float64) Volatile {
	return volatile{"RandNumGauss", fmt.Sprintf("mu=%v, sigma=%v", mean, deviation), func(r *rand.Rand) any {
		return whole(mean + deviation*r.NormFloat64())
	}}
}

// RandNumExpo is base and a whole number that the exponential distribution makes: of
// 1/rate in the mean. A rate that is not above zero adds nothing.
func RandNumExpo(rate float64, base uint64) Volatile {
	return volatile{"RandNumExpo", fmt.Sprintf("lambd=%v, base=%d", rate, base), func(r *rand.Rand) any {
		if !(rate > 0) {
			return number(base)
		}
		n, _ := Uint(whole(r.ExpFloat64() / rate))
		return number(base + min(n, math.MaxUint64-base))
	}}
}

// RandNumGamma is a whole number that the gamma distribution makes, of alpha and
// beta, alpha*beta in the mean. It is 0 unless both are above zero.
func RandNumGamma(alpha, beta float64) Volatile {
	return volatile{"RandNumGamma", fmt.Sprintf("alpha=%v, beta=%v", alpha, beta), func(r *rand.Rand) any {
		if !(alpha > 0) || !(beta > 0) {
			return 0
		}
		return whole(beta * gamma(r, alpha))
	}}
}

// gamma is by Marsaglia and Tsang's method; below one by a larger shape and a root.
func gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(r, shape+1) * math.Pow(1-r.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for range 1000 {
		x := r.NormFloat64()
		v := math.Pow(1+c*x, 3)
		if v > 0 && math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
	return d
}

// whole is the number rounded, in the bounds of a number here.
func whole(f float64) any {
	switch f = math.Round(f); {
	case !(f > 0):
		return 0
	case f >= math.MaxInt64:
		return math.MaxInt
	}
	return int(f)
}

// RandSingNum is a number from min to max of those that programs stumble over: the
// bounds, zero, powers of two and their neighbours; now and then another.
func RandSingNum(min, max int64) Volatile {
	return volatile{"RandSingNum", fmt.Sprintf("mn=%d, mx=%d", min, max), func(r *rand.Rand) any {
		if max <= min {
			return int(min)
		}
		for range 8 {
			power := int64(1) << r.IntN(63)
			n := []int64{min, max, 0, power, power - 1, power + 1, -power, 1 - power, -power - 1}[r.IntN(9)]
			if n >= min && n <= max {
				return int(n)
			}
		}
		return int(min + int64(r.Uint64()%(uint64(max-min)+1)))
	}}
}

// RandEnum is the numbers from min to max in an order at random, each once before one
// comes again.
func RandEnum(min, max uint64) Volatile {
	if max < min {
		max = min
	}
	return &enumeration{name: "RandEnum", n: max - min, pick: func(i uint64) any { return number(min + i) }}
}

// RandEnumKeys is values in an order at random, each once before one comes again; nil
// without any.
func RandEnumKeys(values ...any) Volatile {
	if len(values) == 0 {
		return volatile{"RandEnumKeys", "", func(*rand.Rand) any { return nil }}
	}
	values = append([]any(nil), values...)
	return &enumeration{name: "RandEnumKeys", n: uint64(len(values) - 1), pick: func(i uint64) any { return values[i] }}
}

// enumeration walks the numbers from 0 to n in an order at random without keeping
// them: by a permutation of a power of two that is odd steps and exclusive ors, of
// which numbers beyond n are passed over.
type enumeration struct {
	name string
	n    uint64
	pick func(i uint64) any

	mu    sync.Mutex
	at    uint64
	round bool // the keys are those of this round
	keys  [4]uint64
	bits  uint
}

// Roll returns the next value.
func (e *enumeration) Roll(r *rand.Rand) any {
	if r == nil {
		r = process
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	for {
		if !e.round {
			for i := range e.keys {
				e.keys[i] = r.Uint64()
			}
			for e.bits = 1; e.bits < 64 && e.n>>e.bits != 0; e.bits++ {
			}
			e.at, e.round = 0, true
		}
		v := e.permute(e.at)
		e.at++
		if last := uint64(1)<<e.bits - 1; e.at > last || e.at == 0 {
			e.round = false
		}
		if v <= e.n {
			return e.pick(v)
		}
	}
}

func (e *enumeration) permute(x uint64) uint64 {
	mask := uint64(math.MaxUint64)
	if e.bits < 64 {
		mask = 1<<e.bits - 1
	}
	for _, k := range e.keys {
		x = (x*(k|1) + k>>7) & mask
		x ^= x >> (e.bits/2 + 1)
	}
	return x
}

// String is the value as Python's repr writes it.
func (e *enumeration) String() string { return "<" + e.name + ">" }
