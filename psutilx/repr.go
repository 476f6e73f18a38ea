package psutilx

import (
	"strconv"

	"github.com/pyops-go/pyops/internal/pytext"
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
	t.buf = append(t.buf, pytext.Float(v)...)
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
	t.buf = append(t.buf, pytext.Repr(v)...)
	return t
}

// word is a value that is written as it is.
func (t *tupleText) word(field, v string) *tupleText {
	t.name(field)
	t.buf = append(t.buf, v...)
	return t
}

func (t *tupleText) String() string { return string(append(t.buf, ')')) }

// boolRepr is Python's repr() of a bool.
func boolRepr(v bool) string {
	if v {
		return "True"
	}
	return "False"
}
