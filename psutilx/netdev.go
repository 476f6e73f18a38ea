package psutilx

import "bytes"

// appendNetDev reads the lines of /proc/net/dev after the two of its heading: a
// name, which may have a colon in it, a colon, and 16 numbers.
func appendNetDev(dst []counted[nicCounters], b []byte) ([]counted[nicCounters], *ParseError) {
	const want = "an interface, a colon and 16 numbers"
	_, b = cutLine(b)
	_, b = cutLine(b)
	for number := 3; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		colon := bytes.LastIndexByte(line, ':')
		if colon <= 0 {
			return nil, badLine(number, line, want)
		}
		var n [16]uint64
		rest := line[colon+1:]
		for i := range n {
			var field []byte
			field, rest = cutField(rest)
			v, ok := parseUint(field)
			if !ok {
				return nil, badLine(number, line, want)
			}
			n[i] = v
		}
		if extra, _ := cutField(rest); len(extra) > 0 {
			return nil, badLine(number, line, want)
		}
		dst = append(dst, counted[nicCounters]{
			name:   trimSpace(line[:colon]),
			values: nicCounters{n[8], n[0], n[9], n[1], n[2], n[10], n[3], n[11]},
		})
	}
	return dst, nil
}
