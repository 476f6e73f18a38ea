// Package psutilx reads what a machine is doing, memory, CPUs, disks, network,
// sensors and processes, and limits and manages processes. It is Python's psutil
// in Go.
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
// platform does not offer is [ErrNotSupported]; a kernel file that makes no sense
// is a [*ParseError] with its path, line and text; a file that cannot be read is
// an [io/fs.PathError]. A figure that an old or unusual kernel leaves out, and
// that psutil warns of, is named in the Missing field of the struct.
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
// The full table with reasons is parity.tsv; these are the functions and classes.
//
//	Python                        Go
//	ntuple.addr                   Addr, Addr.String                                                                                                                   adapted
//	ntuple.pconn                  ConnectionStat, ConnectionStat.String
//	ntuple.pcputimes              ProcessCPUTimesStat, ProcessCPUTimesStat.String
//	ntuple.pctxsw                 CtxSwitchesStat, CtxSwitchesStat.String
//	ntuple.pfullmem               MemoryFullInfoStat, MemoryFullInfoStat.String
//	ntuple.pgids                  GIDsStat, GIDsStat.String
//	ntuple.pio                    ProcessIOCountersStat, ProcessIOCountersStat.String
//	ntuple.pionice                IONiceStat, IONiceStat.String
//	ntuple.pmem                   MemoryInfoStat, MemoryInfoStat.String
//	ntuple.pmmap_ext              MemoryMapExtStat, MemoryMapExtStat.String
//	ntuple.pmmap_grouped          MemoryMapStat, MemoryMapStat.String
//	ntuple.popenfile              OpenFileStat, OpenFileStat.String
//	ntuple.pthread                ThreadStat, ThreadStat.String
//	ntuple.puids                  UIDsStat, UIDsStat.String
//	ntuple.sbattery               BatteryStat, BatteryStat.String
//	ntuple.sconn                  SystemConnectionStat, SystemConnectionStat.String
//	ntuple.scpufreq               CPUFreqStat, CPUFreqStat.String
//	ntuple.scpustats              CPUStat, CPUStat.String
//	ntuple.scputimes              CPUTimesStat, CPUTimesStat.String, CPUTimesStat.Columns                                                                             adapted
//	ntuple.sdiskio                DiskIOCountersStat, DiskIOCountersStat.String
//	ntuple.sdiskpart              PartitionStat, PartitionStat.String
//	ntuple.sdiskusage             DiskUsageStat, DiskUsageStat.String
//	ntuple.sfan                   FanStat, FanStat.String
//	ntuple.shwtemp                TemperatureStat, TemperatureStat.String
//	ntuple.snetio                 NetIOCountersStat, NetIOCountersStat.String
//	ntuple.snicaddr               NICAddrStat, NICAddrStat.String
//	ntuple.snicstats              NICStat, NICStat.String
//	ntuple.sswap                  SwapMemoryStat, SwapMemoryStat.String
//	ntuple.suser                  UserStat, UserStat.String
//	ntuple.svmem                  VirtualMemoryStat, VirtualMemoryStat.String
//	psutil.AccessDenied           AccessDeniedError, ErrAccessDenied                                                                                                  adapted
//	psutil.Error                  ErrProcess                                                                                                                          adapted
//	psutil.NoSuchProcess          NoSuchProcessError, ErrNoSuchProcess                                                                                                adapted
//	psutil.PROCFS_PATH            Host.Proc                                                                                                                           adapted
//	psutil.Popen                  Popen, Popen.Process, Popen.Cmd                                                                                                     adapted
//	psutil.Process                Process                                                                                                                             adapted
//	psutil.TimeoutExpired         TimeoutExpiredError, ErrTimeoutExpired                                                                                              adapted
//	psutil.ZombieProcess          ZombieProcessError, ErrZombieProcess                                                                                                adapted
//	psutil.boot_time              BootTime, Host.BootTime                                                                                                             adapted
//	psutil.cpu_count              CPUCount, Host.CPUCount                                                                                                             adapted
//	psutil.cpu_freq               CPUFreq, CPUFreqPerCPU, Host.CPUFreq, Host.CPUFreqPerCPU                                                                            adapted
//	psutil.cpu_percent            CPUPercent, CPUPercentPerCPU, Host.CPUPercent, Host.CPUPercentPerCPU                                                                adapted
//	psutil.cpu_stats              CPUStats, Host.CPUStats, CPUStat.Missing                                                                                            adapted
//	psutil.cpu_times              CPUTimes, CPUTimesPerCPU, Host.CPUTimes, Host.CPUTimesPerCPU, Host.AppendCPUTimesPerCPU                                             fixed
//	psutil.cpu_times_percent      CPUTimesPercent, CPUTimesPercentPerCPU, Host.CPUTimesPercent, Host.CPUTimesPercentPerCPU, CPUTimesPercentOptions.AtLeastOneSecond   fixed
//	psutil.disk_io_counters       DiskIOCounters, DiskIOCountersPerDisk, Host.DiskIOCounters, Host.DiskIOCountersPerDisk, DiskIOCountersOptions.NoNowrap              fixed
//	psutil.disk_partitions        DiskPartitions, Host.DiskPartitions, DiskPartitionsOptions.All
//	psutil.disk_usage             DiskUsage, Host.DiskUsage                                                                                                           fixed
//	psutil.getloadavg             LoadAvg, Host.LoadAvg, LoadAvgStat
//	psutil.net_connections        NetConnections, Host.NetConnections                                                                                                 fixed
//	psutil.net_if_addrs           NetIfAddrs, Host.NetIfAddrs
//	psutil.net_if_stats           NetIfStats, Host.NetIfStats
//	psutil.net_io_counters        NetIOCounters, NetIOCountersPerNIC, Host.NetIOCounters, Host.NetIOCountersPerNIC, NetIOCountersOptions.NoNowrap                     adapted
//	psutil.pid_exists             PIDExists, Host.PIDExists
//	psutil.pids                   PIDs, Host.PIDs                                                                                                                     adapted
//	psutil.process_iter           ProcessIter, Host.ProcessIter, ProcessIterOptions                                                                                   fixed
//	psutil.sensors_battery        SensorsBattery, Host.SensorsBattery                                                                                                 adapted
//	psutil.sensors_fans           SensorsFans, Host.SensorsFans
//	psutil.sensors_temperatures   SensorsTemperatures, Host.SensorsTemperatures, SensorsTemperaturesOptions.Fahrenheit
//	psutil.swap_memory            SwapMemory, Host.SwapMemory, SwapMemoryStat.Missing                                                                                 fixed
//	psutil.users                  Users, Host.Users, Host.Utmp                                                                                                        adapted
//	psutil.virtual_memory         VirtualMemory, Host.VirtualMemory, VirtualMemoryStat.Missing                                                                        fixed
//	psutil.wait_procs             WaitProcs                                                                                                                           adapted
//	ntuple.pfootprint             MemoryFootprintStat, MemoryFootprintStat.String                                                                                     adapted
//	ntuple.pmem_ex                MemoryInfoExStat, MemoryInfoExStat.String                                                                                           adapted
//	ntuple.ppagefaults            PageFaultsStat, PageFaultsStat.String                                                                                               adapted
//	psutil.ConnectionStatus       ConnectionStatus                                                                                                                    adapted
//	psutil.NicDuplex              NICDuplex                                                                                                                           adapted
//	psutil.ProcessIOPriority      IOPriorityClass                                                                                                                     adapted
//	psutil.ProcessRlimit          RLimitResource                                                                                                                      adapted
//	psutil.ProcessStatus          ProcessStatus                                                                                                                       adapted
//	psutil.bytes2human            Bytes2Human                                                                                                                         adapted
package psutilx
