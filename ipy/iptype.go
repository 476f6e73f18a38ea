package ipy

import (
	"slices"
	"sort"
	"sync"
)

// IPType names the use of the network's first address as IPy's iptype() does,
// by the longest prefix of IPy's tables that holds it: "PRIVATE", "PUBLIC",
// "LOOPBACK", "GLOBAL-UNICAST", "ULA" and so on; see [IPv4Ranges] and
// [IPv6Ranges]. The tables are those of IPy, frozen years ago, so that programs
// move over without change; [IP.SpecialPurpose] knows the registry of today.
// The zero IP is "unknown".
func (ip IP) IPType() string {
	switch ip.version {
	case 4:
		return ipv4Types().find(ip.addr)
	case 6:
		return ipv6Types().find(ip.addr)
	}
	return "unknown"
}

// A Range is a row of IPy's tables: a prefix and the name of its use.
type Range struct {
	Prefix IP
	Type   string
}

// IPv4Ranges is IPy's table of IPv4 address space, in order of address.
func IPv4Ranges() []Range { return parseRanges(ipv4Ranges) }

// IPv6Ranges is IPy's table of IPv6 address space, in order of address.
func IPv6Ranges() []Range { return parseRanges(ipv6Ranges) }

func parseRanges(rows []rangeRow) []Range {
	ranges := make([]Range, len(rows))
	for i, r := range rows {
		ranges[i] = Range{MustParse(r.prefix), r.use}
	}
	return ranges
}

// spans is a table of prefixes cut into pieces that do not overlap: piece i
// runs from starts[i] to just before starts[i+1].
type spans struct {
	starts []uint128
	uses   []string
}

var (
	ipv4Types = sync.OnceValue(func() spans { return flatten(IPv4Ranges()) })
	ipv6Types = sync.OnceValue(func() spans { return flatten(IPv6Ranges()) })
)

func flatten(ranges []Range) spans {
	starts := []uint128{{}}
	for _, r := range ranges {
		starts = append(starts, r.Prefix.first(), r.Prefix.last().add(one))
	}
	slices.SortFunc(starts, uint128.compare)
	starts = slices.Compact(starts)
	s := spans{starts: starts, uses: make([]string, len(starts))}
	for i, start := range starts {
		s.uses[i] = longest(ranges, start)
	}
	return s
}

// longest is the use of the narrowest range that holds an address.
func longest(ranges []Range, addr uint128) string {
	use, bits := "unknown", -1
	for _, r := range ranges {
		if n := r.Prefix.PrefixLen(); n > bits && !addr.less(r.Prefix.first()) && !r.Prefix.last().less(addr) {
			use, bits = r.Type, n
		}
	}
	return use
}

func (s spans) find(addr uint128) string {
	return s.uses[sort.Search(len(s.starts), func(i int) bool { return addr.less(s.starts[i]) })-1]
}
