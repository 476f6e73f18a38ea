package packet

import "encoding/binary"

// Ether is an Ethernet frame's header.
type Ether struct {
	Dst  any // unset: by the route when sent, for a multicast by its address, else the broadcast address
	Src  any // unset: the interface's when sent, else zeros
	Type any // 0x9000; what lies above sets it
}

// Dot3 is the header of an IEEE 802.3 frame, which has a length and no type.
type Dot3 struct {
	Dst any
	Src any
	Len any // computed
}

var (
	etherProto = define[Ether]("Ether", "Ethernet",
		MACField("dst", nil), MACField("src", nil), XShortEnumField("type", 0x9000, etherTypes))
	dot3Proto = define[Dot3]("Dot3", "802.3",
		MACField("dst", nil), MACField("src", nil), LenField("len", 2))
)

// Describe returns the description and the values.
func (l Ether) Describe() (*Proto, []any) { return etherProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l Dot3) Describe() (*Proto, []any) { return dot3Proto, valuesOf(&l) }

func init() {
	// The place of a type holds a length where it is small.
	byType := func(data []byte) *Proto {
		if len(data) >= 14 && binary.BigEndian.Uint16(data[12:]) <= 1500 {
			return dot3Proto
		}
		return etherProto
	}
	etherProto.pick, dot3Proto.pick = byType, byType
	etherProto.parse = parseEther
	etherProto.encode = encodeEther
	etherProto.finish = finishMAC
	etherProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return h.text(1, h.value(1)) + " > " + p.text(h, 0, h.value(0)) + " (" + h.text(2, h.value(2)) + ")", nil
	}
	etherProto.hashret = func(a *answering, dst []byte, p *Packet, i int) []byte {
		return a.hash(binary.LittleEndian.AppendUint16(dst, uint16(p.layers[i].num(2))), p, i+1)
	}
	etherProto.answers = func(a *answering, p *Packet, i int, q *Packet, j int) bool {
		return j < len(q.layers) && q.layers[j].proto == etherProto && p.layers[i].num(2) == q.layers[j].num(2) && a.layers(p, i+1, q, j+1)
	}

	dot3Proto.finish = func(b *builder, i int) error {
		if b.p.layers[i].value(2) == nil {
			binary.BigEndian.PutUint16(b.header(i)[12:], uint16(len(b.payload(i))))
		}
		return finishMAC(b, i)
	}
	dot3Proto.payload = func(_ *dissection, h *Header, rest []byte) int { return min(int(h.num(2)), len(rest)) }
	dot3Proto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return "802.3 " + h.text(1, h.value(1)) + " > " + p.text(h, 0, h.value(0)), nil
	}
	dot3Proto.answers = func(a *answering, p *Packet, i int, q *Packet, j int) bool {
		return j < len(q.layers) && q.layers[j].proto == dot3Proto && a.layers(p, i+1, q, j+1)
	}
}

func parseEther(s *dissection, h *Header, data []byte) (int, error) {
	if len(data) < 14 {
		return s.table(h, data)
	}
	h.vals[0], h.vals[1], h.vals[2] = s.macOf(data), s.macOf(data[6:]), s.int(uint64(binary.BigEndian.Uint16(data[12:])))
	return 14, nil
}

func encodeEther(b *builder, h *Header) error {
	for i := range 2 {
		m, err := macCodec{}.value(&etherProto.fields[i], h.value(i))
		if err != nil {
			return at(err, "", "Ether."+etherProto.fields[i].name)
		}
		b.buf = append(b.buf, m[:]...)
	}
	n, err := etherProto.fields[2].number(h.value(2))
	if err != nil {
		return at(err, "", "Ether.type")
	}
	b.buf = binary.BigEndian.AppendUint16(b.buf, uint16(n))
	return nil
}

// finishMAC fills in the address of a destination that is not set.
func finishMAC(b *builder, i int) error {
	if b.p.layers[i].value(0) != nil {
		return nil
	}
	m := Broadcast()
	for k := i + 1; k < len(b.p.layers); k++ {
		if proto := b.p.layers[k].proto; proto == ipProto {
			m = groupMAC(b.header(k)[16:20])
			break
		} else if proto == ipv6Proto {
			m = groupMAC(b.header(k)[24:40])
			break
		}
	}
	copy(b.header(i), m[:])
	return nil
}

// groupMAC is the hardware address that belongs to a multicast address, the broadcast
// address for all others.
func groupMAC(a []byte) MAC {
	switch {
	case len(a) == 4 && a[0]&0xf0 == 0xe0:
		return MAC{1, 0, 0x5e, a[1] & 0x7f, a[2], a[3]}
	case len(a) == 16 && a[0] == 0xff:
		return MAC{0x33, 0x33, a[12], a[13], a[14], a[15]}
	}
	return Broadcast()
}

// text is a field of a layer as Show writes it: [Header.text], but that an unset
// destination of Ethernet is the one with which the packet is built.
func (p *Packet) text(h *Header, k int, v any) string {
	if v != nil || k != 0 || h.proto != etherProto && h.proto != dot3Proto {
		return h.text(k, v)
	}
	above := false
	for _, l := range p.layers {
		switch {
		case l == h:
			above = true
		case above && l.proto == ipProto:
			return groupMAC(firstAddress(l.value(ipDst))).String()
		case above && l.proto == ipv6Proto:
			return groupMAC(firstAddress(l.value(ip6Dst))).String()
		}
	}
	return Broadcast().String()
}

// firstAddress is the address of a destination, the first one where it is a set, of which
// that is built. One that is another each time is none.
func firstAddress(v any) []byte {
	if _, rolls := v.(Volatile); !rolls {
		if w, ok := first(nil, v); ok {
			v = w
		}
	}
	a, _ := Addr(v)
	return a.AsSlice()
}
