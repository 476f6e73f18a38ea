package bpf

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"
)

// identifier makes the condition of an address, a number or a name.
func (c *compiler) identifier(n *identifier) (*condition, error) {
	if n.q.kind == idGateway {
		return c.gateway(n)
	}
	switch n.id.kind {
	case tokNumber:
		return c.numbered(n, n.id.number, 32)
	case tokQuad:
		if n.mask.text != "" {
			return c.network4(n)
		}
		if n.q.proto == qDECnet && n.q.kind <= idNet {
			area, node, _ := strings.Cut(n.id.text, ".")
			a, err := strconv.ParseUint(area, 10, 6)
			b, err2 := strconv.ParseUint(node, 10, 10)
			if err != nil || err2 != nil {
				return nil, c.fail(ErrMeaning, n.id, "a DECnet address is an area up to 63, a dot, and a node up to 1023")
			}
			return c.decnet(n, uint32(a<<10|b))
		}
		if n.q.kind == idProto || n.q.kind == idProtoChain {
			return nil, c.fail(ErrMeaning, n.id, "a protocol is a number or a name")
		}
		v, width, err := c.quad(n.id)
		if err != nil {
			return nil, err
		}
		return c.numbered(n, v, width)
	case tokIPv6:
		return c.network6(n)
	case tokMAC:
		if n.q.proto != qLink || n.q.kind > idHost {
			return nil, c.fail(ErrMeaning, n.id, "an Ethernet address goes with ether host, ether src or ether dst")
		}
		return c.ether(n, macOf(n.id.text))
	}
	return c.named(n)
}

func (c *compiler) ether(n *identifier, mac [6]byte) (*condition, error) {
	if c.at.link != LinkEthernet {
		return nil, c.notHere(n.where())
	}
	return c.station(mac, n.q.dir), nil
}

// macOf reads an Ethernet address, in any of its spellings.
func macOf(s string) (mac [6]byte) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ':' || r == '-' || r == '.' })
	if len(parts) != 6 {
		s = strings.Join(parts, "")
		parts = nil
		for i := 0; i < 12; i += 2 {
			parts = append(parts, s[i:i+2])
		}
	}
	for i, p := range parts {
		v, _ := strconv.ParseUint(p, 16, 8)
		mac[i] = byte(v)
	}
	return mac
}

// quad reads an IPv4 address or the beginning of one, and says how many bits of
// it are there.
func (c *compiler) quad(t token) (v uint32, width int, err error) {
	for part := range strings.SplitSeq(t.text, ".") {
		b, err := strconv.ParseUint(strings.TrimLeft(part, "0"), 10, 8)
		if err != nil && strings.Trim(part, "0") != "" {
			return 0, 0, c.fail(ErrMeaning, t, "an IPv4 address is numbers up to 255")
		}
		v = v<<8 | uint32(b)
		width += 8
	}
	return v, width, nil
}

// numbered is an identifier that is a number, of width bits.
func (c *compiler) numbered(n *identifier, v uint32, width int) (*condition, error) {
	switch n.q.kind {
	case idDefault, idHost, idNet:
		switch n.q.proto {
		case qDECnet:
			return c.decnet(n, v)
		case qLink:
			return nil, c.fail(ErrMeaning, n.id, "an Ethernet address was expected")
		}
		mask := uint32(0xffffffff)
		if n.id.kind == tokNumber {
			if n.q.kind == idNet {
				for v != 0 && v&0xff000000 == 0 {
					v, mask = v<<8, mask<<8
				}
			}
		} else {
			v, mask = v<<(32-width), mask<<(32-width)
		}
		return c.host4(n, v, mask)
	case idPort, idPortRange:
		over, err := c.portProtocols(n)
		if err != nil {
			return nil, err
		}
		if v > 65535 {
			return nil, c.fail(ErrMeaning, n.id, "a port is 65535 at most")
		}
		return c.ports(n, v, v, over)
	case idProto:
		return c.proto(n, v)
	case idProtoChain:
		return c.protoChain(n, v)
	}
	return nil, c.fail(ErrMeaning, n.id, "no number can stand here")
}

// portProtocols are the protocols whose ports are meant.
func (c *compiler) portProtocols(n *identifier) ([]uint32, error) {
	switch n.q.proto {
	case qDefault:
		return []uint32{protoSCTP, protoTCP, protoUDP}, nil
	case qSCTP, qTCP, qUDP:
		return []uint32{abbreviations[n.q.proto].number}, nil
	}
	return nil, c.fail(ErrMeaning, n.where(), fmt.Sprintf("%q has no ports: tcp, udp and sctp have", n.q.word.text))
}

// proto is "proto" under a qualifier.
func (c *compiler) proto(n *identifier, v uint32) (*condition, error) {
	switch n.q.proto {
	case qDefault, qIP, qIP6:
		return c.ipProto(n.where(), v, n.q.proto)
	case qLink:
		return c.carries(n.where(), v)
	case qISO:
		return c.isoProto(n.where(), v)
	case qISIS:
		return c.isisPDU(n.where(), v)
	}
	return nil, c.fail(ErrMeaning, n.where(), fmt.Sprintf("%q does not say what it carries", n.q.word.text))
}

// network4 is an IPv4 network, with the length of its prefix or its mask.
func (c *compiler) network4(n *identifier) (*condition, error) {
	v, width, err := c.quad(n.id)
	if err != nil {
		return nil, err
	}
	v <<= 32 - width
	var mask uint32
	if n.mask.kind == tokNumber {
		if n.mask.number > 32 {
			return nil, c.fail(ErrMeaning, n.mask, "a prefix of IPv4 is 32 bits at most")
		}
		mask = uint32(uint64(0xffffffff) << (32 - n.mask.number))
	} else {
		m, width, err := c.quad(n.mask)
		if err != nil {
			return nil, err
		}
		mask = m << (32 - width)
	}
	if v&^mask != 0 {
		return nil, c.fail(ErrMeaning, n.id, fmt.Sprintf("bits are set that are not of the network: %s would be it", dotted(v&mask, mask)))
	}
	if n.q.kind != idNet {
		return nil, c.fail(ErrMeaning, n.id, "only a network has a mask: net was expected before it")
	}
	if n.q.proto == qLink {
		return nil, c.fail(ErrMeaning, n.id, "an Ethernet address was expected")
	}
	return c.host4(n, v, mask)
}

func dotted(v, mask uint32) string {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], v)
	return fmt.Sprintf("%s/%d", netip.AddrFrom4(b), bits.OnesCount32(mask))
}

// network6 is an IPv6 address or network.
func (c *compiler) network6(n *identifier) (*condition, error) {
	addr, err := netip.ParseAddr(n.id.text)
	if err != nil {
		return nil, c.fail(ErrSyntax, n.id, "not an IPv6 address")
	}
	addr = netip.AddrFrom16(addr.As16())
	length := 128
	if n.mask.text != "" {
		if n.mask.number > 128 {
			return nil, c.fail(ErrMeaning, n.mask, "a prefix of IPv6 is 128 bits at most")
		}
		length = int(n.mask.number)
	}
	prefix := netip.PrefixFrom(addr, length)
	if masked := mask6(prefix); masked != addr {
		return nil, c.fail(ErrMeaning, n.id, fmt.Sprintf("bits are set that are not of the network: %s/%d would be it", masked, length))
	}
	switch n.q.kind {
	case idDefault, idHost:
		if length != 128 {
			return nil, c.fail(ErrMeaning, n.mask, "only a network has a mask: net was expected before it")
		}
	case idNet:
	default:
		return nil, c.fail(ErrMeaning, n.id, "no IPv6 address can stand here")
	}
	return c.host6(n, prefix)
}

// mask6 is a prefix's network, for addresses that embed IPv4 ones too.
func mask6(p netip.Prefix) netip.Addr {
	a := p.Addr().As16()
	for i := range a {
		keep := min(8, max(0, p.Bits()-8*i))
		a[i] &= byte(uint16(0xff00) >> keep)
	}
	return netip.AddrFrom16(a)
}
