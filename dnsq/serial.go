package dnsq

import "strconv"

// A Serial is a number of RFC 1982: it wraps round at 2^32, and is compared on
// the circle. The original's other widths have no use in the DNS.
type Serial uint32

// Add moves forward by a delta of at most 2^31 - 1 either way; a larger one is
// an ErrValue.
func (s Serial) Add(delta int64) (Serial, error) {
	if delta > 1<<31-1 || delta < -(1<<31-1) {
		return 0, failOn(ErrValue, "a serial moves by less than 2**31", strconv.FormatInt(delta, 10))
	}
	return s + Serial(uint32(delta)), nil
}

// Less reports whether s comes before t. Of two serials half a circle apart
// neither does.
func (s Serial) Less(t Serial) bool { return s != t && uint32(t-s) < 1<<31 }

// Greater reports whether s comes after t.
func (s Serial) Greater(t Serial) bool { return t.Less(s) }
