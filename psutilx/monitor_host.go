package psutilx

import (
	"context"
	"iter"
	"time"
)

// A nil Monitor is answered like a nil Host, which is this machine: what is promoted
// from a field of a nil pointer would panic.

// host is the machine, or nil.
func (m *Monitor) host() *Host {
	if m == nil {
		return nil
	}
	return m.Host
}

// AppendCPUTimesPerCPU is [Host.AppendCPUTimesPerCPU].
func (m *Monitor) AppendCPUTimesPerCPU(dst []CPUTimesStat) ([]CPUTimesStat, error) {
	return m.host().AppendCPUTimesPerCPU(dst)
}

// BootTime is [Host.BootTime].
func (m *Monitor) BootTime() (time.Time, error) { return m.host().BootTime() }

// CPUCount is [Host.CPUCount].
func (m *Monitor) CPUCount(opts *CPUCountOptions) (int, error) { return m.host().CPUCount(opts) }

// CPUFreq is [Host.CPUFreq].
func (m *Monitor) CPUFreq() (CPUFreqStat, error) { return m.host().CPUFreq() }

// CPUFreqPerCPU is [Host.CPUFreqPerCPU].
func (m *Monitor) CPUFreqPerCPU() ([]CPUFreqStat, error) { return m.host().CPUFreqPerCPU() }

// CPUPercent is [Host.CPUPercent].
func (m *Monitor) CPUPercent(ctx context.Context, interval time.Duration) (float64, error) {
	return m.host().CPUPercent(ctx, interval)
}

// CPUPercentPerCPU is [Host.CPUPercentPerCPU].
func (m *Monitor) CPUPercentPerCPU(ctx context.Context, interval time.Duration) ([]float64, error) {
	return m.host().CPUPercentPerCPU(ctx, interval)
}

// CPUStats is [Host.CPUStats].
func (m *Monitor) CPUStats() (CPUStat, error) { return m.host().CPUStats() }

// CPUTimes is [Host.CPUTimes].
func (m *Monitor) CPUTimes() (CPUTimesStat, error) { return m.host().CPUTimes() }

// CPUTimesPerCPU is [Host.CPUTimesPerCPU].
func (m *Monitor) CPUTimesPerCPU() ([]CPUTimesStat, error) { return m.host().CPUTimesPerCPU() }

// CPUTimesPercent is [Host.CPUTimesPercent].
func (m *Monitor) CPUTimesPercent(ctx context.Context, interval time.Duration, opts *CPUTimesPercentOptions) (CPUTimesStat, error) {
	return m.host().CPUTimesPercent(ctx, interval, opts)
}

// CPUTimesPercentPerCPU is [Host.CPUTimesPercentPerCPU].
func (m *Monitor) CPUTimesPercentPerCPU(ctx context.Context, interval time.Duration, opts *CPUTimesPercentOptions) ([]CPUTimesStat, error) {
	return m.host().CPUTimesPercentPerCPU(ctx, interval, opts)
}

// ContainerCPUCount is [Host.ContainerCPUCount].
func (m *Monitor) ContainerCPUCount() (float64, error) { return m.host().ContainerCPUCount() }

// ContainerVirtualMemory is [Host.ContainerVirtualMemory].
func (m *Monitor) ContainerVirtualMemory() (VirtualMemoryStat, error) {
	return m.host().ContainerVirtualMemory()
}

// DiskIOCounters is [Host.DiskIOCounters].
func (m *Monitor) DiskIOCounters(opts *DiskIOCountersOptions) (DiskIOCountersStat, error) {
	return m.host().DiskIOCounters(opts)
}

// DiskIOCountersCacheClear is [Host.DiskIOCountersCacheClear].
func (m *Monitor) DiskIOCountersCacheClear() { m.host().DiskIOCountersCacheClear() }

// DiskIOCountersPerDisk is [Host.DiskIOCountersPerDisk].
func (m *Monitor) DiskIOCountersPerDisk(opts *DiskIOCountersOptions) (map[string]DiskIOCountersStat, error) {
	return m.host().DiskIOCountersPerDisk(opts)
}

// DiskPartitions is [Host.DiskPartitions].
func (m *Monitor) DiskPartitions(opts *DiskPartitionsOptions) ([]PartitionStat, error) {
	return m.host().DiskPartitions(opts)
}

// DiskUsage is [Host.DiskUsage].
func (m *Monitor) DiskUsage(path string) (DiskUsageStat, error) { return m.host().DiskUsage(path) }

// ListProcesses is [Host.ListProcesses].
func (m *Monitor) ListProcesses(reuse []ProcessInfo) ([]ProcessInfo, error) {
	return m.host().ListProcesses(reuse)
}

// LoadAvg is [Host.LoadAvg].
func (m *Monitor) LoadAvg() (LoadAvgStat, error) { return m.host().LoadAvg() }

// NetConnections is [Host.NetConnections].
func (m *Monitor) NetConnections(kind string) ([]SystemConnectionStat, error) {
	return m.host().NetConnections(kind)
}

// NetIOCounters is [Host.NetIOCounters].
func (m *Monitor) NetIOCounters(opts *NetIOCountersOptions) (NetIOCountersStat, error) {
	return m.host().NetIOCounters(opts)
}

// NetIOCountersCacheClear is [Host.NetIOCountersCacheClear].
func (m *Monitor) NetIOCountersCacheClear() { m.host().NetIOCountersCacheClear() }

// NetIOCountersPerNIC is [Host.NetIOCountersPerNIC].
func (m *Monitor) NetIOCountersPerNIC(opts *NetIOCountersOptions) (map[string]NetIOCountersStat, error) {
	return m.host().NetIOCountersPerNIC(opts)
}

// NetIfAddrs is [Host.NetIfAddrs].
func (m *Monitor) NetIfAddrs() (map[string][]NICAddrStat, error) { return m.host().NetIfAddrs() }

// NetIfStats is [Host.NetIfStats].
func (m *Monitor) NetIfStats() (map[string]NICStat, error) { return m.host().NetIfStats() }

// NewProcess is [Host.NewProcess].
func (m *Monitor) NewProcess(pid int) (*Process, error) { return m.host().NewProcess(pid) }

// PIDExists is [Host.PIDExists].
func (m *Monitor) PIDExists(pid int) (bool, error) { return m.host().PIDExists(pid) }

// PIDs is [Host.PIDs].
func (m *Monitor) PIDs() ([]int, error) { return m.host().PIDs() }

// Pressure is [Host.Pressure].
func (m *Monitor) Pressure(resource string) (PressureStat, error) { return m.host().Pressure(resource) }

// Process is [Host.Process].
func (m *Monitor) Process(i ProcessInfo) *Process { return m.host().Process(i) }

// ProcessIter is [Host.ProcessIter].
func (m *Monitor) ProcessIter(opts *ProcessIterOptions) iter.Seq2[*Process, error] {
	return m.host().ProcessIter(opts)
}

// ProcessIterCacheClear is [Host.ProcessIterCacheClear].
func (m *Monitor) ProcessIterCacheClear() { m.host().ProcessIterCacheClear() }

// SensorsBattery is [Host.SensorsBattery].
func (m *Monitor) SensorsBattery() (BatteryStat, error) { return m.host().SensorsBattery() }

// SensorsFans is [Host.SensorsFans].
func (m *Monitor) SensorsFans() (map[string][]FanStat, error) { return m.host().SensorsFans() }

// SensorsTemperatures is [Host.SensorsTemperatures].
func (m *Monitor) SensorsTemperatures(opts *SensorsTemperaturesOptions) (map[string][]TemperatureStat, error) {
	return m.host().SensorsTemperatures(opts)
}

// SwapMemory is [Host.SwapMemory].
func (m *Monitor) SwapMemory() (SwapMemoryStat, error) { return m.host().SwapMemory() }

// Users is [Host.Users].
func (m *Monitor) Users() ([]UserStat, error) { return m.host().Users() }

// VirtualMemory is [Host.VirtualMemory].
func (m *Monitor) VirtualMemory() (VirtualMemoryStat, error) { return m.host().VirtualMemory() }
