package psutilx

import "sync"

// A Host is a machine to read, through the file systems in which its kernel
// shows itself. The zero Host is the machine that the program runs on; set Proc
// and Sys before the first reading to look at another one: a host whose folders
// are mounted into a container, or a recorded copy.
//
// A Host remembers what readings build on: the CPU times that [Host.CPUPercent]
// and its kin last saw, and the counters that keep [Host.DiskIOCounters] and
// [Host.NetIOCounters] from going backwards. Its methods may be called
// concurrently; a part of a program that wants a memory of its own makes a Host
// of its own. A Host must not be copied after its first use. A nil Host is the one
// that the functions of this package read.
//
// Outside Linux there is nothing like these folders, and the fields are ignored.
type Host struct {
	// Proc is where the process file system is mounted: psutil.PROCFS_PATH.
	// Empty means /proc.
	Proc string

	// Sys is where sysfs is mounted. Empty means /sys.
	Sys string

	// Utmp is the file that tells who is logged in. Empty means /var/run/utmp.
	Utmp string

	system // how this platform is read

	memory sync.Mutex // guards what follows
	cpu    struct{ percent, timesPercent cpuSnapshots }
	disks  nowrap[diskCounters]
	nics   nowrap[nicCounters]

	users users
	known struct {
		sync.Mutex
		processes map[int]*Process
	}
}

// defaultHost is the machine that the functions of this package read.
var defaultHost = &Host{}

// real is the Host, or for a nil one this machine.
func (h *Host) real() *Host {
	if h == nil {
		return defaultHost
	}
	return h
}

// cpuSnapshots is what one family of percentages last saw. The two families,
// and system-wide and per-CPU figures within them, do not disturb each other.
type cpuSnapshots struct {
	total  CPUTimesStat
	taken  bool
	perCPU []CPUTimesStat
}
