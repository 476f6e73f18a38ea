package packet

import "encoding/binary"

// ARP is the Address Resolution Protocol.
type ARP struct {
	HWType any // 1, Ethernet
	PType  any // 0x0800, IPv4
	HWLen  any // computed: length of hardware addresses
	PLen   any // computed: length of protocol addresses
	Op     any // 1, who-has; 2 is is-at
	HWSrc  any // unset: the interface's when sent
	PSrc   any // unset: the interface's when sent
	HWDst  any // zeros
	PDst   any // 0.0.0.0
}

var arpHardware = NewEnum(map[uint64]string{
	1: "Ethernet (10Mb)", 2: "Ethernet (3Mb)", 3: "AX.25", 4: "Proteon ProNET Token Ring", 5: "Chaos", 6: "IEEE 802 Networks", 7: "ARCNET",
	8: "Hyperchannel", 9: "Lanstar", 10: "Autonet Short Address", 11: "LocalTalk", 12: "LocalNet", 13: "Ultra link", 14: "SMDS",
	15: "Frame relay", 16: "ATM", 17: "HDLC", 18: "Fibre Channel", 19: "ATM", 20: "Serial Line", 21: "ATM",
})

var arpOps = NewEnum(map[uint64]string{
	1: "who-has", 2: "is-at", 3: "RARP-req", 4: "RARP-rep", 5: "Dyn-RARP-req", 6: "Dyn-RAR-rep", 7: "Dyn-RARP-err", 8: "InARP-req",
	9: "InARP-rep",
})

// Fields of ARP by number.
const (
	arpHWType = iota
	arpPType
	arpHWLen
	arpPLen
	arpOp
	arpHWSrc
	arpPSrc
	arpHWDst
	arpPDst
)

var arpProto = define[ARP]("ARP", "",
	XShortEnumField("hwtype", 1, arpHardware), XShortEnumField("ptype", 0x0800, etherTypes), FieldLenField("hwlen", "hwsrc", 1),
	FieldLenField("plen", "psrc", 1), ShortEnumField("op", 1, arpOps), arpAddress("hwsrc"), arpAddress("psrc"), arpAddress("hwdst"),
	arpAddress("pdst"))

// Describe returns the description and the values.
func (l ARP) Describe() (*Proto, []any) { return arpProto, valuesOf(&l) }

// arpAddress is an address whose kind the fields before it tell: of Ethernet, IPv4
// or IPv6, or bytes.
func arpAddress(name string) Field {
	hardware := name[0] == 'h'
	length := func(h *Header) int {
		if hardware {
			return int(h.num(arpHWLen))
		}
		return int(h.num(arpPLen))
	}
	return Field{name: name, codec: bytesCodec{length: length, fills: true}, pick: func(h *Header) codec {
		kind, size, set := h.num(arpPType), h.num(arpPLen), h.vals[arpPLen] != nil
		if hardware {
			kind, size, set = h.num(arpHWType), h.num(arpHWLen), h.vals[arpHWLen] != nil
			if kind == 1 && (!set || size == 6) {
				return macCodec{}
			}
			return nil
		}
		switch {
		case kind == 0x0800 && (!set || size == 4):
			return ip4Codec{}
		case kind == 0x86dd && (!set || size == 16):
			return ip6Codec{}
		}
		return nil
	}}
}

// protocolAddress is the bytes of an address of whatever protocol.
func protocolAddress(v any) string {
	if a, ok := Addr(v); ok {
		return string(a.AsSlice())
	}
	b, _ := Bytes(v)
	return string(b)
}

func init() {
	arpProto.payload = func(_ *dissection, _ *Header, rest []byte) int { return 0 }
	arpProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		if j >= len(q.layers) || q.layers[j].proto != arpProto {
			return false
		}
		a, b := p.layers[i], q.layers[j]
		if a.num(arpOp) != b.num(arpOp)+1 {
			return false
		}
		from, asked := protocolAddress(a.value(arpPSrc)), protocolAddress(b.value(arpPDst))
		return from[:min(len(from), len(asked))] == asked[:min(len(from), len(asked))]
	}
	arpProto.hashret = func(a *answering, dst []byte, p *Packet, i int) []byte {
		h := p.layers[i]
		dst = binary.BigEndian.AppendUint16(dst, uint16(h.num(arpHWType)))
		dst = binary.BigEndian.AppendUint16(dst, uint16(h.num(arpPType)))
		dst = binary.BigEndian.AppendUint16(dst, uint16((h.num(arpOp)+1)/2))
		return a.hash(dst, p, i+1)
	}
	arpProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		switch h.num(arpOp) {
		case 1:
			return "ARP who has " + h.text(arpPDst, h.value(arpPDst)) + " says " + h.text(arpPSrc, h.value(arpPSrc)), nil
		case 2:
			return "ARP is at " + h.text(arpHWSrc, h.value(arpHWSrc)) + " says " + h.text(arpPSrc, h.value(arpPSrc)), nil
		}
		return "ARP " + h.text(arpOp, h.value(arpOp)) + " " + h.text(arpPSrc, h.value(arpPSrc)) + " > " + h.text(arpPDst, h.value(arpPDst)), nil
	}
}
