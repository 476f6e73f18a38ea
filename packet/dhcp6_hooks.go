package packet

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

var (
	dhcp6Messages map[byte]*Proto
	dhcp6ByCode   map[uint16]*Proto
	duids         map[uint16]*Proto
)

// optionLengthOf is the length that the second field of an option holds.
func optionLengthOf(h *Header) int { return int(h.num(1)) }

// dhcp6Message chooses the layer of a message by its first byte.
func dhcp6Message(data []byte) *Proto {
	if p := dhcp6Messages[data[0]]; p != nil {
		return p
	}
	return rawProto
}

// dhcp6Option chooses the layer of an option by its code.
func dhcp6Option(data []byte) *Proto {
	if len(data) < 4 {
		return rawProto
	}
	if p := dhcp6ByCode[binary.BigEndian.Uint16(data)]; p != nil {
		return p
	}
	return dhcp6OptUnknownProto
}

func duidOf(data []byte) *Proto {
	if len(data) >= 2 {
		if p := duids[binary.BigEndian.Uint16(data)]; p != nil {
			return p
		}
	}
	return rawProto
}

func init() {
	dhcp6Messages = map[byte]*Proto{
		1: dhcp6SolicitProto, 2: dhcp6AdvertiseProto, 3: dhcp6RequestProto, 4: dhcp6ConfirmProto, 5: dhcp6RenewProto, 6: dhcp6RebindProto,
		7: dhcp6ReplyProto, 8: dhcp6ReleaseProto, 9: dhcp6DeclineProto, 10: dhcp6ReconfProto, 11: dhcp6InfoRequestProto,
		12: dhcp6RelayForwardProto, 13: dhcp6RelayReplyProto,
	}
	for _, p := range []*Proto{
		userClassDataProto, vendorClassDataProto, vendorSpecificOptionProto, dhcp6OptIAAddressProto, dhcp6OptIAPrefixProto, dhcp6OptGeoConfElementProto,
	} {
		p.payload = nothingAbove
	}
	duids = map[uint16]*Proto{1: duidlltProto, 2: duidenProto, 3: duidllProto, 4: duiduuidProto}
	dhcp6ByCode = map[uint16]*Proto{}
	next := func(_ *dissection, _ *Header, data []byte) (*Proto, bool) { return dhcp6Option(data), true }
	for _, p := range builtin {
		if !strings.HasPrefix(p.name, "DHCP6Opt") || p == dhcp6OptUnknownProto || p == dhcp6OptGeoConfElementProto {
			continue
		}
		if code, ok := Uint(p.fields[0].def); ok {
			dhcp6ByCode[uint16(code)] = p
		}
		p.next = next
	}
	dhcp6OptUnknownProto.next = next
	trid := func(_ *answering, dst []byte, p *Packet, i int) []byte {
		n := p.layers[i].num(1)
		return append(dst, byte(n>>16), byte(n>>8), byte(n))
	}
	for kind, p := range dhcp6Messages {
		p.next = next
		if kind < 12 {
			p.hashret = trid
			p.answers = func(*answering, *Packet, int, *Packet, int) bool { return false }
		}
	}
	dhcp6Proto.next, dhcp6Proto.hashret = next, trid
	answers := func(p *Proto, kinds ...*Proto) {
		p.answers = func(_ *answering, pk *Packet, i int, q *Packet, j int) bool {
			for _, k := range kinds {
				if q.is(j, k) {
					return pk.layers[i].num(1) == q.layers[j].num(1)
				}
			}
			return false
		}
	}
	answers(dhcp6AdvertiseProto, dhcp6SolicitProto)
	answers(dhcp6ReplyProto, dhcp6SolicitProto, dhcp6RequestProto, dhcp6ConfirmProto, dhcp6RenewProto, dhcp6RebindProto, dhcp6ReleaseProto, dhcp6DeclineProto, dhcp6InfoRequestProto)
	dhcp6RelayForwardProto.hashret = func(_ *answering, dst []byte, p *Packet, i int) []byte {
		a := p.layers[i].address(3).As16()
		return append(dst, a[:]...)
	}
	dhcp6RelayReplyProto.hashret = dhcp6RelayForwardProto.hashret
	dhcp6RelayReplyProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		if !q.is(j, dhcp6RelayForwardProto) {
			return false
		}
		x, y := p.layers[i], q.layers[j]
		return x.num(1) == y.num(1) && x.address(2) == y.address(2) && x.address(3) == y.address(3)
	}
	udpToServers := func(_ *dissection, h *Header, data []byte) (*Proto, bool) {
		if to := h.num(1); (to == 546 || to == 547) && len(data) > 0 && h.num(0) != 53 && h.num(0) != 5353 {
			if p := dhcp6Messages[data[0]]; p != nil {
				return p, true
			}
			return nil, true
		}
		return nil, false
	}
	udpProto.next = udpToServers
}

// nestedCodec is a packet inside a field, as long as another field says.
type nestedCodec struct {
	choose func(data []byte) *Proto
	length int // the number of the field that holds the length
}

func (c nestedCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	b, err := r.take(min(int(h.num(c.length)), r.left()))
	if err != nil || len(b) == 0 {
		return []Layer(nil), err
	}
	p, err := r.d.inner(c.choose(b), b)
	if err != nil {
		return b, nil
	}
	return p, nil
}

func (c nestedCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	var p *Packet
	switch x := v.(type) {
	case nil:
		return nil
	case *Packet:
		p = x
	case Layer:
		p = Stack(x)
	case []Layer:
		if len(x) == 0 {
			return nil
		}
		var parts []any
		for _, l := range x {
			parts = append(parts, l)
		}
		p = Stack(parts...)
	default:
		b, ok := Bytes(v)
		if !ok {
			return badValue(v, "a packet, a layer or bytes were expected")
		}
		w.buf = append(w.buf, b...)
		return nil
	}
	b, err := p.Build()
	w.buf = append(w.buf, b...)
	return err
}

func (c nestedCodec) packets(v any) ([]*Packet, bool) {
	switch x := v.(type) {
	case *Packet:
		return []*Packet{x}, true
	case []Layer:
		if len(x) == 0 {
			return nil, false
		}
		return []*Packet{Stack(x[0])}, true
	case Layer:
		return []*Packet{Stack(x)}, true
	}
	return nil, false
}

func (c nestedCodec) text(_ *Header, _ *Field, v any) string {
	if list, ok := c.packets(v); ok {
		return list[0].String()
	}
	if none(v) {
		return "None"
	}
	b, _ := Bytes(v)
	return pytext.Repr(escaped(b))
}

func (c nestedCodec) command(v any) string {
	if list, ok := c.packets(v); ok {
		return list[0].Command()
	}
	if none(v) {
		return "None"
	}
	return literal(v)
}

// none tells a list of no layers, which a length of zero is read as.
func none(v any) bool {
	list, ok := v.([]Layer)
	return ok && len(list) == 0
}

// elapsedCodec is hundredths of a second.
type elapsedCodec struct{ numberCodec }

func (elapsedCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	switch {
	case !ok:
		return plain(v)
	case n == 0xffff:
		return "infinity (0xffff)"
	}
	return fmt.Sprintf("%.2f sec", float64(n)/100)
}

// duidTimeCodec is seconds since 2000.
type duidTimeCodec struct{ numberCodec }

func (duidTimeCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	since := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	return fmt.Sprintf("%s (%d)", time.Unix(since+int64(n), 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"), since+int64(n))
}

// uuidCodec is a UUID: sixteen bytes, or text.
type uuidCodec struct{}

func (uuidCodec) read(r *reader, _ *Header, _ *Field) (any, error) { return r.take(16) }

func (uuidCodec) write(w *writer, h *Header, f *Field, v any) error {
	if s, ok := v.(string); ok {
		b, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
		if err != nil || len(b) != 16 {
			return badValue(v, "a UUID was expected")
		}
		v = b
	}
	return bytesCodec{fixed: 16}.write(w, h, f, v)
}

func (uuidCodec) text(_ *Header, _ *Field, v any) string {
	b, ok := v.([]byte)
	if !ok || len(b) != 16 {
		return plain(v)
	}
	return "UUID('" + uuidText(b) + "')"
}

func (c uuidCodec) command(v any) string {
	if b, ok := v.([]byte); ok && len(b) == 16 {
		return c.text(nil, nil, v)
	}
	return literal(v)
}

// optionNameCodec is a domain name in an option, without compression.
type optionNameCodec struct{ nameCodec }

func (optionNameCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	name, end, _ := readName(r.data, r.off)
	r.off = min(end, len(r.data))
	if name == "." {
		name = ""
	}
	return name, nil
}
