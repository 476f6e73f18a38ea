package rrd

import (
	"math"
	"strings"
)

// nan is the unknown as librrd writes it: the quiet NaN that x86 makes of 0/0.
// Go's own has other bits, and files are compared bit by bit.
var nan = math.Float64frombits(nanBits)

const nanBits = 0xFFF8000000000000

// Exponents outside these make librrd's reader give up.
const (
	leastExponent    = -1021
	greatestExponent = 1024
)

// scanNumber reads a decimal number at the beginning of a text as librrd does,
// and returns how many bytes it took, 0 for none. The value is not always the
// nearest: digits are gathered in a float64 and scaled by squares of ten, and
// files hold what comes of that.
func scanNumber(s string) (value float64, n int) {
	i := 0
	for i < len(s) && isSpace(s[i]) {
		i++
	}
	negative := false
	if i < len(s) && (s[i] == '+' || s[i] == '-') {
		negative = s[i] == '-'
		i++
	}
	digits, decimals := 0, 0
	for ; i < len(s) && isDigit(s[i]); i++ {
		value = float64(value*10) + float64(s[i]-'0')
		digits++
	}
	if i < len(s) && s[i] == '.' {
		for i++; i < len(s) && isDigit(s[i]); i++ {
			value = float64(value*10) + float64(s[i]-'0')
			digits++
			decimals++
		}
	}
	if digits == 0 {
		return 0, 0
	}
	exponent := -decimals
	if negative {
		value = -value
	}
	if i < len(s) && s[i]|0x20 == 'e' {
		i++
		negative = false
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			negative = s[i] == '-'
			i++
		}
		e := 0
		for ; i < len(s) && isDigit(s[i]); i++ {
			e = min(e*10+int(s[i]-'0'), 1<<20)
		}
		if negative {
			e = -e
		}
		exponent += e
	}
	if exponent < leastExponent || exponent > greatestExponent {
		return math.Inf(1), 0
	}
	return scale(value, exponent), i
}

// scale multiplies by a power of ten, from the lowest bit of the exponent up.
func scale(value float64, exponent int) float64 {
	power := 10.0
	for e := max(exponent, -exponent); e > 0; e >>= 1 {
		if e&1 != 0 && exponent < 0 {
			value /= power
		} else if e&1 != 0 {
			value *= power
		}
		power *= power
	}
	return value
}

func isSpace(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }

// specialNumbers are what a text may begin with instead of a number; librrd
// minds nothing after them.
var specialNumbers = []struct {
	word  string
	value float64
}{{"-nan", nan}, {"nan", nan}, {"inf", math.Inf(1)}, {"-inf", math.Inf(-1)}}

// parseFloat reads a text that is a number, nan or inf as a whole. When it is
// none, read is how much of it is a number: nothing if read is empty.
func parseFloat(s string) (value float64, read string, ok bool) {
	value, n := scanNumber(s)
	if n == len(s) && n > 0 {
		return value, s, true
	}
	if n == 0 {
		for _, special := range specialNumbers {
			if len(s) >= len(special.word) && strings.EqualFold(s[:len(special.word)], special.word) {
				return special.value, s, true
			}
		}
	}
	return value, s[:n], false
}
