package psutilx

import (
	"context"
	"time"
)

// CPUTimesPercentOptions change how [Host.CPUTimesPercent] calculates.
type CPUTimesPercentOptions struct {
	// AtLeastOneSecond divides by no less than one second of CPU time, as psutil
	// does. Within a shorter time its percentages add up to less than 100: to 39
	// or so when two CPUs are measured for 0.2 s. False divides by the time that
	// went by.
	AtLeastOneSecond bool
}

// CPUTimesPercent is how the CPUs of this machine share out their time:
// psutil.cpu_times_percent. The interval is that of [CPUPercent]. See
// [Host.CPUTimesPercent].
func CPUTimesPercent(ctx context.Context, interval time.Duration, opts *CPUTimesPercentOptions) (CPUTimesStat, error) {
	return defaultHost.CPUTimesPercent(ctx, interval, opts)
}

// CPUTimesPercent is how the CPUs shared out their time, all together: each
// field is a percentage with one decimal. Interval and context are those of
// [Host.CPUPercent], whose last call it does not compare with: it has its own.
// It works on Linux and Windows.
func (h *Host) CPUTimesPercent(ctx context.Context, interval time.Duration, opts *CPUTimesPercentOptions) (CPUTimesStat, error) {
	h = h.real()
	before, after, err := h.twice(ctx, interval, &h.cpu.timesPercent)
	if err != nil {
		return CPUTimesStat{}, err
	}
	return cpuTimesPercentBetween(&before, &after, opts), nil
}

// CPUTimesPercentPerCPU is how each CPU of this machine shares out its time:
// psutil.cpu_times_percent(percpu=True). The interval is that of [CPUPercent]. See
// [Host.CPUTimesPercentPerCPU].
func CPUTimesPercentPerCPU(ctx context.Context, interval time.Duration, opts *CPUTimesPercentOptions) ([]CPUTimesStat, error) {
	return defaultHost.CPUTimesPercentPerCPU(ctx, interval, opts)
}

// CPUTimesPercentPerCPU is [Host.CPUTimesPercent] for each CPU, in the kernel's
// order. It works on Linux and Windows.
func (h *Host) CPUTimesPercentPerCPU(ctx context.Context, interval time.Duration, opts *CPUTimesPercentOptions) ([]CPUTimesStat, error) {
	h = h.real()
	before, after, err := h.twicePerCPU(ctx, interval, &h.cpu.timesPercent)
	if err != nil {
		return nil, err
	}
	percent := make([]CPUTimesStat, min(len(before), len(after)))
	for i := range percent {
		percent[i] = cpuTimesPercentBetween(&before[i], &after[i], opts)
	}
	return percent, nil
}

func cpuTimesPercentBetween(before, after *CPUTimesStat, opts *CPUTimesPercentOptions) CPUTimesStat {
	d := cpuDelta(before, after)
	all := d.sum()
	if opts != nil && opts.AtLeastOneSecond {
		all = max(all, 1)
	}
	if all <= 0 {
		return CPUTimesStat{Columns: after.Columns}
	}
	scale := 100 / all
	v := d.values()
	for i := range v {
		v[i] = min(max(round1(v[i]*scale), 0), 100)
	}
	return cpuTimesOf(v, after.Columns)
}
