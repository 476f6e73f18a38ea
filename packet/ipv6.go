package packet

import (
	"encoding/binary"
	"net/netip"
)

// IPv6 is the header of IPv6.
type IPv6 struct {
	Version any // 6
	TC      any // 0: traffic class
	FL      any // 0: flow label
	PLen    any // computed: length of the payload in bytes
	NH      any // 59, nothing; what lies above sets it
	HLim    any // 64
	Src     any // unset: by the route when sent
	Dst     any // ::1
}

// IPerror6 is an IPv6 header that an ICMPv6 error quotes.
type IPerror6 struct{ Version, TC, FL, PLen, NH, HLim, Src, Dst any }

// Fields of IPv6 by number.
const (
	ip6Version = iota
	ip6TC
	ip6FL
	ip6PLen
	ip6NH
	ip6HLim
	ip6Src
	ip6Dst
)

func ipv6Fields() []Field {
	return []Field{
		BitField("version", 6, 4), BitField("tc", 0, 8), BitField("fl", 0, 20), ShortField("plen", nil), ByteEnumField("nh", 59, ipv6Headers),
		ByteField("hlim", 64), IP6Field("src", nil), IP6Field("dst", "::1"),
	}
}

var (
	ipv6Proto     = define[IPv6]("IPv6", "", ipv6Fields()...)
	iperror6Proto = define[IPerror6]("IPerror6", "IPv6 in ICMPv6", ipv6Fields()...)
)

// ipv6Headers are the names of what follows an IPv6 header.
var ipv6Headers = NewEnum(map[uint64]string{
	0: "Hop-by-Hop Option Header", 4: "IP", 6: "TCP", 17: "UDP", 41: "IPv6", 43: "Routing Header", 44: "Fragment Header", 47: "GRE",
	50: "ESP Header", 51: "AH Header", 58: "ICMPv6", 59: "No Next Header", 60: "Destination Option Header", 112: "VRRP", 132: "SCTP",
	135: "Mobility Header",
})

// Describe returns the description and the values.
func (l IPv6) Describe() (*Proto, []any) { return ipv6Proto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPerror6) Describe() (*Proto, []any) { return iperror6Proto, valuesOf(&l) }

func init() {
	for _, p := range []*Proto{ipv6Proto, iperror6Proto} {
		p.encode = encodeIPv6
		p.finish = finishIPv6
		p.payload = payloadIPv6
		p.summary = func(p *Packet, i int) (string, []*Proto) {
			h := p.layers[i]
			return h.text(ip6Src, h.value(ip6Src)) + " > " +
				h.text(ip6Dst, h.value(ip6Dst)) + " (" + h.text(ip6NH, h.value(ip6NH)) + ")", nil
		}
	}
}

func encodeIPv6(b *builder, h *Header) error {
	f := h.proto.fields
	dst, err := ip6Codec{}.value(&f[ip6Dst], h.value(ip6Dst))
	if err != nil {
		return at(err, "", h.proto.name+".dst")
	}
	src, err := ip6Codec{}.value(&f[ip6Src], h.value(ip6Src))
	if err != nil {
		return at(err, "", h.proto.name+".src")
	}
	if h.value(ip6Src) == nil {
		if b.opts != nil && b.opts.Source != nil {
			if from := b.opts.Source(netip.AddrFrom16(dst)); from.Is6() {
				src = from.As16()
			}
		} else if netip.AddrFrom16(dst).IsLoopback() {
			src = dst
		}
	}
	var n [ip6Src]uint64
	for i := range n {
		if n[i], err = f[i].number(h.value(i)); err != nil {
			return at(err, "", h.proto.name+"."+f[i].name)
		}
	}
	b.buf = binary.BigEndian.AppendUint32(b.buf, uint32(n[ip6Version]<<28|n[ip6TC]<<20|n[ip6FL]))
	b.buf = append(b.buf, byte(n[ip6PLen]>>8), byte(n[ip6PLen]), byte(n[ip6NH]), byte(n[ip6HLim]))
	b.buf = append(append(b.buf, src[:]...), dst[:]...)
	return nil
}

func finishIPv6(b *builder, i int) error {
	if b.p.layers[i].value(ip6PLen) == nil {
		n := len(b.payload(i))
		if n > 0xffff {
			n = 0
		}
		binary.BigEndian.PutUint16(b.header(i)[4:], uint16(n))
	}
	return nil
}

// payloadIPv6 cuts the payload where the length says. A length of zero stands for
// jumbograms, and for packets that the sending machine's card takes apart.
func payloadIPv6(_ *dissection, h *Header, rest []byte) int {
	n := int(h.num(ip6PLen))
	if n == 0 {
		return len(rest)
	}
	return min(n, len(rest))
}

// finalHop6 is the last address of a routing header between the IPv6 header k and
// layer i, nil without one.
func (b *builder) finalHop6(k, i int) []byte { return nil }
