package dnsq

import (
	"strconv"
	"strings"
)

// MaxTTL is the largest time to live, in seconds.
const MaxTTL = 1<<32 - 1

const maxTTL = MaxTTL

// TTLFromText reads a time to live in seconds: a number, or one with units as in
// "1w2d3h4m5s". Errors are of the kind ErrBadTTL.
func TTLFromText(text string) (uint32, error) {
	if allDigits(text) {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil || n > maxTTL {
			return 0, failOn(ErrBadTTL, "TTL should be between 0 and 2**32 - 1 (inclusive)", text)
		}
		return uint32(n), nil
	}
	if text == "" {
		return 0, fail(ErrBadTTL, "")
	}
	var total, current uint64
	digits := false
	for _, c := range text {
		if c < 0x80 && isDigit(byte(c)) {
			digits = true
			current = min(current*10+uint64(c-'0'), 1<<40)
			continue
		}
		if !digits {
			return 0, failOn(ErrBadTTL, "", text)
		}
		unit := map[string]uint64{"w": 604800, "d": 86400, "h": 3600, "m": 60, "s": 1}[strings.ToLower(string(c))]
		if unit == 0 {
			return 0, failOn(ErrBadTTL, "unknown unit '"+strings.ToLower(string(c))+"'", text)
		}
		total = min(total+current*unit, 1<<60)
		current, digits = 0, false
	}
	if current != 0 {
		return 0, failOn(ErrBadTTL, "trailing integer", text)
	}
	if total > maxTTL {
		return 0, failOn(ErrBadTTL, "TTL should be between 0 and 2**32 - 1 (inclusive)", text)
	}
	return uint32(total), nil
}
