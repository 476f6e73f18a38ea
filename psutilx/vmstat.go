package psutilx

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
		_, rest := cutField(line)
		text, _ := cutField(rest)
		n, ok := parseUint(text)
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
