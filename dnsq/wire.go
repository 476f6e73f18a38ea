package dnsq

import (
	"encoding/binary"
	"sync"
)

// A wireReader reads a message from its start or from within.
type wireReader struct {
	msg []byte // from its first byte, where pointers count from
	pos int
	end int // of what may be read now, such as an rdata

	names *nameCache // of the names read before; nil for none

	relativeTo *Name // an origin to take off the names of rdata, or nil
}

var errShort = fail(ErrFormError, "")

func (r *wireReader) left() int { return r.end - r.pos }

func (r *wireReader) take(n int) ([]byte, error) {
	if n < 0 || n > r.left() {
		return nil, errShort
	}
	b := r.msg[r.pos : r.pos+n : r.pos+n]
	r.pos += n
	return b, nil
}

func (r *wireReader) u8() (uint8, error) {
	if r.pos >= r.end {
		return 0, errShort
	}
	r.pos++
	return r.msg[r.pos-1], nil
}

func (r *wireReader) u16() (uint16, error) {
	if r.left() < 2 {
		return 0, errShort
	}
	r.pos += 2
	return binary.BigEndian.Uint16(r.msg[r.pos-2:]), nil
}

func (r *wireReader) u32() (uint32, error) {
	if r.left() < 4 {
		return 0, errShort
	}
	r.pos += 4
	return binary.BigEndian.Uint32(r.msg[r.pos-4:]), nil
}

// A wireWriter appends to a message. Names are compressed when table is not nil.
type wireWriter struct {
	buf       []byte
	table     []pointer         // names that stand in buf already
	index     map[string]uint16 // of table, by names in lower case, once it is long
	compress  bool
	origin    *Name
	canonical bool // names in lower case where DNSSEC wants them so

	codec codec // of the rdata
}

// writers are those of messages, which are large: they are used again.
var writers = sync.Pool{New: func() any { return &wireWriter{buf: make([]byte, 0, 512), table: make([]pointer, 0, longTable)} }}

// newMessageWriter gets a writer of a message, whose header is still to be filled in.
func newMessageWriter(origin *Name) *wireWriter {
	w := writers.Get().(*wireWriter)
	w.buf, w.compress, w.origin = w.buf[:headerSize], true, origin
	return w
}

// finish returns a copy of what was written, and gives the writer back.
func (w *wireWriter) finish() []byte {
	out := append([]byte(nil), w.buf...)
	w.release()
	return out
}

// release gives the writer back, without what it refers to.
func (w *wireWriter) release() {
	clear(w.table)
	*w = wireWriter{buf: w.buf[:0], table: w.table[:0]}
	writers.Put(w)
}

// A pointer remembers a suffix of a name that stands in the message.
type pointer struct {
	name string // wire form
	at   uint16
}

func (w *wireWriter) u8(v uint8)   { w.buf = append(w.buf, v) }
func (w *wireWriter) u16(v uint16) { w.buf = binary.BigEndian.AppendUint16(w.buf, v) }
func (w *wireWriter) u32(v uint32) { w.buf = binary.BigEndian.AppendUint32(w.buf, v) }

// name appends a name; compressible ones may end with a pointer.
func (w *wireWriter) name(n Name, compressible bool) error {
	full, err := n.complete(w.origin)
	if err != nil {
		return err
	}
	if !w.compress {
		w.buf = append(w.buf, full.wire...)
		return nil
	}
	s := full.wire
	for len(s) > 1 {
		if compressible {
			if at, ok := w.find(s); ok {
				w.u16(0xc000 | at)
				return nil
			}
			if len(w.buf) < 0x4000 {
				w.remember(s)
			}
		}
		l := 1 + int(s[0])
		w.buf = append(w.buf, s[:l]...)
		s = s[l:]
	}
	w.u8(0)
	return nil
}

// longTable is how many names are looked through one by one.
const longTable = 24

func (w *wireWriter) remember(s string) {
	w.table = append(w.table, pointer{s, uint16(len(w.buf))})
	if len(w.table) <= longTable {
		return
	}
	from := len(w.table) - 1
	if w.index == nil {
		w.index, from = map[string]uint16{}, 0
	}
	for _, p := range w.table[from:] {
		if _, ok := w.index[lowered(p.name)]; !ok {
			w.index[lowered(p.name)] = p.at
		}
	}
}

func (w *wireWriter) find(s string) (uint16, bool) {
	if w.index != nil {
		at, ok := w.index[lowered(s)]
		return at, ok
	}
	for i := range w.table {
		p := &w.table[i]
		if len(p.name) == len(s) && (p.name == s || sameLowered(p.name, s)) {
			return p.at, true
		}
	}
	return 0, false
}

// forget takes out of the table what stood at an offset or after it.
func (w *wireWriter) forget(offset int) {
	k := len(w.table)
	for k > 0 && int(w.table[k-1].at) >= offset {
		k--
	}
	w.table, w.index = w.table[:k], nil
}
