package rrd

import (
	"math/big"
	"strconv"
)

// counterDigits is how many digits librrd subtracts.
const counterDigits = 30

// What librrd adds to a counter that fell: it takes it for a 32-bit one that ran
// over, then for a 64-bit one. The first is one less than it should be, and files
// hold what comes of that.
const (
	wrap32 = 4294967295.0
	wrap64 = 18446744069414584320.0
)

// difference is a minus b for whole numbers as texts, read as librrd does: what
// stands around the digits is dropped, and numbers of different signs have no
// difference.
func difference(a, b string) float64 {
	aDigits, aNegative := wholeDigits(a)
	bDigits, bNegative := wholeDigits(b)
	if aDigits == "" || bDigits == "" || aNegative != bNegative || len(aDigits) > counterDigits || len(bDigits) > counterDigits {
		return nan
	}
	if aNegative {
		return -difference(aDigits, bDigits)
	}
	if len(aDigits) <= 18 && len(bDigits) <= 18 {
		x, _ := strconv.ParseInt(aDigits, 10, 64)
		y, _ := strconv.ParseInt(bDigits, 10, 64)
		return decimalFloat(x - y)
	}
	x, _ := new(big.Int).SetString(aDigits, 10)
	y, _ := new(big.Int).SetString(bDigits, 10)
	value, _ := scanNumber(x.Sub(x, y).String())
	return value
}

// decimalFloat is a whole number as librrd reads its digits.
func decimalFloat(n int64) float64 {
	if -1<<53 < n && n < 1<<53 {
		return float64(n)
	}
	value, _ := scanNumber(strconv.FormatInt(n, 10))
	return value
}

// wholeDigits are the first digits of a text, and whether it begins with a minus.
func wholeDigits(s string) (digits string, negative bool) {
	start := 0
	for start < len(s) && !isDigit(s[start]) {
		start++
	}
	end := start
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	return s[start:end], s[:min(start, 1)] == "-"
}

// isWhole reports whether a text is digits only, after a minus where that is
// allowed. Librrd takes the empty text for a whole number.
func isWhole(s string, signed bool) bool {
	if signed && s != "" && s[0] == '-' {
		s = s[1:]
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}
