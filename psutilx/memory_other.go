//go:build !linux

package psutilx

import "github.com/shirou/gopsutil/v3/mem"

// virtualMemory works on Windows alone. On macOS gopsutil counts speculative
// pages as free or not depending on how it was built.
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

// swapMemory works on macOS alone. On Windows gopsutil gives the commit charge,
// which has physical memory in it.
func (h *Host) swapMemory() (SwapMemoryStat, error) {
	const what = "swap memory"
	if err := only(what, "darwin"); err != nil {
		return SwapMemoryStat{}, err
	}
	m, err := mem.SwapMemory()
	if err != nil {
		return SwapMemoryStat{}, failed(what, err)
	}
	s := swapMemoryOf(int64(m.Total), int64(m.Free))
	s.Missing = "sin, sout"
	return s, nil
}
