package psutilx

import "bytes"

// SwapMemoryStat is psutil's sswap: swap space and its use, in bytes.
type SwapMemoryStat struct {
	Total   uint64  `json:"total"`
	Used    uint64  `json:"used"`
	Free    uint64  `json:"free"`
	Percent float64 `json:"percent"` // Used/Total as a percentage, one decimal; 0 without swap
	Sin     uint64  `json:"sin"`     // read in from disk since the system started
	Sout    uint64  `json:"sout"`    // written out to disk since the system started

	// Missing is "sin, sout" when these could not be determined and are 0 for
	// that reason, else empty. psutil warns of it.
	Missing string `json:"missing,omitempty"`
}

// String is what Python prints: "sswap(total=..., used=..., ...".
func (s SwapMemoryStat) String() string {
	return newTupleText("sswap").uint("total", s.Total).uint("used", s.Used).uint("free", s.Free).
		float("percent", s.Percent).uint("sin", s.Sin).uint("sout", s.Sout).String()
}

// SwapMemory reads how much swap space this machine has and uses:
// psutil.swap_memory. See [Host.SwapMemory].
func SwapMemory() (SwapMemoryStat, error) { return defaultHost.SwapMemory() }

// SwapMemory reads swap space and its use, on Linux from /proc/meminfo and
// /proc/vmstat. What it returns of a system without swap is all zero, and no
// error. A file that makes no sense is a [*ParseError]. It works on Linux and
// macOS.
func (h *Host) SwapMemory() (SwapMemoryStat, error) {
	h = h.real()
	return h.swapMemory()
}

func swapMemoryOf(total, free int64) SwapMemoryStat {
	used := max(total-free, 0)
	return SwapMemoryStat{
		Total: size(total), Used: uint64(used), Free: size(free),
		Percent: usagePercent(float64(used), float64(total)),
	}
}

var space = []byte{' '}

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
		// Exactly one space stands between; psutil too reads nothing behind two.
		_, rest, _ := bytes.Cut(line, space)
		text, _, _ := bytes.Cut(rest, space)
		n, ok := parseUint(trimSpace(text))
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
