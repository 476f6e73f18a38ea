package packet

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Dot1Q is a VLAN tag, IEEE 802.1Q.
type Dot1Q struct {
	Prio any // 0
	ID   any // 0
	VLAN any // 1
	Type any // what lies above sets it
}

// Dot1AD is the outer of two VLAN tags, IEEE 802.1ad.
type Dot1AD struct{ Prio, ID, VLAN, Type any }

// LLC is the header of IEEE 802.2.
type LLC struct {
	DSAP any // 0
	SSAP any // 0
	Ctrl any // 0
}

// SNAP extends [LLC] by a protocol's number.
type SNAP struct {
	OUI  any // 0: who gives the numbers
	Code any // what lies above sets it
}

// STP is a message of the Spanning Tree Protocol.
type STP struct {
	Proto     any // 0
	Version   any // 0
	BPDUType  any // 0
	BPDUFlags any // 0
	RootID    any // 0
	RootMAC   any // zeros
	PathCost  any // 0
	BridgeID  any // 0
	BridgeMAC any // zeros
	PortID    any // 0
	Age       any // 1, in seconds; a fraction of 256ths
	MaxAge    any // 20
	HelloTime any // 2
	FwdDelay  any // 15
}

// Loopback is the header of packets captured on the loopback of BSD and macOS.
type Loopback struct {
	Type any // 2, IPv4: the capturing machine's number of the address family
}

// CookedLinux is the header of packets captured on Linux's "any" interface.
type CookedLinux struct {
	PktType    any // 0, unicast
	LLAddrType any // 0x200
	LLAddrLen  any // 0
	Src        any // eight bytes
	Proto      any // 0x800; what lies above sets it
}

// CookedLinuxV2 is the newer form of [CookedLinux].
type CookedLinuxV2 struct {
	Proto      any // 0x800; what lies above sets it
	Reserved   any // 0
	IfIndex    any // 0: number of the interface
	LLAddrType any // 0x200
	PktType    any // 0, unicast
	LLAddrLen  any // 0
	Src        any // eight bytes
}

// MPacketPreamble is the preamble of frames of IEEE 802.3br, whose checksum comes
// at the end.
type MPacketPreamble struct {
	Preamble any // eight bytes
	FCS      any // 0; the last four bytes of the frame
}

var (
	dot1qProto  = define[Dot1Q]("Dot1Q", "802.1Q", dot1qFields()...)
	dot1adProto = define[Dot1AD]("Dot1AD", "802_1AD", dot1qFields()...)
	llcProto    = define[LLC]("LLC", "", XByteField("dsap", 0), XByteField("ssap", 0), ByteField("ctrl", 0))
	snapProto   = define[SNAP]("SNAP", "", OUIField("OUI", 0), XShortEnumField("code", 0, etherTypes))
	stpProto    = define[STP]("STP", "Spanning Tree Protocol", ShortField("proto", 0), ByteField("version", 0), ByteField("bpdutype", 0),
		ByteField("bpduflags", 0), ShortField("rootid", 0), MACField("rootmac", "00:00:00:00:00:00"), IntField("pathcost", 0),
		ShortField("bridgeid", 0), MACField("bridgemac", "00:00:00:00:00:00"), ShortField("portid", 0), seconds256("age", 1),
		seconds256("maxage", 20), seconds256("hellotime", 2), seconds256("fwddelay", 15))
	loopbackProto    = define[Loopback]("Loopback", "", IntEnumField("type", 2, loopbackTypes).LittleEndian())
	cookedLinuxProto = define[CookedLinux]("CookedLinux", "cooked linux", ShortEnumField("pkttype", 0, cookedTypes), XShortField("lladdrtype", 512),
		ShortField("lladdrlen", 0), StrFixedLenField("src", "", 8), XShortEnumField("proto", 0x800, etherTypes))
	cookedLinuxV2Proto = define[CookedLinuxV2]("CookedLinuxV2", "cooked linux v2", XShortEnumField("proto", 0x800, etherTypes),
		ShortField("reserved", 0), IntField("ifindex", 0), XShortField("lladdrtype", 512), ByteEnumField("pkttype", 0, cookedTypes),
		ByteField("lladdrlen", 0), StrFixedLenField("src", "", 8))
	mpacketProto = define[MPacketPreamble]("MPacketPreamble", "MPacket Preamble", StrFixedLenField("preamble", "", 8),
		FCSField("fcs", 0))
)

func dot1qFields() []Field {
	return []Field{BitField("prio", 0, 3), BitField("id", 0, 1), BitField("vlan", 1, 12), XShortEnumField("type", 0, etherTypes)}
}

var (
	loopbackTypes = NewEnum(map[uint64]string{
		2: "IPv4", 7: "OSI", 16: "Appletalk", 23: "Netware IPX/SPX", 24: "IPv6", 28: "IPv6", 30: "IPv6",
	})
	cookedTypes = NewEnum(map[uint64]string{0: "unicast", 1: "broadcast", 2: "multicast", 3: "unicast-to-another-host", 4: "sent-by-us"})
)

// Describe returns the description and the values.
func (l Dot1Q) Describe() (*Proto, []any) { return dot1qProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l Dot1AD) Describe() (*Proto, []any) { return dot1adProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l LLC) Describe() (*Proto, []any) { return llcProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNAP) Describe() (*Proto, []any) { return snapProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l STP) Describe() (*Proto, []any) { return stpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l Loopback) Describe() (*Proto, []any) { return loopbackProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l CookedLinux) Describe() (*Proto, []any) { return cookedLinuxProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l CookedLinuxV2) Describe() (*Proto, []any) { return cookedLinuxV2Proto, valuesOf(&l) }

// Describe returns the description and the values.
func (l MPacketPreamble) Describe() (*Proto, []any) { return mpacketProto, valuesOf(&l) }

func init() {
	for _, p := range []*Proto{dot1qProto, dot1adProto} {
		p.payload = func(_ *dissection, h *Header, rest []byte) int {
			if n := int(h.num(3)); n <= 1500 {
				return min(n, len(rest))
			}
			return len(rest)
		}
		p.otherwise = func(h *Header) *Proto {
			if h.num(3) <= 1500 {
				return llcProto
			}
			return nil
		}
		p.answers = func(a *answering, p *Packet, i int, q *Packet, j int) bool {
			if !q.is(j, p.layers[i].proto) {
				return a.layers(p, i+1, q, j)
			}
			x, y := p.layers[i], q.layers[j]
			return x.num(3) == y.num(3) && x.num(2) == y.num(2) && a.layers(p, i+1, q, j+1)
		}
		p.summary = func(p *Packet, i int) (string, []*Proto) {
			h := p.layers[i]
			if i > 0 && p.layers[i-1].proto == etherProto {
				e := p.layers[i-1]
				return "802.1q " + e.text(1, e.value(1)) + " > " + e.text(0, e.value(0)) + " (" + h.text(3, h.value(3)) + ") vlan " + h.text(2, h.value(2)),
					nil
			}
			return "802.1q (" + h.text(3, h.value(3)) + ") vlan " + h.text(2, h.value(2)), nil
		}
	}
	loopbackProto.next = func(_ *dissection, h *Header, _ []byte) (*Proto, bool) {
		switch h.num(0) {
		case 2, 0:
			return ipProto, true
		case 10, 24, 28, 30:
			return ipv6Proto, true
		}
		return nil, false
	}
	mpacketProto.finish = func(b *builder, i int) error {
		v := b.p.layers[i].value(1)
		n, err := mpacketProto.fields[1].number(v)
		if err != nil {
			return at(err, "", "MPacketPreamble.fcs")
		}
		b.buf = binary.BigEndian.AppendUint32(b.buf, uint32(n))
		return nil
	}
}

// seconds256 is a time in units of a 256th of a second.
func seconds256(name string, def int) Field {
	return Field{name: name, def: def, bits: 16, codec: seconds256Codec{}}
}

type seconds256Codec struct{}

func (seconds256Codec) read(r *reader, _ *Header, _ *Field) (any, error) {
	n, err := r.number(16)
	return float64(n) / 256, err
}

func (seconds256Codec) write(w *writer, _ *Header, f *Field, v any) error {
	s, ok := float(v)
	if !ok || s < 0 || s >= 256 {
		return badValue(v, "seconds below 256 were expected")
	}
	w.number(uint64(math.Floor(s*256)), 16)
	return nil
}

func (seconds256Codec) text(_ *Header, _ *Field, v any) string {
	if s, ok := v.(float64); ok {
		return pytext.Float(s)
	}
	return plain(v)
}

func (c seconds256Codec) command(v any) string {
	if s, ok := v.(float64); ok {
		return pytext.Float(s)
	}
	return literal(v)
}

// float is a value as a floating-point number.
func float(v any) (float64, bool) {
	switch x := v.(type) {
	case float64:
		return x, true
	case float32:
		return float64(x), true
	}
	n, negative, ok := integer(v)
	if negative {
		return float64(int64(n)), ok
	}
	return float64(n), ok
}

// OUIField is who gives the numbers, three bytes that are shown as the beginning of a
// hardware address.
func OUIField(name string, def any) Field {
	return Field{name: name, def: def, bits: 24, codec: ouiCodec{}}
}

// FCSField is a number of four bytes that comes after the payload, at the end of the
// frame. Reading finds it there; [Desc.Finish] has to append it.
func FCSField(name string, def any) Field {
	return Field{name: name, def: def, bits: 32, hex: true, codec: trailerCodec{}}
}

// ouiCodec is a number of three bytes that is shown as the beginning of a hardware
// address.
type ouiCodec struct{ numberCodec }

func (ouiCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	return fmt.Sprintf("%02x:%02x:%02x", n>>16&0xff, n>>8&0xff, n&0xff)
}

// trailerCodec is a number whose bytes come after the payload; the layer's own
// functions put it there.
type trailerCodec struct{}

func (trailerCodec) read(r *reader, _ *Header, f *Field) (any, error) {
	if r.left() < 4 {
		return nil, tooShort("", 4, r.left())
	}
	n := uint64(binary.BigEndian.Uint32(r.data[len(r.data)-4:]))
	if f.little {
		n = swap(n, 32)
	}
	r.trailer = 4
	return number(n), nil
}

func (trailerCodec) write(*writer, *Header, *Field, any) error { return nil }

func (trailerCodec) text(_ *Header, _ *Field, v any) string {
	if n, ok := Uint(v); ok {
		return "0x" + strconv.FormatUint(n, 16)
	}
	return plain(v)
}
