package psutilx

// clockTicks is the unit of the kernel's CPU times, in ticks a second. It is
// part of the interface to user space and 100 on every architecture of Go.
const clockTicks = 100

const (
	minCPUColumns = 7  // kernels since 2.6.0 have user to softirq
	maxCPUColumns = 10 // 2.6.33 was the last to add one, guest_nice
)

// parseCPUTimes reads the first line of /proc/stat, which counts for all CPUs.
func parseCPUTimes(b []byte) (CPUTimesStat, *ParseError) {
	line, _ := cutLine(b)
	return parseCPULine(1, line, cpuColumns(line))
}

// cpuColumns is how many times this kernel counts, by the first line of its
// /proc/stat.
func cpuColumns(line []byte) int {
	n := -1 // the name is none of them
	for field, rest := cutField(line); len(field) > 0; field, rest = cutField(rest) {
		n++
	}
	return min(max(n, minCPUColumns), maxCPUColumns)
}

// appendCPUTimes reads the lines of the single CPUs. Each has the columns of the
// first line. One that makes no sense is zero, and handed to bad: the others keep
// their places.
func appendCPUTimes(dst []CPUTimesStat, b []byte, bad func(*ParseError)) []CPUTimesStat {
	line, b := cutLine(b)
	columns := cpuColumns(line)
	for number := 2; len(b) > 0; number++ {
		line, b = cutLine(b)
		if !hasPrefix(line, "cpu") {
			continue
		}
		t, err := parseCPULine(number, line, columns)
		if err != nil {
			bad(err)
			t = CPUTimesStat{Columns: columns}
		}
		dst = append(dst, t)
	}
	return dst
}

func parseCPULine(number int, line []byte, columns int) (CPUTimesStat, *ParseError) {
	const want = "cpu and 7 to 10 numbers of ticks, in each line as many"
	name, rest := cutField(line)
	if !hasPrefix(name, "cpu") {
		return CPUTimesStat{}, badLine(number, line, want)
	}
	var seconds [maxCPUColumns]float64
	for i := range columns {
		var field []byte
		field, rest = cutField(rest)
		ticks, ok := parseUint(field)
		if !ok {
			return CPUTimesStat{}, badLine(number, line, want)
		}
		seconds[i] = float64(ticks) / clockTicks
	}
	return cpuTimesOf(seconds, columns), nil
}

// parseCPUStats reads the counters of /proc/stat.
func parseCPUStats(b []byte) (CPUStat, *ParseError) {
	var s CPUStat
	var ctxt, intr, softirq bool
	for number := 1; len(b) > 0 && !(ctxt && intr && softirq); number++ {
		var line []byte
		line, b = cutLine(b)
		count, seen := &s.CtxSwitches, &ctxt
		switch {
		case hasPrefix(line, "ctxt"):
		case hasPrefix(line, "intr"):
			count, seen = &s.Interrupts, &intr
		case hasPrefix(line, "softirq"):
			count, seen = &s.SoftInterrupts, &softirq
		default:
			continue
		}
		_, rest := cutField(line)
		field, _ := cutField(rest)
		n, ok := parseUint(field)
		if !ok {
			return CPUStat{}, badLine(number, line, "a number after the name")
		}
		*count, *seen = n, true
	}
	var missing missingFields
	missing.unless(ctxt, "ctx_switches")
	missing.unless(intr, "interrupts")
	missing.unless(softirq, "soft_interrupts")
	s.Missing = string(missing)
	return s, nil
}

// parseBootTime reads the btime line of /proc/stat, in seconds since 1970.
func parseBootTime(b []byte) (int64, *ParseError) {
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		if !hasPrefix(line, "btime") {
			continue
		}
		_, rest := cutField(line)
		field, _ := cutField(rest)
		seconds, ok := parseInt(field)
		if !ok {
			return 0, badLine(number, line, "seconds since 1970 after btime")
		}
		return seconds, nil
	}
	return 0, missingLine("a line btime")
}

// countCPULines counts the lines of single CPUs in /proc/stat.
func countCPULines(b []byte) (n int) {
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		if len(line) > 3 && hasPrefix(line, "cpu") && line[3]-'0' <= 9 {
			n++
		}
	}
	return n
}
