package packet

import "encoding/binary"

// UDP is the header of UDP.
type UDP struct {
	SPort  any // 53; a number, or the name of a service
	DPort  any // 53
	Len    any // computed: length of header and payload in bytes
	Chksum any // computed; zero without an IP layer below
}

// UDPerror is a UDP header that an ICMP error quotes.
type UDPerror struct{ SPort, DPort, Len, Chksum any }

func udpFields() []Field {
	ports := func(*Header) *Enum { return udpPorts() }
	return []Field{
		ShortField("sport", 53).EnumBy(ports), ShortField("dport", 53).EnumBy(ports), ShortField("len", nil), XShortField("chksum", nil),
	}
}

var (
	udpProto      = define[UDP]("UDP", "", udpFields()...)
	udperrorProto = define[UDPerror]("UDPerror", "UDP in ICMP", udpFields()...)
)

// Describe returns the description and the values.
func (l UDP) Describe() (*Proto, []any) { return udpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l UDPerror) Describe() (*Proto, []any) { return udperrorProto, valuesOf(&l) }

func init() {
	for _, p := range []*Proto{udpProto, udperrorProto} {
		p.parse = parseUDP
		p.encode = encodeUDP
		p.finish = finishUDP
		p.payload = payloadUDP
		p.hashret = hashretUDP
	}
	udpProto.answers = answersUDP
	udpProto.summary = summaryUDP
	udperrorProto.answers = answersUDPerror
	udperrorProto.like = udpProto
}

func parseUDP(s *dissection, h *Header, data []byte) (int, error) {
	if len(data) < 8 {
		return s.table(h, data)
	}
	h.vals[0], h.vals[1] = s.int(uint64(binary.BigEndian.Uint16(data))), s.int(uint64(binary.BigEndian.Uint16(data[2:])))
	h.vals[2], h.vals[3] = s.int(uint64(binary.BigEndian.Uint16(data[4:]))), s.int(uint64(binary.BigEndian.Uint16(data[6:])))
	return 8, nil
}

// payloadUDP cuts the payload where the length says. A length of zero stands for
// packets that the sending machine's card takes apart, and jumbograms.
func payloadUDP(_ *dissection, h *Header, rest []byte) int {
	n := int(h.num(2))
	if n == 0 {
		return len(rest)
	}
	if n < 8 {
		h.fail(malformed("UDP.len", "the datagram's length is below that of its header"))
	}
	return min(max(n-8, 0), len(rest))
}

func encodeUDP(b *builder, h *Header) error {
	for i := range 4 {
		n, err := h.proto.fields[i].number(h.value(i))
		if err != nil {
			return at(err, "", h.proto.name+"."+h.proto.fields[i].name)
		}
		b.buf = append(b.buf, byte(n>>8), byte(n))
	}
	return nil
}

func finishUDP(b *builder, i int) error {
	h, hdr := b.p.layers[i], b.header(i)
	if h.value(2) == nil {
		n := 8 + len(b.payload(i))
		if n > 0xffff {
			return &Error{Kind: ErrValue, Path: h.proto.name + ".len", Reason: "the datagram is longer than 65535 bytes"}
		}
		binary.BigEndian.PutUint16(hdr[4:], uint16(n))
	}
	if h.value(3) == nil {
		b.checksumAt(i, 6, protoUDP)
	}
	return nil
}

func summaryUDP(p *Packet, i int) (string, []*Proto) {
	h := p.layers[i]
	sport, dport := h.text(0, h.value(0)), h.text(1, h.value(1))
	if src, dst, ok := p.ends(i); ok {
		return h.proto.title + " " + src + ":" + sport + " > " + dst + ":" + dport, nil
	}
	return h.proto.title + " " + sport + " > " + dport, nil
}
