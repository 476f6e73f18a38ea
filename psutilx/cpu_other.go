//go:build !linux

package psutilx

import "github.com/shirou/gopsutil/v3/cpu"

func (h *Host) cpuTimes() (CPUTimesStat, error) {
	times, err := allCPUTimes(false)
	if err != nil {
		return CPUTimesStat{}, err
	}
	if len(times) != 1 {
		return CPUTimesStat{}, ErrUnavailable
	}
	return times[0], nil
}

func (h *Host) appendCPUTimesPerCPU(dst []CPUTimesStat) ([]CPUTimesStat, error) {
	times, err := allCPUTimes(true)
	if err != nil {
		return nil, err
	}
	return append(dst, times...), nil
}

// allCPUTimes gives the four times that both platforms count for single CPUs and
// for all of them. They are the first columns, so that they print as psutil's on
// macOS.
func allCPUTimes(perCPU bool) ([]CPUTimesStat, error) {
	const what, columns = "CPU times", 4
	if err := only(what, "darwin", "windows"); err != nil {
		return nil, err
	}
	times, err := cpu.Times(perCPU)
	if err != nil {
		return nil, failed(what, err)
	}
	out := make([]CPUTimesStat, len(times))
	for i, t := range times {
		out[i] = CPUTimesStat{User: t.User, Nice: t.Nice, System: t.System, Idle: t.Idle, Columns: columns}
	}
	return out, nil
}

func (h *Host) cpuStats() (CPUStat, error) { return CPUStat{}, unsupported("CPU statistics") }

func (h *Host) logicalCount() (int, error) { return countCPUs(true) }

func (h *Host) coreCount() (int, error) { return countCPUs(false) }

func countCPUs(logical bool) (int, error) {
	const what = "CPU count"
	if err := only(what, "darwin", "windows"); err != nil {
		return 0, err
	}
	n, err := cpu.Counts(logical)
	if err != nil {
		return 0, failed(what, err)
	}
	return n, nil
}
