//go:build linux

package psutilx

import (
	"context"
	"os"
	"testing"
)

// everyReading calls everything once, in the way that allocates least.
func everyReading(h *Host) map[string]func() error {
	cpus := make([]CPUTimesStat, 0, 1024)
	disks := &DiskIOCountersOptions{Reuse: map[string]DiskIOCountersStat{}}
	nics := &NetIOCountersOptions{Reuse: map[string]NetIOCountersStat{}}
	ctx := context.Background()
	return map[string]func() error{
		"VirtualMemory": func() error { _, err := h.VirtualMemory(); return err },
		"SwapMemory":    func() error { _, err := h.SwapMemory(); return err },
		"CPUTimes":      func() error { _, err := h.CPUTimes(); return err },
		"AppendCPUTimesPerCPU": func() error {
			_, err := h.AppendCPUTimesPerCPU(cpus)
			return err
		},
		"CPUPercent":      func() error { _, err := h.CPUPercent(ctx, 0); return err },
		"CPUTimesPercent": func() error { _, err := h.CPUTimesPercent(ctx, 0, nil); return err },
		"CPUStats":        func() error { _, err := h.CPUStats(); return err },
		"CPUCount":        func() error { _, err := h.CPUCount(nil); return err },
		"BootTime":        func() error { _, err := h.BootTime(); return err },
		"LoadAvg":         func() error { _, err := h.LoadAvg(); return err },
		"DiskIOCounters":  func() error { _, err := h.DiskIOCounters(disks); return err },
		"DiskIOCountersPerDisk": func() error {
			_, err := h.DiskIOCountersPerDisk(disks)
			return err
		},
		"NetIOCounters":       func() error { _, err := h.NetIOCounters(nics); return err },
		"NetIOCountersPerNIC": func() error { _, err := h.NetIOCountersPerNIC(nics); return err },
	}
}

func TestReadingsAllocateNothing(t *testing.T) {
	for name, read := range everyReading(&Host{}) {
		if err := read(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if n := testing.AllocsPerRun(100, func() { read() }); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	// The path is copied for the kernel.
	if n := testing.AllocsPerRun(100, func() { DiskUsage("/") }); n > 1 {
		t.Errorf("DiskUsage allocates %v times", n)
	}
}

// TestReadingsLeaveNoFileOpen counts descriptors around readings that succeed
// and readings that fail half-way.
func TestReadingsLeaveNoFileOpen(t *testing.T) {
	bad := tree{}
	for _, name := range treeFiles {
		bad[name] = "x: x\nMemTotal: x\ncpu x\nx: y\n"
	}
	folders := t.TempDir()
	for _, name := range treeFiles {
		if err := os.MkdirAll(folders+"/"+name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	hosts := []*Host{{}, {Proc: bad.write(t, t.TempDir()), Sys: "/nonexistent"}, {Proc: folders}, {Proc: "/nonexistent"}}
	open := func() int {
		entries, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Fatal(err)
		}
		return len(entries)
	}
	failures := 0
	round := func() {
		for _, h := range hosts {
			for _, read := range everyReading(h) {
				if read() != nil {
					failures++
				}
			}
			h.CPUCount(&CPUCountOptions{Cores: true})
		}
	}
	round()
	before := open()
	for range 20 {
		round()
	}
	if after := open(); after != before {
		t.Errorf("%d files were open, now %d", before, after)
	}
	if failures == 0 {
		t.Error("nothing failed")
	}
}
