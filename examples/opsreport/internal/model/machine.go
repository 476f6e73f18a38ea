package model

import "time"

// A Machine is one reading of a machine, as it also travels from other hosts.
type Machine struct {
	Name, Platform, Kernel string
	Time                   time.Time
	Boot                   time.Time
	CPUs                   float64 // that may be used: fewer than there are under a quota
	CPUsHow                string  // why they are as many

	// CPU are seconds since the machine started, summed over its processors.
	CPU     CPUSeconds
	AllCPUs int // processors that CPU sums

	Load1, Load5, Load15 float64

	MemoryTotal, MemoryAvailable, MemoryCached uint64
	SwapTotal, SwapUsed                        uint64
	OOMKills                                   *uint64 // since the start; nil is unknown

	Filesystems []Filesystem
	Disks       []Disk
	Interfaces  []Interface
	Arrays      []Array

	Clock     *Clock // nil is unknown
	OpenFiles *Use   // of the whole system; nil is unknown, or without a limit
	Conntrack *Use   // connections that the firewall remembers; nil is none

	Processes, Zombies, DiskWaiters int
	Busiest, Largest                []Process

	Listening []string // "tcp 127.0.0.1:80"

	RebootNeeded string   // why; empty is no, or unknown
	FailedUnits  []string // of systemd
	Unread       []string // what could not be read, a line each

	// Recent are readings in percent over the sampling, for those who look at the
	// last seconds.
	Recent Recent
}

// CPUSeconds is what the processors spent their time with.
type CPUSeconds struct{ User, System, IOWait, Steal, Idle float64 }

// Recent is what the sampling saw.
type Recent struct {
	CPU, IOWait, Steal float64 // percent
	NetIn, NetOut      float64 // bytes a second
	Read, Written      float64 // bytes a second
	Length             time.Duration
}

// A Filesystem is one that can fill up. Sizes are bytes.
type Filesystem struct {
	Mountpoint, Device, Type string
	Network                  bool
	Dead                     bool // it does not answer: nothing else is known
	Total, Used, Available   uint64
	InodesPercent            *float64 // nil where there are none
}

// Percent is how full it is, as df computes it: of what users may have.
func (f Filesystem) Percent() float64 {
	if f.Used+f.Available == 0 {
		return 0
	}
	return 100 * float64(f.Used) / float64(f.Used+f.Available)
}

// A Process is one of those that need most.
type Process struct {
	PID        int
	Name, User string
	CPU        float64 // percent of one processor, over the sampling
	RSS        uint64
}

// A Forecast is when a file system will be full, from its days until now.
type Forecast struct {
	Trend       bool    // false: too young, flat, shrinking or too unsteady
	Why         string  // there is none
	PerDay      float64 // bytes
	Early, Late float64 // days until it is full: a range, not a point
}
