package pytext

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// Float is Python's str and repr of a float: the shortest digits that read back
// as the same number, with an exponent below 1e-4 and from 1e16 on, and with .0
// where there would be neither point nor exponent; inf, -inf and nan.
func Float(f float64) string {
	return string(AppendFloat(make([]byte, 0, 24), f))
}

// AppendFloat appends to dst what [Float] gives. It allocates only to grow dst.
func AppendFloat(dst []byte, f float64) []byte {
	dst, whole := appendShortest(dst, f)
	if whole {
		dst = append(dst, ".0"...)
	}
	return dst
}

// Complex is Python's str and repr of a complex number: (1+2j), or 2j where the
// real part is a positive zero.
func Complex(c complex128) string {
	re, im := real(c), imag(c)
	if re == 0 && !math.Signbit(re) {
		text, _ := appendShortest(nil, im)
		return string(append(text, 'j'))
	}
	text, _ := appendShortest([]byte{'('}, re)
	if math.IsNaN(im) || !math.Signbit(im) {
		text = append(text, '+')
	}
	text, _ = appendShortest(text, im)
	return string(append(text, "j)"...))
}

// appendShortest appends a number without .0, and tells whether that could follow.
func appendShortest(dst []byte, f float64) (text []byte, whole bool) {
	switch abs := math.Abs(f); {
	case math.IsNaN(f):
		return append(dst, "nan"...), false
	case math.IsInf(f, 0):
		if f < 0 {
			dst = append(dst, '-')
		}
		return append(dst, "inf"...), false
	case abs != 0 && (abs < 1e-4 || abs >= 1e16):
		return strconv.AppendFloat(dst, f, 'e', -1, 64), false
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64), f == math.Trunc(f)
}

// ParseFloat is Python's float(s) for a text: with white space around it, a
// sign, underscores between digits, digits of any script; inf, infinity and nan
// in any case. What is too large is an infinity. The error is a [ValueError].
func ParseFloat(s string) (float64, error) {
	if f, ok := readFloat(strings.Trim(inASCII(s), blanks)); ok {
		return f, nil
	}
	return 0, ValueError("could not convert string to float: " + Repr(s))
}

func readFloat(t string) (float64, bool) {
	sign, body := 1.0, t
	if t != "" && (t[0] == '-' || t[0] == '+') {
		if body = t[1:]; t[0] == '-' {
			sign = -1
		}
	}
	switch strings.ToLower(body) {
	case "inf", "infinity":
		return math.Inf(int(sign)), true
	case "nan":
		return math.NaN(), true
	}
	digits := make([]byte, 0, 32)
	var last byte
	for i := 0; i < len(body); i++ {
		c := body[i]
		switch {
		case c == '_' && !isDigit(last), last == '_' && !isDigit(c), strings.IndexByte("0123456789.eE+-_", c) < 0:
			return 0, false
		case c != '_':
			digits = append(digits, c)
		}
		last = c
	}
	if last == '_' || body == "" || body[0] == '+' || body[0] == '-' {
		return 0, false
	}
	text := string(digits)
	if len(text) > mostDigits {
		text = pointFirst(text)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil && !math.IsInf(f, 0) {
		return 0, false
	}
	return sign * f, true
}

// pointFirst writes a number with the point before its first digit that is not
// zero, and the exponent to match. strconv reads an exponent to five digits
// only, which is too few where as many zeros make up for it.
func pointFirst(text string) string {
	mantissa, exponent := text, int64(0)
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		var err error
		// Out of range is as far as an int64 goes, and far enough.
		if exponent, err = strconv.ParseInt(text[i+1:], 10, 64); err != nil && !errors.Is(err, strconv.ErrRange) {
			return text
		}
		mantissa = text[:i]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	all := whole + fraction
	if all == "" || strings.Trim(all, "0123456789") != "" {
		return text
	}
	significant := strings.TrimLeft(all, "0")
	const far = 1 << 40 // more than a text is long
	exponent = min(max(exponent, -far), far) + int64(len(whole)-(len(all)-len(significant)))
	return "0." + significant + "e" + strconv.FormatInt(min(max(exponent, -9999), 9999), 10)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
