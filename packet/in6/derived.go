package in6

import (
	"bytes"
	"math/big"
	"net/netip"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

func fault(input, reason string) error {
	return &packet.Error{Kind: packet.ErrValue, Op: "in6", Input: input, Reason: reason}
}

// SolicitedNode is the multicast address that Neighbor Discovery asks for an address
// at; the zero Addr for what is no IPv6 address.
func SolicitedNode(a netip.Addr) netip.Addr {
	if !a.Is6() {
		return netip.Addr{}
	}
	b := a.As16()
	return netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 1, 12: 0xff, 13: b[13], 14: b[14], 15: b[15]})
}

// MulticastMAC is the hardware address that packets for a multicast address go to,
// 33:33 and its last four bytes.
func MulticastMAC(a netip.Addr) packet.MAC {
	b := a.As16()
	return packet.MAC{0x33, 0x33, b[12], b[13], b[14], b[15]}
}

// HomeAgents is the anycast address of all home agents of a subnet of 64 bits: Mobile
// IPv6's, RFC 6275.
func HomeAgents(subnet netip.Addr) netip.Addr {
	if !subnet.Is6() {
		return netip.Addr{}
	}
	b := subnet.As16()
	copy(b[8:], "\xfd\xff\xff\xff\xff\xff\xff\xfe")
	return netip.AddrFrom16(b)
}

// LinkScoped is the multicast address that RFC 4489 gives to a link-local address
// and a group. Scope is 2 or less.
func LinkScoped(a netip.Addr, group uint32, scope uint8) (netip.Addr, error) {
	if !IsLinkLocal(a) {
		return netip.Addr{}, fault(a.String(), "a link-local address was expected")
	}
	if scope > 2 {
		return netip.Addr{}, fault(a.String(), "a scope up to 2 was expected")
	}
	b := a.As16()
	m := [16]byte{0: 0xff, 1: 0x30 | scope, 3: 0xff, 12: byte(group >> 24), 13: byte(group >> 16), 14: byte(group >> 8), 15: byte(group)}
	copy(m[4:12], b[8:])
	return netip.AddrFrom16(m), nil
}

// Prefix6to4 is the prefix of 48 bits that 6to4 gives to an IPv4 address; the zero
// Prefix for what is none.
func Prefix6to4(a netip.Addr) netip.Prefix {
	if !a.Is4() {
		return netip.Prefix{}
	}
	b := a.As4()
	return netip.PrefixFrom(netip.AddrFrom16([16]byte{0x20, 0x02, b[0], b[1], b[2], b[3]}), 48)
}

// Extract6to4 is the IPv4 address in one of 6to4; ok is false for others.
func Extract6to4(a netip.Addr) (v4 netip.Addr, ok bool) {
	if !Is6to4(a) {
		return netip.Addr{}, false
	}
	b := a.As16()
	return netip.AddrFrom4([4]byte(b[2:6])), true
}

// A TeredoAddr is what an address of Teredo says.
type TeredoAddr struct {
	Server netip.Addr     // the Teredo server
	Flags  uint16         // 0x8000: behind a cone NAT
	Client netip.AddrPort // as the server sees the client
}

// Teredo takes an address of Teredo apart; ok is false for others.
func Teredo(a netip.Addr) (t TeredoAddr, ok bool) {
	if !IsTeredo(a) {
		return TeredoAddr{}, false
	}
	b := a.As16()
	for i := 10; i < 16; i++ {
		b[i] = ^b[i]
	}
	return TeredoAddr{
		Server: netip.AddrFrom4([4]byte(b[4:8])), Flags: uint16(b[8])<<8 | uint16(b[9]),
		Client: netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[12:16])), uint16(b[10])<<8|uint16(b[11])),
	}, true
}

// Mask is the first n bits set, 0 to 128: in6_cidr2mask.
func Mask(n int) (netip.Addr, error) {
	if n < 0 || n > 128 {
		return netip.Addr{}, fault(strconv.Itoa(n), "a length from 0 to 128 was expected")
	}
	return netip.PrefixFrom(netip.AddrFrom16([16]byte(bytes.Repeat([]byte{0xff}, 16))), n).Masked().Addr(), nil
}

// And, Or and Xor combine two addresses bit by bit; IPv4 addresses count as mapped
// ones.
func And(a, b netip.Addr) netip.Addr {
	return combine(a, b, func(x, y byte) byte { return x & y })
}

// Or is the bits of either; see [And].
func Or(a, b netip.Addr) netip.Addr { return combine(a, b, func(x, y byte) byte { return x | y }) }

// Xor is the bits of one of them alone; see [And].
func Xor(a, b netip.Addr) netip.Addr {
	return combine(a, b, func(x, y byte) byte { return x ^ y })
}

func combine(a, b netip.Addr, by func(x, y byte) byte) netip.Addr {
	x, y := a.As16(), b.As16()
	for i := range x {
		x[i] = by(x[i], y[i])
	}
	return netip.AddrFrom16(x)
}

// CommonPrefixLen is how many bits two addresses begin with in common.
func CommonPrefixLen(a, b netip.Addr) int {
	x := Xor(a, b).As16()
	return 128 - new(big.Int).SetBytes(x[:]).BitLen()
}

// digits are those of RFC 1924.
const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"

// Compact is an address in the 20 digits of RFC 1924; empty for what is no IPv6
// address.
func Compact(a netip.Addr) string {
	if !a.Is6() {
		return ""
	}
	b := a.As16()
	n, base, digit := new(big.Int).SetBytes(b[:]), big.NewInt(85), new(big.Int)
	var s [20]byte
	for i := len(s) - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		s[i] = digits[digit.Int64()]
	}
	return string(s[:])
}

// ParseCompact reads an address in the 20 digits of RFC 1924.
func ParseCompact(s string) (netip.Addr, error) {
	n := new(big.Int)
	for i := range len(s) {
		k := strings.IndexByte(digits, s[i])
		if k < 0 || len(s) != 20 {
			return netip.Addr{}, fault(s, "20 digits of RFC 1924 were expected")
		}
		n.Add(n.Mul(n, big.NewInt(85)), big.NewInt(int64(k)))
	}
	if len(s) != 20 || n.BitLen() > 128 {
		return netip.Addr{}, fault(s, "20 digits of RFC 1924, of an address of 128 bits, were expected")
	}
	var b [16]byte
	n.FillBytes(b[:])
	return netip.AddrFrom16(b), nil
}
