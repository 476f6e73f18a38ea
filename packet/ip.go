package packet

import (
	"encoding/binary"
	"net/netip"
)

// IP is the header of IPv4.
type IP struct {
	Version any // 4
	IHL     any // computed: length of the header in words of four bytes
	TOS     any // 0
	Len     any // computed: length of the packet in bytes
	ID      any // 1
	Flags   any // none of "MF", "DF", "evil"; see [IPFlags]
	Frag    any // 0: offset of the fragment in units of eight bytes
	TTL     any // 64
	Proto   any // what lies above sets it; "tcp" or 6
	Chksum  any // computed
	Src     any // unset: by the route when sent
	Dst     any // 127.0.0.1
	Options any // []Layer of IPOption types
}

// IPerror is an IPv4 header that an ICMP error quotes.
type IPerror struct{ Version, IHL, TOS, Len, ID, Flags, Frag, TTL, Proto, Chksum, Src, Dst, Options any }

// IPFlags are the flags of [IP].
type IPFlags uint8

// The flags of IPv4, RFC 791; Evil is RFC 3514.
const (
	MF   IPFlags = 1 << iota // more fragments follow
	DF                       // do not fragment
	Evil                     // the reserved bit
)

// Bits is the number.
func (f IPFlags) Bits() uint64 { return uint64(f) }

// String has the names of the flags, such as "MF+DF".
func (f IPFlags) String() string { return ipFlagNames.text(uint64(f)) }

var ipFlagNames = newFlagNames([]string{"MF", "DF", "evil"})

func ipFields() []Field {
	flags := BitField("flags", 0, 3)
	flags.flags = ipFlagNames
	flags.typed = func(n uint64) any { return IPFlags(n) }
	return []Field{
		BitField("version", 4, 4), BitField("ihl", nil, 4), XByteField("tos", 0), ShortField("len", nil), ShortField("id", 1), flags,
		BitField("frag", 0, 13), ByteField("ttl", 64), ByteEnumField("proto", 0, ipProtos), XShortField("chksum", nil), IPField("src", nil),
		IPField("dst", "127.0.0.1"), PacketListField("options", []Layer(nil), ipOption, ipOptionsLength),
	}
}

var (
	ipProto      = define[IP]("IP", "", ipFields()...)
	iperrorProto = define[IPerror]("IPerror", "IP in ICMP", ipFields()...)
)

// Fields of IP by number.
const (
	ipVersion = iota
	ipIHL
	ipTOS
	ipLen
	ipID
	ipFlags
	ipFrag
	ipTTL
	ipProtocol
	ipChksum
	ipSrc
	ipDst
	ipOptions
)

// Describe returns the description and the values.
func (l IP) Describe() (*Proto, []any) { return ipProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l IPerror) Describe() (*Proto, []any) { return iperrorProto, valuesOf(&l) }

// ipOptionsLength is how long the options of a dissected header are.
func ipOptionsLength(h *Header) int { return max(int(h.num(ipIHL))*4-20, 0) }

func init() {
	for _, p := range []*Proto{ipProto, iperrorProto} {
		p.parse = parseIP
		p.encode = encodeIP
		p.finish = finishIP
		p.payload = payloadIP
		p.hashret = hashretIP
	}
	ipProto.summary = summaryIP
	ipProto.next = nextIP
	iperrorProto.next = rawIfMalformed
	ipProto.answers = answersIP
	iperrorProto.answers = answersIPerror
}

func parseIP(s *dissection, h *Header, data []byte) (int, error) {
	if len(data) < 20 {
		if len(data) > 0 && len(data) < 4 {
			return 0, tooShort("IP.len", 4, len(data))
		}
		return s.table(h, data)
	}
	v := h.vals
	ihl := int(data[0] & 15)
	frag := binary.BigEndian.Uint16(data[6:])
	v[ipVersion], v[ipIHL], v[ipTOS] = small[data[0]>>4], small[ihl], small[data[1]]
	v[ipLen], v[ipID] = s.int(uint64(binary.BigEndian.Uint16(data[2:]))), s.int(uint64(binary.BigEndian.Uint16(data[4:])))
	v[ipFlags], v[ipFrag] = IPFlags(frag>>13), s.int(uint64(frag&0x1fff))
	v[ipTTL], v[ipProtocol], v[ipChksum] = small[data[8]], small[data[9]], s.int(uint64(binary.BigEndian.Uint16(data[10:])))
	v[ipSrc], v[ipDst] = s.addrOf(netip.AddrFrom4([4]byte(data[12:16]))), s.addrOf(netip.AddrFrom4([4]byte(data[16:20])))
	if ihl <= 5 {
		if ihl < 5 {
			h.fail(malformed("IP.ihl", "the header's length is below 20 bytes"))
		}
		v[ipOptions] = noLayers
		return 20, nil
	}
	end := 4 * ihl
	if end > len(data) {
		h.fail(tooShort("IP.options", end, len(data)))
		end = len(data)
	}
	list, err := readLayers(s, data[20:end], ipOption)
	if err != nil {
		h.fail(at(err, "", "IP.options"))
	}
	v[ipOptions] = list
	if !soundOptions(data[20:end]) {
		h.fail(malformed("IP.options", "an option's length is below two, or beyond the header"))
	}
	return end, nil
}

// soundOptions reports whether the lengths of options, of IP or of TCP, fit.
func soundOptions(b []byte) bool {
	for len(b) > 0 {
		switch {
		case b[0]&0x1f == 0 && b[0]&0x60 == 0:
			return true
		case b[0] == 1:
			b = b[1:]
		case len(b) < 2 || b[1] < 2 || int(b[1]) > len(b):
			return false
		default:
			b = b[b[1]:]
		}
	}
	return true
}

// rawIfMalformed has what follows a header that contradicts itself not be guessed.
func rawIfMalformed(_ *dissection, h *Header, _ []byte) (*Proto, bool) { return nil, h.Err() != nil }

// nextIP is the bindings of the commonest protocols, said faster.
func nextIP(_ *dissection, h *Header, _ []byte) (*Proto, bool) {
	if h.odd != nil && h.odd.err != nil {
		return nil, true
	}
	if h.num(ipFrag) != 0 {
		return nil, false
	}
	switch h.num(ipProtocol) {
	case protoTCP:
		return tcpProto, true
	case protoUDP:
		return udpProto, true
	}
	return nil, false
}

// noLayers is an empty list, made once.
var noLayers any = []Layer(nil)

// payloadIP cuts the payload where the length says. A length of zero stands for
// packets that the sending machine's card takes apart: all is payload.
func payloadIP(_ *dissection, h *Header, rest []byte) int {
	n := int(h.num(ipLen))
	if n == 0 {
		return len(rest)
	}
	if n < len(h.data) {
		h.fail(malformed("IP.len", "the packet's length is below that of its header"))
	}
	return min(max(n-len(h.data), 0), len(rest))
}

func encodeIP(b *builder, h *Header) error {
	f := h.proto.fields
	var n [ipChksum + 1]uint64
	for i := range n {
		v := h.value(i)
		if k, ok := v.(int); ok && k >= 0 && k>>f[i].bits == 0 {
			n[i] = uint64(k)
			continue
		}
		if v == nil {
			continue
		}
		k, err := f[i].number(v)
		if err != nil {
			return at(err, "", h.proto.name+"."+f[i].name)
		}
		n[i] = k
	}
	src, err := sourceOf(b, h, ipSrc, ipDst)
	if err != nil {
		return err
	}
	dst, err := ip4Codec{}.value(&f[ipDst], h.value(ipDst))
	if err != nil {
		return at(err, "", h.proto.name+".dst")
	}
	b.buf = append(b.buf, byte(n[ipVersion]<<4|n[ipIHL]), byte(n[ipTOS]), byte(n[ipLen]>>8), byte(n[ipLen]), byte(n[ipID]>>8), byte(n[ipID]),
		byte(n[ipFlags]<<5|n[ipFrag]>>8), byte(n[ipFrag]), byte(n[ipTTL]), byte(n[ipProtocol]), byte(n[ipChksum]>>8), byte(n[ipChksum]),
		src[0], src[1], src[2], src[3], dst[0], dst[1], dst[2], dst[3])
	o, ok := h.vals[ipOptions].([]Layer)
	if l, single := h.vals[ipOptions].(Layer); single {
		o, ok = []Layer{l}, true
	}
	if len(o) > 0 {
		start := len(b.buf)
		if err := b.nested(o); err != nil {
			return at(err, "", h.proto.name+".options")
		}
		for (len(b.buf)-start)%4 != 0 {
			b.buf = append(b.buf, 0)
		}
		if len(b.buf)-start > 40 && h.value(ipIHL) == nil {
			return &Error{Kind: ErrValue, Path: h.proto.name + ".options", Reason: "options of 40 bytes at most were expected"}
		}
	} else if !ok && h.vals[ipOptions] != nil {
		return at(badValue(h.vals[ipOptions], "a []Layer was expected"), "", h.proto.name+".options")
	}
	return nil
}

// sourceOf is the source address of an IPv4 header: the one that is set, or the
// one that the caller of Build chooses for the destination.
func sourceOf(b *builder, h *Header, src, dst int) ([4]byte, error) {
	f := h.proto.fields
	v := h.value(src)
	if v == nil {
		to, err := ip4Codec{}.value(&f[dst], h.value(dst))
		if err != nil {
			return to, at(err, "", h.proto.name+".dst")
		}
		if b.opts != nil && b.opts.Source != nil {
			if from := b.opts.Source(netip.AddrFrom4(to)); from.Is4() {
				return from.As4(), nil
			}
		}
		if to[0] == 127 {
			return to, nil
		}
		return [4]byte{}, nil
	}
	a, err := ip4Codec{}.value(&f[src], v)
	if err != nil {
		return a, at(err, "", h.proto.name+".src")
	}
	return a, nil
}

func finishIP(b *builder, i int) error {
	h, hdr := b.p.layers[i], b.header(i)
	if h.value(ipIHL) == nil {
		hdr[0] = hdr[0]&0xf0 | byte(len(hdr)/4)
	}
	if h.value(ipLen) == nil {
		n := len(hdr) + len(b.payload(i))
		if n > 0xffff {
			return &Error{Kind: ErrValue, Path: h.proto.name + ".len", Reason: "the packet is longer than 65535 bytes"}
		}
		binary.BigEndian.PutUint16(hdr[2:], uint16(n))
	}
	if h.value(ipChksum) == nil {
		binary.BigEndian.PutUint16(hdr[10:], Checksum(hdr))
	}
	return nil
}

func summaryIP(p *Packet, i int) (string, []*Proto) {
	h := p.layers[i]
	s := h.text(ipSrc, h.value(ipSrc)) + " > " + h.text(ipDst, h.value(ipDst)) +
		" " + h.text(ipProtocol, h.value(ipProtocol))
	if n := h.num(ipFrag); n != 0 {
		s += " frag:" + h.text(ipFrag, h.value(ipFrag))
	}
	return s, nil
}

// address4 is a field's IPv4 address, as far as it has one.
func (h *Header) address(i int) netip.Addr {
	a, _ := Addr(h.value(i))
	return a
}

// source is an address that a packet comes from, the one that Build gives it where it
// is unset.
func (h *Header) source(i int) netip.Addr {
	if a := h.address(i); a.IsValid() {
		return a
	}
	a, _ := Addr(h.ownSource(i))
	return a
}

// ownSource is the source that Build gives a packet to the loopback; nil for all
// else.
func (h *Header) ownSource(i int) any {
	switch {
	case (h.proto == ipProto || h.proto == iperrorProto) && i == ipSrc:
		if to := h.address(ipDst); to.IsLoopback() {
			return to
		}
	case (h.proto == ipv6Proto || h.proto == iperror6Proto) && i == ip6Src:
		if to := h.address(ip6Dst); to.IsLoopback() {
			return to
		}
	}
	return nil
}
