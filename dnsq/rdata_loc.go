package dnsq

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// LOC is a place on earth and how large and how well known it is. Altitude, size
// and precisions are in centimetres.
type LOC struct {
	rdclass
	Latitude, Longitude Angle
	Altitude            float64

	// Size is the diameter of what is there; the precisions say how well the
	// place is known.
	Size                float64
	HorizontalPrecision float64
	VerticalPrecision   float64
}

// An Angle is a coordinate. Sign is 1 for north and east, -1 for south and west.
type Angle struct {
	Degrees, Minutes, Seconds, Milliseconds int
	Sign                                    int
}

// What LOC has where its text leaves it out.
const (
	locSize      = 100.0
	locHPrecison = 1000000.0
	locVPrecison = 1000.0
)

// NewLOC is a LOC with the default size and precisions.
func NewLOC(latitude, longitude Angle, altitude float64) *LOC {
	return &LOC{rdclass{}, latitude, longitude, altitude, locSize, locHPrecison, locVPrecison}
}

// Float is the angle in degrees.
func (a Angle) Float() float64 {
	return float64(a.Sign) * (float64(a.Degrees) + float64(a.Minutes)/60 + float64(a.Seconds)/3600 + float64(a.Milliseconds)/3600000)
}

func (a Angle) milliseconds() int32 {
	return int32(a.Sign) * (((int32(a.Degrees)*60+int32(a.Minutes))*60+int32(a.Seconds))*1000 + int32(a.Milliseconds))
}

func angleOf(milliseconds int) Angle {
	a := Angle{Sign: 1}
	if milliseconds < 0 {
		a.Sign, milliseconds = -1, -milliseconds
	}
	a.Degrees = milliseconds / 3600000
	a.Minutes = milliseconds / 60000 % 60
	a.Seconds = milliseconds / 1000 % 60
	a.Milliseconds = milliseconds % 1000
	return a
}

func (a Angle) append(dst []byte, positive, negative byte) []byte {
	mark := positive
	if a.Sign < 0 {
		mark = negative
	}
	return fmt.Appendf(dst, "%d %d %d.%03d %c", a.Degrees, a.Minutes, a.Seconds, a.Milliseconds, mark)
}

func (r *LOC) fields(c *codec) {
	if c.err != nil {
		return
	}
	switch c.mode {
	case readText:
		r.read(c)
	case writeText:
		if r.writable(c); c.err != nil {
			return
		}
		c.out = r.Latitude.append(c.out, 'N', 'S')
		c.out = append(c.out, ' ')
		c.out = r.Longitude.append(c.out, 'E', 'W')
		c.out = fmt.Appendf(c.out, " %.2fm", r.Altitude/100)
		if r.Size != locSize || r.HorizontalPrecision != locHPrecison || r.VerticalPrecision != locVPrecison {
			c.out = fmt.Appendf(c.out, " %.2fm %.2fm %.2fm", r.Size/100, r.HorizontalPrecision/100, r.VerticalPrecision/100)
		}
	case readWire:
		r.readWire(c)
	case writeWire:
		if r.writable(c); c.err != nil {
			return
		}
		c.w.u8(0)
		for _, v := range []float64{r.Size, r.HorizontalPrecision, r.VerticalPrecision} {
			b, _ := encodeSize(v)
			c.w.u8(b)
		}
		c.w.u32(1<<31 + uint32(r.Latitude.milliseconds()))
		c.w.u32(1<<31 + uint32(r.Longitude.milliseconds()))
		c.w.u32(uint32(math.Trunc(r.Altitude) + lowestAltitude))
	}
}

// lowestAltitude is how far below the ground altitudes begin, in centimetres.
const lowestAltitude = 10000000

// writable checks values that are to be written.
func (r *LOC) writable(c *codec) {
	for _, v := range []struct {
		value float64
		what  string
	}{{r.Size, "size"}, {r.HorizontalPrecision, "horizontal precision"}, {r.VerticalPrecision, "vertical precision"}} {
		if _, ok := encodeSize(v.value); !ok {
			c.fail(failOn(ErrSyntax, v.what+" value out of bounds", strconv.FormatFloat(v.value, 'g', -1, 64)))
		}
	}
	if altitude := math.Trunc(r.Altitude) + lowestAltitude; !(altitude >= 0 && altitude <= math.MaxUint32) {
		c.fail(failOn(ErrSyntax, "altitude value out of bounds", strconv.FormatFloat(r.Altitude, 'g', -1, 64)))
	}
	r.Latitude.check(c, 90)
	r.Longitude.check(c, 180)
}

// encodeSize writes centimetres as a digit and a power of ten.
func encodeSize(v float64) (uint8, bool) {
	if !(v >= 0 && v < 1e10) {
		return 0, false
	}
	n, exponent := int64(v), uint8(0)
	for n >= 10 {
		n /= 10
		exponent++
	}
	if n == 0 {
		return 0, v == 0 || v >= 1
	}
	return uint8(n)<<4 | exponent, true
}

func (r *LOC) readWire(c *codec) {
	var version, lat, lon, alt uint32
	var head [4]uint8
	for i := range head {
		c.u8(&head[i])
	}
	c.u32(&lat)
	c.u32(&lon)
	c.u32(&alt)
	if version = uint32(head[0]); c.err == nil && version != 0 {
		c.bad("LOC version not zero")
	}
	for i, v := range []*float64{&r.Size, &r.HorizontalPrecision, &r.VerticalPrecision} {
		b := head[i+1]
		c.check(b&15 <= 9, "bad exponent")
		c.check(b>>4 <= 9, "bad base")
		*v = float64(b>>4) * math.Pow10(int(b&15))
	}
	north, east := int(int32(lat-1<<31)), int(int32(lon-1<<31))
	c.check(north >= -90*3600000 && north <= 90*3600000, "bad latitude")
	c.check(east >= -180*3600000 && east <= 180*3600000, "bad longitude")
	r.Latitude, r.Longitude = angleOf(north), angleOf(east)
	r.Altitude = float64(alt) - lowestAltitude
}

func (r *LOC) read(c *codec) {
	r.Size, r.HorizontalPrecision, r.VerticalPrecision = locSize, locHPrecison, locVPrecison
	c.angle(&r.Latitude, "latitude", "N", "S")
	c.angle(&r.Longitude, "longitude", "E", "W")
	if c.err != nil {
		return
	}
	text, _ := c.word()
	c.metres(&r.Altitude, text)
	if c.err != nil {
		return
	}
	tokens, err := c.t.GetRemaining(3)
	c.fail(err)
	for i, v := range []*float64{&r.Size, &r.HorizontalPrecision, &r.VerticalPrecision} {
		if i < len(tokens) {
			tok, err := tokens[i].Unescape()
			c.fail(err)
			c.metres(v, tok.Value)
		}
	}
	r.Latitude.check(c, 90)
	r.Longitude.check(c, 180)
}

func (a Angle) check(c *codec, most int) {
	c.check(a.Sign == 1 || a.Sign == -1 || a == Angle{}, "the sign of an angle is 1 or -1")
	c.check(min(a.Degrees, a.Minutes, a.Seconds, a.Milliseconds) >= 0, "a part of an angle is negative")
	c.check(a.Degrees <= most, fmt.Sprintf("not in range [%d, %d]", -most, most))
	c.check(a.Minutes < 60, "bad minutes value")
	c.check(a.Seconds < 60, "bad seconds value")
	c.check(a.Milliseconds < 1000, "bad milliseconds value")
	if c.err == nil { // no part is so large that this could overflow
		total := int64(((a.Degrees*60+a.Minutes)*60+a.Seconds)*1000 + a.Milliseconds)
		c.check(total <= int64(most)*3600000, fmt.Sprintf("not in range [%d, %d]", -most, most))
	}
}

// angle reads degrees, minutes and seconds, of which the last two may be left
// out.
func (c *codec) angle(a *Angle, what, positive, negative string) {
	if c.err != nil {
		return
	}
	next := func() string {
		s, _ := c.word()
		return s
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil {
			n = math.MaxInt32
		}
		return n
	}
	degrees, err := c.t.GetInt(0)
	c.fail(err)
	a.Degrees = int(min(degrees, math.MaxInt32))
	text := next()
	if c.err == nil && allDigits(text) {
		a.Minutes = number(text)
		text = next()
		if whole, part, dotted := strings.Cut(text, "."); dotted {
			c.check(allDigits(whole) && number(whole) < 60, "bad "+what+" seconds value")
			c.check(len(part) <= 3 && allDigits(part), "bad "+what+" milliseconds value")
			a.Seconds = number(whole)
			a.Milliseconds = number((part + "000")[:3])
			text = next()
		} else if allDigits(text) {
			a.Seconds = number(text)
			text = next()
		}
	}
	switch text {
	case positive:
		a.Sign = 1
	case negative:
		a.Sign = -1
	default:
		c.check(false, "bad "+what+" hemisphere value")
	}
}

// metres reads a length in metres into centimetres, of which a LOC holds whole ones:
// what is cut off instead, as a product such as 28.999999999999996 is in the original,
// does not read back as it was written.
func (c *codec) metres(v *float64, text string) {
	if c.err != nil {
		return
	}
	text = strings.TrimSuffix(text, "m")
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		c.fail(failOn(ErrSyntax, "could not convert string to float: '"+text+"'", text))
		return
	}
	*v = math.Round(f * 100)
}
