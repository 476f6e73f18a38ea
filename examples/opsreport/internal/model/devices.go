package model

import "time"

// A Disk is a device's counters since the start.
type Disk struct {
	Name               string
	Whole              bool // not a part of another disk, nor made of others
	ReadBytes, Written uint64
	Busy               time.Duration
	Queued             *time.Duration // what requests waited, summed over them; nil is unknown
}

// An Interface is a network interface's counters since the start.
type Interface struct {
	Name                     string
	Loopback                 bool
	Wire                     bool // it leads out of the machine, and is no bridge or tunnel
	Up                       bool
	Speed                    int // Mbit/s; 0 is unknown
	BytesIn, BytesOut        uint64
	Packets, Errors, Dropped uint64
}

// A Use is how much of a limit is taken.
type Use struct{ Used, Most uint64 }

// Percent is the taken part.
func (u Use) Percent() float64 {
	if u.Most == 0 {
		return 0
	}
	return 100 * float64(u.Used) / float64(u.Most)
}

// A Clock is what the kernel thinks of its own.
type Clock struct {
	Synchronised bool
	Off          time.Duration // that it is still to be corrected by, either way
}

// An Array is a software RAID.
type Array struct {
	Name, Level string
	Active      bool
	Want, Have  int // members; 0 wanted is a level without redundance
	Failed      []string
	Repair      string // "recovery = 12.6%"; empty is none
	HoldsOthers bool   // it is but the container of other arrays
}
