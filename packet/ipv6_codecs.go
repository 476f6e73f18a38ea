package packet

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// optionTypeCodec is the type of an option of IPv6, with what its highest bits say.
type optionTypeCodec struct{ numberCodec }

var hopOptions = NewEnum(map[uint64]string{
	0: "Pad1", 1: "PadN", 4: "Tunnel Encapsulation Limit", 5: "Router Alert", 6: "Quick-Start", 194: "Jumbo Payload", 201: "Home Address Option",
})

func (optionTypeCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	name, known := hopOptions.Name(n)
	if !known {
		name = fmt.Sprint(n)
	}
	unknown := [4]string{"00: skip", "01: discard", "10: discard+ICMP", "11: discard+ICMP not mcast"}[n>>6&3]
	change := [2]string{"0: Don't change en-route", "1: May change en-route"}[n>>5&1]
	return fmt.Sprintf("%s [%s, %s]", name, unknown, change)
}

// autopadCodec is no bytes: it says whether options are aligned when they are
// written.
type autopadCodec struct{}

func (autopadCodec) read(*reader, *Header, *Field) (any, error) { return 1, nil }
func (autopadCodec) write(*writer, *Header, *Field, any) error  { return nil }
func (autopadCodec) text(_ *Header, _ *Field, v any) string {
	if n, _ := Uint(v); n != 0 {
		return "On"
	}
	return "Off"
}

// hbhOptions are the options of a Hop-by-Hop or Destination Options header.
func hbhOptions() Field {
	return Field{name: "options", def: []Layer(nil), codec: alignedCodec{
		listCodec: listCodec{choose: hopOption, length: func(h *Header) int { return 8*(int(h.num(1))+1) - 2 }}, head: 2, autopad: 2,
	}}
}

// alignedCodec is options that are padded to their alignment.
type alignedCodec struct {
	listCodec
	head    int // bytes of the header before them
	autopad int // the number of the field that says whether to pad
}

// alignment is the place where an option must begin: so many bytes, and so many
// beyond.
var alignment map[*Proto][2]int

func (c alignedCodec) write(w *writer, h *Header, f *Field, v any) error {
	list, ok := v.([]Layer)
	if l, single := v.(Layer); single {
		list, ok = []Layer{l}, true
	}
	if !ok && v != nil {
		return c.listCodec.write(w, h, f, v)
	}
	if h.num(c.autopad) == 0 {
		return c.listCodec.write(w, h, f, list)
	}
	start := len(w.buf) - c.head
	for _, l := range list {
		if l == nil {
			return badValue(l, "a layer was expected")
		}
		if a, ok := alignment[protoOf(l)]; ok {
			at := len(w.buf) - start
			w.buf = appendPadding(w.buf, ((a[1]-at)%a[0]+a[0])%a[0])
		}
		if err := c.listCodec.write(w, h, f, []Layer{l}); err != nil {
			return err
		}
	}
	w.buf = appendPadding(w.buf, (8-(len(w.buf)-start)%8)%8)
	return nil
}

// appendPadding writes the padding options of so many bytes.
func appendPadding(dst []byte, n int) []byte {
	switch n {
	case 0:
		return dst
	case 1:
		return append(dst, 0)
	}
	dst = append(dst, 1, byte(n-2))
	return append(dst, make([]byte, n-2)...)
}

func hopOption(data []byte) *Proto {
	switch data[0] {
	case 0:
		return pad1Proto
	case 1:
		return padNProto
	case 5:
		return routerAlertProto
	case 194:
		return jumboProto
	case 201:
		return haoProto
	}
	return hbhOptUnknownProto
}

func segmentTLV(data []byte) *Proto {
	switch data[0] {
	case 0:
		return ipv6SegmentTLVPad1Proto
	case 1:
		return ipv6SegmentTLVIngressNodeProto
	case 2:
		return ipv6SegmentTLVEgressNodeProto
	case 4:
		return ipv6SegmentTLVPadNProto
	case 5:
		return ipv6SegmentTLVHMACProto
	}
	return ipv6SegmentTLVProto
}

// quotedPacketCodec is an IPv6 packet inside an option, in units of eight bytes.
type quotedPacketCodec struct{}

func (quotedPacketCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	b, err := r.take(min(max(8*int(h.num(1))-8, 0), r.left()))
	if err != nil {
		return nil, err
	}
	// What is no IPv6 packet is Raw, of which the packet tells.
	p, err := r.d.inner(ipv6Proto, b)
	if p == nil {
		return nil, err
	}
	return p, nil
}

func (quotedPacketCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	start := len(w.buf)
	switch x := v.(type) {
	case nil:
	case *Packet:
		b, err := x.Build()
		if err != nil {
			return err
		}
		w.buf = append(w.buf, b...)
	case Layer:
		b, err := Stack(x).Build()
		if err != nil {
			return err
		}
		w.buf = append(w.buf, b...)
	default:
		b, ok := Bytes(v)
		if !ok {
			return badValue(v, "a packet or bytes were expected")
		}
		w.buf = append(w.buf, b...)
	}
	w.buf = w.buf[:start+(len(w.buf)-start)/8*8]
	return nil
}

func (quotedPacketCodec) text(_ *Header, _ *Field, v any) string {
	switch x := v.(type) {
	case *Packet:
		return x.String()
	case Layer:
		return layerText(x)
	}
	b, _ := Bytes(v)
	return pytext.Repr(escaped(b))
}

func (quotedPacketCodec) packets(v any) ([]*Packet, bool) {
	switch x := v.(type) {
	case *Packet:
		return []*Packet{x}, true
	case Layer:
		return []*Packet{Stack(x)}, true
	}
	return nil, false
}

// routePrefixCodec is the prefix of a Route Information option, whose length
// follows from the option's length, or from the prefix length.
type routePrefixCodec struct{}

func (routePrefixCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	n := min(max(8*int(h.num(1))-8, 0), 16)
	b, err := r.take(min(n, r.left()))
	if err != nil {
		return nil, err
	}
	var a [16]byte
	copy(a[:], b)
	return netip.AddrFrom16(a), nil
}

func (routePrefixCodec) write(w *writer, h *Header, f *Field, v any) error {
	if v == nil {
		return nil
	}
	a, err := ip6Codec{}.value(f, v)
	if err != nil {
		return err
	}
	n := 16
	if h.vals[1] != nil {
		n = min(max(8*int(h.num(1))-8, 0), 16)
	}
	w.buf = append(w.buf, a[:n]...)
	return nil
}

func (routePrefixCodec) text(h *Header, f *Field, v any) string {
	if v == nil {
		return "None"
	}
	return ip6Codec{}.text(h, f, v)
}

// nameListCodec is a list of domain names.
type nameListCodec struct {
	length func(h *Header) int
	pad    int // filled with zeros to a multiple of so many bytes
}

func (c nameListCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	b, err := r.take(min(max(c.length(h), 0), r.left()))
	if err != nil {
		return nil, err
	}
	var list []string
	for len(b) > 0 && b[0] != 0 {
		name, n, _ := readName(b, 0)
		list = append(list, name)
		b = b[min(n, len(b)):]
	}
	return list, nil
}

func (c nameListCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	list, ok := items(v)
	if s, single := v.(string); single {
		list, ok = []any{s}, true
	}
	if !ok {
		return badValue(v, "domain names were expected")
	}
	start := len(w.buf)
	for _, item := range list {
		b, ok := Bytes(item)
		if !ok {
			return badValue(item, "a domain name was expected")
		}
		w.buf = appendName(w.buf, string(b))
	}
	for c.pad > 0 && (len(w.buf)-start)%c.pad != 0 {
		w.buf = append(w.buf, 0)
	}
	return nil
}

func (c nameListCodec) text(_ *Header, _ *Field, v any) string {
	list, ok := items(v)
	if !ok {
		return plain(v)
	}
	parts := make([]string, len(list))
	for i, item := range list {
		b, _ := Bytes(item)
		parts[i] = quote(string(b))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// note is what scapy says beside addresses of 6to4 and Teredo.
func note(a netip.Addr) string {
	b := a.As16()
	switch {
	case b[0] == 0x20 && b[1] == 0x02:
		return fmt.Sprintf(" [6to4 GW: %v]", netip.AddrFrom4([4]byte(b[2:6])))
	case b[0] == 0x20 && b[1] == 0x01 && b[2] == 0 && b[3] == 0:
		client := [4]byte{^b[12], ^b[13], ^b[14], ^b[15]}
		return fmt.Sprintf(" [Teredo srv: %v cli: %v:%d]", netip.AddrFrom4([4]byte(b[4:8])), netip.AddrFrom4(client), ^(uint16(b[10])<<8 | uint16(b[11])))
	}
	return ""
}
