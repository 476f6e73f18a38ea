package psutilx

import "bytes"

var space = []byte{' '}

// swapped is how many pages went between memory and swap space.
type swapped struct{ in, out uint64 }

// parseSwapped reads pswpin and pswpout of /proc/vmstat. They are there together
// or not at all.
func parseSwapped(b []byte) (pages swapped, there bool, err *ParseError) {
	var in, out bool
	for number := 1; len(b) > 0 && !(in && out); number++ {
		var line []byte
		line, b = cutLine(b)
		count, which := &pages.in, &in
		switch {
		case hasPrefix(line, "pswpin"):
		case hasPrefix(line, "pswpout"):
			count, which = &pages.out, &out
		default:
			continue
		}
		// Exactly one space stands between; psutil too reads nothing behind two.
		_, rest, _ := bytes.Cut(line, space)
		text, _, _ := bytes.Cut(rest, space)
		n, ok := parseUint(trimSpace(text))
		if !ok {
			return swapped{}, false, badLine(number, line, "a number of pages")
		}
		*count, *which = n, true
	}
	if !in || !out {
		return swapped{}, false, nil
	}
	return pages, true, nil
}
