package psutilx

// DiskIOCountersStat is psutil's sdiskio: what a disk did since the system
// started.
type DiskIOCountersStat struct {
	ReadCount        uint64 `json:"read_count"`         // reads
	WriteCount       uint64 `json:"write_count"`        // writes
	ReadBytes        uint64 `json:"read_bytes"`         // bytes read
	WriteBytes       uint64 `json:"write_bytes"`        // bytes written
	ReadTime         uint64 `json:"read_time"`          // milliseconds spent reading
	WriteTime        uint64 `json:"write_time"`         // milliseconds spent writing
	ReadMergedCount  uint64 `json:"read_merged_count"`  // reads that were merged with others
	WriteMergedCount uint64 `json:"write_merged_count"` // writes that were merged with others
	BusyTime         uint64 `json:"busy_time"`          // milliseconds with input or output under way
}

// String is what Python prints: "sdiskio(read_count=..., write_count=..., ...".
func (d DiskIOCountersStat) String() string {
	return newTupleText("sdiskio").uint("read_count", d.ReadCount).uint("write_count", d.WriteCount).
		uint("read_bytes", d.ReadBytes).uint("write_bytes", d.WriteBytes).
		uint("read_time", d.ReadTime).uint("write_time", d.WriteTime).
		uint("read_merged_count", d.ReadMergedCount).uint("write_merged_count", d.WriteMergedCount).
		uint("busy_time", d.BusyTime).String()
}

func diskIOOf(c diskCounters) DiskIOCountersStat {
	return DiskIOCountersStat{
		ReadCount: c[0], WriteCount: c[1], ReadBytes: c[2], WriteBytes: c[3], ReadTime: c[4], WriteTime: c[5],
		ReadMergedCount: c[6], WriteMergedCount: c[7], BusyTime: c[8],
	}
}

// DiskIOCountersOptions change how disks are counted.
type DiskIOCountersOptions struct {
	// NoNowrap gives the kernel's counters as they are. False is psutil's
	// nowrap=True: what a counter had when it wrapped around is added for good,
	// so that it never goes backwards between calls on the same Host.
	NoNowrap bool

	// Reuse is a map that [Host.DiskIOCountersPerDisk] empties, fills and
	// returns, so that reading again and again allocates nothing. Nil makes a new
	// one. It is left alone when nothing could be read.
	Reuse map[string]DiskIOCountersStat
}

// DiskIOCounters reads what the disks of this machine did:
// psutil.disk_io_counters. See [Host.DiskIOCounters].
func DiskIOCounters(opts *DiskIOCountersOptions) (DiskIOCountersStat, error) {
	return defaultHost.DiskIOCounters(opts)
}

// DiskIOCounters reads what the disks did, all together; partitions are not
// added to the disks that they are on. Without any disk the error is
// [ErrUnavailable], where psutil returns None. The figures are of /proc/diskstats,
// or of sysfs where that is hidden. A disk of which the figures make no sense is
// left out and named by an error, a [*ParseError], beside the sum of the others.
func (h *Host) DiskIOCounters(opts *DiskIOCountersOptions) (DiskIOCountersStat, error) {
	h = h.real()
	var sum diskCounters
	some := false
	err := h.withDisks(opts, func(disks []*device[diskCounters]) { sum, some = total(disks, h.isDisk) })
	if err == nil && !some {
		err = ErrUnavailable
	}
	return diskIOOf(sum), err
}

// DiskIOCountersPerDisk reads what each disk and partition of this machine did:
// psutil.disk_io_counters(perdisk=True). See [Host.DiskIOCountersPerDisk].
func DiskIOCountersPerDisk(opts *DiskIOCountersOptions) (map[string]DiskIOCountersStat, error) {
	return defaultHost.DiskIOCountersPerDisk(opts)
}

// DiskIOCountersPerDisk reads what each disk and each partition did, by name,
// such as "sda" and "sda1". Without any disk the map is empty. One of which the
// figures make no sense is left out and named by an error beside the others.
func (h *Host) DiskIOCountersPerDisk(opts *DiskIOCountersOptions) (map[string]DiskIOCountersStat, error) {
	h = h.real()
	var counters map[string]DiskIOCountersStat
	err := h.withDisks(opts, func(disks []*device[diskCounters]) {
		if opts != nil {
			counters = opts.Reuse
		}
		counters = byName(counters, disks, diskIOOf)
	})
	return counters, err
}

// DiskIOCountersCacheClear forgets what the counters of this machine's disks
// were: psutil.disk_io_counters.cache_clear. See
// [Host.DiskIOCountersCacheClear].
func DiskIOCountersCacheClear() { defaultHost.DiskIOCountersCacheClear() }

// DiskIOCountersCacheClear forgets what the counters of disks were, so that
// counting starts again from the kernel's figures.
func (h *Host) DiskIOCountersCacheClear() {
	h = h.real()
	h.memory.Lock()
	defer h.memory.Unlock()
	h.disks.clear()
}
