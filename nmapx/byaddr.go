package nmapx

import (
	"net/netip"
	"slices"
	"strings"
)

// HostsByAddr lists the hosts in the order of their addresses, so that 10.0.0.9
// comes before 10.0.0.10; IPv4 before IPv6, and what has no IP address last.
func (r *Result) HostsByAddr() []*Host {
	type entry struct {
		host *Host
		addr netip.Addr
		key  string
	}
	entries := make([]entry, len(r.Hosts))
	for i, h := range r.Hosts {
		e := entry{host: h, key: h.Key()}
		e.addr, _ = netip.ParseAddr(e.key)
		entries[i] = e
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		switch {
		case a.addr.IsValid() && b.addr.IsValid():
			return a.addr.Compare(b.addr)
		case a.addr.IsValid():
			return -1
		case b.addr.IsValid():
			return 1
		}
		return strings.Compare(a.key, b.key)
	})
	hosts := make([]*Host, len(entries))
	for i, e := range entries {
		hosts[i] = e.host
	}
	return hosts
}
