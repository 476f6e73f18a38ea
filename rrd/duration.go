package rrd

import (
	"fmt"
	"math"
)

// durationUnits are the seconds of the suffixes of durations.
var durationUnits = map[byte]int64{
	's': 1, 'm': 60, 'h': 3600, 'd': 86400, 'w': 7 * 86400, 'M': 31 * 86400, 'y': 366 * 86400,
}

// parseDuration reads a count, or a time with a suffix that it divides by the
// unit: "10" is 10, and so is "50m" where the unit is 300 seconds.
func parseDuration(text string, unit int64) (int64, error) {
	fail := func(words string) (int64, error) {
		return 0, &Error{Kind: ErrSyntax, Reason: words}
	}
	n, i := int64(0), 0
	for ; i < len(text) && isDigit(text[i]); i++ {
		if n > (math.MaxInt64-int64(text[i]-'0'))/10 {
			return fail(fmt.Sprintf("value out of range: %s", text))
		}
		n = n*10 + int64(text[i]-'0')
	}
	if i == 0 {
		return fail("value must be (suffixed) positive number")
	}
	if n == 0 {
		return fail("value must be positive")
	}
	if i == len(text) {
		return n, nil
	}
	seconds, ok := durationUnits[text[i]]
	if !ok || i+1 < len(text) {
		return fail("value has trailing garbage")
	}
	if n > math.MaxInt64/seconds {
		return fail(fmt.Sprintf("value out of range: %s", text))
	}
	n *= seconds
	if unit < 1 || n%unit != 0 {
		return fail("value would truncate when scaled")
	}
	return n / unit, nil
}
