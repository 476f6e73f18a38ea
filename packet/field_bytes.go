package packet

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// StrField is bytes up to the end of the layer's bytes.
func StrField(name string, def any) Field {
	return Field{name: name, def: def, codec: bytesCodec{rest: true}}
}

// StrFixedLenField is so many bytes; shorter values are filled with zeros, longer
// ones are cut.
func StrFixedLenField(name string, def any, length int) Field {
	return Field{name: name, def: def, codec: bytesCodec{fixed: length}}
}

// StrLenField is as many bytes as a function of the fields before it says: its
// length_from. See [LengthIn].
func StrLenField(name string, def any, lengthFrom func(h *Header) int) Field {
	return Field{name: name, def: def, codec: bytesCodec{length: lengthFrom}}
}

// StrUntilField is bytes up to an offset in the layer that a function of the fields
// before it says; a negative offset is counted from the end of what there is.
func StrUntilField(name string, def any, end func(h *Header) int) Field {
	return Field{name: name, def: def, codec: bytesCodec{rest: true, until: end}}
}

// StrNullField is bytes that a zero byte ends.
func StrNullField(name string, def any) Field {
	return Field{name: name, def: def, codec: bytesCodec{null: true}}
}

// bytesCodec is all fields of bytes.
type bytesCodec struct {
	rest   bool
	fixed  int
	length func(h *Header) int
	until  func(h *Header) int
	null   bool
	hex    bool // shown as hexadecimal digits
	fills  bool // of fixed length, which the fields before it tell
}

func (c bytesCodec) read(r *reader, h *Header, f *Field) (any, error) {
	n := c.fixed
	switch {
	case c.until != nil:
		n = r.until(c.until(h))
	case c.rest:
		n = r.left()
	case c.length != nil:
		n = min(max(c.length(h), 0), r.left())
	case c.null:
		rest := r.data[r.off:]
		if n = bytes.IndexByte(rest, 0); n < 0 {
			n = len(rest)
			r.off = len(r.data)
			return rest[:n:n], nil
		}
		r.off += n + 1
		return rest[:n:n], nil
	}
	b, err := r.take(n)
	if err != nil {
		return nil, err
	}
	return b[:len(b):len(b)], nil
}

func (c bytesCodec) write(w *writer, _ *Header, f *Field, v any) error {
	start := len(w.buf)
	switch x := v.(type) {
	case nil:
	case []byte:
		w.buf = append(w.buf, x...)
	case string:
		w.buf = append(w.buf, x...)
	default:
		u, some := first(f, v)
		if !some {
			return badValue(v, "bytes or text were expected")
		}
		return c.write(w, nil, f, u)
	}
	switch {
	case c.null:
		w.buf = append(w.buf, 0)
	case c.fixed > 0 || !c.rest && c.length == nil:
		for len(w.buf)-start < c.fixed {
			w.buf = append(w.buf, 0)
		}
		w.buf = w.buf[:start+c.fixed]
	}
	return nil
}

func (c bytesCodec) text(_ *Header, f *Field, v any) string {
	b, ok := Bytes(v)
	if !ok && (v != nil || f.def == nil && (f.pick == nil || c.fills)) {
		return plain(v)
	}
	if c.hex || f.hex {
		return fmt.Sprintf("%x", b)
	}
	if c.fixed > 0 || c.fills {
		b = bytes.TrimRight(b, "\x00")
	}
	return pytext.Repr(escaped(b))
}

// escaped is bytes as text: what is no UTF-8 as \xNN.
func escaped(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var s strings.Builder
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&s, `\x%02x`, b[0])
		} else {
			s.Write(b[:n])
		}
		b = b[n:]
	}
	return s.String()
}
