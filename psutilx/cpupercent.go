package psutilx

import (
	"context"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"

	"github.com/pyops-go/pyops/internal/pytext"
)

// CPUPercent is how busy the CPUs of this machine are: psutil.cpu_percent. An
// interval of 0 compares with the last call, and the first such call returns 0. See
// [Host.CPUPercent].
func CPUPercent(ctx context.Context, interval time.Duration) (float64, error) {
	return defaultHost.CPUPercent(ctx, interval)
}

// CPUPercent is how busy the CPUs were, all together, in percent with one
// decimal: the share of their time that they were neither idle nor waiting for
// input or output.
//
// With an interval it measures, waits, and measures again; when the context ends
// first it returns the context's error. With an interval of 0 it does not wait
// but compares with the last call on this Host; the first such call has nothing
// to compare with and returns 0. A negative interval is a [*ValueError].
//
// CPU times are counted in hundredths of a second, so that intervals below 0.1 s
// tell little. It works on Linux and Windows.
func (h *Host) CPUPercent(ctx context.Context, interval time.Duration) (float64, error) {
	h = h.real()
	before, after, err := h.twice(ctx, interval, &h.cpu.percent)
	if err != nil {
		return 0, err
	}
	return cpuPercentBetween(&before, &after), nil
}

// CPUPercentPerCPU is how busy each CPU of this machine is:
// psutil.cpu_percent(percpu=True). The interval is that of [CPUPercent]. See
// [Host.CPUPercentPerCPU].
func CPUPercentPerCPU(ctx context.Context, interval time.Duration) ([]float64, error) {
	return defaultHost.CPUPercentPerCPU(ctx, interval)
}

// CPUPercentPerCPU is [Host.CPUPercent] for each CPU, in the kernel's order. It
// compares with the last call of CPUPercentPerCPU, not of CPUPercent. When there
// were fewer CPUs then, or are now, the result has that many. It works on Linux
// and Windows.
func (h *Host) CPUPercentPerCPU(ctx context.Context, interval time.Duration) ([]float64, error) {
	h = h.real()
	before, after, err := h.twicePerCPU(ctx, interval, &h.cpu.percent)
	if err != nil {
		return nil, err
	}
	percent := make([]float64, min(len(before), len(after)))
	for i := range percent {
		percent[i] = cpuPercentBetween(&before[i], &after[i])
	}
	return percent, nil
}

func cpuPercentBetween(before, after *CPUTimesStat) float64 {
	d := cpuDelta(before, after)
	all := d.sum()
	if all == 0 {
		return 0
	}
	busy := all - d.Idle - d.IOWait
	return round1(busy / all * 100)
}

// cpuDelta is what was added to each field. A field that shrank, as idle and
// iowait may when a CPU goes offline, counts as unchanged.
func cpuDelta(before, after *CPUTimesStat) CPUTimesStat {
	v, w := before.values(), after.values()
	for i := range v {
		v[i] = max(w[i]-v[i], 0)
	}
	return cpuTimesOf(v, after.Columns)
}

// sum adds all times up. Guest times are in User and Nice already.
func (t *CPUTimesStat) sum() float64 {
	s := 0.0
	for _, v := range t.values() {
		s += v
	}
	s -= t.Guest
	s -= t.GuestNice
	return s
}

// twice reads CPU times at both ends of an interval, or those of the last call
// and now, and remembers the latter.
func (h *Host) twice(ctx context.Context, interval time.Duration, last *cpuSnapshots) (before, after CPUTimesStat, err error) {
	if err := checkInterval(interval); err != nil {
		return before, after, err
	}
	if interval > 0 {
		if before, err = h.CPUTimes(); err == nil {
			err = wait(ctx, interval)
		}
		if err != nil {
			return before, after, err
		}
	}
	if after, err = h.CPUTimes(); err != nil {
		return before, after, err
	}
	h.memory.Lock()
	defer h.memory.Unlock()
	if interval == 0 {
		before = last.total
		if !last.taken {
			before = after
		}
	}
	last.total, last.taken = after, true
	return before, after, nil
}

func (h *Host) twicePerCPU(ctx context.Context, interval time.Duration, last *cpuSnapshots) (before, after []CPUTimesStat, err error) {
	if err := checkInterval(interval); err != nil {
		return nil, nil, err
	}
	if interval > 0 {
		if before, err = h.CPUTimesPerCPU(); err == nil {
			err = wait(ctx, interval)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if after, err = h.CPUTimesPerCPU(); err != nil {
		return nil, nil, err
	}
	h.memory.Lock()
	defer h.memory.Unlock()
	if interval == 0 {
		before = last.perCPU
		if before == nil {
			before = after
		}
	}
	last.perCPU = after
	return before, after, nil
}

func checkInterval(interval time.Duration) error {
	if interval < 0 {
		return &ValueError{"interval is not positive (got " + pytext.Float(interval.Seconds()) + ")"}
	}
	return nil
}

func wait(ctx context.Context, interval time.Duration) error {
	timer := time.NewTimer(interval)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return netctx.Err(ctx, ctx.Err())
	}
}
