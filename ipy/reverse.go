package ipy

import (
	"strconv"
	"strings"
)

// ReverseName is the name of the network's zone for reverse lookup: of
// 195.185.1.0/24 "1.185.195.in-addr.arpa.", of an address the name of its PTR
// record. A network that ends within an octet (IPv4) or a hexadecimal digit
// (IPv6) has the range of that octet or digit as its first label, in the manner
// of RFC 2317: 195.185.1.0/28 is "0-15.1.185.195.in-addr.arpa.". An IPv4-mapped
// network has the name of its IPv4 form.
func (ip IP) ReverseName() string {
	z := ip.zone()
	full := int(ip.zoned().bits) / z.unit
	labels := z.labels(ip.zoned().addr, full)
	if rest := int(ip.zoned().bits) % z.unit; rest != 0 {
		n := ip.zoned()
		span := z.label(n.first(), full) + "-" + z.label(n.last(), full)
		labels = append([]string{span}, labels...)
	}
	return z.name(labels)
}

// ReverseNames are the names of the zones for reverse lookup that together hold
// the network: one where it ends at an octet (IPv4) or hexadecimal digit
// (IPv6), else one for each of the octets or digits that it spans. As in IPy,
// 0.0.0.0/0 gives its 256 zones rather than the root of all.
func (ip IP) ReverseNames() []string {
	n, z := ip.zoned(), ip.zone()
	if !n.IsValid() {
		return nil
	}
	labels := (int(n.bits) + z.unit - 1) / z.unit
	if n.version == 4 {
		labels = max(labels, 1)
	}
	names := make([]string, 0, 1<<(labels*z.unit-int(n.bits)))
	step := one.shl(n.width() - labels*z.unit)
	for addr := n.addr; len(names) < cap(names); addr = addr.add(step) {
		names = append(names, z.name(z.labels(addr, labels)))
	}
	return names
}

// zoned is the network under whose address the reverse names are kept.
func (ip IP) zoned() IP {
	if v4, err := ip.V46Map(); err == nil && ip.version == 6 {
		return v4
	}
	return ip
}

// zone is one of the trees of reverse names.
type zone struct {
	unit  int // bits to a label
	width int // bits of an address
	base  int // in which labels are written
	root  string
}

func (ip IP) zone() zone {
	if ip.zoned().version == 6 {
		return zone{4, 128, 16, "ip6.arpa."}
	}
	return zone{8, 32, 10, "in-addr.arpa."}
}

// label is the address's i-th label, counted from the most significant.
func (z zone) label(addr uint128, i int) string {
	digit := addr.shr(z.width - (i+1)*z.unit).and(ones(z.unit))
	return strconv.FormatUint(digit.lo, z.base)
}

// labels are the first n labels in the order of a name: the least significant
// comes first.
func (z zone) labels(addr uint128, n int) []string {
	labels := make([]string, 0, n+1)
	for i := n - 1; i >= 0; i-- {
		labels = append(labels, z.label(addr, i))
	}
	return labels
}

func (z zone) name(labels []string) string {
	return strings.Join(append(labels, z.root), ".")
}
