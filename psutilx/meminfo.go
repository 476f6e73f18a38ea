package psutilx

import "math"

// A meminfo is /proc/meminfo, in bytes, as far as it matters here. A field that
// the kernel does not have is absent.
type meminfo struct {
	value   [meminfoFields]int64
	present [meminfoFields]bool
}

// The lines of /proc/meminfo that matter: for memory, and then for swap space.
const (
	memTotal = iota
	memFree
	memAvailable
	memBuffers
	memCached
	memShmem
	memShared
	memActive
	memInactive
	memInactDirty
	memInactClean
	memInactLaundry
	memSlab
	memSReclaimable
	memActiveFile
	memInactiveFile
	memSwapTotal
	memSwapFree
	meminfoFields
)

func meminfoField(name []byte) int {
	switch string(name) {
	case "MemTotal":
		return memTotal
	case "MemFree":
		return memFree
	case "MemAvailable":
		return memAvailable
	case "Buffers":
		return memBuffers
	case "Cached":
		return memCached
	case "Shmem":
		return memShmem
	case "MemShared":
		return memShared
	case "Active":
		return memActive
	case "Inactive":
		return memInactive
	case "Inact_dirty":
		return memInactDirty
	case "Inact_clean":
		return memInactClean
	case "Inact_laundry":
		return memInactLaundry
	case "Slab":
		return memSlab
	case "SReclaimable":
		return memSReclaimable
	case "Active(file)":
		return memActiveFile
	case "Inactive(file)":
		return memInactiveFile
	case "SwapTotal":
		return memSwapTotal
	case "SwapFree":
		return memSwapFree
	}
	return -1
}

// parseMeminfo reads lines such as "MemTotal:  24684096 kB", from one field to
// another. All others may say what they like: a kernel that prints one of them
// badly still has memory.
func parseMeminfo(b []byte, first, last int) (m meminfo, err *ParseError) {
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		colon := 0
		for colon < len(line) && line[colon] != ':' {
			colon++
		}
		if colon == len(line) {
			continue
		}
		field := meminfoField(trimSpace(line[:colon]))
		if field < first || field > last {
			continue
		}
		text, _ := cutField(line[colon+1:])
		kilobytes, ok := parseInt(text)
		if !ok || kilobytes > math.MaxInt64/1024 || kilobytes < math.MinInt64/1024 {
			return meminfo{}, badLine(number, line, "a number of kilobytes after the colon")
		}
		m.value[field], m.present[field] = kilobytes*1024, true
	}
	return m, nil
}

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
