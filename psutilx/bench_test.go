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
