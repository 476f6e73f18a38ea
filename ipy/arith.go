package ipy

import (
	"cmp"
	"fmt"
)

// Compare orders IPs as IPy does: IPv4 before IPv6, then by address, then the
// shorter prefix length, that is the wider network, first. The zero IP comes
// before all others.
func (ip IP) Compare(other IP) int {
	if c := cmp.Compare(ip.version, other.version); c != 0 {
		return c
	}
	if c := ip.addr.compare(other.addr); c != 0 {
		return c
	}
	return cmp.Compare(ip.bits, other.bits)
}

// Less reports whether ip comes before other; see [IP.Compare].
func (ip IP) Less(other IP) bool { return ip.Compare(other) < 0 }

// Contains reports whether all of other lies within ip: Python's other in ip.
// Different families contain nothing of each other.
func (ip IP) Contains(other IP) bool {
	return ip.version == other.version && ip.bits <= other.bits && ip.version != 0 &&
		ip.addr == other.addr.and(ones(ip.hostBits()).not())
}

// ContainsText is [IP.Contains] for an address or network as text, read as
// [Parse] reads it. The plain forms cost no allocation.
func (ip IP) ContainsText(s string) (bool, error) {
	other, err := Parse(s)
	if err != nil {
		return false, err
	}
	return ip.Contains(other), nil
}

// Overlaps is 1 when other begins within ip, -1 when ip begins within other,
// and 0 when they have no address in common. Of equal networks it is 1.
func (ip IP) Overlaps(other IP) int {
	switch {
	case ip.version != other.version || ip.version == 0:
		return 0
	case !other.addr.less(ip.addr) && !ip.last().less(other.addr):
		return 1
	case !ip.addr.less(other.addr) && !other.last().less(ip.addr):
		return -1
	}
	return 0
}

// Add joins two adjacent networks of one size into the network of twice the
// size: Python's +. The error, an [*Error], says why there is none.
func (ip IP) Add(other IP) (IP, error) {
	switch {
	case ip.version != other.version:
		return IP{}, valueError("Only networks with the same IP version can be added.")
	case ip.bits != other.bits:
		return IP{}, valueError("Only networks with the same prefixlen can be added.")
	case ip.bits < 1:
		return IP{}, valueError("Networks with a prefixlen longer than /1 can't be added.")
	}
	if other.addr.less(ip.addr) {
		ip, other = other, ip
	}
	if ip.last().add(one) != other.addr {
		return IP{}, valueError("Only adjacent networks can be added together.")
	}
	sum := ip.with(ip.addr, int(ip.bits)-1)
	if !sum.addr.and(ones(sum.hostBits())).isZero() {
		return IP{}, valueError(fmt.Sprintf("The resulting IP('%s') has invalid prefix length (%d)", sum, sum.bits))
	}
	return sum, nil
}

// Sub is the set of ip's addresses that are not in other: Python's -.
func (ip IP) Sub(other IP) *IPSet {
	s := NewIPSet(ip)
	s.Discard(other)
	return s
}
