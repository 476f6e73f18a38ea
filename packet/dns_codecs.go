package packet

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/bits"
	"net/netip"
	"strings"
	"time"
	"unsafe"

	"github.com/pyops-go/pyops/internal/pytext"
)

// dnsName is a domain name.
func dnsName(name, def string) Field { return Field{name: name, def: def, codec: nameCodec{}} }

type nameCodec struct{}

func (nameCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	m := r.data
	if r.d != nil && len(r.d.message) >= len(r.data) && len(r.d.message) > 0 {
		m = r.d.message
	}
	name, end, compressed := readName(m, r.off)
	r.off = min(end, len(r.data))
	r.compressed = r.compressed || compressed
	if name == "." {
		name = ""
	}
	return name, nil
}

func (nameCodec) write(w *writer, _ *Header, f *Field, v any) error {
	b, ok := Bytes(v)
	if !ok && v != nil {
		u, some := first(f, v)
		if !some {
			return badValue(v, "a domain name was expected")
		}
		return nameCodec{}.write(w, nil, f, u)
	}
	w.buf = appendName(w.buf, string(b))
	return nil
}

func (nameCodec) text(_ *Header, _ *Field, v any) string {
	b, ok := Bytes(v)
	if !ok {
		return plain(v)
	}
	return pytext.Repr(escaped([]byte(absolute(string(b)))))
}

func (nameCodec) command(v any) string {
	b, ok := Bytes(v)
	if !ok {
		return literal(v)
	}
	return literal([]byte(absolute(string(b))))
}

// absolute is a name with the final dot, as it is shown.
func absolute(name string) string {
	if name == "" || strings.HasSuffix(name, ".") || isPointer(name) {
		return name
	}
	return name + "."
}

// isPointer tells a name that is given as a compression pointer, in wire form.
func isPointer(name string) bool { return len(name) == 2 && name[0]&0xc0 == 0xc0 }

// appendName writes a name in wire form; labels are cut at 63 bytes. What is a
// compression pointer already is written as it is.
func appendName(dst []byte, name string) []byte {
	if isPointer(name) {
		return append(dst, name...)
	}
	name = strings.TrimSuffix(name, ".")
	if name == "" {
		return append(dst, 0)
	}
	for label := range strings.SplitSeq(name, ".") {
		label = label[:min(len(label), 63)]
		dst = append(append(dst, byte(len(label))), label...)
	}
	return append(dst, 0)
}

// readName reads a name at an offset of a message, following pointers. It returns
// where the reading of the message goes on, and whether there was a pointer. A name
// that ends in nothing, or points in circles, is as far as it goes.
func readName(m []byte, off int) (name string, end int, compressed bool) {
	if end := plainName(m, off); end > off+1 && end-off < 256 {
		b := make([]byte, end-off-1)
		for at := off; at < end-1; at += 1 + int(m[at]) {
			b[copy(b[at-off:], m[at+1:at+1+int(m[at])])+at-off] = '.'
		}
		return unsafe.String(&b[0], len(b)), end, false
	}
	return followName(m, off)
}

// plainName is where a name without pointers ends, 0 if it has one or is cut short.
func plainName(m []byte, at int) (end int) {
	for at < len(m) && m[at] < 64 {
		if m[at] == 0 {
			return at + 1
		}
		at += 1 + int(m[at])
	}
	return 0
}

// followName is readName for all names.
func followName(m []byte, off int) (name string, end int, compressed bool) {
	var buf [256]byte
	b := buf[:0]
	end = -1
	at := off
	var seen [8]int
	jumps := 0
	for at < len(m) {
		c := m[at]
		at++
		switch {
		case c == 0:
			if end < 0 {
				end = at
			}
			if len(b) == 0 {
				return ".", end, compressed
			}
			return string(b), end, compressed
		case c&0xc0 != 0:
			compressed = true
			if at >= len(m) {
				if end < 0 {
					end = at
				}
				return finishName(b), end, compressed
			}
			to := int(c&0x3f)<<8 | int(m[at])
			if end < 0 {
				end = at + 1
			}
			again := false
			for _, p := range seen[:min(jumps, len(seen))] {
				again = again || p == to
			}
			if to >= len(m) || again || jumps >= 100 || to >= at-1 && to != off {
				return finishName(b), end, compressed
			}
			seen[jumps%len(seen)] = to
			jumps++
			at = to
		default:
			label := m[at:min(at+int(c), len(m))]
			b = append(append(b, label...), '.')
			at += int(c)
			if len(b) > 255 {
				if end < 0 {
					end = min(at, len(m))
				}
				return finishName(b), end, compressed
			}
		}
	}
	if end < 0 {
		end = len(m)
	}
	return finishName(b), end, compressed
}

func finishName(b []byte) string {
	if len(b) == 0 {
		return "."
	}
	return string(b)
}

// sameName compares the name at an offset of a message, if it has no pointers, with
// one that was read before. It returns where the name ends, 0 if it is another.
func sameName(m []byte, at int, name string) (end int) {
	for at < len(m) && m[at] != 0 {
		n := int(m[at])
		at++
		if n&0xc0 != 0 || at+n > len(m) || n >= len(name) || name[n] != '.' || string(m[at:at+n]) != name[:n] {
			return 0
		}
		name = name[n+1:]
		at += n
	}
	if at >= len(m) || name != "" {
		return 0
	}
	return at + 1
}

// wireNameLength is how many bytes the name at the beginning of b takes.
func wireNameLength(b []byte) int {
	n := 0
	for n < len(b) {
		switch c := int(b[n]); {
		case c == 0:
			return n + 1
		case c&0xc0 != 0:
			return n + 2
		default:
			n += 1 + c
		}
	}
	return n
}

// isNameType tells the types of records whose data is a name.
func isNameType(kind uint64) bool {
	switch kind {
	case 2, 3, 4, 5, 12:
		return true
	}
	return false
}

// rdataCodec chooses how the data of a record is read by its type.
func rdataCodec(h *Header) codec {
	switch kind := h.num(1); {
	case kind == 1:
		return ip4Codec{}
	case kind == 28:
		return ip6Codec{}
	case isNameType(kind):
		return nameCodec{}
	case kind == 16:
		return textsCodec{}
	}
	return nil
}

// textsCodec is the texts of a TXT record.
type textsCodec struct{}

func (textsCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	b, err := r.take(min(int(h.num(4)), r.left()))
	if err != nil {
		return nil, err
	}
	var list []any
	for len(b) > 0 {
		n := min(int(b[0])+1, len(b))
		list = append(list, b[1:n:n])
		b = b[n:]
	}
	return list, nil
}

func (textsCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	list, ok := items(v)
	if b, isText := Bytes(v); isText {
		list, ok = []any{b}, true
	}
	if !ok {
		return badValue(v, "texts were expected")
	}
	for _, item := range list {
		b, ok := Bytes(item)
		if !ok {
			return badValue(item, "text was expected")
		}
		for len(b) > 255 {
			w.buf = append(append(w.buf, 255), b[:255]...)
			b = b[255:]
		}
		w.buf = append(append(w.buf, byte(len(b))), b...)
	}
	return nil
}

func (textsCodec) text(_ *Header, _ *Field, v any) string {
	if _, ok := Bytes(v); ok {
		return "[" + literal(v) + "]"
	}
	list, _ := items(v)
	if len(list) == 0 {
		return "[]"
	}
	return listLiteral(list)
}

// utcTime is seconds since 1970.
func utcTime(name string) Field { return Field{name: name, def: 0, bits: 32, codec: utcTimeCodec{}} }

type utcTimeCodec struct{ numberCodec }

func (utcTimeCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	return fmt.Sprintf("%s (%d)", time.Unix(int64(n), 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"), n)
}

// timeSignedCodec is seconds since 1970 in 48 bits.
type timeSignedCodec struct{ numberCodec }

func (timeSignedCodec) text(_ *Header, _ *Field, v any) string {
	n, ok := Uint(v)
	if !ok {
		return plain(v)
	}
	return time.Unix(int64(n), 0).UTC().Format("Mon Jan 02 15:04:05 2006")
}

// typeBitmapCodec is a list of record types as NSEC has it: []any of numbers, or bytes
// in wire form where a list would not be written as they are.
type typeBitmapCodec struct{}

func (typeBitmapCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	b, _ := r.take(r.left())
	if list, ok := typesIn(b); ok {
		if again, err := typeBitmaps(list); err == nil && bytes.Equal(again, b) {
			return list, nil
		}
	}
	return b, nil
}

// typesIn are the types in blocks as RFC 4034, 4.1.2, has them; false where the bytes
// are no such blocks, or tell of no type. Of the last block bytes may be missing.
func typesIn(b []byte) ([]any, bool) {
	most := 0
	for _, c := range b {
		most += bits.OnesCount8(c)
	}
	list := make([]any, 0, most)
	for len(b) > 0 {
		if len(b) < 2 || b[1] == 0 || b[1] > 32 {
			return nil, false
		}
		n := min(int(b[1]), len(b)-2)
		for i, c := range b[2 : 2+n] {
			for k := range 8 {
				if c&(0x80>>k) != 0 {
					list = append(list, int(b[0])<<8|8*i+k)
				}
			}
		}
		b = b[2+n:]
	}
	return list, len(list) > 0
}

func (typeBitmapCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	if b, ok := Bytes(v); ok {
		w.buf = append(w.buf, b...)
		return nil
	}
	list, ok := items(v)
	if !ok {
		return badValue(v, "numbers of record types were expected")
	}
	b, err := typeBitmaps(list)
	w.buf = append(w.buf, b...)
	return err
}

// typeBitmaps is types, as numbers or names, in wire form.
func typeBitmaps(list []any) ([]byte, error) {
	windows := map[byte]*[32]byte{}
	for _, item := range list {
		n, ok := Uint(item)
		if s, isText := item.(string); isText {
			n, ok = dnsTypes.Value(s)
		}
		if !ok || n > 0xffff {
			return nil, badValue(item, "the number or name of a record type was expected")
		}
		if windows[byte(n>>8)] == nil {
			windows[byte(n>>8)] = &[32]byte{}
		}
		windows[byte(n>>8)][n&0xff/8] |= 0x80 >> (n % 8)
	}
	var all []byte
	for i := range 256 {
		if b := windows[byte(i)]; b != nil {
			n := 32
			for b[n-1] == 0 {
				n--
			}
			all = append(append(all, byte(i), byte(n)), b[:n]...)
		}
	}
	return all, nil
}

func (typeBitmapCodec) text(_ *Header, _ *Field, v any) string {
	list, _ := items(v)
	if b, isBytes := Bytes(v); isBytes {
		types, ok := typesIn(b)
		if !ok {
			return pytext.ReprBytes(b)
		}
		list = types
	}
	names := make([]string, len(list))
	for i, item := range list {
		n, _ := Uint(item)
		if s, ok := dnsTypes.Name(n); ok {
			names[i] = pytext.Repr(s)
		} else {
			names[i] = fmt.Sprint(n)
		}
	}
	return "[" + strings.Join(names, ", ") + "]"
}

// command is the wire form, which scapy keeps.
func (typeBitmapCodec) command(v any) string {
	if b, ok := Bytes(v); ok {
		return pytext.ReprBytes(b)
	}
	if list, ok := items(v); ok {
		if b, err := typeBitmaps(list); err == nil {
			return pytext.ReprBytes(b)
		}
	}
	return listLiteral(v)
}

// ednsOption chooses the protocol of an EDNS0 option.
func ednsOption(data []byte) *Proto {
	switch {
	case len(data) < 4:
		return rawProto
	case binary.BigEndian.Uint16(data) == 8:
		return edns0ClientSubnetProto
	}
	return edns0TLVProto
}

// subnetCodec is the address of a client subnet: as many bytes as its prefix needs.
type subnetCodec struct{}

func (subnetCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	b, err := r.take(min(max(int(h.num(1))-4, 0), r.left()))
	if err != nil {
		return nil, err
	}
	if h.num(2) == 2 {
		var a [16]byte
		copy(a[:], b)
		return netip.AddrFrom16(a), nil
	}
	var a [4]byte
	copy(a[:], b)
	return netip.AddrFrom4(a), nil
}

func (subnetCodec) write(w *writer, h *Header, _ *Field, v any) error {
	a, ok := Addr(v)
	if !ok {
		return badValue(v, "an IP address was expected")
	}
	b := a.AsSlice()
	n := len(b)
	if bits := h.vals[3]; bits != nil {
		k, _ := Uint(bits)
		n = min(int(k+7)/8, n)
	} else {
		for n > 0 && b[n-1] == 0 {
			n--
		}
	}
	w.buf = append(w.buf, b[:n]...)
	return nil
}

func (subnetCodec) text(_ *Header, _ *Field, v any) string {
	if a, ok := Addr(v); ok {
		return quote(address(a))
	}
	return plain(v)
}
