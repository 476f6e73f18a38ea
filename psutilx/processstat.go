package psutilx

import "bytes"

// processStat is what /proc/PID/stat tells, in its own units.
type processStat struct {
	name                                 string
	state                                string
	ppid, tty, nice, threads, cpu        int
	utime, stime, childUtime, childStime int64 // ticks
	minorFaults, majorFaults             uint64
	start                                uint64 // ticks since the system started
	blockTicks                           uint64
}

const (
	afterName   = 37 // fields after the name that the kernel has had since 2.6.18
	wantProcess = "a process number, a name in parentheses, a state and 39 numbers"
)

// parseProcessStat reads a line such as "7 (a b) c) S 1 ...". The name can hold
// anything, closing parentheses too, so that it ends at the last of them.
func parseProcessStat(b []byte) (s processStat, err *ParseError) {
	line, rest, ok := cutProcessName(b)
	if !ok {
		return s, badLine(1, b, wantProcess)
	}
	s.name = string(line)
	ok = s.numbers(rest)
	if !ok {
		return processStat{}, badLine(1, b, wantProcess)
	}
	return s, nil
}

func cutProcessName(b []byte) (name, rest []byte, ok bool) {
	open, end := bytes.IndexByte(b, '('), bytes.LastIndexByte(b, ')')
	if open < 0 || end < open {
		return nil, nil, false
	}
	return b[open+1 : end], b[end+1:], true
}

// numbers reads what comes after the name.
func (s *processStat) numbers(rest []byte) bool {
	var field []byte
	field, rest = cutField(rest)
	if len(field) == 0 {
		return false
	}
	s.state = stateName(field)
	for i := 1; i <= afterName+2; i++ {
		field, rest = cutField(rest)
		var ok bool
		var n int64
		var u uint64
		switch i {
		case 1, 4, 11, 12, 13, 14, 16, 17, 36:
			n, ok = parseInt(field)
		case 7, 9, 19, 39:
			u, ok = parseUint(field)
		default:
			ok = len(field) > 0
		}
		if !ok {
			return false
		}
		switch i {
		case 1:
			s.ppid = int(n)
		case 4:
			s.tty = int(n)
		case 7:
			s.minorFaults = u
		case 9:
			s.majorFaults = u
		case 11:
			s.utime = n
		case 12:
			s.stime = n
		case 13:
			s.childUtime = n
		case 14:
			s.childStime = n
		case 16:
			s.nice = int(n)
		case 17:
			s.threads = int(n)
		case 19:
			s.start = u
		case 36:
			s.cpu = int(n)
		case 39:
			s.blockTicks = u
		}
	}
	return true
}

// stateName is a state without an allocation for those that are usual.
func stateName(field []byte) string {
	const usual = "RSDTtZXxKWIP"
	if len(field) == 1 {
		if i := bytes.IndexByte([]byte(usual), field[0]); i >= 0 {
			return usual[i : i+1]
		}
	}
	return string(field)
}

// secondsOf is a time of one in the kernel's ticks.
func secondsOf(n int64) float64 { return float64(n) / clockTicks }
