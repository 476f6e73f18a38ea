package dot11

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

// present holds where bit n tells that the field is there.
func present(n int) func(h *packet.Header) bool {
	return func(h *packet.Header) bool {
		v, _ := h.Get("present")
		return bits(v)>>n&1 == 1
	}
}

// bits is a mask as a number, 0 if it is none.
func bits(v any) uint64 {
	if f, ok := v.(packet.Flags); ok {
		return f.Bits()
	}
	n, _ := packet.Uint(v)
	return n
}

func mask(*packet.Header, []byte) *packet.Proto { return protoOf(RadioTapExtendedPresenceMask{}) }

// another holds where a mask tells that one more follows.
func another(last *packet.Header) bool { return present(31)(last) }

func tlv(*packet.Header, []byte) *packet.Proto { return protoOf(RadioTapTLV{}) }

// four is the length of the lists of radio units.
func four(*packet.Header) int { return 4 }

// nextOfRadioTap is a frame with its checksum where the flags say so.
func nextOfRadioTap(h *packet.Header, _ []byte) *packet.Proto {
	v, _ := h.Get("Flags")
	if present(1)(h) && bits(v)&0x10 != 0 {
		return protoOf(Dot11FCS{})
	}
	return protoOf(Dot11{})
}

// radioTapLength fills in the length of the header.
func radioTapLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("len"); v == nil && len(header) >= 4 {
		binary.LittleEndian.PutUint16(header[2:], uint16(len(header)))
	}
	return header, payload, nil
}

func isVendorTLV(h *packet.Header) bool { return h.Num("type") == 30 }

func tlvData(h *packet.Header) int { return h.Num("length") }

func tlvPad(h *packet.Header) int { return -h.Num("length") & 3 }

func tlvLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("length"); v == nil && len(header) >= 4 {
		data, _ := h.Get("data")
		b, _ := packet.Bytes(data)
		binary.LittleEndian.PutUint16(header[2:], uint16(len(b)))
		if pad, _ := h.Get("pad"); pad == nil {
			header = append(header, make([]byte, -len(b)&3)...)
		}
	}
	return header, payload, nil
}

// scaled is a byte in steps of a unit.
func scaled(name string, step float64, unit string) packet.Field {
	return packet.CustomField(name, 0, scale{step, unit})
}

type scale struct {
	step float64
	unit string
}

// Read takes one byte.
func (s scale) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) == 0 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "one byte was expected"}
	}
	return float64(data[0]) * s.step, 1, nil
}

// Append writes the nearest step.
func (s scale) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	var x float64
	switch n := v.(type) {
	case nil:
	case float64:
		x = n
	case float32:
		x = float64(n)
	default:
		u, ok := packet.Uint(v)
		if !ok {
			return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a number was expected"}
		}
		x = float64(u)
	}
	if x = math.Round(x / s.step); !(x >= 0 && x <= math.MaxUint8) {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: fmt.Sprintf("a number from 0 to %g was expected", 255*s.step)}
	}
	return append(dst, byte(x)), nil
}

// Text has the unit.
func (s scale) Text(_ *packet.Header, v any) string { return s.Command(v) + s.unit }

// Command has none.
func (scale) Command(v any) string {
	if x, ok := v.(float64); ok {
		return pytext.Float(x)
	}
	return fmt.Sprint(v)
}

// decibels is a signed byte that is shown with its unit.
func decibels(name string) packet.Field { return packet.CustomField(name, 0, dBm{}) }

type dBm struct{}

// Read takes one byte.
func (dBm) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) == 0 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "one byte was expected"}
	}
	return int(int8(data[0])), 1, nil
}

// Append writes it.
func (dBm) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if v == nil {
		return append(dst, 0), nil
	}
	n, isInt := v.(int)
	if !isInt {
		u, ok := packet.Uint(v)
		if !ok || u > math.MaxInt8 {
			n = math.MaxInt
		} else {
			n = int(u)
		}
	}
	if n < math.MinInt8 || n > math.MaxInt8 {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a number of decibels from -128 to 127 was expected"}
	}
	return append(dst, byte(n)), nil
}

// Text has the unit.
func (dBm) Text(_ *packet.Header, v any) string { return fmt.Sprint(v) + " dBm" }

// Command has none.
func (dBm) Command(v any) string { return fmt.Sprint(v) }

// extendedMask is bits whose names tell their numbers, those of the first mask counted.
func extendedMask() packet.Field {
	names := make([]string, 32)
	for i := range names {
		names[i] = fmt.Sprintf("b%d", i)
	}
	names[31] = "Ext"
	return packet.FlagsField("present", nil, 32, names...).LittleEndian()
}
