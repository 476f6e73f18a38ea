//go:build !linux && !darwin

package psutilx

import "github.com/shirou/gopsutil/v3/mem"

func (h *Host) virtualMemory() (VirtualMemoryStat, error) {
	const what = "virtual memory"
	if err := only(what, "windows"); err != nil {
		return VirtualMemoryStat{}, err
	}
	m, err := mem.VirtualMemory()
	if err != nil {
		return VirtualMemoryStat{}, failed(what, err)
	}
	available := min(m.Available, m.Total)
	return VirtualMemoryStat{
		Total: m.Total, Available: available, Percent: usagePercent(float64(m.Total-available), float64(m.Total)),
		Used: m.Total - available, Free: available,
		Missing: "active, inactive, buffers, cached, shared, slab",
	}, nil
}

func (h *Host) physicalMemory() (uint64, error) {
	m, err := h.virtualMemory()
	return m.Total, err
}

// swapMemory is not what gopsutil gives on Windows: the commit charge, which has
// physical memory in it.
func (h *Host) swapMemory() (SwapMemoryStat, error) {
	return SwapMemoryStat{}, unsupported("swap memory")
}
