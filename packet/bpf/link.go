package bpf

import "fmt"

// A LinkType says how a packet's bytes begin: the number that capture files use.
type LinkType uint32

// The link types that expressions compile for.
const (
	LinkEthernet LinkType = 1   // Ethernet
	LinkNull     LinkType = 0   // BSD loopback, its family in the reader's byte order
	LinkLoop     LinkType = 108 // OpenBSD loopback, its family in network byte order
	LinkPPP      LinkType = 9   // PPP
	LinkRaw      LinkType = 101 // IPv4 or IPv6 without a link header
	LinkIPv4     LinkType = 228 // IPv4 without a link header
	LinkIPv6     LinkType = 229 // IPv6 without a link header
	LinkSLL      LinkType = 113 // Linux cooked, as from the interface "any"
	LinkSLL2     LinkType = 276 // Linux cooked, version 2
)

var linkNames = map[LinkType]string{
	LinkEthernet: "Ethernet", LinkNull: "BSD loopback", LinkLoop: "OpenBSD loopback", LinkPPP: "PPP",
	LinkRaw: "Raw IP", LinkIPv4: "Raw IPv4", LinkIPv6: "Raw IPv6", LinkSLL: "Linux cooked v1", LinkSLL2: "Linux cooked v2",
}

// String is the link type's name.
func (l LinkType) String() string {
	if s, ok := linkNames[l]; ok {
		return s
	}
	return fmt.Sprintf("link type %d", uint32(l))
}

// canonical is the link type under the number that this package knows it by:
// operating systems have others for raw IP.
func (l LinkType) canonical() LinkType {
	if l == 12 || l == 14 {
		return LinkRaw
	}
	return l
}

// A place is an offset into the packet: a number, and a word of memory to be
// added to it where headers of unknown length stand before.
type place struct {
	k   uint32
	mem int // -1 means none
}

func at(k uint32) place { return place{k: k, mem: -1} }

func (p place) plus(k uint32) place { return place{k: p.k + k, mem: p.mem} }

// A layout says where a packet's parts begin. Keywords such as vlan move it for
// all that stands to the right of them.
type layout struct {
	link    LinkType
	header  place // the link header
	kind    place // the field that names the protocol
	payload place // what the link header carries
	net     uint32
	isoNet  uint32 // where ISO protocols begin, after an LLC header without SNAP
	labels  int    // MPLS labels passed
	geneve  bool   // inside a Geneve tunnel
}

// network is where the network header begins.
func (l *layout) network() place { return l.payload.plus(l.net) }

func layoutOf(link LinkType) (layout, bool) {
	l := layout{link: link, header: at(0), kind: at(0), payload: at(0)}
	switch link {
	case LinkEthernet:
		l.kind, l.payload, l.isoNet = at(12), at(14), 3
	case LinkNull, LinkLoop:
		l.payload = at(4)
	case LinkPPP:
		l.kind, l.payload = at(2), at(4)
	case LinkRaw, LinkIPv4, LinkIPv6:
	case LinkSLL:
		l.kind, l.payload = at(14), at(16)
	case LinkSLL2:
		l.payload = at(20)
	default:
		return l, false
	}
	return l, true
}
