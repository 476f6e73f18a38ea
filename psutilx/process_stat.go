package psutilx

import (
	"bytes"
	"math/bits"
	"strconv"
)

// processStat is what /proc/PID/stat tells, in its own units. A field that is no
// number is 0, and costs only those who ask for it.
type processStat struct {
	name                                 string
	state                                string
	ppid, tty, nice, threads, cpu        int
	utime, stime, childUtime, childStime float64 // ticks
	minorFaults, majorFaults             uint64
	start                                uint64 // ticks since the system started
	blockTicks                           float64

	known statFields // those that are there and make sense
	ended int        // how many there are after the name
}

// statFields are fields of a stat file, a bit for each by its place after the
// name, from 0.
type statFields uint64

const (
	statState      statFields = 1 << 0
	statPPID       statFields = 1 << 1
	statTTY        statFields = 1 << 4
	statFaults     statFields = 1<<7 | 1<<9
	statUser       statFields = 1 << 11
	statSystem     statFields = 1 << 12
	statChildren   statFields = 1<<13 | 1<<14
	statNice       statFields = 1 << 16
	statNumThreads statFields = 1 << 17
	statStart      statFields = 1 << 19
	statCPU        statFields = 1 << 36
	statBlock      statFields = 1 << 39

	statTimes = statUser | statSystem | statChildren | statBlock

	// The fields after the start may be missing: some that emulate Linux end the
	// line before them.
	afterStart = 20
	statNames  = 40 // fields that have a meaning here
)

const wantProcess = "a process number, a name in parentheses, a state and numbers"

// parseProcessStat reads a line such as "7 (a b) c) S 1 ...", of which the fields
// given must make sense. The name can hold anything, closing parentheses too, so
// that it ends at the last of them.
func parseProcessStat(b []byte, need statFields) (s processStat, err *ParseError) {
	name, rest, ok := cutProcessName(b)
	if !ok {
		return s, badLine(1, b, wantProcess)
	}
	s.name = string(name)
	s.numbers(rest)
	return s, s.lacks(b, need)
}

func cutProcessName(b []byte) (name, rest []byte, ok bool) {
	open, end := bytes.IndexByte(b, '('), bytes.LastIndexByte(b, ')')
	if open < 0 || end < open {
		return nil, nil, false
	}
	return b[open+1 : end], b[end+1:], true
}

// lacks is the error of a line of which a field that is needed makes no sense.
func (s *processStat) lacks(line []byte, need statFields) *ParseError {
	if s.ended >= afterStart {
		need &= 1<<s.ended - 1 // what comes later is 0, as psutil 6.1 has it
	}
	missing := need &^ s.known
	if missing == 0 {
		return nil
	}
	place := bits.TrailingZeros64(uint64(missing))
	return badLine(1, bytes.TrimSuffix(line, []byte("\n")), statWants[place])
}

// statWants say what each field should be.
var statWants = func() (wants [statNames]string) {
	for i := range wants {
		wants[i] = wantProcess
	}
	for i, what := range map[int]string{
		0: "a state", 1: "the number of the parent", 4: "the number of a terminal", 7: "a number of minor page faults",
		9: "a number of major page faults", 11: "ticks in user mode", 12: "ticks in the kernel", 13: "ticks of children in user mode",
		14: "ticks of children in the kernel", 16: "a nice value", 17: "a number of threads", 19: "ticks from the start of the system",
		36: "the number of a CPU", 39: "ticks of waiting for block devices",
	} {
		wants[i] = what + " in place " + strconv.Itoa(i+3) + " of " + wantProcess
	}
	return wants
}()

// numbers reads what comes after the name.
func (s *processStat) numbers(rest []byte) {
	for i := range statNames {
		var field []byte
		if field, rest = cutField(rest); len(field) == 0 {
			break
		}
		s.ended++
		ok := true
		var n int64
		switch i {
		case 0:
			s.state = stateName(field)
		case 1:
			n, ok = parseInt(field)
			s.ppid = int(n)
		case 4:
			n, ok = parseInt(field)
			s.tty = int(n)
		case 7:
			s.minorFaults, ok = parseUint(field)
		case 9:
			s.majorFaults, ok = parseUint(field)
		case 11:
			s.utime, ok = parseTicks(field)
		case 12:
			s.stime, ok = parseTicks(field)
		case 13:
			s.childUtime, ok = parseTicks(field)
		case 14:
			s.childStime, ok = parseTicks(field)
		case 16:
			n, ok = parseInt(field)
			s.nice = int(n)
		case 17:
			n, ok = parseInt(field)
			s.threads = int(n)
		case 19:
			s.start, ok = parseUint(field)
		case 36:
			n, ok = parseInt(field)
			s.cpu = int(n)
		case 39:
			s.blockTicks, ok = parseTicks(field)
		}
		if ok {
			s.known |= 1 << i
		}
	}
}

// parseTicks reads a time in ticks, of which the kernel prints some as signed
// numbers and some as unsigned ones.
func parseTicks(b []byte) (float64, bool) {
	if n, ok := parseUint(b); ok {
		return float64(n), true
	}
	n, ok := parseInt(b)
	return float64(n), ok
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
