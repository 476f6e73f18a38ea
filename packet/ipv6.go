package packet

import (
	"encoding/binary"
	"net/netip"
	"strconv"
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
	hbhOptUnknownProto.pick, ipv6SegmentTLVProto.pick = byFirst(hopOption), byFirst(segmentTLV)
	for _, p := range []*Proto{
		pad1Proto, padNProto, routerAlertProto, jumboProto, haoProto, hbhOptUnknownProto, ipv6SegmentTLVProto, ipv6SegmentTLVPad1Proto,
		ipv6SegmentTLVIngressNodeProto, ipv6SegmentTLVEgressNodeProto, ipv6SegmentTLVPadNProto, ipv6SegmentTLVHMACProto,
	} {
		p.payload = nothingAbove
	}
	for _, p := range []*Proto{ipv6Proto, iperror6Proto} {
		p.parse = parseIPv6
		p.encode = encodeIPv6
		p.finish = finishIPv6
		p.payload = payloadIPv6
		p.next = nextIPv6
		p.hashret = hashretIPv6
	}
	ipv6Proto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return h.text(ip6Src, h.value(ip6Src)) + " > " + h.text(ip6Dst, h.value(ip6Dst)) + " (" + strconv.FormatUint(h.num(ip6NH), 10) + ")", nil
	}
	ipv6Proto.answers = answersIPv6
	iperror6Proto.answers = answersIPerror6
}

func parseIPv6(s *dissection, h *Header, data []byte) (int, error) {
	if len(data) < 40 {
		if len(data) > 0 && len(data) < 4 {
			return 0, tooShort("IPv6.fl", 4, len(data))
		}
		return s.table(h, data)
	}
	v := h.vals
	word := binary.BigEndian.Uint32(data)
	v[ip6Version], v[ip6TC], v[ip6FL] = int(word>>28), int(word>>20&0xff), s.int(uint64(word&0xfffff))
	v[ip6PLen], v[ip6NH], v[ip6HLim] = s.int(uint64(binary.BigEndian.Uint16(data[4:]))), int(data[6]), int(data[7])
	v[ip6Src], v[ip6Dst] = s.addrOf(netip.AddrFrom16([16]byte(data[8:24]))), s.addrOf(netip.AddrFrom16([16]byte(data[24:40])))
	return 40, nil
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
		to := netip.AddrFrom16(dst)
		var from netip.Addr
		if b.opts != nil && b.opts.Source != nil {
			from = b.opts.Source(to)
		}
		switch {
		case from.Is6():
			src = from.As16()
		case to.IsLoopback():
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
	if b.p.layers[i].value(ip6PLen) != nil {
		return nil
	}
	n := len(b.payload(i))
	if n > 0xffff {
		// A jumbogram has zero here, and its length in an option.
		if i+1 >= len(b.p.layers) || b.p.layers[i+1].proto != ipv6HopByHopProto {
			return &Error{Kind: ErrValue, Path: h6(b, i) + ".plen", Reason: "the payload is longer than 65535 bytes, and there is no Jumbo option"}
		}
		n = 0
	}
	binary.BigEndian.PutUint16(b.header(i)[4:], uint16(n))
	return nil
}

func h6(b *builder, i int) string { return b.p.layers[i].proto.name }

// payloadIPv6 cuts the payload where the length says. A length of zero stands for
// jumbograms, and for packets that the sending machine's card takes apart.
func payloadIPv6(_ *dissection, h *Header, rest []byte) int {
	n := int(h.num(ip6PLen))
	if n == 0 && h.num(ip6NH) != 59 {
		return len(rest)
	}
	return min(n, len(rest))
}

// nextIPv6 chooses what lies on an IPv6 header or one of its extensions.
func nextIPv6(_ *dissection, h *Header, payload []byte) (*Proto, bool) {
	nh := h.num(0)
	if h.proto == ipv6Proto || h.proto == iperror6Proto {
		nh = h.num(ip6NH)
	}
	switch nh {
	case 0:
		return ipv6HopByHopProto, true
	case 6, 17:
		if h.proto == iperror6Proto {
			return nil, false
		}
		if nh == 6 {
			return tcpProto, true
		}
		return udpProto, true
	case 43:
		if len(payload) > 2 && payload[2] == 4 {
			return ipv6SegmentRoutingProto, true
		}
		return ipv6RoutingProto, true
	case 44:
		return ipv6FragmentProto, true
	case 60:
		return ipv6DestOptProto, true
	case 58:
		p := icmpv6(payload)
		return p, p != nil
	case 59:
		return nil, true
	case 4:
		return ipProto, true
	case 41:
		return ipv6Proto, true
	case 47:
		return greProto, true
	}
	return nil, false
}

// between are the layers between an IPv6 header and what it carries.
func (p *Packet) extensions(i int) []*Header {
	k := i + 1
	for k < len(p.layers) && p.layers[k].proto.extension {
		k++
	}
	return p.layers[i+1 : k]
}

// quotes6 reports whether layer i is an ICMPv6 error.
func (p *Packet) quotes6(i int) bool { return i < len(p.layers) && p.layers[i].proto.quoting }

// ends6 are the addresses of an IPv6 packet as its final receiver sees them, and
// the number of the protocol that it carries.
func (p *Packet) ends6(i int) (src, dst netip.Addr, nh uint64) {
	h := p.layers[i]
	src, dst, nh = h.source(ip6Src), h.address(ip6Dst), h.num(ip6NH)
	for _, e := range p.extensions(i) {
		switch e.proto {
		case ipv6RoutingProto:
			list, _ := items(e.value(5))
			if there := e.vals[3] != nil && e.num(3) == 0; len(list) > 0 && !there {
				if a, ok := Addr(list[len(list)-1]); ok {
					dst = a
				}
			}
		case ipv6SegmentRoutingProto:
			if list, _ := items(e.value(12)); len(list) > 0 {
				if a, ok := Addr(list[0]); ok {
					dst = a
				}
			}
		case ipv6DestOptProto:
			if a, ok := homeAddress(e); ok {
				src = a
			}
		}
		nh = e.num(0)
	}
	return src, dst, nh
}

// discovers tells solicitations, advertisements and the search for home agents, which
// go to groups and come from members.
func (p *Packet) discovers(i int) bool {
	if i >= len(p.layers) {
		return false
	}
	switch p.layers[i].proto {
	case icmp6NDRSProto, icmp6NDRAProto, icmp6NDNSProto, icmp6NDNAProto, icmp6HAADRequestProto, icmp6HAADReplyProto:
		return true
	}
	return false
}

// homeAddress is the Home Address option of a Destination Options header.
func homeAddress(h *Header) (netip.Addr, bool) {
	list, _ := h.value(3).([]Layer)
	for _, l := range list {
		if p, vals, _ := described(l); p == haoProto {
			return Addr(orNil(vals[2], "::"))
		}
	}
	return netip.Addr{}, false
}

func orNil(v, def any) any {
	if v == nil {
		return def
	}
	return v
}

func hashretIPv6(a *answering, dst []byte, p *Packet, i int) []byte {
	next := i + 1 + len(p.extensions(i))
	if p.quotes6(next) {
		return a.hash(dst, p, next+1)
	}
	from, to, nh := p.ends6(i)
	if p.discovers(next) {
		return a.hash(append(dst, byte(nh)), p, next)
	}
	if !a.AnyAddress && from.Is6() && to.Is6() && !to.IsMulticast() {
		s, d := from.As16(), to.As16()
		for k := range s {
			dst = append(dst, s[k]^d[k])
		}
	}
	return a.hash(append(dst, byte(nh)), p, next)
}

func answersIPv6(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, ipv6Proto) {
		return false
	}
	next := i + 1 + len(p.extensions(i))
	if p.quotes6(next) {
		return a.layers(p, next+1, q, j)
	}
	if !a.AnyAddress {
		from, to, _ := p.ends6(i)
		asker, asked, _ := q.ends6(j)
		if p.is(next, icmp6NDRAProto) && to.IsMulticast() {
			to = asker
		}
		// Of the home agents, which share an address, one answers from its own.
		anyone := asked.IsMulticast() || p.is(next, icmp6HAADReplyProto)
		if to != asker || !anyone && from != asked {
			return false
		}
	}
	if !p.sameNext6(i, q, j) {
		return false
	}
	return a.layers(p, next, q, j+1+len(q.extensions(j)))
}

// sameNext6 reports whether two packets of IPv6 carry the same protocol, extension
// headers aside.
func (p *Packet) sameNext6(i int, q *Packet, j int) bool {
	_, _, mine := p.ends6(i)
	_, _, theirs := q.ends6(j)
	return mine == theirs
}

func answersIPerror6(a *answering, p *Packet, i int, q *Packet, j int) bool {
	if !q.is(j, ipv6Proto) {
		return false
	}
	x, y := p.layers[i], q.layers[j]
	if !a.AnyQuotedSource && x.address(ip6Src) != y.address(ip6Src) || x.address(ip6Dst) != y.address(ip6Dst) {
		return false
	}
	if !p.sameNext6(i, q, j) {
		return false
	}
	n, m := i+1+len(p.extensions(i)), j+1+len(q.extensions(j))
	if n < len(p.layers) {
		switch p.layers[n].proto {
		case udperrorProto, udpProto: // the latter behind extension headers
			return answersUDPerror(a, p, n, q, m)
		case tcperrorProto, tcpProto:
			return answersTCPerror(a, p, n, q, m)
		}
	}
	// Anything else was quoted if it is what was sent, as far as it was quoted.
	quoted, sent := p.bytesFrom(n), q.bytesFrom(m)
	k := min(len(quoted), len(sent))
	return string(quoted[:k]) == string(sent[:k])
}

// bytesFrom are the bytes of the layers from i inwards, padding left out.
func (p *Packet) bytesFrom(i int) []byte {
	var all []byte
	for k := i; k < len(p.layers); k++ {
		h := p.layers[k]
		if h.proto == paddingProto {
			break
		}
		if h.data == nil {
			rest, _ := (&Packet{layers: p.layers[k:]}).Build() // what cannot be built was not sent
			return append(all, rest...)
		}
		all = append(all, h.data...)
	}
	return all
}
