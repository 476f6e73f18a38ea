package ipy

import "fmt"

// An IPv6 address is IPv4-mapped (RFC 4291, section 2.5.5.2) when its bits under
// mapTest are those of mapMask.
var (
	mapTest = uint128{^uint64(0), 0xffffffff00000000}
	mapMask = uint128{0, 0xffff00000000}
)

// IPv6TestMap is IPy's IPV6_TEST_MAP as an address: the bits that tell whether
// an address is IPv4-mapped.
func IPv6TestMap() IP { return single(mapTest, 6) }

// IPv6MapMask is IPy's IPV6_MAP_MASK as an address, ::ffff:0:0: what the bits of
// [IPv6TestMap] are in an IPv4-mapped address.
func IPv6MapMask() IP { return single(mapMask, 6) }

func (ip IP) isMapped() bool {
	return ip.version == 6 && ip.addr.and(mapTest) == mapMask
}

// V46Map turns IPv4 into the IPv4-mapped IPv6 network of the same addresses and
// back: 10.0.0.0/8 is ::ffff:10.0.0.0/104. Any other IPv6 is an [*Error].
func (ip IP) V46Map() (IP, error) {
	switch {
	case ip.version == 4:
		return IP{ip.addr.or(mapMask), ip.bits + 96, 6}, nil
	case ip.isMapped() && ip.bits >= 96:
		return IP{uint128{lo: ip.addr.lo & 0xffffffff}, ip.bits - 96, 4}, nil
	}
	return IP{}, valueError("IP('" + ip.String() + "') cannot be converted to an IPv4 address.")
}

// GetMAC is the Ethernet address from which an IPv6 interface identifier was
// made (RFC 4291, appendix A: ff:fe in the middle and the universal bit set), as
// in "f4:6d:04:47:2f:ae". It reports false where there is none.
func (ip IP) GetMAC() (mac string, ok bool) {
	const universal = 1 << 57
	if ip.version != 6 || ip.addr.lo>>24&0xffff != 0xfffe || ip.addr.lo&universal == 0 {
		return "", false
	}
	id := ip.addr.lo ^ universal // stored inverted
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x",
		byte(id>>56), byte(id>>48), byte(id>>40), byte(id>>16), byte(id>>8), byte(id)), true
}
