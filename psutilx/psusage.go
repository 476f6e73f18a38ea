package psutilx

import (
	"bytes"
	"math"
)

// A usage is what macOS tells through ps(1) alone.
type usage struct {
	rss, vms     uint64  // bytes
	user, system float64 // seconds, in hundredths
}

// parseUsage reads what "ps -o rss=,vsz=,utime=,stime=" prints of a process:
// kilobytes twice, and minutes, seconds and hundredths twice, as in
// "4096 35000 1:02.34 0:00.56".
func parseUsage(b []byte) (u usage, err *ParseError) {
	const want = "two numbers of kilobytes and two times, as 1:02.34"
	line, more := cutLine(b)
	var ok [4]bool
	field, rest := cutField(line)
	u.rss, ok[0] = parseUint(field)
	field, rest = cutField(rest)
	u.vms, ok[1] = parseUint(field)
	field, rest = cutField(rest)
	u.user, ok[2] = parseMinutes(field)
	field, rest = cutField(rest)
	u.system, ok[3] = parseMinutes(field)
	if ok != [4]bool{true, true, true, true} || len(trimSpace(rest)) > 0 || len(trimSpace(more)) > 0 {
		return usage{}, badLine(1, line, want)
	}
	u.rss, u.vms = mulSaturating(u.rss, 1024), mulSaturating(u.vms, 1024)
	return u, nil
}

// parseMinutes reads a time such as 123:45.67. Its point is the only one that the
// C locale has.
func parseMinutes(b []byte) (seconds float64, ok bool) {
	if bytes.ContainsAny(b, "+-") {
		return 0, false
	}
	minutes, rest, colon := bytes.Cut(b, []byte(":"))
	whole, hundredths, point := bytes.Cut(rest, []byte("."))
	if !colon || !point || len(whole) != 2 || len(hundredths) != 2 {
		return 0, false
	}
	m, ok1 := parseUint(minutes)
	s, ok2 := parseUint(whole)
	h, ok3 := parseUint(hundredths)
	if !ok1 || !ok2 || !ok3 || s > 59 || m > math.MaxInt32 {
		return 0, false
	}
	return float64(m*6000+s*100+h) / 100, true
}
