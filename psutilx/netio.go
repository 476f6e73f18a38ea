package psutilx

import "bytes"

// NetIOCountersStat is psutil's snetio: what a network interface carried since
// it came up.
type NetIOCountersStat struct {
	BytesSent   uint64 `json:"bytes_sent"`
	BytesRecv   uint64 `json:"bytes_recv"`
	PacketsSent uint64 `json:"packets_sent"`
	PacketsRecv uint64 `json:"packets_recv"`
	ErrIn       uint64 `json:"errin"`   // errors while receiving
	ErrOut      uint64 `json:"errout"`  // errors while sending
	DropIn      uint64 `json:"dropin"`  // incoming packets that were dropped
	DropOut     uint64 `json:"dropout"` // outgoing packets that were dropped
}

// String is what Python prints: "snetio(bytes_sent=..., bytes_recv=..., ...".
func (n NetIOCountersStat) String() string {
	return newTupleText("snetio").uint("bytes_sent", n.BytesSent).uint("bytes_recv", n.BytesRecv).
		uint("packets_sent", n.PacketsSent).uint("packets_recv", n.PacketsRecv).
		uint("errin", n.ErrIn).uint("errout", n.ErrOut).
		uint("dropin", n.DropIn).uint("dropout", n.DropOut).String()
}

func netIOOf(c nicCounters) NetIOCountersStat {
	return NetIOCountersStat{
		BytesSent: c[0], BytesRecv: c[1], PacketsSent: c[2], PacketsRecv: c[3],
		ErrIn: c[4], ErrOut: c[5], DropIn: c[6], DropOut: c[7],
	}
}

// NetIOCountersOptions change how network interfaces are counted.
type NetIOCountersOptions struct {
	// NoNowrap gives the kernel's counters as they are. False is psutil's
	// nowrap=True: what a counter had when it wrapped around is added for good,
	// so that it never goes backwards between calls on the same Host.
	NoNowrap bool

	// Reuse is a map that [Host.NetIOCountersPerNIC] empties, fills and returns,
	// so that reading again and again allocates nothing. Nil makes a new one. It
	// is left alone when nothing could be read.
	Reuse map[string]NetIOCountersStat
}

// NetIOCounters reads what the network interfaces of this machine carried:
// psutil.net_io_counters. See [Host.NetIOCounters].
func NetIOCounters(opts *NetIOCountersOptions) (NetIOCountersStat, error) {
	return defaultHost.NetIOCounters(opts)
}

// NetIOCounters reads what the network interfaces carried, all together, the
// loopback among them. Without any the error is [ErrUnavailable], where psutil
// returns None. On Linux the figures are of /proc/net/dev, and so of the network
// namespace of the program. A line that makes no sense is left out and named by an
// error, a [*ParseError], beside the sum of the others. It works on Linux and
// Windows.
func (h *Host) NetIOCounters(opts *NetIOCountersOptions) (NetIOCountersStat, error) {
	h = h.real()
	var sum nicCounters
	some := false
	err := h.withNICs(opts, func(nics []*device[nicCounters]) { sum, some = total(nics, nil) })
	if err == nil && !some {
		err = ErrUnavailable
	}
	return netIOOf(sum), err
}

// NetIOCountersPerNIC reads what each network interface of this machine
// carried: psutil.net_io_counters(pernic=True). See [Host.NetIOCountersPerNIC].
func NetIOCountersPerNIC(opts *NetIOCountersOptions) (map[string]NetIOCountersStat, error) {
	return defaultHost.NetIOCountersPerNIC(opts)
}

// NetIOCountersPerNIC reads what each network interface carried, by name, such
// as "eth0". Without any the map is empty. One of which the figures make no sense
// is left out and named by an error beside the others. It works on Linux and
// Windows.
func (h *Host) NetIOCountersPerNIC(opts *NetIOCountersOptions) (map[string]NetIOCountersStat, error) {
	h = h.real()
	var counters map[string]NetIOCountersStat
	err := h.withNICs(opts, func(nics []*device[nicCounters]) {
		if opts != nil {
			counters = opts.Reuse
		}
		counters = byName(counters, nics, netIOOf)
	})
	return counters, err
}

// NetIOCountersCacheClear forgets what the counters of this machine's network
// interfaces were: psutil.net_io_counters.cache_clear. See
// [Host.NetIOCountersCacheClear].
func NetIOCountersCacheClear() { defaultHost.NetIOCountersCacheClear() }

// NetIOCountersCacheClear forgets what the counters of network interfaces were,
// so that counting starts again from the kernel's figures.
func (h *Host) NetIOCountersCacheClear() {
	h = h.real()
	h.memory.Lock()
	defer h.memory.Unlock()
	h.nics.clear()
}

// appendNetDev reads the lines of /proc/net/dev after the two of its heading: a
// name, which may have a colon in it, a colon, and 16 numbers. Lines that make no
// sense are handed to bad.
func appendNetDev(dst []counted[nicCounters], b []byte, bad func(*ParseError)) []counted[nicCounters] {
	const want = "an interface, a colon and 16 numbers"
	_, b = cutLine(b)
	_, b = cutLine(b)
	for number := 3; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		row, ok := parseNetDev(line)
		if !ok {
			bad(badLine(number, line, want))
			continue
		}
		dst = append(dst, row)
	}
	return dst
}

func parseNetDev(line []byte) (row counted[nicCounters], ok bool) {
	colon := bytes.LastIndexByte(line, ':')
	if colon <= 0 {
		return row, false
	}
	var n [16]uint64
	rest := line[colon+1:]
	for i := range n {
		var field []byte
		field, rest = cutField(rest)
		if n[i], ok = parseUint(field); !ok {
			return row, false
		}
	}
	extra, _ := cutField(rest)
	return counted[nicCounters]{
		name:   trimSpace(line[:colon]),
		values: nicCounters{n[8], n[0], n[9], n[1], n[2], n[10], n[3], n[11]},
	}, len(extra) == 0
}
