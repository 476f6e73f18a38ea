package psutilx

import (
	"context"
	"time"
)

// ProcessCPUTimesStat is psutil's pcputimes: the CPU time of a process, in
// seconds.
type ProcessCPUTimesStat struct {
	User           float64 `json:"user"`
	System         float64 `json:"system"`
	ChildrenUser   float64 `json:"children_user"`   // of children that were waited for
	ChildrenSystem float64 `json:"children_system"` // of children that were waited for
	IOWait         float64 `json:"iowait"`          // spent waiting for block devices
}

// String is what Python prints: "pcputimes(user=..., system=..., ...".
func (c ProcessCPUTimesStat) String() string {
	return newTupleText("pcputimes").float("user", c.User).float("system", c.System).
		float("children_user", c.ChildrenUser).float("children_system", c.ChildrenSystem).
		float("iowait", c.IOWait).String()
}

func (s *processStat) cpuTimes() ProcessCPUTimesStat {
	return ProcessCPUTimesStat{
		User: s.utime / clockTicks, System: s.stime / clockTicks, ChildrenUser: s.childUtime / clockTicks,
		ChildrenSystem: s.childStime / clockTicks, IOWait: s.blockTicks / clockTicks,
	}
}

// CPUTimes is the CPU time that the process used: Process.cpu_times. It works on
// Linux, on macOS, where they are in hundredths of a second and of the process
// alone, and on Windows, where they are of the process alone.
func (p *Process) CPUTimes() (ProcessCPUTimesStat, error) {
	p = p.real()
	return p.cpuTimes()
}

// CPUNum is the number of the CPU that the process last ran on:
// Process.cpu_num. What emulates Linux may not tell: that is [ErrUnavailable].
func (p *Process) CPUNum() (int, error) {
	p = p.real()
	if err := only("CPU of a process", "linux"); err != nil {
		return 0, err
	}
	s, err := p.stat(statCPU)
	if err == nil && s.known&statCPU == 0 {
		err = ErrUnavailable
	}
	return s.cpu, err
}

// CPUPercent is how busy the process kept a CPU, in percent with one decimal:
// Process.cpu_percent. With several threads it can be more than 100.
//
// With an interval it measures, waits, and measures again; when the context ends
// first it returns the context's error. With an interval of 0 it does not wait
// but compares with the last call on this Process; the first such call has
// nothing to compare with and returns 0. A negative interval is a [*ValueError].
// It works on Linux, macOS and Windows.
func (p *Process) CPUPercent(ctx context.Context, interval time.Duration) (float64, error) {
	p = p.real()
	if err := checkInterval(interval); err != nil {
		return 0, err
	}
	if interval > 0 {
		if _, err := p.cpuSince(); err != nil {
			return 0, err
		}
		if err := wait(ctx, interval); err != nil {
			return 0, err
		}
	}
	return p.cpuSince()
}

// cpuSince compares with the last reading and remembers this one.
func (p *Process) cpuSince() (float64, error) {
	c, err := p.cpuTimes()
	if err != nil {
		return 0, err
	}
	cpus, err := p.host.CPUCount(nil)
	if err != nil {
		cpus = 1
	}
	now, times := time.Now(), c.User+c.System
	p.mu.Lock()
	defer p.mu.Unlock()
	before := p.cpu
	p.cpu.taken, p.cpu.at, p.cpu.times = true, now, times
	if !before.taken {
		return 0, nil
	}
	return processPercent(times-before.times, now.Sub(before.at).Seconds(), cpus), nil
}

// processPercent is a share of the time of all CPUs, as a percentage of one.
func processPercent(used, elapsed float64, cpus int) float64 {
	all := float64(elapsed * float64(cpus))
	if all == 0 {
		return 0
	}
	return round1(float64(used/all*100) * float64(cpus))
}
