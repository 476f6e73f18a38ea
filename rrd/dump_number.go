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
	exponent := int(math.Floor(math.Log10(v)))
	for powersOfTen[dumpPowers+exponent] == 0 || v/powersOfTen[dumpPowers+exponent] >= 10 {
		exponent++
	}
	mantissa := v / powersOfTen[dumpPowers+exponent]
	if mantissa < 1 {
		exponent--
		mantissa = v / powersOfTen[dumpPowers+exponent]
	}
	const scale = 10_000_000_000
	whole := int64(mantissa)
	digits := whole*scale + int64(float64((mantissa-float64(whole))*scale)+0.5)
	if digits >= 10*scale {
		digits /= 10
		exponent++
	}
	at := len(b)
	b = strconv.AppendInt(b, digits, 10)
	b = append(b, 0)
	copy(b[at+2:], b[at+1:])
	b[at+1] = '.'
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
