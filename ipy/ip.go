package ipy

import (
	"fmt"
	"math/big"
	"net/netip"
	"strconv"
	"strings"
)

// An IP is an IPv4 or IPv6 network, or a single address: a network of one. It
// is a small comparable value: == compares, it serves as a map key, and copies
// are free. The zero IP is no address at all; [IP.IsValid] tells it apart.
//
// It stands for both of IPy's classes, IP and IPint, which differ only in
// whether their methods return objects or numbers.
type IP struct {
	addr    uint128 // an IPv4 address is in the low 32 bits
	bits    uint8   // prefix length
	version uint8   // 4 or 6; 0 marks the zero IP
}

// MaxIPv4 is the largest address of IPv4, IPy's MAX_IPV4_ADDRESS.
func MaxIPv4() IP { return single(ones(32), 4) }

// MaxIPv6 is the largest address of IPv6, IPy's MAX_IPV6_ADDRESS.
func MaxIPv6() IP { return single(ones(128), 6) }

// IPOptions are the keyword arguments of IPy's constructor. The zero value, or
// nil, is IPy's default.
type IPOptions struct {
	// Version is the family to read the data as: 4, 6, or 0 to tell from the
	// data. A small number is IPv4 unless this says 6.
	Version int

	// MakeNet clears the host bits that a prefix length leaves, so that
	// "10.1.2.3/8" reads as 10.0.0.0/8 instead of being an error.
	MakeNet bool
}

// NewIP reads an address or network as IPy's IP(data, ipversion, make_net)
// does. The data is text (see [Parse]), a number (any Go integer or a
// [*big.Int]), an IP, a [netip.Addr] or a [netip.Prefix]. The error is an
// [*Error].
func NewIP(data any, opts *IPOptions) (IP, error) {
	var o IPOptions
	if opts != nil {
		o = *opts
	}
	switch d := data.(type) {
	case string:
		if o == (IPOptions{}) {
			return Parse(d)
		}
		return read(d, o)
	case IP:
		return d, nil
	case netip.Addr:
		return FromAddr(d)
	case netip.Prefix:
		return FromPrefix(d)
	case *big.Int:
		if d != nil {
			return fromNumber(d, o.Version)
		}
	case int:
		return fromNumber(big.NewInt(int64(d)), o.Version)
	case int8:
		return fromNumber(big.NewInt(int64(d)), o.Version)
	case int16:
		return fromNumber(big.NewInt(int64(d)), o.Version)
	case int32:
		return fromNumber(big.NewInt(int64(d)), o.Version)
	case int64:
		return fromNumber(big.NewInt(d), o.Version)
	case uint:
		return fromNumber(new(big.Int).SetUint64(uint64(d)), o.Version)
	case uint8:
		return fromNumber(new(big.Int).SetUint64(uint64(d)), o.Version)
	case uint16:
		return fromNumber(new(big.Int).SetUint64(uint64(d)), o.Version)
	case uint32:
		return fromNumber(new(big.Int).SetUint64(uint64(d)), o.Version)
	case uint64:
		return fromNumber(new(big.Int).SetUint64(d), o.Version)
	}
	return IP{}, &Error{Kind: ErrType, Input: fmt.Sprintf("%v", data), Reason: fmt.Sprintf("Unsupported data type: %T", data)}
}

// MustParse is [Parse] for text known to be right; it panics on an error.
func MustParse(s string) IP {
	ip, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return ip
}

// fromNumber makes a single address of a number; version 0 picks the smallest
// family that holds it.
func fromNumber(n *big.Int, version int) (IP, error) {
	if n == nil {
		return IP{}, &Error{Kind: ErrType, Input: "nil", Reason: "a nil *big.Int is no number"}
	}
	if n.Sign() < 0 {
		return IP{}, valueError("IPs can't be negative: " + n.String())
	}
	if version == 0 {
		version = 6
		if n.BitLen() <= 32 {
			version = 4
		}
	}
	if err := fits(n, version); err != nil {
		return IP{}, err
	}
	addr, _ := fromBig(n)
	return single(addr, version), nil
}

// fits checks that a number is an address of the family.
func fits(n *big.Int, version int) *Error {
	var limit IP
	switch version {
	case 4:
		limit = MaxIPv4()
	case 6:
		limit = MaxIPv6()
	default:
		return &Error{Kind: ErrValue, Input: strconv.Itoa(version), Reason: "only IPv4 and IPv6 supported"}
	}
	if n.BitLen() > limit.width() {
		return valueError(fmt.Sprintf("IPv%d Address can't be larger than %x: %x", version, limit.IntBig(), n))
	}
	return nil
}

// single is the address as a network of one. The version is 4 or 6.
func single(addr uint128, version int) IP {
	if version == 4 {
		return IP{addr, 32, 4}
	}
	return IP{addr, 128, 6}
}

// width is the number of bits of the family's addresses.
func (ip IP) width() int {
	switch ip.version {
	case 4:
		return 32
	case 6:
		return 128
	}
	return 0
}

// hostBits is how many low bits vary within the network.
func (ip IP) hostBits() int { return ip.width() - int(ip.bits) }

// first and last are the ends of the network as numbers.
func (ip IP) first() uint128 { return ip.addr }
func (ip IP) last() uint128  { return ip.addr.or(ones(ip.hostBits())) }

// with is the same network's family and prefix length at another address.
func (ip IP) with(addr uint128, bits int) IP { return IP{addr, uint8(bits), ip.version} }

// IsValid reports whether ip is an address or network, that is, not the zero IP.
func (ip IP) IsValid() bool { return ip.version != 0 }

// IsSingle reports whether ip is one address rather than a network of several.
func (ip IP) IsSingle() bool { return ip.version != 0 && ip.hostBits() == 0 }

// Version is 4 or 6, or 0 for the zero IP.
func (ip IP) Version() int { return int(ip.version) }

// PrefixLen is the number of leading bits that all addresses of the network
// share: IPy's prefixlen().
func (ip IP) PrefixLen() int { return int(ip.bits) }

// Int is the network's first address as a number, if 64 bits hold it, which they
// do for all of IPv4; otherwise ok is false, and [IP.IntBig] has it.
func (ip IP) Int() (n uint64, ok bool) {
	if ip.addr.hi != 0 {
		return 0, false
	}
	return ip.addr.lo, true
}

// IntBig is the network's first address as a number: IPy's int().
func (ip IP) IntBig() *big.Int { return ip.addr.big() }

// Net is the network's first address: IPy's net().
func (ip IP) Net() IP { return ip.with(ip.addr, ip.width()) }

// Broadcast is the network's last address. IPv6 has no broadcast; as in IPy, it
// is the last address there too.
func (ip IP) Broadcast() IP { return ip.with(ip.last(), ip.width()) }

// Netmask is the mask that PrefixLen stands for, as an address of the family.
func (ip IP) Netmask() IP {
	mask := ones(ip.hostBits()).not().and(ones(ip.width()))
	return ip.with(mask, ip.width())
}

// MakeNet is the network that a single address lies in. The netmask is a prefix
// length ("24") or an IPv4 mask ("255.255.255.0"), as IPy's make_net reads it.
// To go from a network to a wider one, see [IP.Supernet].
func (ip IP) MakeNet(netmask string) (IP, error) {
	if strings.Contains(netmask, "/") {
		return IP{}, &Error{Kind: ErrValue, Input: ip.String(), Reason: "invalid netmask (" + netmask + ")"}
	}
	return read(ip.String()+"/"+netmask, IPOptions{Version: ip.Version(), MakeNet: true})
}
