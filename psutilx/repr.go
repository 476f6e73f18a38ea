package psutilx

import (
	"math"
	"strconv"
	"strings"
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
