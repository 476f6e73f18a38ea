// Package psutilx does in Go what Python's psutil does: it reads what a machine is
// doing, memory, CPUs, disks, network, sensors and processes, and limits and
// manages processes.
//
//	package main
//
//	import (
//		"fmt"
//		"log"
//
//		"github.com/pyops-go/pyops/psutilx"
//	)
//
//	func main() {
//		mem, err := psutilx.VirtualMemory()
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Printf("%.1f%% of %s are in use\n", mem.Percent, psutilx.Bytes2Human(mem.Total))
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
// # Processes
//
// A [Process] stands for one process, not for its number: no signal, priority or
// limit reaches another one that has the number later. [NewProcess] finds one,
// [ProcessIter] goes through all, [Process.Children] and [Process.Parents] follow
// relations, [NewPopen] starts one, and [WaitProcs] waits for several. For a
// table of all processes, [ListProcesses] reads two files of each, and a [Monitor]
// keeps them open:
//
//	monitor, err := psutilx.NewMonitor(nil)
//	...
//	defer monitor.Close()
//	rows, err = monitor.Processes(rows) // as often as you like
//
// # Containers
//
// Like psutil, [VirtualMemory] and [CPUCount] tell of the whole machine.
// [ContainerVirtualMemory] and [ContainerCPUCount] tell what the control groups
// of the program leave it of that, and [Pressure] where work has to wait.
//
// # Errors
//
// What psutil cannot determine and returns None for is [ErrUnavailable]; what a
// platform does not offer is [ErrNotSupported]; an argument that makes no sense is
// a [*ValueError]; a kernel file that makes no sense is a [*ParseError] with its
// path, line and text; a file that cannot be read is an [io/fs.PathError]. Errors
// about processes follow psutil's exceptions, from [ErrProcess] on; their Detail
// is what Python's str() says. A call whose context ends returns what ended it.
//
// One odd entry never costs the others. Lists come with all rows that could be
// read, and an error beside them that names what was left out, whose parts
// [errors.As] finds: check the error, and use the rows all the same where they
// are good enough. A figure that an old or unusual kernel leaves out, and that
// psutil warns of, is named in the Missing field of the struct.
//
// # Platforms
//
// Linux is read directly, by figures and rounding that are psutil's to the last
// digit. Elsewhere the package offers what it can have by psutil's meaning: by
// calls that psutil makes, and from gopsutil what that has right. The comments of
// methods say so: "It works on Linux, macOS and Windows." A method without such
// words works on Linux alone, and is [ErrNotSupported] elsewhere, never a guess.
// Fields that another platform does not count are 0 there.
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                        Go
//	psutil.virtual_memory         VirtualMemory, Host.VirtualMemory, VirtualMemoryStat.Missing                                                                        fixed
//	psutil.swap_memory            SwapMemory, Host.SwapMemory, SwapMemoryStat.Missing                                                                                 fixed
//	psutil.cpu_times              CPUTimes, CPUTimesPerCPU, Host.CPUTimes, Host.CPUTimesPerCPU, Host.AppendCPUTimesPerCPU                                             fixed
//	psutil.cpu_percent            CPUPercent, CPUPercentPerCPU, Host.CPUPercent, Host.CPUPercentPerCPU                                                                adapted
//	psutil.cpu_times_percent      CPUTimesPercent, CPUTimesPercentPerCPU, Host.CPUTimesPercent, Host.CPUTimesPercentPerCPU, CPUTimesPercentOptions.AtLeastOneSecond   fixed
//	psutil.cpu_count              CPUCount, Host.CPUCount, CPUCountOptions.Cores                                                                                      adapted
//	psutil.cpu_freq               CPUFreq, CPUFreqPerCPU, Host.CPUFreq, Host.CPUFreqPerCPU                                                                            adapted
//	psutil.getloadavg             LoadAvg, Host.LoadAvg, LoadAvgStat
//	psutil.boot_time              BootTime, Host.BootTime                                                                                                             adapted
//	psutil.users                  Users, Host.Users, Host.Utmp                                                                                                        adapted
//	psutil.disk_partitions        DiskPartitions, Host.DiskPartitions, DiskPartitionsOptions.All
//	psutil.disk_usage             DiskUsage, Host.DiskUsage                                                                                                           fixed
//	psutil.disk_io_counters       DiskIOCounters, DiskIOCountersPerDisk, Host.DiskIOCounters, Host.DiskIOCountersPerDisk, DiskIOCountersOptions.NoNowrap              fixed
//	psutil.net_io_counters        NetIOCounters, NetIOCountersPerNIC, Host.NetIOCounters, Host.NetIOCountersPerNIC, NetIOCountersOptions.NoNowrap                     adapted
//	psutil.net_connections        NetConnections, Host.NetConnections                                                                                                 fixed
//	psutil.net_if_addrs           NetIfAddrs, Host.NetIfAddrs
//	psutil.net_if_stats           NetIfStats, Host.NetIfStats
//	psutil.sensors_temperatures   SensorsTemperatures, Host.SensorsTemperatures, SensorsTemperaturesOptions.Fahrenheit
//	psutil.sensors_fans           SensorsFans, Host.SensorsFans
//	psutil.sensors_battery        SensorsBattery, Host.SensorsBattery                                                                                                 adapted
//	psutil.pids                   PIDs, Host.PIDs                                                                                                                     adapted
//	psutil.pid_exists             PIDExists, Host.PIDExists
//	psutil.process_iter           ProcessIter, Host.ProcessIter, ProcessIterOptions                                                                                   fixed
//	psutil.wait_procs             WaitProcs                                                                                                                           adapted
//	psutil.Process                Process                                                                                                                             adapted
//	psutil.Popen                  Popen, Popen.Process, Popen.Cmd                                                                                                     adapted
//	psutil.NoSuchProcess          NoSuchProcessError, NoSuchProcessError.Detail, ErrNoSuchProcess                                                                     adapted
//	psutil.AccessDenied           AccessDeniedError, AccessDeniedError.Detail, ErrAccessDenied                                                                        adapted
//	psutil.TimeoutExpired         TimeoutExpiredError, TimeoutExpiredError.Detail, ErrTimeoutExpired                                                                  adapted
//	psutil.PROCFS_PATH            Host.Proc                                                                                                                           adapted
package psutilx
