package packet

import (
	"fmt"
	"slices"
)

// A Field describes one field of a layer. Functions named as scapy's classes make
// it: [ByteField], [ShortEnumField], [FlagsField], [StrLenField] and so on; methods
// such as [Field.If] make variants.
type Field struct {
	name  string
	def   any                 // what an unset field counts as; nil: computed
	defIn func(h *Header) any // def, where the fields before tell it
	codec codec

	bits   int // width of a number
	little bool
	hex    bool // shown in hexadecimal
	signed bool
	enum   func(h *Header) *Enum
	flags  *flagNames
	typed  func(n uint64) any // the Go type of a dissected number, nil for int

	of       string // the field whose length or count this one holds
	ofIndex  int
	count    bool
	adjust   func(n int) int
	adjustIn func(h *Header, n int) int

	when func(h *Header) bool // nil: always there
	pick func(h *Header) codec

	reversed int // with it begin so many bytes whose order is turned round
	align    int // it begins at a multiple of so many bytes
	atEnd    bool
	standIn  bool // no field at all, see noField

	otherwise func(h *Header) any // what is written where it is unset
}

// A codec is how values of a field are read, written and shown.
type codec interface {
	// read takes the value from r.
	read(r *reader, h *Header, f *Field) (any, error)

	// write appends a value that is not nil to w.
	write(w *writer, h *Header, f *Field, v any) error

	// text is the value as show writes it, Python's i2repr.
	text(h *Header, f *Field, v any) string
}

// Name is the name of the field.
func (f Field) Name() string { return f.name }

// Default is the value that an unset field counts as; nil if it is computed or
// empty.
func (f Field) Default() any { return f.def }

// If makes the field depend on the fields before it: where the condition is false
// it is neither written nor read nor shown. It is ConditionalField.
func (f Field) If(condition func(h *Header) bool) Field {
	f.when = condition
	return f
}

// WithDefault changes the default of a field; nil means that it is computed.
func (f Field) WithDefault(v any) Field {
	f.def, f.defIn = v, nil
	return f
}

// LittleEndian makes a number go with its lowest byte first: scapy's LE fields.
func (f Field) LittleEndian() Field {
	f.little = true
	return f
}

// Hex has a number shown in hexadecimal: scapy's X fields.
func (f Field) Hex() Field {
	f.hex = true
	return f
}

// Reversed has a field of bits begin a group of so many bytes that come with the
// lowest first, as in IEEE 802.11: the fields of the group are described from the
// highest bit of the last byte downwards. It is scapy's negative tot_size.
func (f Field) Reversed(bytes int) Field {
	f.reversed = bytes
	return f
}

// Computed gives what is written where the field is unset and has no default. A field
// that holds a length or a count has that already.
func (f Field) Computed(value func(h *Header) any) Field {
	f.otherwise = value
	return f
}

// AtEnd has a field be read even where no bytes are left, so that it is empty rather
// than unset.
func (f Field) AtEnd() Field {
	f.atEnd = true
	return f
}

// AlignTo has a field begin at a multiple of so many bytes, counted from the
// beginning of the layer; zeros fill what is before it. It is ReversePadField.
func (f Field) AlignTo(bytes int) Field {
	f.align = bytes
	return f
}

// Signed makes a number signed.
func (f Field) Signed() Field {
	f.signed = true
	return f
}

// Enum gives the values of a number names.
func (f Field) Enum(e *Enum) Field {
	f.enum = func(*Header) *Enum { return e }
	return f
}

// EnumBy gives the values of a number names that depend on fields before it:
// scapy's MultiEnumField.
func (f Field) EnumBy(choose func(h *Header) *Enum) Field {
	f.enum = choose
	return f
}

// Adjust changes what a length or count field holds: of the length or count that
// was measured it makes the number that is written. Reading a field by it needs
// the way back in the function given there.
func (f Field) Adjust(adjust func(n int) int) Field {
	f.adjust = adjust
	return f
}

// resolve checks the description of a field once its protocol is known.
func (f *Field) resolve(p *Proto, i int) error {
	f.ofIndex = -1
	if f.of != "" && f.of != payloadOf {
		k, ok := p.byName[f.of]
		if !ok {
			return fmt.Errorf("it speaks of %q, which is no field", f.of)
		}
		f.ofIndex = k
	}
	switch f.codec.(type) {
	case numberCodec, wideCodec, scalingCodec:
		if f.bits < 1 || f.bits > 128 {
			return fmt.Errorf("a number of %d bits", f.bits)
		}
	}
	if f.reversed < 0 || f.align < 0 {
		return fmt.Errorf("a group or an alignment of %d bytes", min(f.reversed, f.align))
	}
	if f.little && f.bits%8 != 0 {
		return fmt.Errorf("%d bits with the lowest byte first", f.bits)
	}
	return nil
}

// present reports whether the field is there, given those before it.
func (f *Field) present(h *Header) bool { return f.when == nil || f.when(h) }

// coder is the codec of the field in a layer: one and the same, or one that the
// fields before it choose.
func (f *Field) coder(h *Header) codec {
	if f.pick != nil {
		if c := f.pick(h); c != nil {
			return c
		}
	}
	return f.codec
}

// Text is a value as [Packet.Show] writes it: the name of an enumerated number,
// hexadecimal where the field is shown so.
func (h *Header) Text(field string) (string, error) {
	i, err := h.index(field)
	if err != nil {
		return "", err
	}
	return h.text(i, h.value(i)), nil
}

func (h *Header) text(i int, v any) string {
	f := &h.proto.fields[i]
	if v == nil {
		v = h.ownSource(i)
	}
	if s, ok := setText(h, f, v); ok {
		return s
	}
	return f.coder(h).text(h, f, v)
}

// A reader takes fields out of a header's bytes.
type reader struct {
	d    *dissection
	data []byte
	off  int
	bit  int // bits of data[off] that were taken already

	turned     bool // data is a copy, in which groups of bytes are turned round
	trailer    int  // bytes at the end that a field took
	compressed bool // a domain name had a pointer
}

func (r *reader) left() int { return len(r.data) - r.off }

// begin does what a field asks for before it is read: it goes to where the field is
// aligned to, and turns a group of bytes round.
func (r *reader) begin(f *Field) {
	if f.align > 1 {
		r.off = min((r.off+f.align-1)/f.align*f.align, len(r.data))
	}
	if n := min(f.reversed, r.left()); n > 1 {
		if !r.turned {
			r.data, r.turned = slices.Clone(r.data), true
		}
		slices.Reverse(r.data[r.off : r.off+n])
	}
}

// until is how many bytes are left up to an offset, or up to so many before the end.
func (r *reader) until(end int) int {
	if end < 0 {
		end += len(r.data)
	}
	return min(max(end-r.off, 0), r.left())
}

// take returns the next n bytes.
func (r *reader) take(n int) ([]byte, error) {
	if n < 0 || n > r.left() {
		return nil, tooShort("", n, r.left())
	}
	b := r.data[r.off : r.off+n]
	r.off += n
	return b, nil
}

// number takes n bits, highest first.
func (r *reader) number(n int) (uint64, error) {
	if r.bit+n > 8*r.left() {
		return 0, tooShort("", (r.bit+n+7)/8, r.left())
	}
	var v uint64
	if r.bit == 0 && n%8 == 0 {
		for _, c := range r.data[r.off : r.off+n/8] {
			v = v<<8 | uint64(c)
		}
		r.off += n / 8
		return v, nil
	}
	for n > 0 {
		k := min(n, 8-r.bit)
		c := r.data[r.off] << r.bit >> (8 - k)
		v = v<<k | uint64(c)
		r.bit += k
		n -= k
		if r.bit == 8 {
			r.bit, r.off = 0, r.off+1
		}
	}
	return v, nil
}

// A writer appends fields to a header.
type writer struct {
	b   *builder
	buf []byte
	acc byte // bits of an unfinished byte, highest first
	bit int

	start   int // where the layer begins
	group   int // where a group of bytes begins that is to be turned round
	groupOf int // its length, 0 for none
}

// begin is begin of reading; end turns a group round once it is whole.
func (w *writer) begin(f *Field) {
	for f.align > 1 && (len(w.buf)-w.start)%f.align != 0 {
		w.buf = append(w.buf, 0)
	}
	if f.reversed > 1 {
		w.group, w.groupOf = len(w.buf), f.reversed
	}
}

func (w *writer) end() {
	if w.groupOf > 0 && w.bit == 0 && len(w.buf)-w.group >= w.groupOf {
		slices.Reverse(w.buf[w.group : w.group+w.groupOf])
		w.groupOf = 0
	}
}

func (w *writer) number(v uint64, n int) {
	if w.bit == 0 && n%8 == 0 {
		for n > 0 {
			n -= 8
			w.buf = append(w.buf, byte(v>>n))
		}
		return
	}
	for n > 0 {
		k := min(n, 8-w.bit)
		c := byte(v>>(n-k)) & (1<<k - 1)
		w.acc |= c << (8 - w.bit - k)
		w.bit += k
		n -= k
		if w.bit == 8 {
			w.buf = append(w.buf, w.acc)
			w.acc, w.bit = 0, 0
		}
	}
}

// flush writes an unfinished byte.
func (w *writer) flush() {
	if w.bit > 0 {
		w.buf = append(w.buf, w.acc)
		w.acc, w.bit = 0, 0
	}
}
