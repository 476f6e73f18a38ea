package ipy

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDigits is how long a decimal number Python's int() reads by default; it
// bounds the work that a text can cause.
const maxDigits = 4300

var errNotAnInt = errors.New("not an integer")

// pyInt reads an integer as Python's int(s, base) does, for base 10 or 16: with
// white space around it, a sign, single underscores between digits, leading
// zeros, digits of any script, and in base 16 with or without 0x.
func pyInt(s string, base int) (*big.Int, error) {
	var text strings.Builder
	for _, c := range s {
		switch {
		case c < utf8.RuneSelf:
			text.WriteByte(byte(c))
		case unicode.IsSpace(c):
			text.WriteByte(' ')
		default:
			d, ok := decimalDigit(c)
			if !ok {
				return nil, errNotAnInt
			}
			text.WriteByte('0' + d)
		}
	}
	t := strings.Trim(text.String(), " \t\n\v\f\r")
	negative := strings.HasPrefix(t, "-")
	if negative || strings.HasPrefix(t, "+") {
		t = t[1:]
	}
	if base == 16 && (strings.HasPrefix(t, "0x") || strings.HasPrefix(t, "0X")) {
		t = strings.TrimPrefix(t[2:], "_")
	}
	digits := make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		if t[i] == '_' {
			if i == 0 || i == len(t)-1 || t[i-1] == '_' {
				return nil, errNotAnInt
			}
			continue
		}
		if int(hexDigit[t[i]]) >= base {
			return nil, errNotAnInt
		}
		digits = append(digits, t[i])
	}
	if len(digits) == 0 || base == 10 && len(digits) > maxDigits {
		return nil, errNotAnInt
	}
	n, ok := new(big.Int).SetString(string(digits), base)
	if !ok {
		return nil, errNotAnInt
	}
	if negative {
		n.Neg(n)
	}
	return n, nil
}

// decimalDigit is the value of a decimal digit of any script (category Nd).
// Unicode keeps each script's ten in order, and never lets two runs of ten
// overlap, so the distance from the run's start tells.
func decimalDigit(c rune) (byte, bool) {
	for _, r := range unicode.Nd.R16 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	for _, r := range unicode.Nd.R32 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	return 0, false
}

// notAnInt is the complaint of Python's int() about a decimal number.
func notAnInt(s string) *Error {
	return valueError("invalid literal for int() with base 10: " + pyRepr(s))
}

// pyRepr writes text as Python's repr() does.
func pyRepr(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	out := []byte{quote}
	for _, c := range s {
		switch {
		case c == rune(quote) || c == '\\':
			out = append(out, '\\', byte(c))
		case c == '\t':
			out = append(out, `\t`...)
		case c == '\n':
			out = append(out, `\n`...)
		case c == '\r':
			out = append(out, `\r`...)
		case strconv.IsPrint(c):
			out = utf8.AppendRune(out, c)
		case c < 0x100:
			out = fmt.Appendf(out, `\x%02x`, c)
		case c < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, c)
		default:
			out = fmt.Appendf(out, `\U%08x`, c)
		}
	}
	return string(append(out, quote))
}
