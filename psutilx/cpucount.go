package psutilx

import "bytes"

// CPUCountOptions change what [Host.CPUCount] counts.
type CPUCountOptions struct {
	Cores bool // physical cores, rather than the logical CPUs that they run: logical=False
}

// CPUCount is how many CPUs this machine has: psutil.cpu_count. See
// [Host.CPUCount].
func CPUCount(opts *CPUCountOptions) (int, error) { return defaultHost.CPUCount(opts) }

// CPUCount is how many CPUs there are online: logical ones, on which threads
// run, or physical cores. What a process may use of them, by its affinity or its
// container, can be less. When the number cannot be determined the error is
// [ErrUnavailable], where psutil returns None; the number is never 0 without an
// error. It works on Linux, macOS and Windows.
func (h *Host) CPUCount(opts *CPUCountOptions) (int, error) {
	h = h.real()
	count := h.logicalCount
	if opts != nil && opts.Cores {
		count = h.coreCount
	}
	n, err := count()
	if err != nil {
		return 0, err
	}
	if n < 1 {
		return 0, ErrUnavailable
	}
	return n, nil
}

// countProcessors counts the sections of /proc/cpuinfo that begin with a
// processor line.
func countProcessors(b []byte) (n int) {
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		if hasPrefixFold(line, "processor") {
			n++
		}
	}
	return n
}

// countCores adds up the "cpu cores" of each "physical id" in /proc/cpuinfo. A
// section counts when an empty line ends it.
func countCores(b []byte) (cores int, err *ParseError) {
	sockets := map[int64]int64{}
	var socket, here int64
	var haveSocket, haveCores bool
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		line = trimSpace(line)
		value, have := &socket, &haveSocket
		switch {
		case len(line) == 0:
			if haveSocket && haveCores {
				sockets[socket] = here
			}
			haveSocket, haveCores = false, false
			continue
		case hasPrefixFold(line, "physical id"):
		case hasPrefixFold(line, "cpu cores"):
			value, have = &here, &haveCores
		default:
			continue
		}
		_, text, _ := bytes.Cut(line, []byte("\t:"))
		n, ok := parseInt(trimSpace(text))
		if !ok {
			return 0, badLine(number, line, "a number after the colon")
		}
		*value, *have = n, true
	}
	for _, n := range sockets {
		cores += int(n)
	}
	return cores, nil
}

func hasPrefixFold(b []byte, prefix string) bool {
	return len(b) >= len(prefix) && bytes.EqualFold(b[:len(prefix)], []byte(prefix))
}

// maxCPUs is more than any kernel can be built for.
const maxCPUs = 1 << 20

// countCPUList counts the CPUs in a list such as "0-3,8".
func countCPUList(b []byte) (n int, ok bool) {
	b = trimSpace(b)
	for more := true; more; {
		var item []byte
		item, b, more = bytes.Cut(b, []byte(","))
		first, last, isRange := bytes.Cut(item, []byte("-"))
		from, ok := parseUint(first)
		if !ok {
			return 0, false
		}
		to := from
		if isRange {
			if to, ok = parseUint(last); !ok {
				return 0, false
			}
		}
		if to < from || to >= maxCPUs {
			return 0, false
		}
		n += int(to-from) + 1
	}
	return n, true
}
