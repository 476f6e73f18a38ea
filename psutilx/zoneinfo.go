package psutilx

import "math"

// parseLowWatermarks adds up the low watermarks of all zones in /proc/zoneinfo,
// in pages.
func parseLowWatermarks(b []byte) (pages int64, err *ParseError) {
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		name, rest := cutField(line)
		if !hasPrefix(name, "low") {
			continue
		}
		text, _ := cutField(rest)
		n, ok := parseInt(text)
		if !ok || n < 0 || n > math.MaxInt32*int64(math.MaxUint16)-pages {
			return 0, badLine(number, line, "a number of pages after low")
		}
		pages += n
	}
	return pages, nil
}
