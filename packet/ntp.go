package packet

import (
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// NTPHeader is a message of the Network Time Protocol, RFC 5905.
type NTPHeader struct {
	Leap       any // 0, no warning
	Version    any // 4
	Mode       any // 3, client
	Stratum    any // 2
	Poll       any // 10
	Precision  any // 0
	Delay      any // 0, in seconds
	Dispersion any // 0, in seconds
	ID         any // 127.0.0.1; from stratum 2 on
	RefID      any // bytes; below stratum 2
	Ref        any // 0; a time.Time, or seconds since 1900
	Orig       any // the time of the build
	Recv       any // 0
	Sent       any // the time of the build
}

// NTPAuthenticator is the authentication after an NTP message.
type NTPAuthenticator struct {
	Padding any // bytes, as many as fill up
	KeyID   any // 0
	Dgst    any // bytes; 16 zeros
}

var (
	ntpLeaps = NewEnum(map[uint64]string{
		0: "no warning", 1: "last minute of the day has 61 seconds", 2: "last minute of the day has 59 seconds",
		3: "unknown (clock unsynchronized)",
	})
	ntpModes = NewEnum(map[uint64]string{
		0: "reserved", 1: "symmetric active", 2: "symmetric passive", 3: "client", 4: "server", 5: "broadcast", 6: "NTP control message",
		7: "reserved for private use",
	})
	ntpStratum = func(low bool) func(h *Header) bool { return func(h *Header) bool { return (h.num(3) < 2) == low } }
)

var (
	ntpHeaderProto = define[NTPHeader]("NTPHeader", "", BitEnumField("leap", 0, 2, ntpLeaps), BitField("version", 4, 3),
		BitEnumField("mode", 3, 3, ntpModes), BitField("stratum", 2, 8), BitField("poll", 10, 8), BitField("precision", 0, 8),
		FixedPointField("delay", 0, 32, 16), FixedPointField("dispersion", 0, 32, 16),
		IPField("id", "127.0.0.1").If(ntpStratum(false)), Field{name: "ref_id", def: []byte{}, codec: refIDCodec{}}.If(ntpStratum(true)),
		NTPTimeField("ref", 0), NTPTimeField("orig", nil), NTPTimeField("recv", 0), NTPTimeField("sent", nil))
	ntpAuthenticatorProto = define[NTPAuthenticator]("NTPAuthenticator", "Authenticator", Field{name: "padding", def: []byte{}, codec: ntpPaddingCodec{}},
		IntField("key_id", 0), Field{name: "dgst", def: []byte{}, codec: digestCodec{bytesCodec{rest: true, hex: true}}})
)

// NTPTimeField is a time of NTP, in eight bytes: a time.Time, an [NTPTime], or seconds
// since 1900. A nil default is the time of the build. It is scapy's TimeStampField.
func NTPTimeField(name string, def any) Field {
	return Field{name: name, def: def, bits: 64, codec: timestampCodec{}}
}

// Describe returns the description and the values.
func (l NTPHeader) Describe() (*Proto, []any) { return ntpHeaderProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l NTPAuthenticator) Describe() (*Proto, []any) { return ntpAuthenticatorProto, valuesOf(&l) }

func init() {
	ntpHeaderProto.next = func(_ *dissection, _ *Header, data []byte) (*Proto, bool) {
		switch n := len(data); {
		case n > 36:
			return nil, false // extensions
		case n >= 20:
			return ntpAuthenticatorProto, true
		}
		return nil, true
	}
	ntpHeaderProto.summary = func(p *Packet, i int) (string, []*Proto) {
		h := p.layers[i]
		return "NTP v" + h.text(1, h.value(1)) + ", " + h.text(2, h.value(2)), nil
	}
	ntpHeaderProto.answers = func(a *answering, p *Packet, i int, q *Packet, j int) bool { return q.is(j, ntpHeaderProto) }
}

// ntpEpoch is how many seconds 1900 lies before 1970.
const ntpEpoch = 2208988800

// timestampCodec is a time of NTP: seconds since 1900 and a fraction, in 64 bits.
// Dissected it is a time.Time, and zero is 0.
type timestampCodec struct{}

func (timestampCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	n, err := r.number(64)
	if err != nil {
		return nil, err
	}
	return NTPTime(n), nil
}

// An NTPTime is a time of NTP: seconds since 1900 in the higher 32 bits, and their
// fraction in the lower.
type NTPTime uint64

// Time is the time, in the era that began in 1900. Zero gives a zero time.
func (t NTPTime) Time() time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.Unix(int64(t>>32)-ntpEpoch, int64((t&0xffffffff)*1e9>>32)).UTC()
}

// Bits is the number.
func (t NTPTime) Bits() uint64 { return uint64(t) }

// NewNTPTime is a time as NTP writes it.
func NewNTPTime(t time.Time) NTPTime {
	if t.IsZero() {
		return 0
	}
	return NTPTime(uint64(t.Unix()+ntpEpoch)<<32 | uint64(t.Nanosecond())<<32/1e9)
}

// seconds is the number of seconds, the fraction with nine digits that count, as a
// decimal number of Python's is written.
func (t NTPTime) seconds() string {
	whole, part := uint64(t>>32), float64(t&0xffffffff)/(1<<32)
	if part == 0 {
		return strconv.FormatUint(whole, 10)
	}
	zeros := -1 - int(math.Floor(math.Log10(part)))
	text := strconv.FormatFloat(part, 'f', 9+zeros, 64)
	if text[0] == '1' {
		whole++
	}
	if digits := strings.TrimRight(strings.TrimLeft(text[2:], "0"), "0"); whole == 0 && zeros > 5 && digits != "" {
		if len(digits) > 1 {
			digits = digits[:1] + "." + digits[1:]
		}
		return fmt.Sprintf("%sE-%d", digits, zeros+1)
	}
	return strconv.FormatUint(whole, 10) + strings.TrimRight(strings.TrimRight(text[1:], "0"), ".")
}

func (timestampCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	var n uint64
	switch x := v.(type) {
	case nil:
		n = uint64(NewNTPTime(time.Now()))
	case NTPTime:
		n = uint64(x)
	case time.Time:
		n = uint64(NewNTPTime(x))
	default:
		s, ok := float(v)
		if !ok || s < 0 || s >= 1<<32 {
			return badValue(v, "a time, or seconds since 1900, were expected")
		}
		whole, part := math.Modf(s)
		n = uint64(whole)<<32 | uint64(part*(1<<32))
	}
	w.number(n, 64)
	return nil
}

func (timestampCodec) text(_ *Header, _ *Field, v any) string {
	var seconds float64
	switch x := v.(type) {
	case nil:
		return "--"
	case time.Time:
		return timestampCodec{}.text(nil, nil, NewNTPTime(x))
	case NTPTime:
		if uint32(x>>32) >= ntpEpoch { // Go 1.26 takes x>>32 >= ntpEpoch for false on s390x
			return x.Time().Format("Mon, 02 Jan 2006 15:04:05 +0000")
		}
		return x.seconds()
	default:
		s, ok := float(v)
		if !ok {
			return plain(v)
		}
		if s >= ntpEpoch {
			return time.Unix(int64(s)-ntpEpoch, 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000")
		}
		seconds = s
	}
	return decimal(seconds)
}

// decimal is a number without the zeros that a whole float ends in.
func decimal(f float64) string {
	if f == math.Trunc(f) && math.Abs(f) < 1e15 {
		return plain(int64(f))
	}
	return pytext.Float(f)
}

// refIDCodec is the name of a reference clock, in four bytes.
type refIDCodec struct{}

func (refIDCodec) read(r *reader, _ *Header, _ *Field) (any, error) { return r.take(4) }

func (refIDCodec) write(w *writer, h *Header, f *Field, v any) error {
	if a, ok := v.(netip.Addr); ok && a.Is4() {
		b := a.As4()
		w.buf = append(w.buf, b[:]...)
		return nil
	}
	return bytesCodec{fixed: 4}.write(w, h, f, v)
}

func (refIDCodec) text(_ *Header, _ *Field, v any) string {
	b, ok := Bytes(v)
	if !ok {
		return plain(v)
	}
	for len(b) > 0 && b[len(b)-1] == 0 {
		b = b[:len(b)-1]
	}
	return pytext.ReprBytes(b)
}

// ntpPaddingCodec is what fills up before a key's number: nothing where digests of the
// usual lengths follow, 16 bytes or 20.
type ntpPaddingCodec struct{}

func (ntpPaddingCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	if n := r.left(); n > 20 && n != 24 {
		return r.take(n - 20)
	}
	return []byte{}, nil
}

func (ntpPaddingCodec) write(w *writer, h *Header, f *Field, v any) error {
	return bytesCodec{rest: true}.write(w, h, f, v)
}

func (ntpPaddingCodec) text(h *Header, f *Field, v any) string {
	return bytesCodec{rest: true}.text(h, f, v)
}

// digestCodec is a digest: 16 zeros where it is not set.
type digestCodec struct{ bytesCodec }

func (c digestCodec) write(w *writer, h *Header, f *Field, v any) error {
	if b, ok := Bytes(v); (ok || v == nil) && len(b) == 0 && h.data == nil {
		w.buf = append(w.buf, make([]byte, 16)...)
		return nil
	}
	return c.bytesCodec.write(w, h, f, v)
}

func (timestampCodec) command(v any) string {
	if t, ok := v.(time.Time); ok {
		v = NewNTPTime(t)
	}
	if t, ok := v.(NTPTime); ok {
		f, _ := strconv.ParseFloat(t.seconds(), 64)
		return pytext.Float(f)
	}
	if f, ok := v.(float64); ok {
		return pytext.Float(f)
	}
	return literal(v)
}
