package nmapx

import (
	"slices"
	"strings"
	"time"
)

// A Host is what nmap says of one host, python-nmap's PortScannerHostDict. Its
// fields keep everything that nmap writes; [Host.AsDict] is python-nmap's view.
// Text that nmap left out is empty.
type Host struct {
	// Status tells whether the host is up. It is empty when nmap said nothing.
	Status Status

	// Addresses are in nmap's order: the IP address, then perhaps a MAC address.
	Addresses []Address

	// Names are the host's names, as the user gave them and as DNS has them. It
	// may be empty; [Host.Hostnames] is not.
	Names []Hostname

	// Ports are in nmap's order, of all protocols.
	Ports []Port

	// ExtraPorts count the ports that are not listed one by one.
	ExtraPorts []ExtraPorts

	// HostScripts are the results of scripts that look at a host as a whole.
	HostScripts []Script

	// OS is what -O found, nil without it.
	OS *OS

	// Boot is how long the host is up, by its TCP timestamps; nil if unknown.
	Boot *Uptime

	// Distance is the number of hops to the host, nil if unknown.
	Distance *int

	// TCPSequence, IPIDSequence and TCPTSSequence tell how predictable the host
	// is; nil if unknown.
	TCPSequence   *TCPSequence
	IPIDSequence  *Sequence
	TCPTSSequence *Sequence

	// Trace is the route to the host that --traceroute found, nil without it.
	Trace *Trace

	// Times are nmap's estimates of the round trip, nil if there are none.
	Times *Times

	// Smurfs are the responses to a ping of a broadcast address.
	Smurfs []string

	// StartTime and EndTime bound the scan of this host; they are zero if nmap did
	// not say. Comment is the user's own, and TimedOut says that the host was given
	// up after --host-timeout.
	StartTime, EndTime time.Time
	Comment            string
	TimedOut           bool

	fingerprint  string // of an osfingerprint that is not within os
	hasPrint     bool
	statusAbsent bool
	absent       absent
}

// A Status is the state of a host: up, down, unknown or skipped, and why nmap
// thinks so.
type Status struct {
	State, Reason string

	// ReasonTTL is the time to live of the answer, 0 if there was none, and nil if
	// nmap did not say.
	ReasonTTL *int

	absent absent
}

// An Address of a host. Type is ipv4, ipv6 or mac; Vendor is that of a MAC
// address.
type Address struct {
	Addr, Type, Vendor string

	absent absent
}

// A Hostname of a host. Type is user (the user gave it) or PTR (DNS has it).
type Hostname struct {
	Name, Type string

	absent absent
}

// An Uptime is how long a host is up.
type Uptime struct {
	Up       time.Duration // since it was booted, in seconds
	LastBoot string        // when that was, as ctime(3) writes it where nmap ran

	absent absent
	odd    odd
}

// ExtraPorts count ports of one state that are not listed one by one.
type ExtraPorts struct {
	State   string
	Count   int
	Reasons []ExtraReason
}

// An ExtraReason says why some of the [ExtraPorts] are in their state.
type ExtraReason struct {
	Reason string
	Count  int
	Proto  string // empty before nmap 7.92
	Ports  string // such as "1-3,7"; empty before nmap 7.92
}

// A TCPSequence tells how hard a host's TCP sequence numbers are to guess.
type TCPSequence struct {
	Index      int      // of nmap's scale
	Difficulty string   // in words
	Values     []string // six that were seen, in hexadecimal
}

// A Sequence tells how a host chooses its IP ids or TCP timestamps.
type Sequence struct {
	Class  string   // in words
	Values []string // six that were seen, in hexadecimal
}

// A Trace is the route to a host.
type Trace struct {
	Proto string // of the probes; may be empty
	Port  *int   // of the probes; nil if they have none
	Hops  []Hop
}

// A Hop is a router on the way to a host.
type Hop struct {
	TTL    int            // with which the probe got so far
	RTT    *time.Duration // in steps of 10 µs; nil if unknown
	IPAddr string
	Host   string // its name; empty if unknown
}

// Times are nmap's estimates of the round trip to a host.
type Times struct {
	SRTT   time.Duration // smoothed
	RTTVar time.Duration // how much it varies
	To     time.Duration // after which a probe counts as lost
}

// real is the host, or for a nil one a host of which nothing is known.
func (h *Host) real() *Host {
	if h == nil {
		return &Host{statusAbsent: true}
	}
	return h
}

// Key is the name of the host in a result: its IPv4 address, or the first
// address there is. As in Python, the last of several IPv4 addresses counts.
func (h *Host) Key() string {
	h = h.real()
	if a := h.keyAddress(); a != nil {
		return a.Addr
	}
	return ""
}

func (h *Host) keyAddress() *Address {
	for i := range slices.Backward(h.Addresses) {
		if h.Addresses[i].Type == "ipv4" {
			if h.Addresses[i].absent.lacks(0) {
				break
			}
			return &h.Addresses[i]
		}
	}
	if len(h.Addresses) > 0 {
		return &h.Addresses[0]
	}
	return nil
}

// Hostnames are the host's names. A host without one has one that is empty.
func (h *Host) Hostnames() []Hostname {
	h = h.real()
	if len(h.Names) == 0 {
		return []Hostname{{}}
	}
	return slices.Clone(h.Names)
}

// Hostname is the name that the user gave or, without one, the first that DNS
// has; empty if there is none.
func (h *Host) Hostname() string {
	h = h.real()
	for _, n := range h.Names {
		if n.Type == "user" {
			return n.Name
		}
	}
	if len(h.Names) > 0 {
		return h.Names[0].Name
	}
	return ""
}

// State is up, down, unknown or skipped; empty if nmap did not say, for which
// python-nmap raises KeyError.
func (h *Host) State() string {
	h = h.real()
	return h.Status.State
}

// Uptime is how long the host is up. The error is a [*KeyError] when nmap did
// not find out, which takes -O.
func (h *Host) Uptime() (Uptime, error) {
	h = h.real()
	if h.Boot == nil {
		return Uptime{}, &KeyError{"uptime"}
	}
	return *h.Boot, nil
}

// protocols are those that a host is asked for its ports by.
var protocols = []string{"ip", "sctp", "tcp", "udp"}

// AllProtocols lists the protocols of which there are ports, sorted.
func (h *Host) AllProtocols() []string {
	h = h.real()
	var all []string
	for _, p := range protocols {
		if slices.ContainsFunc(h.Ports, func(x Port) bool { return x.Protocol == p }) {
			all = append(all, p)
		}
	}
	return all
}

// all lists the numbers of a protocol's ports, sorted.
func (h *Host) all(protocol string) []int {
	h = h.real()
	numbers := []int{}
	for i := range h.Ports {
		if h.Ports[i].Protocol == protocol {
			numbers = append(numbers, h.Ports[i].ID)
		}
	}
	slices.Sort(numbers)
	return slices.Compact(numbers)
}

// Port finds a port of a protocol. Of several with the same number, the last
// counts. The error is a [*KeyError]; for a protocol of which there are no ports
// at all, it names the protocol.
func (h *Host) Port(protocol string, number int) (*Port, error) {
	h = h.real()
	known := false
	for i := len(h.Ports) - 1; i >= 0; i-- {
		if h.Ports[i].Protocol == protocol {
			if h.Ports[i].ID == number {
				return &h.Ports[i], nil
			}
			known = true
		}
	}
	if !known {
		return nil, &KeyError{protocol}
	}
	return nil, &KeyError{number}
}

func (h *Host) has(protocol string, number int) bool {
	_, err := h.Port(protocol, number)
	return err == nil
}

// AllTCP lists the numbers of the TCP ports, sorted.
func (h *Host) AllTCP() []int {
	return h.all("tcp")
}

// HasTCP reports whether nmap says anything of a TCP port.
func (h *Host) HasTCP(port int) bool {
	return h.has("tcp", port)
}

// TCP is what nmap says of a TCP port. The error is a [*KeyError].
func (h *Host) TCP(port int) (*Port, error) {
	return h.Port("tcp", port)
}

// AllUDP lists the numbers of the UDP ports, sorted.
func (h *Host) AllUDP() []int {
	return h.all("udp")
}

// HasUDP reports whether nmap says anything of a UDP port. python-nmap always
// says no.
func (h *Host) HasUDP(port int) bool {
	return h.has("udp", port)
}

// UDP is what nmap says of a UDP port. The error is a [*KeyError].
func (h *Host) UDP(port int) (*Port, error) {
	return h.Port("udp", port)
}

// AllIP lists the numbers of the IP protocols that -sO tried, sorted.
func (h *Host) AllIP() []int {
	return h.all("ip")
}

// HasIP reports whether nmap says anything of an IP protocol.
func (h *Host) HasIP(port int) bool {
	return h.has("ip", port)
}

// IP is what nmap says of an IP protocol. The error is a [*KeyError].
func (h *Host) IP(port int) (*Port, error) {
	return h.Port("ip", port)
}

// AllSCTP lists the numbers of the SCTP ports, sorted.
func (h *Host) AllSCTP() []int {
	return h.all("sctp")
}

// HasSCTP reports whether nmap says anything of an SCTP port.
func (h *Host) HasSCTP(port int) bool {
	return h.has("sctp", port)
}

// SCTP is what nmap says of an SCTP port. The error is a [*KeyError].
func (h *Host) SCTP(port int) (*Port, error) {
	return h.Port("sctp", port)
}

// String is the host's key and its names, as in nmap's own report.
func (h *Host) String() string {
	h = h.real()
	var names []string
	for _, n := range h.Names {
		names = append(names, n.Name)
	}
	if len(names) == 0 {
		return h.Key()
	}
	return h.Key() + " (" + strings.Join(names, ", ") + ")"
}
