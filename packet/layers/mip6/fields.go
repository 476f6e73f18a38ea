package mip6

import (
	"encoding/binary"
	"fmt"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// options are the options of a message that begin at an offset; the length of the
// message says where they end.
func options(offset int) packet.Field {
	return packet.LayersField("options", []packet.Layer{}, packet.LayersOptions{
		Choose: option, Length: func(h *packet.Header) int { return 8*(h.Num("len")+1) - offset },
		Between: func(h *packet.Header, at int, next *packet.Proto) []byte { return padding(h, at, next, offset) },
	})
}

// option is the kind of an option, by its first byte.
func option(_ *packet.Header, data []byte) *packet.Proto {
	if l := optionKinds[data[0]]; l != nil {
		return protoOf(l)
	}
	return protoOf(MIP6OptUnknown{})
}

var optionKinds = map[byte]packet.Layer{
	0: packet.Pad1{}, 1: packet.PadN{}, 2: MIP6OptBRAdvice{}, 3: MIP6OptAltCoA{}, 4: MIP6OptNonceIndices{}, 5: MIP6OptBindingAuthData{},
	6: MIP6OptMobNetPrefix{}, 7: MIP6OptLLAddr{}, 8: MIP6OptMNID{}, 9: MIP6OptMsgAuth{}, 10: MIP6OptReplayProtection{}, 11: MIP6OptCGAParamsReq{},
	12: MIP6OptCGAParams{}, 13: MIP6OptSignature{}, 14: MIP6OptHomeKeygenToken{}, 15: MIP6OptCareOfTestInit{}, 16: MIP6OptCareOfTest{},
}

// alignments are where options begin: at a multiple of so many bytes, and so many
// beyond.
var alignments = map[string][2]int{
	"MIP6OptAltCoA": {8, 6}, "MIP6OptBRAdvice": {2, 0}, "MIP6OptBindingAuthData": {8, 2}, "MIP6OptMobNetPrefix": {8, 4}, "MIP6OptMsgAuth": {4, 1},
	"MIP6OptNonceIndices": {2, 0}, "MIP6OptReplayProtection": {8, 2},
}

// padding is what lies before the next option, or behind the last one. What is counted
// may be the options alone.
func padding(h *packet.Header, at int, next *packet.Proto, offset int) []byte {
	if v, err := h.Get("autopad"); err == nil {
		if n, _ := packet.Uint(v); n == 0 {
			return nil
		}
	}
	to := [2]int{8, 0}
	if next != nil {
		a, ok := alignments[next.Name()]
		if !ok {
			return nil
		}
		to = a
	}
	switch n := ((to[1]-at)%to[0] + to[0]) % to[0]; n {
	case 0:
		return nil
	case 1:
		return []byte{0}
	default:
		return append([]byte{1, byte(n - 2)}, make([]byte, n-2)...)
	}
}

// autopad is no bytes: it says whether options are aligned when they are written.
type autopad struct{}

// Read takes nothing.
func (autopad) Read(*packet.Header, []byte) (any, int, error) { return 1, 0, nil }

// Append writes nothing.
func (autopad) Append(dst []byte, _ *packet.Header, _ any) ([]byte, error) { return dst, nil }

// Text is On or Off.
func (autopad) Text(_ *packet.Header, v any) string {
	if n, _ := packet.Uint(v); n != 0 {
		return "On"
	}
	return "Off"
}

// lifetime is a length of time in units of four seconds, of two bytes.
type lifetime struct{}

// Read takes two bytes.
func (lifetime) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 2 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a length of time of two bytes was expected"}
	}
	return int(binary.BigEndian.Uint16(data)), 2, nil
}

// Append writes a number of units, or a time.Duration.
func (lifetime) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := packet.Uint(v)
	if d, isTime := v.(time.Duration); isTime && d >= 0 {
		n, ok = uint64(d/(4*time.Second)), true
	}
	if v == nil {
		n, ok = 0, true
	}
	if !ok || n > 0xffff {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a time.Duration of 72 hours at most, or units of four seconds, were expected"}
	}
	return binary.BigEndian.AppendUint16(dst, uint16(n)), nil
}

// Text is in seconds.
func (lifetime) Text(_ *packet.Header, v any) string {
	if d, ok := v.(time.Duration); ok {
		v = int(d / (4 * time.Second))
	}
	n, _ := packet.Uint(v)
	return fmt.Sprintf("%d sec", 4*n)
}

// timestamp is a time as NTP writes it, of eight bytes.
type timestamp struct{}

// Read takes eight bytes.
func (timestamp) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 8 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a time of eight bytes was expected"}
	}
	return binary.BigEndian.Uint64(data), 8, nil
}

// bits is a time as a number.
func bits(v any) (uint64, bool) {
	switch x := v.(type) {
	case nil:
		return 0, true
	case time.Time:
		return packet.NewNTPTime(x).Bits(), true
	case packet.NTPTime:
		return x.Bits(), true
	}
	return packet.Uint(v)
}

// Append writes a time.Time, a [packet.NTPTime] or its bits as a number.
func (timestamp) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := bits(v)
	if !ok {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a time.Time or a time of NTP was expected"}
	}
	return binary.BigEndian.AppendUint64(dst, n), nil
}

// Text is the date and the number.
func (timestamp) Text(_ *packet.Header, v any) string {
	n, _ := bits(v)
	if at := packet.NTPTime(n).Time(); at.Unix() > 0 {
		return fmt.Sprintf("%s (%d)", at.Format("Mon, 02 Jan 2006 15:04:05 +0000"), n)
	}
	return fmt.Sprintf("Some date a few decades ago (%d)", n)
}

// Command is the number.
func (timestamp) Command(v any) string {
	n, _ := bits(v)
	return fmt.Sprint(n)
}
