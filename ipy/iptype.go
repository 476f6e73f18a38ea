package ipy

import (
	"slices"
	"sync/atomic"
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
		return ipv4Types.get().find(ip.addr, int(ip.addr.lo>>24))
	case 6:
		return ipv6Types.get().find(ip.addr, int(ip.addr.hi>>56))
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

// A typeTable is a table of prefixes cut into pieces that do not overlap: piece
// i runs from starts[i] to just before starts[i+1].
type typeTable struct {
	starts []uint128
	uses   []string
	// byFirst tells which pieces the addresses with a given first byte lie in,
	// the last one included: one, for most.
	byFirst [256]struct{ from, to int }
}

var (
	ipv4Types = lazyTable{ranges: IPv4Ranges}
	ipv6Types = lazyTable{ranges: IPv6Ranges}
)

// A lazyTable is made when it is first asked for. Should several ask at once,
// each makes the same one.
type lazyTable struct {
	ranges func() []Range
	table  atomic.Pointer[typeTable]
}

func (l *lazyTable) get() *typeTable {
	if t := l.table.Load(); t != nil {
		return t
	}
	t := flatten(l.ranges())
	l.table.Store(t)
	return t
}

func flatten(ranges []Range) *typeTable {
	starts := []uint128{{}}
	for _, r := range ranges {
		starts = append(starts, r.Prefix.first(), r.Prefix.last().add(one))
	}
	slices.SortFunc(starts, uint128.compare)
	starts = slices.Compact(starts)
	t := &typeTable{starts: starts, uses: make([]string, len(starts))}
	for i, start := range starts {
		t.uses[i] = longest(ranges, start)
	}
	shift := ranges[0].Prefix.width() - 8
	for b := range t.byFirst {
		first := uint128{lo: uint64(b)}.shl(shift)
		t.byFirst[b].from = t.piece(first, 0, len(starts)-1)
		t.byFirst[b].to = t.piece(first.or(ones(shift)), 0, len(starts)-1)
	}
	return t
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

// piece is the index of the piece that an address lies in, known to be from one
// index to another.
func (t *typeTable) piece(addr uint128, from, to int) int {
	for from < to {
		middle := (from + to + 1) / 2
		if addr.less(t.starts[middle]) {
			to = middle - 1
		} else {
			from = middle
		}
	}
	return from
}

func (t *typeTable) find(addr uint128, first int) string {
	among := t.byFirst[first&255]
	return t.uses[t.piece(addr, among.from, among.to)]
}
