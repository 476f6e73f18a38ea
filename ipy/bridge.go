package ipy

import (
	"encoding/binary"
	"math/big"
	"net/netip"
)

// FromInt is the single address that a number stands for. Version is 4, 6, or 0
// for the smallest family that holds it. The error is an [*Error].
func FromInt(n uint64, version int) (IP, error) {
	return fromNumber(new(big.Int).SetUint64(n), version)
}

// FromIntBig is [FromInt] for a number of any size.
func FromIntBig(n *big.Int, version int) (IP, error) { return fromNumber(n, version) }

// FromAddr is the address as an IP. An IPv4-mapped IPv6 address stays IPv6. The
// zero Addr, and an address with a zone, which IPy cannot express, is an
// [*Error].
func FromAddr(a netip.Addr) (IP, error) {
	switch {
	case !a.IsValid():
		return IP{}, &Error{Kind: ErrValue, Input: a.String(), Reason: "the zero netip.Addr is no address"}
	case a.Zone() != "":
		return IP{}, &Error{Kind: ErrValue, Input: a.String(), Reason: "an address with a zone has no place in a network"}
	case a.Is4():
		b := a.As4()
		return IP{uint128{lo: uint64(binary.BigEndian.Uint32(b[:]))}, 32, 4}, nil
	}
	return IP{fromBytes(a.As16()), 128, 6}, nil
}

// FromPrefix is the prefix as an IP. As in [Parse], a prefix with bits set
// beyond its length is an [*Error]; its Masked form is not.
func FromPrefix(p netip.Prefix) (IP, error) {
	if !p.IsValid() {
		return IP{}, &Error{Kind: ErrValue, Input: p.String(), Reason: "the netip.Prefix is not valid"}
	}
	ip, err := FromAddr(p.Addr())
	if err != nil {
		return IP{}, err
	}
	ip.bits = uint8(p.Bits())
	if !ip.addr.and(ones(ip.hostBits())).isZero() {
		e := invalidPrefix(ip, big.NewInt(int64(p.Bits())))
		e.hint = "bits are set behind the prefix, which netip.Prefix.Masked clears"
		return IP{}, e
	}
	return ip, nil
}

// Addr is the network's first address as a [netip.Addr]; the zero IP gives the
// zero Addr.
func (ip IP) Addr() netip.Addr {
	switch ip.version {
	case 4:
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(ip.addr.lo))
		return netip.AddrFrom4(b)
	case 6:
		return netip.AddrFrom16(ip.addr.bytes())
	}
	return netip.Addr{}
}

// Prefix is the network as a [netip.Prefix]; the zero IP gives the zero Prefix.
func (ip IP) Prefix() netip.Prefix {
	if !ip.IsValid() {
		return netip.Prefix{}
	}
	return netip.PrefixFrom(ip.Addr(), int(ip.bits))
}
