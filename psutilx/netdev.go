package psutilx

import "bytes"

// appendNetDev reads the lines of /proc/net/dev after the two of its heading: a
// name, which may have a colon in it, a colon, and 16 numbers. Lines that make no
// sense are handed to bad.
func appendNetDev(dst []counted[nicCounters], b []byte, bad func(*ParseError)) []counted[nicCounters] {
	const want = "an interface, a colon and 16 numbers"
	_, b = cutLine(b)
	_, b = cutLine(b)
	for number := 3; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		row, ok := parseNetDev(line)
		if !ok {
			bad(badLine(number, line, want))
			continue
		}
		dst = append(dst, row)
	}
	return dst
}

func parseNetDev(line []byte) (row counted[nicCounters], ok bool) {
	colon := bytes.LastIndexByte(line, ':')
	if colon <= 0 {
		return row, false
	}
	var n [16]uint64
	rest := line[colon+1:]
	for i := range n {
		var field []byte
		field, rest = cutField(rest)
		if n[i], ok = parseUint(field); !ok {
			return row, false
		}
	}
	extra, _ := cutField(rest)
	return counted[nicCounters]{
		name:   trimSpace(line[:colon]),
		values: nicCounters{n[8], n[0], n[9], n[1], n[2], n[10], n[3], n[11]},
	}, len(extra) == 0
}
