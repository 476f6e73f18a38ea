package pytext

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// mostDigits is how many digits int() reads by default where the base is no
// power of two, since turning them into a number takes time that grows faster
// than their count.
const mostDigits = 4300

// Int is Python's int(s) for a text: with white space around it, a sign, single
// underscores between digits, leading zeros, digits of any script. It is false
// for what int() refuses, which includes more than 4300 digits.
func Int(s string) (*big.Int, bool) {
	n, err := ParseInt(s, 10)
	return n, err == nil
}

// ParseInt is Python's int(s, base) for a text. The base is 2 to 36, or 0 for
// the one that the text's prefix tells: 0b, 0o, 0x, in either case, or none for
// 10. With base 2, 8 or 16 its own prefix may stand or not. The error is a
// [ValueError] in Python's words.
func ParseInt(s string, base int) (*big.Int, error) {
	if base != 0 && (base < 2 || base > 36) {
		return nil, ValueError("int() base must be >= 2 and <= 36, or 0")
	}
	if base == 10 {
		if n, ok := shortInt(s); ok {
			return big.NewInt(n), nil
		}
	}
	n, digits := readInt(strings.Trim(inASCII(s), blanks), base)
	switch {
	case n != nil:
		return n, nil
	case digits > mostDigits:
		return nil, ValueError("Exceeds the limit (" + strconv.Itoa(mostDigits) + " digits) for integer string conversion: value has " +
			strconv.Itoa(digits) + " digits; use sys.set_int_max_str_digits() to increase the limit")
	}
	return nil, ValueError("invalid literal for int() with base " + strconv.Itoa(base) + ": " + ReprMax(s, 200))
}

// shortInt reads what nearly all numbers are: up to 18 ASCII digits.
func shortInt(s string) (n int64, ok bool) {
	if len(s) == 0 || len(s) > 18 {
		return 0, false
	}
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + int64(s[i]-'0')
	}
	return n, true
}

// readInt reads a number without white space around it. It returns nil for what
// is none, and with it the count of digits where there are more than may be.
func readInt(t string, base int) (n *big.Int, digits int) {
	negative := strings.HasPrefix(t, "-")
	if negative || strings.HasPrefix(t, "+") {
		t = t[1:]
	}
	onlyZero := false
	if own := prefixBase(t); own != 0 && (base == 0 || base == own) {
		base = own
		// One underscore may stand between prefix and digits.
		t = strings.TrimPrefix(t[2:], "_")
	} else if base == 0 {
		base, onlyZero = 10, strings.HasPrefix(t, "0")
	}
	text := make([]byte, 0, 64)
	var last byte = '_' // no number begins with one
	i := 0
	for ; i < len(t); i++ {
		if t[i] == '_' {
			if last == '_' {
				return nil, 0
			}
		} else if digitValue(t[i]) >= base {
			break
		} else {
			text = append(text, t[i])
		}
		last = t[i]
	}
	if last == '_' {
		return nil, 0
	}
	if base&(base-1) != 0 && len(text) > mostDigits {
		// Python counts before it looks at what follows the digits.
		return nil, len(text)
	}
	if i < len(t) {
		return nil, 0
	}
	if base&(base-1) == 0 {
		n = fromBits(text, bits.TrailingZeros(uint(base)))
	} else if n, _ = new(big.Int).SetString(string(text), base); n == nil {
		return nil, 0
	}
	if onlyZero && n.Sign() != 0 {
		return nil, 0
	}
	if negative {
		n.Neg(n)
	}
	return n, 0
}

// prefixBase is the base that a text's prefix tells, or 0.
func prefixBase(t string) int {
	if len(t) < 2 || t[0] != '0' {
		return 0
	}
	switch t[1] {
	case 'b', 'B':
		return 2
	case 'o', 'O':
		return 8
	case 'x', 'X':
		return 16
	}
	return 0
}

// digitValue is what a digit counts, 36 for what is none.
func digitValue(c byte) int {
	switch {
	case isDigit(c):
		return int(c - '0')
	case 'a' <= c && c <= 'z':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'Z':
		return int(c-'A') + 10
	}
	return 36
}

// fromBits makes a number of digits that have a whole count of bits each. Their
// count has no limit, so the time must grow with it and not with its square.
func fromBits(text []byte, width int) *big.Int {
	raw := make([]byte, (len(text)*width+7)/8)
	at, pending, have := len(raw), 0, 0
	for i := len(text) - 1; i >= 0; i-- {
		pending |= digitValue(text[i]) << have
		for have += width; have >= 8; have -= 8 {
			at--
			raw[at] = byte(pending)
			pending >>= 8
		}
	}
	if have > 0 {
		raw[at-1] = byte(pending)
	}
	return new(big.Int).SetBytes(raw)
}
