// Package psutilx reads what a machine is doing: memory, CPUs, disks, network,
// load. It is Python's psutil in Go.
//
//	package main
//
//	import (
//		"fmt"
//
//		"github.com/pyops-go/pyops/psutilx"
//	)
//
//	func main() {
//		mem, err := psutilx.VirtualMemory()
//		fmt.Println(mem.Percent, err)
//	}
//
// Functions read the machine that the program runs on. The methods of a [Host]
// read it too, or another one whose /proc and /sys are mounted somewhere, and
// have a memory of their own for what compares with an earlier call.
//
// Sizes are in bytes, CPU times in seconds, times of disks in milliseconds, and
// percentages have one decimal, rounded as Python rounds. Structs print as
// psutil's named tuples do and marshal to JSON under psutil's names.
//
// # Errors
//
// What psutil cannot determine and returns None for is [ErrUnavailable]; what a
// platform does not offer is [ErrNotSupported]; a kernel file that makes no sense
// is a [*ParseError] with its path, line and text; a file that cannot be read is
// an [io/fs.PathError]. A figure that an old or unusual kernel leaves out, and
// that psutil warns of, is named in the Missing field of the struct.
//
// # Platforms
//
// Linux is read directly, by figures and rounding that are psutil's to the last
// digit. Elsewhere the package stands on gopsutil and offers what that has right;
// the rest is [ErrNotSupported], never a guess.
//
// # From Python to Go
//
// The full table with reasons is parity.tsv.
//
//	Python                                Go
//	ntuple.scpustats                      CPUStat, CPUStat.String
//	ntuple.scpustats.ctx_switches         CPUStat.CtxSwitches
//	ntuple.scpustats.interrupts           CPUStat.Interrupts
//	ntuple.scpustats.soft_interrupts      CPUStat.SoftInterrupts
//	ntuple.scpustats.syscalls             CPUStat.Syscalls
//	ntuple.scputimes                      CPUTimesStat, CPUTimesStat.String, CPUTimesStat.Columns                                                                             adapted
//	ntuple.scputimes.guest                CPUTimesStat.Guest
//	ntuple.scputimes.guest_nice           CPUTimesStat.GuestNice
//	ntuple.scputimes.idle                 CPUTimesStat.Idle
//	ntuple.scputimes.iowait               CPUTimesStat.IOWait
//	ntuple.scputimes.irq                  CPUTimesStat.IRQ
//	ntuple.scputimes.nice                 CPUTimesStat.Nice
//	ntuple.scputimes.softirq              CPUTimesStat.SoftIRQ
//	ntuple.scputimes.steal                CPUTimesStat.Steal
//	ntuple.scputimes.system               CPUTimesStat.System
//	ntuple.scputimes.user                 CPUTimesStat.User
//	ntuple.sdiskio                        DiskIOCountersStat, DiskIOCountersStat.String
//	ntuple.sdiskio.busy_time              DiskIOCountersStat.BusyTime
//	ntuple.sdiskio.read_bytes             DiskIOCountersStat.ReadBytes
//	ntuple.sdiskio.read_count             DiskIOCountersStat.ReadCount
//	ntuple.sdiskio.read_merged_count      DiskIOCountersStat.ReadMergedCount
//	ntuple.sdiskio.read_time              DiskIOCountersStat.ReadTime
//	ntuple.sdiskio.write_bytes            DiskIOCountersStat.WriteBytes
//	ntuple.sdiskio.write_count            DiskIOCountersStat.WriteCount
//	ntuple.sdiskio.write_merged_count     DiskIOCountersStat.WriteMergedCount
//	ntuple.sdiskio.write_time             DiskIOCountersStat.WriteTime
//	ntuple.sdiskusage                     DiskUsageStat, DiskUsageStat.String
//	ntuple.sdiskusage.free                DiskUsageStat.Free
//	ntuple.sdiskusage.percent             DiskUsageStat.Percent
//	ntuple.sdiskusage.total               DiskUsageStat.Total
//	ntuple.sdiskusage.used                DiskUsageStat.Used
//	ntuple.snetio                         NetIOCountersStat, NetIOCountersStat.String
//	ntuple.snetio.bytes_recv              NetIOCountersStat.BytesRecv
//	ntuple.snetio.bytes_sent              NetIOCountersStat.BytesSent
//	ntuple.snetio.dropin                  NetIOCountersStat.DropIn
//	ntuple.snetio.dropout                 NetIOCountersStat.DropOut
//	ntuple.snetio.errin                   NetIOCountersStat.ErrIn
//	ntuple.snetio.errout                  NetIOCountersStat.ErrOut
//	ntuple.snetio.packets_recv            NetIOCountersStat.PacketsRecv
//	ntuple.snetio.packets_sent            NetIOCountersStat.PacketsSent
//	ntuple.sswap                          SwapMemoryStat, SwapMemoryStat.String
//	ntuple.sswap.free                     SwapMemoryStat.Free
//	ntuple.sswap.percent                  SwapMemoryStat.Percent
//	ntuple.sswap.sin                      SwapMemoryStat.Sin
//	ntuple.sswap.sout                     SwapMemoryStat.Sout
//	ntuple.sswap.total                    SwapMemoryStat.Total
//	ntuple.sswap.used                     SwapMemoryStat.Used
//	ntuple.svmem                          VirtualMemoryStat, VirtualMemoryStat.String
//	ntuple.svmem.active                   VirtualMemoryStat.Active
//	ntuple.svmem.available                VirtualMemoryStat.Available
//	ntuple.svmem.buffers                  VirtualMemoryStat.Buffers
//	ntuple.svmem.cached                   VirtualMemoryStat.Cached
//	ntuple.svmem.free                     VirtualMemoryStat.Free
//	ntuple.svmem.inactive                 VirtualMemoryStat.Inactive
//	ntuple.svmem.percent                  VirtualMemoryStat.Percent
//	ntuple.svmem.shared                   VirtualMemoryStat.Shared
//	ntuple.svmem.slab                     VirtualMemoryStat.Slab
//	ntuple.svmem.total                    VirtualMemoryStat.Total
//	ntuple.svmem.used                     VirtualMemoryStat.Used
//	psutil.PROCFS_PATH                    Host.Proc                                                                                                                           adapted
//	psutil.boot_time                      BootTime, Host.BootTime                                                                                                             adapted
//	psutil.cpu_count                      CPUCount, Host.CPUCount                                                                                                             adapted
//	psutil.cpu_percent                    CPUPercent, CPUPercentPerCPU, Host.CPUPercent, Host.CPUPercentPerCPU                                                                adapted
//	psutil.cpu_stats                      CPUStats, Host.CPUStats, CPUStat.Missing                                                                                            adapted
//	psutil.cpu_times                      CPUTimes, CPUTimesPerCPU, Host.CPUTimes, Host.CPUTimesPerCPU, Host.AppendCPUTimesPerCPU                                             fixed
//	psutil.cpu_times_percent              CPUTimesPercent, CPUTimesPercentPerCPU, Host.CPUTimesPercent, Host.CPUTimesPercentPerCPU, CPUTimesPercentOptions.AtLeastOneSecond   fixed
//	psutil.disk_io_counters               DiskIOCounters, DiskIOCountersPerDisk, Host.DiskIOCounters, Host.DiskIOCountersPerDisk, DiskIOCountersOptions.NoNowrap              fixed
//	psutil.disk_io_counters.cache_clear   DiskIOCountersCacheClear, Host.DiskIOCountersCacheClear
//	psutil.disk_usage                     DiskUsage, Host.DiskUsage                                                                                                           fixed
//	psutil.getloadavg                     LoadAvg, Host.LoadAvg, LoadAvgStat
//	psutil.net_io_counters                NetIOCounters, NetIOCountersPerNIC, Host.NetIOCounters, Host.NetIOCountersPerNIC, NetIOCountersOptions.NoNowrap                     adapted
//	psutil.net_io_counters.cache_clear    NetIOCountersCacheClear, Host.NetIOCountersCacheClear
//	psutil.swap_memory                    SwapMemory, Host.SwapMemory, SwapMemoryStat.Missing                                                                                 fixed
//	psutil.virtual_memory                 VirtualMemory, Host.VirtualMemory, VirtualMemoryStat.Missing                                                                        fixed
package psutilx
