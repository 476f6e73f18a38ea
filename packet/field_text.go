package packet

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/pyops-go/pyops/internal/pytext"
)

// StrStopField is bytes up to and with an ending, and so many more behind it; to the
// end where the ending does not come. The ending is part of the value.
func StrStopField(name string, def any, ending string, more int) Field {
	return Field{name: name, def: def, codec: stopCodec{bytesCodec{rest: true}, ending, max(more, 0)}}
}

type stopCodec struct {
	bytesCodec
	ending string
	more   int
}

func (c stopCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	n := r.left()
	if i := bytes.Index(r.data[r.off:], []byte(c.ending)); i >= 0 && c.ending != "" {
		n = min(i+len(c.ending)+c.more, n)
	}
	b, err := r.take(n)
	return b[:len(b):len(b)], err
}

func (c stopCodec) command(v any) string {
	if s, ok := v.(string); ok {
		return literal([]byte(s))
	}
	return literal(v)
}

// StrUTF16Field is text in UTF-16, the lower byte first, to the end of the layer's
// bytes. Its value is a string.
func StrUTF16Field(name string, def any) Field {
	return Field{name: name, def: def, codec: utf16Codec{bytesCodec{rest: true}}}
}

// StrFixedLenUTF16Field is text in UTF-16 of so many bytes, which zeros fill.
func StrFixedLenUTF16Field(name string, def any, length int) Field {
	return Field{name: name, def: def, codec: utf16Codec{bytesCodec{fixed: length}}}
}

// StrLenUTF16Field is text in UTF-16, as many bytes as a function of the fields before
// it says.
func StrLenUTF16Field(name string, def any, lengthFrom func(h *Header) int) Field {
	return Field{name: name, def: def, codec: utf16Codec{bytesCodec{length: lengthFrom}}}
}

// StrNullUTF16Field is text in UTF-16 that two zero bytes end.
func StrNullUTF16Field(name string, def any) Field {
	return Field{name: name, def: def, codec: utf16Codec{bytesCodec{null: true}}}
}

type utf16Codec struct{ bytesCodec }

func (c utf16Codec) read(r *reader, h *Header, f *Field) (any, error) {
	var b []byte
	if c.null {
		rest := r.data[r.off:]
		n := len(rest)
		for i := 0; i+1 < len(rest); i += 2 {
			if rest[i] == 0 && rest[i+1] == 0 {
				n = i
				break
			}
		}
		b = rest[:n]
		r.off = min(r.off+n+2, len(r.data))
	} else {
		v, err := c.bytesCodec.read(r, h, f)
		if err != nil {
			return nil, err
		}
		b = v.([]byte)
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	text := string(utf16.Decode(units))
	if len(b)%2 == 1 || !bytes.Equal(c.encode(text), b) {
		return b[:len(b):len(b)], nil // no text, and kept as it is
	}
	return text, nil
}

func (utf16Codec) encode(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

func (c utf16Codec) write(w *writer, h *Header, f *Field, v any) error {
	if u, some := first(f, v); some {
		v = u
	}
	if s, ok := v.(string); ok {
		v = c.encode(s)
	}
	err := c.bytesCodec.write(w, h, f, v)
	if c.null && err == nil {
		w.buf = append(w.buf, 0)
	}
	return err
}

func (utf16Codec) text(_ *Header, _ *Field, v any) string {
	switch x := v.(type) {
	case string:
		return x
	case []byte:
		return pytext.ReprBytes(x)
	}
	return plain(v)
}

func (utf16Codec) command(v any) string {
	if s, ok := v.(string); ok {
		return quote(s)
	}
	return literal(v)
}

// The ways in which the bytes of a [UUIDField] are ordered.
const (
	UUIDBigEndian    UUIDOrder = iota // as it is written
	UUIDLittleEndian                  // Microsoft's: the first three groups have their lowest bytes first
	UUIDReversed                      // all bytes the other way round, as Bluetooth has it
)

// A UUIDOrder is how the bytes of a [UUIDField] are ordered.
type UUIDOrder int

// UUIDField is a UUID, as text such as "01234567-89ab-cdef-0123-456789abcdef", or its
// 16 bytes as it is written.
func UUIDField(name string, def any, order UUIDOrder) Field {
	return Field{name: name, def: def, codec: uuidFieldCodec{order}}
}

type uuidFieldCodec struct{ order UUIDOrder }

// turn orders bytes as they go, and back.
func (c uuidFieldCodec) turn(b []byte) []byte {
	t := bytes.Clone(b)
	reverse := func(b []byte) {
		for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
			b[i], b[j] = b[j], b[i]
		}
	}
	switch c.order {
	case UUIDLittleEndian:
		reverse(t[:4])
		reverse(t[4:6])
		reverse(t[6:8])
	case UUIDReversed:
		reverse(t)
	}
	return t
}

func uuidText(b []byte) string {
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func (c uuidFieldCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	b, err := r.take(16)
	if err != nil {
		return nil, err
	}
	return uuidText(c.turn(b)), nil
}

func (c uuidFieldCodec) value(f *Field, v any) ([]byte, error) {
	if u, some := first(f, v); some {
		v = u
	}
	switch x := v.(type) {
	case nil:
		return make([]byte, 16), nil
	case []byte:
		if len(x) == 16 {
			return x, nil
		}
	case [16]byte:
		return x[:], nil
	case string:
		b, err := hex.DecodeString(strings.ReplaceAll(x, "-", ""))
		if err == nil && len(b) == 16 {
			return b, nil
		}
	}
	return nil, badValue(v, "a UUID, as text or as 16 bytes, was expected")
}

func (c uuidFieldCodec) write(w *writer, _ *Header, f *Field, v any) error {
	b, err := c.value(f, v)
	if err != nil {
		return err
	}
	w.buf = append(w.buf, c.turn(b)...)
	return nil
}

func (c uuidFieldCodec) text(_ *Header, f *Field, v any) string {
	b, err := c.value(f, v)
	if err != nil || v == nil {
		return plain(v)
	}
	return "UUID('" + uuidText(b) + "')"
}

func (c uuidFieldCodec) command(v any) string {
	if b, err := c.value(nil, v); err == nil && v != nil {
		return quote(uuidText(b))
	}
	return literal(v)
}
