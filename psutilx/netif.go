package psutilx

// NICAddrStat is psutil's snicaddr: an address of a network interface. A text is
// empty where psutil has None.
type NICAddrStat struct {
	Family    AddressFamily `json:"family"`
	Address   string        `json:"address"`   // such as "10.0.0.5", "fe80::1%eth0", "0a:00:27:00:00:00"
	Netmask   string        `json:"netmask"`   // such as "255.255.255.0"
	Broadcast string        `json:"broadcast"` // only where Ptp is empty
	Ptp       string        `json:"ptp"`       // the far end of a link between two
}

// String is what Python prints: "snicaddr(family=..., address=..., ...".
func (a NICAddrStat) String() string {
	t := newTupleText("snicaddr").word("family", a.Family.String()).str("address", a.Address)
	for _, f := range [][2]string{{"netmask", a.Netmask}, {"broadcast", a.Broadcast}, {"ptp", a.Ptp}} {
		if f[1] == "" {
			t.none(f[0])
		} else {
			t.str(f[0], f[1])
		}
	}
	return t.String()
}

// NetIfAddrs are the addresses of the network interfaces of this machine:
// psutil.net_if_addrs. See [Host.NetIfAddrs].
func NetIfAddrs() (map[string][]NICAddrStat, error) { return defaultHost.NetIfAddrs() }

// NetIfAddrs are the addresses of each network interface, by its name, sorted by
// family: IPv4, IPv6, and that of the card. An IPv4 address with a label of its
// own, such as "eth0:1", is under that. They are those of the network namespace
// of the program, whatever the Host's folders are.
func (h *Host) NetIfAddrs() (map[string][]NICAddrStat, error) {
	return netIfAddrs()
}

// A NICDuplex tells whether an interface can send while it receives.
type NICDuplex int

// What is known of an interface: psutil's NIC_DUPLEX constants.
const (
	NICDuplexUnknown NICDuplex = 0
	NICDuplexHalf    NICDuplex = 1 // it cannot
	NICDuplexFull    NICDuplex = 2 // it can
)

// String is what Python prints: "<NicDuplex.NIC_DUPLEX_FULL: 2>".
func (d NICDuplex) String() string {
	switch d {
	case NICDuplexFull:
		return "<NicDuplex.NIC_DUPLEX_FULL: 2>"
	case NICDuplexHalf:
		return "<NicDuplex.NIC_DUPLEX_HALF: 1>"
	}
	return "<NicDuplex.NIC_DUPLEX_UNKNOWN: 0>"
}

// NICStat is psutil's snicstats: the state of a network interface.
type NICStat struct {
	IsUp   bool      `json:"isup"` // it is on, and its cable is connected
	Duplex NICDuplex `json:"duplex"`
	Speed  int       `json:"speed"` // Mbit a second; 0 where it is not known
	MTU    int       `json:"mtu"`   // bytes in a packet
	Flags  string    `json:"flags"` // such as "up,broadcast,running,multicast"
}

// String is what Python prints: "snicstats(isup=..., duplex=..., ...".
func (s NICStat) String() string {
	return newTupleText("snicstats").word("isup", boolRepr(s.IsUp)).word("duplex", s.Duplex.String()).
		int("speed", int64(s.Speed)).int("mtu", int64(s.MTU)).str("flags", s.Flags).String()
}

// NetIfStats is the state of the network interfaces of this machine:
// psutil.net_if_stats. See [Host.NetIfStats].
func NetIfStats() (map[string]NICStat, error) { return defaultHost.NetIfStats() }

// NetIfStats is the state of each network interface that [Host.NetIOCountersPerNIC]
// counts for, by its name. One that the kernel does not tell of is left out and
// named by an error beside the others.
func (h *Host) NetIfStats() (map[string]NICStat, error) {
	h = h.real()
	return h.netIfStats()
}
