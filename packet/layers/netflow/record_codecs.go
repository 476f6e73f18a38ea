package netflow

import (
	"encoding/binary"
	"fmt"
	"math"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

// bytesCodec is so many bytes, shown as Python's bytes.
type bytesCodec struct{ length int }

func (c bytesCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < c.length {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: fmt.Sprintf("%d bytes were expected", c.length)}
	}
	return data[:c.length:c.length], c.length, nil
}

func (c bytesCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	b, err := octets(v)
	if err != nil {
		return dst, err
	}
	if len(b) > c.length {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprintf("%x", b), Reason: fmt.Sprintf("%d bytes at most were expected", c.length)}
	}
	return append(append(dst, b...), make([]byte, c.length-len(b))...), nil
}

func (bytesCodec) Text(_ *packet.Header, v any) string { return bytesText(v) }
func (bytesCodec) Command(v any) string                { return bytesText(v) }

// lengthCodec is bytes whose length lies before them.
type lengthCodec struct{}

func (lengthCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	whole, head, length := variableLength(data)
	if !whole || len(data) < head+length {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a length and as many bytes were expected"}
	}
	n := head + length
	return data[head:n:n], n, nil
}

func (lengthCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	b, err := octets(v)
	switch {
	case err != nil:
		return dst, err
	case len(b) < 255:
		dst = append(dst, byte(len(b)))
	case len(b) <= 0xffff:
		dst = binary.BigEndian.AppendUint16(append(dst, 255), uint16(len(b)))
	default:
		return dst, &packet.Error{Kind: packet.ErrValue, Reason: fmt.Sprintf("65535 bytes at most were expected, there are %d", len(b))}
	}
	return append(dst, b...), nil
}

func (lengthCodec) Text(_ *packet.Header, v any) string { return bytesText(v) }
func (lengthCodec) Command(v any) string                { return bytesText(v) }

func octets(v any) ([]byte, error) {
	switch x := v.(type) {
	case nil:
		return nil, nil
	case []byte:
		return x, nil
	case string:
		return []byte(x), nil
	}
	return nil, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "bytes or text were expected"}
}

func bytesText(v any) string {
	b, err := octets(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return pytext.ReprBytes(b)
}

// readNumber takes a number of so many bytes off data.
func readNumber(data []byte, size int) (any, int, error) {
	if len(data) < size {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: fmt.Sprintf("a number of %d bytes was expected", size)}
	}
	n := bigEndian(data[:size])
	if n <= math.MaxInt {
		return int(n), size, nil
	}
	return n, size, nil
}

// appendNumber writes a number of so many bytes.
func appendNumber(dst []byte, v any, size int) ([]byte, error) {
	n, ok := packet.Uint(v)
	if !ok && v != nil || size < 8 && n>>(8*size) != 0 {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: fmt.Sprintf("a number of %d bytes was expected", size)}
	}
	for i := size - 1; i >= 0; i-- {
		dst = append(dst, byte(n>>(8*i)))
	}
	return dst, nil
}

// momentCodec is a time since 1970, so many units a second; or as NTP has it, since
// 1900, in which a second has 2^32 units.
type momentCodec struct {
	size int
	per  uint64
	ntp  bool
}

// epoch1900 is 1970 in seconds since 1900.
const epoch1900 = 2208988800

func (c momentCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	return readNumber(data, c.size)
}

func (c momentCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if t, ok := v.(time.Time); ok {
		s, ns := t.Unix(), uint64(t.Nanosecond())
		switch {
		case c.ntp:
			v = uint64(s+epoch1900)<<32 | ns<<32/1e9
		case s < 0 || uint64(s) > math.MaxUint64/c.per-1:
			return dst, &packet.Error{Kind: packet.ErrValue, Input: t.String(), Reason: "a time since 1970 was expected"}
		default:
			v = uint64(s)*c.per + ns/(1e9/c.per)
		}
	}
	return appendNumber(dst, v, c.size)
}

// lastYear is the end of the last year that Python writes.
const lastYear = 67768036191676799

func (c momentCodec) Text(_ *packet.Header, v any) string {
	var at time.Time
	if t, ok := v.(time.Time); ok {
		at = t
	} else {
		n, ok := packet.Uint(v)
		switch {
		case !ok:
			return fmt.Sprint(v)
		case c.ntp:
			at = time.Unix(int64(n>>32)-epoch1900, 0)
		case n/c.per > lastYear:
			return fmt.Sprint(n / c.per)
		default:
			at = time.Unix(int64(n/c.per), 0)
		}
	}
	return fmt.Sprintf("%s (%d)", at.UTC().Format("Mon, 02 Jan 2006 15:04:05 -0700"), at.Unix())
}

// secondsCodec is a length of time, so many units a second.
type secondsCodec struct {
	size int
	per  uint64
}

func (c secondsCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	return readNumber(data, c.size)
}

func (c secondsCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	if d, ok := v.(time.Duration); ok {
		if d < 0 {
			return dst, &packet.Error{Kind: packet.ErrValue, Input: d.String(), Reason: "a length of time was expected"}
		}
		v = uint64(d) / (1e9 / c.per)
	}
	return appendNumber(dst, v, c.size)
}

func (c secondsCodec) Text(_ *packet.Header, v any) string {
	if d, ok := v.(time.Duration); ok {
		v = int64(d) / int64(1e9/c.per)
	}
	n, ok := packet.Uint(v)
	switch {
	case !ok:
		return fmt.Sprint(v)
	case c.per == 1:
		return fmt.Sprintf("%d sec", n)
	}
	return pytext.Float(float64(n)/float64(c.per)) + " sec"
}
