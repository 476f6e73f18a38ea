package rrd

import (
	"fmt"
	"math"
	"strconv"
)

// A Value is a reading for a data source: a fraction, a whole number, or, as the
// zero Value, unknown.
type Value struct {
	kind valueKind
	bits uint64
}

type valueKind uint8

const (
	valueUnknown valueKind = iota
	valueFloat
	valueInt
	valueUint
)

// Float is a reading that may be a fraction, for GAUGE, ABSOLUTE, DCOUNTER and
// DDERIVE. NaN is unknown.
func Float(v float64) Value {
	if v != v {
		return Value{}
	}
	return Value{valueFloat, math.Float64bits(v)}
}

// Int is a reading that is a whole number, for every data source; one below zero
// is refused by COUNTER.
func Int(v int64) Value {
	if v < 0 {
		return Value{valueInt, uint64(v)}
	}
	return Value{valueUint, uint64(v)}
}

// Uint is a reading that is a whole number, for every data source.
func Uint(v uint64) Value { return Value{valueUint, v} }

// Known reports whether the reading is known.
func (v Value) Known() bool { return v.kind != valueUnknown }

// Float64 is the reading as a number; NaN if it is unknown.
func (v Value) Float64() float64 {
	switch v.kind {
	case valueFloat:
		return math.Float64frombits(v.bits)
	case valueInt:
		return float64(int64(v.bits))
	case valueUint:
		return float64(v.bits)
	}
	return nan
}

// String is the reading as update takes it: "U" if it is unknown.
func (v Value) String() string {
	var b [lastSize]byte
	return string(v.append(b[:0]))
}

func (v Value) append(b []byte) []byte {
	switch v.kind {
	case valueFloat:
		f := math.Float64frombits(v.bits)
		if math.IsInf(f, 0) {
			return append(b, notFinite(f, "", "f")...)
		}
		// Many readings are whole numbers, whose digits cost a third as much. From
		// a million on 'g' writes an exponent; zero may have a sign.
		if f == math.Trunc(f) && math.Abs(f) < 1e6 && f != 0 {
			return strconv.AppendInt(b, int64(f), 10)
		}
		return strconv.AppendFloat(b, f, 'g', -1, 64)
	case valueInt:
		return strconv.AppendInt(b, int64(v.bits), 10)
	case valueUint:
		return strconv.AppendUint(b, v.bits, 10)
	}
	return append(b, 'U')
}

// accepts refuses a reading that the data source cannot mean.
func (d *dsDef) accepts(v Value) error {
	switch {
	case (d.kind == dsCounter || d.kind == dsDerive) && v.kind == valueFloat:
		return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf("data source '%s' is a %s and takes Int or Uint, not Float(%v)", d.name, d.kind, v)}
	case d.kind == dsCounter && v.kind == valueInt:
		return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf("data source '%s' is a %s and takes no number below zero, such as %v", d.name, d.kind, v)}
	}
	return nil
}

// gather makes of a known reading what it adds to the primary data point, and
// remembers the reading. Interval is the seconds since the last update.
func (d *dsDef) gather(p *pdpState, v Value, interval float64) float64 {
	var total, rate float64
	switch d.kind {
	case dsCounter, dsDerive:
		var text [lastSize]byte
		new := string(v.append(text[:0]))
		total = d.counted(p, new)
		rate = total / interval
	case dsDCounter, dsDDerive:
		total = nan
		if old, _, ok := parseFloat(p.lastText()); ok && p.last[0] != 'U' {
			total = d.fractions(v.Float64(), old)
		}
		rate = total / interval
	case dsAbsolute:
		total = v.Float64()
		rate = total / interval
	default:
		rate = v.Float64()
		total = float64(rate * interval)
	}
	return d.bounded(total, rate)
}

// counted is how far a counter went since the last reading.
func (d *dsDef) counted(p *pdpState, text string) float64 {
	if p.last[0] == 'U' {
		return nan
	}
	v := difference(text, p.lastText())
	if d.kind == dsCounter {
		if v < 0 {
			v += wrap32
		}
		if v < 0 {
			v += wrap64
		}
	}
	return v
}

// fractions is how far a counter of fractions went. DCOUNTER may go either way
// from zero, but not back.
func (d *dsDef) fractions(v, old float64) float64 {
	if d.kind == dsDCounter && (v > 0 && old > v || v < 0 && v > old) {
		return nan
	}
	return v - old
}

// bounded is the total, unless its rate is out of the source's bounds.
func (d *dsDef) bounded(total, rate float64) float64 {
	if rate > d.max || rate < d.min {
		return nan
	}
	return total
}

// read makes of a reading as text what gather makes of a number. The errors are
// librrd's.
func (d *dsDef) read(p *pdpState, text string, interval float64) (float64, error) {
	switch d.kind {
	case dsCounter, dsDerive:
		if !isWhole(text, d.kind == dsDerive) {
			if d.kind == dsDerive {
				return 0, readingError("not a simple signed integer: '%s'", text)
			}
			return 0, readingError("not a simple unsigned integer: '%s'", text)
		}
		total := d.counted(p, text)
		return d.bounded(total, total/interval), nil
	}
	if (d.kind == dsDCounter || d.kind == dsDDerive) && p.last[0] == 'U' {
		return nan, nil // librrd looks at the text no sooner than it needs it
	}
	v, err := d.number(text)
	if err != nil {
		return 0, err
	}
	switch d.kind {
	case dsDCounter, dsDDerive:
		old, err := d.number(p.lastText())
		if err != nil {
			return 0, err
		}
		total := d.fractions(v, old)
		return d.bounded(total, total/interval), nil
	case dsAbsolute:
		return d.bounded(v, v/interval), nil
	}
	return d.bounded(float64(v*interval), v), nil
}

// number reads a fraction.
func (d *dsDef) number(text string) (float64, error) {
	v, read, ok := parseFloat(text)
	if ok {
		return v, nil
	}
	function := "Function update_pdp_prep, case DST_" + d.kind.String()
	if read == "" {
		return 0, readingError("%s - Cannot convert '%s' to float", function, text)
	}
	return 0, readingError("%s - Converted '%s' to %f, but cannot convert '%s'", function, text, v, text[len(read):])
}

func readingError(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf(format, args...)}
}

// Check reports whether a text can be a reading of this type, as update takes
// it: "U" for unknown, a whole number for COUNTER and DERIVE, or a number.
func (t DSType) Check(text string) error {
	d := &dsDef{kind: dsByName(string(t)), min: nan, max: nan}
	switch {
	case d.kind == dsNone || d.kind == dsCompute:
		return readingError("a %s takes no readings", t)
	case text != "" && text[0] == 'U':
		return nil
	case d.kind == dsCounter || d.kind == dsDerive:
		_, err := d.read(&pdpState{last: [lastSize]byte{'U'}}, text, 1)
		return err
	}
	_, err := d.number(text)
	return err
}
