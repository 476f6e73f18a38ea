package ntp

import (
	"encoding/binary"
	"fmt"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

// The operations whose answers have a status word of a kind of their own.
const (
	readStatus = 1
	readVar    = 2
	readClock  = 4
	writeClock = 5
)

// layerText is how a layer, a packet or bytes are shown.
type layerText struct{}

// Text is the layer, or the bytes.
func (layerText) Text(_ *packet.Header, v any) string {
	if b, ok := packet.Bytes(v); ok {
		return pytext.Repr(string(b))
	}
	if v == nil {
		return "''"
	}
	if _, number := packet.Uint(v); number {
		return fmt.Sprint(v)
	}
	return packet.Stack(v).String()
}

// Command is an expression that makes it.
func (layerText) Command(v any) string {
	if b, ok := packet.Bytes(v); ok {
		return pytext.ReprBytes(b)
	}
	if _, number := packet.Uint(v); number {
		return fmt.Sprint(v)
	}
	return packet.Stack(v).Command()
}

// Packets is what [packet.Packet.Show] shows inside.
func (layerText) Packets(v any) []*packet.Packet {
	switch v.(type) {
	case *packet.Packet, packet.Layer:
		return []*packet.Packet{packet.Stack(v)}
	}
	return nil
}

// statusCodec is a status word, of two bytes. What they say depends on the operation, and
// on the number of the association, which comes after them.
type statusCodec struct{ layerText }

// Read takes two bytes.
func (statusCodec) Read(h *packet.Header, data []byte) (any, int, error) {
	if len(data) < 2 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a status word of two bytes was expected"}
	}
	system := len(data) < 4 || binary.BigEndian.Uint16(data[2:]) == 0
	var l packet.Layer = NTPStatusPacket{}
	switch op := h.Num("op_code"); {
	case h.Num("err") == 1:
		l = NTPErrorStatusPacket{}
	case op != readStatus && op != readVar && op != readClock && op != writeClock:
	case op == readClock || op == writeClock:
		l = NTPClockStatusPacket{}
	case system:
		l = NTPSystemStatusPacket{}
	default:
		l = NTPPeerStatusPacket{}
	}
	p, err := packet.Dissect(l, data[:2])
	return p, 2, err
}

// Append writes two bytes: a layer, a packet, bytes or a number.
func (statusCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if n, ok := packet.Uint(v); ok && n <= 0xffff {
		return binary.BigEndian.AppendUint16(dst, uint16(n)), nil
	}
	b, err := packet.Stack(orNothing(v)).Build()
	if err != nil {
		return dst, err
	}
	if len(b) > 2 {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprintf("%x", b), Reason: "a status word of two bytes was expected"}
	}
	return append(append(dst, b...), make([]byte, 2-len(b))...), nil
}

func orNothing(v any) any {
	if v == nil {
		return []byte{}
	}
	return v
}

// dataCodec is what a control message carries: the states of peers, or text. Where a
// message is authenticated it is filled up to a multiple of eight bytes, counted from
// its beginning: there ntpd looks for the authentication.
type dataCodec struct{ layerText }

// Read takes the data, and what fills them up.
func (dataCodec) Read(h *packet.Header, data []byte) (any, int, error) {
	n := min((headLength+h.Num("count")+7)/8*8-headLength, len(data))
	if n <= 0 {
		return nil, 0, nil
	}
	var l packet.Layer = packet.Raw{}
	if h.Num("op_code") == readStatus && h.Num("association_id") == 0 && n >= 4 {
		l = NTPPeerStatusDataPacket{}
	}
	p, err := packet.Dissect(l, data[:n])
	return p, n, err
}

// headLength is how many bytes lie before the data.
const headLength = 12

// Append writes a layer, a packet or bytes.
func (dataCodec) Append(dst []byte, h *packet.Header, v any) ([]byte, error) {
	b, err := packet.Stack(orNothing(v)).Build()
	if err != nil {
		return dst, err
	}
	dst = append(dst, b...)
	if auth, _ := h.Get("authenticator"); auth != nil {
		if a, bytes := packet.Bytes(auth); !bytes || len(a) > 0 {
			dst = append(dst, make([]byte, (8-(headLength+len(b))%8)%8)...)
		}
	}
	return dst, nil
}

// countOf is how many bytes of data there are, without what fills them up.
func countOf(h *packet.Header) any {
	v, _ := h.Get("data")
	b, err := packet.Stack(orNothing(v)).Build()
	if err != nil {
		return 0 // the field itself tells
	}
	return len(b)
}
