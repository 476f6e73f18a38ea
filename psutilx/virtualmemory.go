package psutilx

// VirtualMemoryStat is psutil's svmem: how the memory of a system is used, in
// bytes.
type VirtualMemoryStat struct {
	Total     uint64  `json:"total"`     // physical memory
	Available uint64  `json:"available"` // what programs can get without the system swapping
	Percent   float64 `json:"percent"`   // (Total-Available)/Total as a percentage, one decimal
	Used      uint64  `json:"used"`      // Total-Free-Cached-Buffers
	Free      uint64  `json:"free"`      // not used at all
	Active    uint64  `json:"active"`    // in use, or used recently
	Inactive  uint64  `json:"inactive"`  // marked as not in use
	Buffers   uint64  `json:"buffers"`   // cache for metadata of file systems
	Cached    uint64  `json:"cached"`    // page cache, and slab memory that can be reclaimed
	Shared    uint64  `json:"shared"`    // memory that several processes see, such as tmpfs
	Slab      uint64  `json:"slab"`      // the kernel's own data structures

	// Missing names the fields that could not be determined and are 0 for that
	// reason, such as "buffers, shared". It is empty on a usual kernel. psutil
	// warns of them.
	Missing string `json:"missing,omitempty"`
}

// String is what Python prints: "svmem(total=..., available=..., percent=...".
func (m VirtualMemoryStat) String() string {
	return newTupleText("svmem").uint("total", m.Total).uint("available", m.Available).
		float("percent", m.Percent).uint("used", m.Used).uint("free", m.Free).
		uint("active", m.Active).uint("inactive", m.Inactive).uint("buffers", m.Buffers).
		uint("cached", m.Cached).uint("shared", m.Shared).uint("slab", m.Slab).String()
}

// VirtualMemory reads how the memory of this machine is used:
// psutil.virtual_memory. See [Host.VirtualMemory].
func VirtualMemory() (VirtualMemoryStat, error) { return defaultHost.VirtualMemory() }

// VirtualMemory reads how memory is used, on Linux from /proc/meminfo. Where the
// kernel does not estimate what is available (before 3.14), the estimate is made
// here, as psutil and free(1) make it. In a container whose figures contradict
// each other, such as more memory available than there is, Available falls back
// to Free, and no figure goes below zero.
//
// A file that cannot be read is an [io/fs.PathError], one that makes no sense a
// [*ParseError]. It works on Linux, macOS and Windows. On macOS Used is what is
// active or wired, on Windows all that is not Available.
func (h *Host) VirtualMemory() (VirtualMemoryStat, error) {
	h = h.real()
	return h.virtualMemory()
}

// virtualMemoryOf makes psutil's figures of the kernel's. MemAvailable has a
// value even where the kernel gave none.
func virtualMemoryOf(m *meminfo) (VirtualMemoryStat, *ParseError) {
	if !m.present[memTotal] {
		return VirtualMemoryStat{}, missingLine("a line MemTotal:")
	}
	if !m.present[memFree] {
		return VirtualMemoryStat{}, missingLine("a line MemFree:")
	}
	var missing missingFields
	total, free := m.value[memTotal], m.value[memFree]
	buffers := m.value[memBuffers]
	missing.unless(m.present[memBuffers], "buffers")
	cached := m.value[memCached]
	if m.present[memCached] {
		cached += m.value[memSReclaimable]
	}
	missing.unless(m.present[memCached], "cached")
	shared := m.value[memShmem]
	if !m.present[memShmem] {
		shared = m.value[memShared]
	}
	missing.unless(m.present[memShmem] || m.present[memShared], "shared")
	missing.unless(m.present[memActive], "active")
	inactive := m.value[memInactive]
	split := m.present[memInactDirty] && m.present[memInactClean] && m.present[memInactLaundry]
	if !m.present[memInactive] && split {
		inactive = m.value[memInactDirty] + m.value[memInactClean] + m.value[memInactLaundry]
	}
	missing.unless(m.present[memInactive] || split, "inactive")

	used := total - free - cached - buffers
	if used < 0 {
		used = total - free
	}
	avail := max(m.value[memAvailable], 0)
	missing.unless(m.value[memAvailable] >= 0, "available")
	if avail > total {
		avail = free
	}
	return VirtualMemoryStat{
		Total: size(total), Available: size(avail), Percent: usagePercent(float64(max(total-avail, 0)), float64(total)),
		Used: size(used), Free: size(free), Active: size(m.value[memActive]), Inactive: size(inactive),
		Buffers: size(buffers), Cached: size(cached), Shared: size(shared), Slab: size(m.value[memSlab]),
		Missing: string(missing),
	}, nil
}

// size is a number of bytes; there is none below zero.
func size(n int64) uint64 { return uint64(max(n, 0)) }

// estimateAvailable is how much memory programs could have, by the rule that
// kernels since 3.14 apply themselves: what is free above the low watermark, and
// of page cache and reclaimable slab all but a half, or the watermark when that
// is less.
func estimateAvailable(m *meminfo, watermark int64) int64 {
	pageCache := m.value[memActiveFile] + m.value[memInactiveFile]
	slab := m.value[memSReclaimable]
	return m.value[memFree] - watermark +
		pageCache - min(pageCache/2, watermark) +
		slab - min(slab/2, watermark)
}

// missingFields lists what could not be determined.
type missingFields string

func (m *missingFields) unless(there bool, name missingFields) {
	if there {
		return
	}
	if *m != "" {
		*m += ", "
	}
	*m += name
}
