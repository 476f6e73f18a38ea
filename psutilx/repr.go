package psutilx

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tupleText writes a named tuple as Python's str() does.
type tupleText struct {
	buf   []byte
	comma bool
}

func newTupleText(name string) *tupleText {
	return &tupleText{buf: append(append(make([]byte, 0, 256), name...), '(')}
}

func (t *tupleText) name(field string) {
	if t.comma {
		t.buf = append(t.buf, ", "...)
	}
	t.comma = true
	t.buf = append(append(t.buf, field...), '=')
}

func (t *tupleText) uint(field string, v uint64) *tupleText {
	t.name(field)
	t.buf = strconv.AppendUint(t.buf, v, 10)
	return t
}

func (t *tupleText) float(field string, v float64) *tupleText {
	t.name(field)
	t.buf = append(t.buf, floatRepr(v)...)
	return t
}

func (t *tupleText) none(field string) *tupleText {
	t.name(field)
	t.buf = append(t.buf, "None"...)
	return t
}

func (t *tupleText) int(field string, v int64) *tupleText {
	t.name(field)
	t.buf = strconv.AppendInt(t.buf, v, 10)
	return t
}

func (t *tupleText) str(field, v string) *tupleText {
	t.name(field)
	t.buf = append(t.buf, strRepr(v)...)
	return t
}

// word is a value that is written as it is.
func (t *tupleText) word(field, v string) *tupleText {
	t.name(field)
	t.buf = append(t.buf, v...)
	return t
}

func (t *tupleText) String() string { return string(append(t.buf, ')')) }

// floatRepr is Python's repr() of a float: the shortest digits that read back as
// the same number, with an exponent below 1e-4 and from 1e16 on.
func floatRepr(v float64) string {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(v, 'f', -1, 64)), "+")
	case v != 0 && (math.Abs(v) < 1e-4 || math.Abs(v) >= 1e16):
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	s := strconv.FormatFloat(v, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// boolRepr is Python's repr() of a bool.
func boolRepr(v bool) string {
	if v {
		return "True"
	}
	return "False"
}

// strRepr is Python's repr() of a str: single quotes unless only those occur in
// it. Bytes that are not UTF-8 are the surrogates that Python makes of them.
func strRepr(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b := []byte{quote}
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = fmt.Appendf(b, `\udc%02x`, s[i])
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\\' || r == rune(quote):
			b = append(b, '\\', byte(r))
		case unicode.IsPrint(r):
			b = append(b, s[i:i+size]...)
		case r < 0x100:
			b = fmt.Appendf(b, `\x%02x`, r)
		case r < 0x10000:
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = fmt.Appendf(b, `\U%08x`, r)
		}
		i += size
	}
	return string(append(b, quote))
}
