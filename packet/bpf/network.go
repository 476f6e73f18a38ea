package bpf

import (
	"encoding/binary"
	"fmt"
	"net/netip"
)

// Numbers of the protocols that IP carries.
const (
	protoICMP  = 1
	protoIGMP  = 2
	protoTCP   = 6
	protoIGRP  = 9
	protoUDP   = 17
	protoESP   = 50
	protoAH    = 51
	protoICMP6 = 58
	protoPIM   = 103
	protoVRRP  = 112
	protoSCTP  = 132

	headerHopByHop = 0
	headerRouting  = 43
	headerFragment = 44
	headerNone     = 59
	headerOptions  = 60

	ip6Size = 40
)

// abbreviations are the words that stand for "ip proto", "ip6 proto" or both.
var abbreviations = map[qualifier]struct {
	number uint32
	over   qualifier
}{
	qSCTP: {protoSCTP, qDefault}, qTCP: {protoTCP, qDefault}, qUDP: {protoUDP, qDefault}, qICMP: {protoICMP, qIP}, qIGMP: {protoIGMP, qIP},
	qIGRP: {protoIGRP, qIP}, qPIM: {protoPIM, qDefault}, qVRRP: {protoVRRP, qIP}, qCARP: {protoVRRP, qIP}, qICMP6: {protoICMP6, qIP6},
	qAH: {protoAH, qDefault}, qESP: {protoESP, qDefault},
}

// linkKinds are the words that stand for "ether proto".
var linkKinds = map[qualifier]uint32{
	qIP: typeIP, qARP: typeARP, qRARP: typeRARP, qIP6: typeIP6, qAppleTalk: typeATalk, qAARP: typeAARP, qDECnet: typeDECnet,
	qLAT: typeLAT, qSCA: typeSCA, qMOPRC: typeMOPRC, qMOPDL: typeMOPDL, qISO: sapISO, qSTP: sapSTP, qIPX: sapIPX, qNetBEUI: sapNetBEUI,
}

// isisPDUs are the types of IS-IS packets that a word stands for.
var isisPDUs = map[qualifier][]uint32{
	qISISL1: {26, 24, 18, 15, 17}, qISISL2: {27, 25, 20, 16, 17}, qISISIIH: {17, 15, 16}, qISISLSP: {18, 20},
	qISISSNP: {27, 26, 25, 24}, qISISCSNP: {24, 25}, qISISPSNP: {26, 27},
}

var isoProtocols = map[qualifier]uint32{qCLNP: 0x81, qESIS: 0x82, qISIS: 0x83}

// protocol makes the condition of a protocol's name alone.
func (c *compiler) protocol(word token) (*condition, error) {
	q := word.value
	if short, ok := abbreviations[q]; ok {
		return c.ipProto(word, short.number, short.over)
	}
	if kind, ok := linkKinds[q]; ok {
		return c.carries(word, kind)
	}
	if n, ok := isoProtocols[q]; ok {
		return c.isoProto(word, n)
	}
	if pdus, ok := isisPDUs[q]; ok {
		var all []*condition
		for _, pdu := range pdus {
			one, err := c.isisPDU(word, pdu)
			if err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return or(all...), nil
	}
	return nil, c.fail(ErrMeaning, word, "alone it says nothing: host, proto, broadcast or an offset was expected behind it")
}

func (c *compiler) isoProto(word token, n uint32) (*condition, error) {
	iso, err := c.carries(word, sapISO)
	if err != nil {
		return nil, err
	}
	return and(iso, c.is(c.at.payload.plus(c.at.isoNet), 1, n)), nil
}

func (c *compiler) isisPDU(word token, n uint32) (*condition, error) {
	isis, err := c.isoProto(word, isoProtocols[qISIS])
	if err != nil {
		return nil, err
	}
	return and(isis, c.is(c.at.payload.plus(c.at.isoNet+4), 1, n)), nil
}

// ipProto is true of IP packets that carry a protocol. Of IPv6's extension
// headers it sees a fragment header alone.
func (c *compiler) ipProto(word token, n uint32, over qualifier) (*condition, error) {
	var v4, v6 *condition
	if over != qIP6 {
		ip, err := c.carries(word, typeIP)
		if err != nil {
			return nil, err
		}
		v4 = and(ip, c.is(c.at.network().plus(9), 1, n))
	}
	if over != qIP {
		ip6, err := c.carries(word, typeIP6)
		if err != nil {
			return nil, err
		}
		next := c.at.network().plus(6)
		v6 = and(ip6, or(c.is(next, 1, n), and(c.is(next, 1, headerFragment), c.is(c.at.network().plus(ip6Size), 1, n))))
	}
	return or(v4, v6), nil
}

// host4 compares IPv4 addresses: of IP, and of ARP and RARP where no protocol is
// named.
func (c *compiler) host4(n *identifier, addr, mask uint32) (*condition, error) {
	type carrier struct{ kind, src, dst uint32 }
	ip, arp, rarp := carrier{typeIP, 12, 16}, carrier{typeARP, 14, 24}, carrier{typeRARP, 14, 24}
	var over []carrier
	switch n.q.proto {
	case qDefault:
		over = []carrier{ip, arp, rarp}
		if c.at.labels > 0 {
			over = over[:1]
		}
	case qIP:
		over = []carrier{ip}
	case qARP:
		over = []carrier{arp}
	case qRARP:
		over = []carrier{rarp}
	default:
		return nil, c.noAddress(n)
	}
	var all []*condition
	for _, o := range over {
		is, err := c.carries(n.where(), o.kind)
		if err != nil {
			return nil, err
		}
		end := func(offset uint32) *condition { return and(is, c.masked(c.at.network().plus(offset), 4, addr, mask)) }
		all = append(all, eitherEnd(n.q.dir, end(o.src), end(o.dst)))
	}
	return or(all...), nil
}

func (c *compiler) noAddress(n *identifier) error {
	return c.fail(ErrMeaning, n.where(), fmt.Sprintf("%q has no address of that kind", n.q.word.text))
}

// host6 compares IPv6 addresses.
func (c *compiler) host6(n *identifier, prefix netip.Prefix) (*condition, error) {
	if n.q.proto != qDefault && n.q.proto != qIP6 {
		return nil, c.noAddress(n)
	}
	is, err := c.carries(n.where(), typeIP6)
	if err != nil {
		return nil, err
	}
	a := prefix.Addr().As16()
	end := func(offset uint32) *condition {
		all := []*condition{is}
		for i := range uint32(4) {
			bits := min(32, max(0, prefix.Bits()-32*int(i)))
			mask := uint32(0xffffffff << (32 - uint(bits)))
			if bits == 0 {
				mask = 0
			}
			all = append(all, c.masked(c.at.network().plus(offset+4*i), 4, binary.BigEndian.Uint32(a[4*i:]), mask))
		}
		return and(all...)
	}
	return eitherEnd(n.q.dir, end(8), end(24)), nil
}

// ports compares ports from first to last, of the protocols that are named.
func (c *compiler) ports(n *identifier, first, last uint32, over []uint32) (*condition, error) {
	if first > last {
		first, last = last, first
	}
	compare := func(between func(op uint16, v uint32) *condition) *condition {
		if first == last {
			return between(opJeq, first)
		}
		return and(between(opJge, first), not(between(opJgt, last)))
	}
	ip6, err := c.carries(n.where(), typeIP6)
	if err != nil {
		return nil, err
	}
	ip, err := c.carries(n.where(), typeIP)
	if err != nil {
		return nil, err
	}
	var v6, v4 []*condition
	for _, proto := range over {
		end6 := func(offset uint32) *condition {
			return compare(func(op uint16, v uint32) *condition {
				return test(op, v, c.load(c.at.network().plus(ip6Size+offset), 2)...)
			})
		}
		end4 := func(offset uint32) *condition {
			return compare(func(op uint16, v uint32) *condition { return c.transport(offset, op, v) })
		}
		v6 = append(v6, and(c.is(c.at.network().plus(6), 1, proto), eitherEnd(n.q.dir, end6(0), end6(2))))
		v4 = append(v4, and(c.is(c.at.network().plus(9), 1, proto), c.wholeOrFirst(), eitherEnd(n.q.dir, end4(0), end4(2))))
	}
	return or(and(ip6, or(v6...)), and(ip, or(v4...))), nil
}

// decnet compares DECnet addresses, which stand in one of four places.
func (c *compiler) decnet(n *identifier, addr uint32) (*condition, error) {
	is, err := c.carries(n.where(), typeDECnet)
	if err != nil {
		return nil, err
	}
	addr = addr&0xff<<8 | addr>>8&0xff
	p := c.at.network()
	end := func(short, long uint32) *condition {
		return and(is, or(
			and(c.masked(p.plus(2), 1, 0x02, 0x07), c.is(p.plus(short), 2, addr)),
			and(c.masked(p.plus(2), 2, 0x8102, 0xff07), c.is(p.plus(short+1), 2, addr)),
			and(c.masked(p.plus(2), 1, 0x06, 0x07), c.is(p.plus(long), 2, addr)),
			and(c.masked(p.plus(2), 2, 0x8106, 0xff07), c.is(p.plus(long+1), 2, addr))))
	}
	return eitherEnd(n.q.dir, end(5, 17), end(3, 9)), nil
}

func (c *compiler) casting(n *casting) (*condition, error) {
	p := c.at.network()
	switch {
	case n.proto == qDefault, n.proto == qLink:
		if c.at.link != LinkEthernet {
			return nil, c.notHere(n.word)
		}
		if n.word.text == "multicast" {
			return and(c.tunnelled(), test(opJset, 1, c.load(c.at.header, 1)...)), nil
		}
		return c.station([6]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, dirDst), nil
	case n.proto == qIP:
		is, err := c.carries(n.word, typeIP)
		if err != nil {
			return nil, err
		}
		if n.word.text == "multicast" {
			return and(is, test(opJge, 224, c.load(p.plus(16), 1)...)), nil
		}
		hosts := uint32(0xffffffff)
		if m := c.opts.Netmask; m.Is4() {
			b := m.As4()
			hosts = ^binary.BigEndian.Uint32(b[:])
		}
		return and(is, or(c.masked(p.plus(16), 4, 0, hosts), c.masked(p.plus(16), 4, hosts, hosts))), nil
	case n.proto == qIP6 && n.word.text == "multicast":
		is, err := c.carries(n.word, typeIP6)
		if err != nil {
			return nil, err
		}
		return and(is, c.is(p.plus(24), 1, 0xff)), nil
	}
	return nil, c.fail(ErrMeaning, n.word, "only Ethernet, IPv4 and, for multicast, IPv6 have it")
}
