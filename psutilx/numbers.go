package psutilx

import "strconv"

// round1 is Python's round(x, 1): the decimal that is nearest to the exact value
// of x, which a multiplication by ten would already have changed.
func round1(x float64) float64 {
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], x, 'f', 1, 64)
	r, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		return x // infinities and NaN print as themselves, so this is out of reach
	}
	return r
}

// usagePercent is used/total as a percentage with one decimal, 0 when total is
// 0. The order of the operations decides about the last digit.
func usagePercent(used, total float64) float64 {
	if total == 0 {
		return 0
	}
	return round1(used / total * 100)
}

// addSaturating adds without wrapping around: a sum beyond 64 bits stays at the
// largest number, so that no counter goes backwards.
func addSaturating(a, b uint64) uint64 {
	if s := a + b; s >= a {
		return s
	}
	return ^uint64(0)
}

// mulSaturating multiplies in the same way.
func mulSaturating(a, b uint64) uint64 {
	if a == 0 || a*b/a == b {
		return a * b
	}
	return ^uint64(0)
}

// Bytes2Human writes a number of bytes for people, such as "9.8K" for 10000, in
// powers of 1024 with one decimal: psutil.bytes2human of psutil 8.
func Bytes2Human(n uint64) string {
	const symbols = "KMGTPEZY"
	f := float64(n)
	for i := len(symbols) - 1; i >= 0; i-- {
		unit := float64(1)
		for range i + 1 {
			unit *= 1024
		}
		if f >= unit {
			return strconv.FormatFloat(f/unit, 'f', 1, 64) + symbols[i:i+1]
		}
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + "B"
}
