package ipy

import "sync"

// A SpecialPurpose is an entry of IANA's IPv4 or IPv6 Special-Purpose Address
// Registry (RFC 6890, RFC 8190). What the registry leaves open ("N/A") is false
// here.
type SpecialPurpose struct {
	Prefix IP
	Name   string
	RFC    string // the document that asked for the block, such as "RFC 1918"

	Source      bool // may be a source address beyond one link
	Destination bool // may be a destination beyond one link
	Forwardable bool // a router may pass it on
	Global      bool // reachable beyond one administrative domain
	Reserved    bool // IP itself treats it in a special way
}

// SpecialPurpose finds the narrowest entry of the registry that holds the whole
// network, and reports false where there is none: ordinary address space. The
// registry is that of 2026-07-18.
func (ip IP) SpecialPurpose() (SpecialPurpose, bool) {
	registry := registries()
	_, entry, ok := registry.Lookup(ip)
	return entry, ok
}

// SpecialPurposes is the registry, IPv4 first, each in order of address.
func SpecialPurposes() []SpecialPurpose {
	entries := make([]SpecialPurpose, len(specialRows))
	for i, r := range specialRows {
		has := func(flag byte) bool {
			for j := 0; j < len(r.flags); j++ {
				if r.flags[j] == flag {
					return true
				}
			}
			return false
		}
		entries[i] = SpecialPurpose{MustParse(r.prefix), r.name, r.rfc, has('s'), has('d'), has('f'), has('g'), has('r')}
	}
	return entries
}

var registries = sync.OnceValue(func() *Map[SpecialPurpose] {
	m := new(Map[SpecialPurpose])
	for _, e := range SpecialPurposes() {
		m.Set(e.Prefix, e)
	}
	return m
})

// specialRows is the registry: flags hold the initials of the columns that are
// true. IANA's own table abbreviates "Translation".
var specialRows = []struct{ prefix, name, rfc, flags string }{
	{"0.0.0.0/8", "This network", "RFC 791", "sr"},
	{"0.0.0.0/32", "This host on this network", "RFC 1122", "sr"},
	{"10.0.0.0/8", "Private-Use", "RFC 1918", "sdf"},
	{"100.64.0.0/10", "Shared Address Space", "RFC 6598", "sdf"},
	{"127.0.0.0/8", "Loopback", "RFC 1122", "r"},
	{"169.254.0.0/16", "Link Local", "RFC 3927", "sdr"},
	{"172.16.0.0/12", "Private-Use", "RFC 1918", "sdf"},
	{"192.0.0.0/24", "IETF Protocol Assignments", "RFC 6890", ""},
	{"192.0.0.0/29", "IPv4 Service Continuity Prefix", "RFC 7335", "sdf"},
	{"192.0.0.8/32", "IPv4 dummy address", "RFC 7600", "s"},
	{"192.0.0.9/32", "Port Control Protocol Anycast", "RFC 7723", "sdfg"},
	{"192.0.0.10/32", "Traversal Using Relays around NAT Anycast", "RFC 8155", "sdfg"},
	{"192.0.0.170/32", "NAT64/DNS64 Discovery", "RFC 8880", "r"},
	{"192.0.0.171/32", "NAT64/DNS64 Discovery", "RFC 8880", "r"},
	{"192.0.2.0/24", "Documentation (TEST-NET-1)", "RFC 5737", ""},
	{"192.31.196.0/24", "AS112-v4", "RFC 7535", "sdfg"},
	{"192.52.193.0/24", "AMT", "RFC 7450", "sdfg"},
	{"192.88.99.0/24", "Deprecated (6to4 Relay Anycast)", "RFC 7526", ""},
	{"192.88.99.2/32", "6a44-relay anycast address", "RFC 6751", "sdf"},
	{"192.168.0.0/16", "Private-Use", "RFC 1918", "sdf"},
	{"192.175.48.0/24", "Direct Delegation AS112 Service", "RFC 7534", "sdfg"},
	{"198.18.0.0/15", "Benchmarking", "RFC 2544", "sdf"},
	{"198.51.100.0/24", "Documentation (TEST-NET-2)", "RFC 5737", ""},
	{"203.0.113.0/24", "Documentation (TEST-NET-3)", "RFC 5737", ""},
	{"240.0.0.0/4", "Reserved", "RFC 1112", "r"},
	{"255.255.255.255/32", "Limited Broadcast", "RFC 919", "dr"},
	{"::/128", "Unspecified Address", "RFC 4291", "sr"},
	{"::1/128", "Loopback Address", "RFC 4291", "r"},
	{"::ffff:0.0.0.0/96", "IPv4-mapped Address", "RFC 4291", "r"},
	{"64:ff9b::/96", "IPv4-IPv6 Translation", "RFC 6052", "sdfg"},
	{"64:ff9b:1::/48", "IPv4-IPv6 Translation", "RFC 8215", "sdf"},
	{"100::/64", "Discard-Only Address Block", "RFC 6666", "sdf"},
	{"100:0:0:1::/64", "Dummy IPv6 Prefix", "RFC 9780", "s"},
	{"2001::/23", "IETF Protocol Assignments", "RFC 2928", ""},
	{"2001::/32", "TEREDO", "RFC 4380", "sdf"},
	{"2001:1::1/128", "Port Control Protocol Anycast", "RFC 7723", "sdfg"},
	{"2001:1::2/128", "Traversal Using Relays around NAT Anycast", "RFC 8155", "sdfg"},
	{"2001:1::3/128", "DNS-SD Service Registration Protocol Anycast", "RFC 9665", "sdfg"},
	{"2001:2::/48", "Benchmarking", "RFC 5180", "sdf"},
	{"2001:3::/32", "AMT", "RFC 7450", "sdfg"},
	{"2001:4:112::/48", "AS112-v6", "RFC 7535", "sdfg"},
	{"2001:10::/28", "Deprecated (previously ORCHID)", "RFC 4843", ""},
	{"2001:20::/28", "ORCHIDv2", "RFC 7343", "sdfg"},
	{"2001:30::/28", "Drone Remote ID Protocol Entity Tags (DETs) Prefix", "RFC 9374", "sdfg"},
	{"2001:db8::/32", "Documentation", "RFC 3849", ""},
	{"2002::/16", "6to4", "RFC 3056", "sdf"},
	{"2620:4f:8000::/48", "Direct Delegation AS112 Service", "RFC 7534", "sdfg"},
	{"3fff::/20", "Documentation", "RFC 9637", ""},
	{"5f00::/16", "Segment Routing (SRv6) SIDs", "RFC 9602", "sdf"},
	{"fc00::/7", "Unique-Local", "RFC 4193", "sdf"},
	{"fe80::/10", "Link-Local Unicast", "RFC 4291", "sdr"},
}
