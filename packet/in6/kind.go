package in6

import (
	"net/netip"
	"strings"
)

// A Kind is what an address is, as bits: [Unicast] | [LinkLocal], say.
type Kind uint32

// The bits of a [Kind], with scapy's numbers. Global is the absence of the others
// that bound the scope.
const (
	Global      Kind = 0
	Unicast     Kind = 0x01
	Multicast   Kind = 0x02
	Loopback    Kind = 0x10
	LinkLocal   Kind = 0x20
	SiteLocal   Kind = 0x40
	SixToFour   Kind = 0x100
	Unspecified Kind = 0x10000
)

// String has the names of the bits, with plus signs between them.
func (k Kind) String() string {
	var words []string
	for _, w := range []struct {
		bit  Kind
		name string
	}{
		{Unicast, "unicast"}, {Multicast, "multicast"}, {Loopback, "loopback"}, {LinkLocal, "link-local"}, {SiteLocal, "site-local"},
		{SixToFour, "6to4"}, {Unspecified, "unspecified"},
	} {
		if k&w.bit != 0 {
			words = append(words, w.name)
			k &^= w.bit
		}
	}
	if k != 0 || words == nil {
		words = append(words, "global")
	}
	return strings.Join(words, "+")
}

// KindOf is what an address is: in6_getAddrType. It is 0 for what is no IPv6
// address.
func KindOf(a netip.Addr) Kind {
	switch {
	case !a.Is6():
		return 0
	case a.IsUnspecified():
		return Unspecified
	case a.IsLoopback():
		return Loopback
	case a.IsMulticast() && multicastScope(a) == 2:
		return Multicast | LinkLocal
	case a.IsMulticast():
		return Multicast
	case a.IsLinkLocalUnicast():
		return Unicast | LinkLocal
	case Is6to4(a):
		return Unicast | SixToFour
	}
	return Unicast
}

// ScopeOf is how far an address reaches: [Loopback], [LinkLocal], [SiteLocal] or
// [Global]. ok is false where no rule says: in6_getscope is -1 there. Flags of a
// multicast address do not count, as in RFC 4291; scapy knows those without flags.
func ScopeOf(a netip.Addr) (scope Kind, ok bool) {
	switch {
	case !a.Is6():
		return 0, false
	case a.IsMulticast():
		scope, ok = map[byte]Kind{1: Loopback, 2: LinkLocal, 5: SiteLocal, 14: Global}[multicastScope(a)]
		return scope, ok
	case a.IsLoopback():
		return Loopback, true
	case a.IsLinkLocalUnicast():
		return LinkLocal, true
	case IsSiteLocal(a):
		return SiteLocal, true
	case IsGlobal(a) || IsUniqueLocal(a):
		return Global, true
	}
	return 0, false
}

// multicastScope is the four bits of a multicast address that say how far it
// reaches.
func multicastScope(a netip.Addr) byte { return a.As16()[1] & 15 }

// within reports whether an IPv6 address is of a network, whatever its zone.
func within(a netip.Addr, prefix string) bool {
	return a.Is6() && netip.MustParsePrefix(prefix).Contains(a.WithZone(""))
}

// IsGlobal reports whether an address is of the space of global addresses that is
// in use, 2000::/3. Unique local addresses are not.
func IsGlobal(a netip.Addr) bool { return within(a, "2000::/3") }

// IsUniqueLocal reports whether an address is unique local, fc00::/7.
func IsUniqueLocal(a netip.Addr) bool { return within(a, "fc00::/7") }

// IsLinkLocal reports whether an address is of fe80::/10.
func IsLinkLocal(a netip.Addr) bool { return within(a, "fe80::/10") }

// IsSiteLocal reports whether an address is of fec0::/10, which RFC 3879
// deprecates.
func IsSiteLocal(a netip.Addr) bool { return within(a, "fec0::/10") }

// Is6to4 reports whether an address is of 6to4, 2002::/16.
func Is6to4(a netip.Addr) bool { return within(a, "2002::/16") }

// IsTeredo reports whether an address is of Teredo, 2001::/32.
func IsTeredo(a netip.Addr) bool { return within(a, "2001::/32") }

// IsDocumentation reports whether an address is meant for documents, 2001:db8::/32.
func IsDocumentation(a netip.Addr) bool { return within(a, "2001:db8::/32") }

// IsMulticast reports whether an address is of ff00::/8.
func IsMulticast(a netip.Addr) bool { return within(a, "ff00::/8") }

// IsNodeLocalMulticast reports whether an address is of ff01::/16.
func IsNodeLocalMulticast(a netip.Addr) bool { return within(a, "ff01::/16") }

// IsLinkLocalMulticast reports whether an address is of ff02::/16.
func IsLinkLocalMulticast(a netip.Addr) bool { return within(a, "ff02::/16") }

// IsSiteLocalMulticast reports whether an address is of ff05::/16.
func IsSiteLocalMulticast(a netip.Addr) bool { return within(a, "ff05::/16") }

// IsGlobalMulticast reports whether an address is of ff0e::/16.
func IsGlobalMulticast(a netip.Addr) bool { return within(a, "ff0e::/16") }

// IsAllNodes reports whether an address is that of all nodes of the link, ff02::1.
func IsAllNodes(a netip.Addr) bool { return within(a, "ff02::1/128") }

// IsAllRouters reports whether an address is that of all routers of the link,
// ff02::2: scapy's in6_isaddrllallservers.
func IsAllRouters(a netip.Addr) bool { return within(a, "ff02::2/128") }

// IsSolicitedNode reports whether an address is one of solicited nodes,
// ff02::1:ff00:0/104.
func IsSolicitedNode(a netip.Addr) bool { return within(a, "ff02::1:ff00:0/104") }

// IsReservedAnycast reports whether an address is one of those that RFC 2526
// reserves for anycast in each subnet.
func IsReservedAnycast(a netip.Addr) bool {
	b := a.As16()
	if !a.Is6() || b[8]|2 != 0xff || b[15] < 0x80 {
		return false
	}
	for _, c := range b[9:15] {
		if c != 0xff {
			return false
		}
	}
	return true
}

// IsEUI64 reports whether the interface identifier of an address was made of a
// hardware address: it has ff:fe in its middle.
func IsEUI64(a netip.Addr) bool {
	b := a.As16()
	return a.Is6() && b[11] == 0xff && b[12] == 0xfe
}
