package psutilx

import (
	"bytes"
	"encoding/binary"
	"math"
)

// A machStat is what vm_stat(1) of macOS counts, in bytes.
type machStat struct{ free, active, inactive, speculative, wired uint64 }

// parseMachStat reads a heading with the size of a page and lines such as
// "Pages wired down:            102400.".
func parseMachStat(b []byte) (m machStat, err *ParseError) {
	const before, after = "(page size of ", " bytes)"
	heading, rest := cutLine(b)
	_, text, ok := bytes.Cut(heading, []byte(before))
	size, _, closed := bytes.Cut(text, []byte(after))
	page, number := parseUint(size)
	if !ok || !closed || !number || page == 0 {
		return machStat{}, badLine(1, heading, `"`+before+`", a number and "`+after+`"`)
	}
	to := map[string]*uint64{
		"Pages free": &m.free, "Pages active": &m.active, "Pages inactive": &m.inactive,
		"Pages speculative": &m.speculative, "Pages wired down": &m.wired,
	}
	for number := 2; len(rest) > 0; number++ {
		var line []byte
		line, rest = cutLine(rest)
		name, count, _ := bytes.Cut(line, []byte(":"))
		where := to[string(name)]
		if where == nil {
			continue
		}
		pages, ok := parseUint(bytes.TrimSuffix(trimSpace(count), []byte(".")))
		if !ok {
			return machStat{}, badLine(number, line, "a number of pages after the colon")
		}
		*where = mulSaturating(pages, page)
		delete(to, string(name))
	}
	for _, name := range []string{"Pages free", "Pages active", "Pages inactive", "Pages speculative", "Pages wired down"} {
		if to[name] != nil {
			return machStat{}, missingLine("a line " + name + ":")
		}
	}
	return m, nil
}

// virtualMemory makes psutil's figures of them. To psutil's kernel call pages
// that were read ahead are free; vm_stat has a line for them.
func (m machStat) virtualMemory(total uint64) VirtualMemoryStat {
	available := min(addSaturating(addSaturating(m.inactive, m.free), m.speculative), total)
	return VirtualMemoryStat{
		Total: total, Available: available, Percent: usagePercent(float64(total-available), float64(total)),
		Used: addSaturating(m.active, m.wired), Free: m.free, Active: m.active, Inactive: m.inactive,
		Missing: "buffers, cached, shared, slab",
	}
}

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

// parseProcArgs reads what macOS tells by the name of kern.procargs2: how many
// arguments there are, as four bytes in the order of this machine, the path that
// was asked to be run, NUL bytes up to a boundary, the arguments and the
// environment, each string with its NUL byte. What the kernel keeps to itself,
// such as the environment of its own programs, is not there. Errors do not quote
// what may hold secrets.
func parseProcArgs(b []byte) (args []string, environ string, err *ParseError) {
	const want = "a number of arguments, a path, and as many arguments"
	if len(b) < 4 {
		return nil, "", badLine(1, nil, want)
	}
	n := int32(binary.NativeEndian.Uint32(b))
	_, rest, ok := bytes.Cut(b[4:], []byte{0})
	if n < 0 || !ok {
		return nil, "", badLine(1, nil, want)
	}
	rest = bytes.TrimLeft(rest, "\x00")
	args = []string{}
	for range n {
		var arg []byte
		if arg, rest, ok = bytes.Cut(rest, []byte{0}); !ok {
			return nil, "", badLine(1, nil, want)
		}
		args = append(args, string(arg))
	}
	return args, string(rest), nil
}
