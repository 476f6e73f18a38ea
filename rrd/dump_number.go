package rrd

import (
	"math"
	"strconv"
)

// powersOfTen are what librrd's dump divides by, each made of the one before:
// from 10^-330 at index 0. They are not always the nearest numbers.
var powersOfTen = func() [2*dumpPowers + 1]float64 {
	var p [2*dumpPowers + 1]float64
	p[dumpPowers] = 1
	for i := 1; i <= dumpPowers; i++ {
		p[dumpPowers+i] = p[dumpPowers+i-1] * 10
		p[dumpPowers-i] = p[dumpPowers-i+1] / 10
	}
	return p
}()

const dumpPowers = 330

// leastDumped is the least exponent of a dump: smaller numbers begin with zeros.
const leastDumped = -308

// appendDumped writes a value as librrd's dump does: with eleven digits, of which
// the last is not always the nearest, and without a sign for zero.
func appendDumped(b []byte, v float64) []byte {
	switch {
	case v == 0:
		return append(b, "0.0000000000e+00"...)
	case v != v:
		return append(b, "NaN"...)
	case math.IsInf(v, 0):
		return append(b, notFinite(v, "", "e")...)
	}
	if v < 0 {
		b, v = append(b, '-'), -v
	}
	exponent := max(int(math.Floor(math.Log10(v))), leastDumped)
	mantissa := v / powersOfTen[dumpPowers+exponent]
	if mantissa >= 10 {
		exponent++
		mantissa = v / powersOfTen[dumpPowers+exponent]
	} else if mantissa < 1 && exponent > leastDumped {
		exponent--
		mantissa = v / powersOfTen[dumpPowers+exponent]
	}
	const scale = 10_000_000_000
	whole := int64(mantissa)
	fraction := int64(float64((mantissa-float64(whole))*scale) + 0.5)
	if fraction >= scale {
		whole, fraction = whole+1, fraction-scale
	}
	if whole >= 10 {
		whole, fraction = 1, 0
		exponent++
	}
	b = append(b, byte('0'+whole), '.')
	for unit := int64(scale / 10); unit > 0; unit /= 10 {
		b = append(b, byte('0'+fraction/unit%10))
	}
	b = append(b, 'e')
	if exponent < 0 {
		b, exponent = append(b, '-'), -exponent
	} else {
		b = append(b, '+')
	}
	if exponent < 10 {
		b = append(b, '0')
	}
	return strconv.AppendInt(b, int64(exponent), 10)
}
