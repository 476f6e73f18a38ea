package packet

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// IEEEFloatField is a float of four bytes; its value is a float64.
func IEEEFloatField(name string, def any) Field {
	return Field{name: name, def: def, bits: 32, codec: ieeeCodec{}}
}

// IEEEDoubleField is a float of eight bytes; its value is a float64.
func IEEEDoubleField(name string, def any) Field {
	return Field{name: name, def: def, bits: 64, codec: ieeeCodec{}}
}

type ieeeCodec struct{}

func (ieeeCodec) read(r *reader, _ *Header, f *Field) (any, error) {
	n, err := r.number(f.bits)
	if f.little {
		n = swap(n, f.bits)
	}
	if f.bits == 32 {
		return float64(math.Float32frombits(uint32(n))), err
	}
	return math.Float64frombits(n), err
}

func (ieeeCodec) write(w *writer, _ *Header, f *Field, v any) error {
	x, err := f.real(v)
	if err != nil {
		return err
	}
	n := math.Float64bits(x)
	if f.bits == 32 {
		if math.Abs(x) > math.MaxFloat32 && !math.IsInf(x, 0) {
			return badValue(v, "a number that four bytes can hold was expected")
		}
		n = uint64(math.Float32bits(float32(x)))
	}
	if f.little {
		n = swap(n, f.bits)
	}
	w.number(n, f.bits)
	return nil
}

func (ieeeCodec) text(_ *Header, f *Field, v any) string { return realText(f, v) }

func (ieeeCodec) command(v any) string { return realLiteral(v) }

// real is a value as a float64; nil is zero.
func (f *Field) real(v any) (float64, error) {
	if u, some := first(f, v); some {
		v = u
	}
	if v == nil {
		return 0, nil
	}
	if n, negative, ok := integer(v); ok {
		if negative {
			return float64(int64(n)), nil
		}
		return float64(n), nil
	}
	x, ok := float(v)
	if !ok {
		return 0, badValue(v, "a number was expected")
	}
	return x, nil
}

func realText(f *Field, v any) string {
	if v == nil {
		return "None"
	}
	x, err := f.real(v)
	if err != nil {
		return plain(v)
	}
	return pytext.Float(x)
}

func realLiteral(v any) string {
	if x, ok := v.(float64); ok {
		return pytext.Float(x)
	}
	return literal(v)
}

// FixedPointField is a number of so many bits, 64 at most, of which the lower ones,
// so many as fraction says, are behind the point: scapy's BCDFloatField with 16 and
// 8. Its value is a float64.
func FixedPointField(name string, def any, bits, fraction int) Field {
	return ScalingField(name, def, bits, &ScalingOptions{Scaling: math.Pow(2, -float64(fraction)), Digits: 20, cut: true})
}

// ScalingOptions are the options of [ScalingField].
type ScalingOptions struct {
	Scaling float64 // what one is worth; zero means 1
	Offset  float64 // what zero is worth
	Unit    string  // shown behind the number, "mV"
	Digits  int     // rounded to so many behind the point; zero means 3
	cut     bool    // what does not fit is cut off rather than rounded, and no unit is shown
}

// ScalingField is a number of so many bits, 64 at most, that stands for another: times
// a factor, and an offset added. Its value is a float64.
func ScalingField(name string, def any, bits int, opts *ScalingOptions) Field {
	var o ScalingOptions
	if opts != nil {
		o = *opts
	}
	if o.Scaling == 0 {
		o.Scaling = 1
	}
	if o.Digits == 0 {
		o.Digits = 3
	}
	if bits > 64 {
		bits = 0 // which is refused with the description
	}
	f := BitField(name, def, bits)
	f.codec = scalingCodec{ScalingOptions: o}
	return f
}

type scalingCodec struct {
	numberCodec
	ScalingOptions
}

func (c scalingCodec) read(r *reader, h *Header, f *Field) (any, error) {
	v, err := c.numberCodec.read(r, h, f)
	if err != nil {
		return nil, err
	}
	x, err := f.real(v)
	return c.rounded(x*c.Scaling + c.Offset), err
}

func (c scalingCodec) rounded(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'f', min(max(c.Digits, 0), 30), 64), 64)
	if err != nil || c.cut {
		return x
	}
	return y
}

func (c scalingCodec) write(w *writer, h *Header, f *Field, v any) error {
	if v == nil {
		return c.numberCodec.write(w, h, f, 0)
	}
	x, err := f.real(v)
	if err != nil {
		return err
	}
	x = (x - c.Offset) / c.Scaling
	if !c.cut {
		x = c.rounded(x)
	}
	// A quotient just below a whole number is meant to be that.
	n := math.Trunc(x + math.Copysign(1e-9, x))
	if !(math.Abs(n) < 1<<63) {
		return badValue(v, f.limits())
	}
	if n >= 0 {
		return c.numberCodec.write(w, h, f, uint64(n))
	}
	return c.numberCodec.write(w, h, f, int64(n))
}

func (c scalingCodec) text(_ *Header, f *Field, v any) string {
	switch {
	case v == nil:
		return "None"
	case c.cut:
		x, err := f.real(v)
		if err != nil {
			return plain(v)
		}
		return decimal(x)
	}
	return realText(f, v) + " " + c.Unit
}

func (scalingCodec) command(v any) string { return realLiteral(v) }

// UTCTimeField is a time in four bytes, seconds since 1970: a number that is shown as
// a date, and to which a time.Time may be set. Unset it is the time of the build.
func UTCTimeField(name string, def any) Field {
	f := IntField(name, def)
	f.codec = utcCodec{}
	return f
}

type utcCodec struct{ numberCodec }

func (c utcCodec) write(w *writer, h *Header, f *Field, v any) error {
	switch x := v.(type) {
	case nil:
		v = uint32(time.Now().Unix())
	case time.Time:
		v = x.Unix()
	}
	return c.numberCodec.write(w, h, f, v)
}

func (utcCodec) text(_ *Header, _ *Field, v any) string {
	if t, ok := v.(time.Time); ok {
		v = t.Unix()
	}
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	return fmt.Sprintf("%s (%d)", time.Unix(int64(n), 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700"), n)
}

func (utcCodec) command(v any) string {
	if t, ok := v.(time.Time); ok {
		v = t.Unix()
	}
	return literal(v)
}

// SecondsIntField is a length of time in four bytes, counted in a unit, zero being
// the second. Its value is the number; a [time.Duration] may be set.
func SecondsIntField(name string, def any, unit time.Duration) Field {
	if unit <= 0 {
		unit = time.Second
	}
	f := IntField(name, def)
	f.codec = secondsCodec{unit: unit}
	return f
}

type secondsCodec struct {
	numberCodec
	unit time.Duration
}

func (c secondsCodec) write(w *writer, h *Header, f *Field, v any) error {
	if d, ok := v.(time.Duration); ok {
		v = int64(d / c.unit)
	}
	return c.numberCodec.write(w, h, f, v)
}

func (c secondsCodec) text(_ *Header, _ *Field, v any) string {
	if d, ok := v.(time.Duration); ok {
		v = int64(d / c.unit)
	}
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	if c.unit == time.Second {
		return plain(v) + " sec"
	}
	return pytext.Float(float64(n)*c.unit.Seconds()) + " sec"
}

func (c secondsCodec) command(v any) string {
	if d, ok := v.(time.Duration); ok {
		v = int64(d / c.unit)
	}
	return literal(v)
}

// YesNoByteField is a number of one byte that is shown as "no" for 0 and "yes" for
// others.
func YesNoByteField(name string, def any) Field {
	names := map[uint64]string{0: "no", 1: "yes"}
	for n := uint64(2); n < 256; n++ {
		names[n] = "yes"
	}
	return ByteEnumField(name, def, NewEnum(names))
}

// LSBExtendedField is a number in groups of seven bits, the highest first, whose
// lowest bits say whether another byte comes.
func LSBExtendedField(name string, def any) Field {
	return Field{name: name, def: def, codec: extendedCodec{lowest: true}}
}

// MSBExtendedField is a number in groups of seven bits, the highest first, whose
// highest bits say whether another byte comes.
func MSBExtendedField(name string, def any) Field {
	return Field{name: name, def: def, codec: extendedCodec{}}
}

type extendedCodec struct{ lowest bool }

func (c extendedCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	var n uint64
	for range 10 {
		b, err := r.take(1)
		if err != nil {
			return nil, err
		}
		group, more := b[0]&0x7f, b[0]>>7 == 1
		if c.lowest {
			group, more = b[0]>>1, b[0]&1 == 1
		}
		if n>>57 != 0 {
			break
		}
		n = n<<7 | uint64(group)
		if !more {
			return number(n), nil
		}
	}
	return nil, malformed("", "a number of more than 64 bits")
}

func (c extendedCodec) write(w *writer, _ *Header, f *Field, v any) error {
	if u, some := first(f, v); some {
		v = u
	}
	n, ok := Uint(v)
	if !ok && v != nil {
		return badValue(v, "a number was expected")
	}
	groups := 1
	for n>>(7*groups) != 0 && groups < 10 {
		groups++
	}
	for i := groups - 1; i >= 0; i-- {
		b := byte(n>>(7*i)) & 0x7f
		switch {
		case c.lowest && i > 0:
			b = b<<1 | 1
		case c.lowest:
			b <<= 1
		case i > 0:
			b |= 0x80
		}
		w.buf = append(w.buf, b)
	}
	return nil
}

func (extendedCodec) text(_ *Header, _ *Field, v any) string { return plain(v) }
