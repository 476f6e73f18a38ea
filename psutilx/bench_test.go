//go:build linux

package psutilx

import "testing"

// The benchmarks measure a call on this machine, from the question to the
// figures in the caller's hands.

func BenchmarkVirtualMemory(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := VirtualMemory(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCPUTimesPerCPU(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := CPUTimesPerCPU(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDiskIOCountersPerDisk(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := DiskIOCountersPerDisk(nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The benchmarks of processes are of those that this machine has.

func BenchmarkListProcesses(b *testing.B) {
	b.ReportAllocs()
	var rows []ProcessInfo
	var err error
	for b.Loop() {
		if rows, err = ListProcesses(rows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/process")
}

func BenchmarkMonitorProcesses(b *testing.B) {
	m, err := NewMonitor(nil)
	if err != nil {
		b.Fatal(err)
	}
	defer m.Close()
	b.ReportAllocs()
	var rows []ProcessInfo
	for b.Loop() {
		if rows, err = m.Processes(rows); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/process")
}

func BenchmarkChildren(b *testing.B) {
	p, err := ThisProcess()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := p.Children(nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNetConnections(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := NetConnections("inet"); err != nil {
			b.Fatal(err)
		}
	}
}
