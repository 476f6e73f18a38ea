package packet

import (
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"slices"
	"strconv"
	"sync"
)

// BuildOptions are the options of [Packet.AppendBuild].
type BuildOptions struct {
	// Source returns the source address for packets to a destination. It is asked
	// where a layer's source is unset; nil means that the source is left as zeros,
	// except to loopback. Sending asks the routing table.
	Source func(dst netip.Addr) netip.Addr
}

// Build returns the packet's bytes: fields that are unset are computed or have
// their defaults, others are taken as they are. The packet is not changed. Of a
// set of packets ([Packet.All]) it builds the first. A value that a field cannot
// have is an error that names the field.
//
// Build touches no network and no routing table: an unset source is zeros, or the
// destination itself where that is loopback. Sending a packet fills it in.
func (p *Packet) Build() ([]byte, error) { return p.AppendBuild(nil, nil) }

// AppendBuild is [Packet.Build], appending to dst and with options. On an error it
// returns dst as it was.
func (p *Packet) AppendBuild(dst []byte, opts *BuildOptions) ([]byte, error) {
	if p == nil {
		return dst, &Error{Kind: ErrNoLayer, Op: "build", Reason: "there is no packet"}
	}
	if p.err != nil {
		return dst, p.err
	}
	if p.rolls() {
		p = p.Roll(nil) // once, so that lengths, conditions and values go together
	}
	buf := dst
	if buf == nil {
		buf = make([]byte, 0, p.likelySize())
	}
	b := builders.Get().(*builder)
	*b = builder{p: p, opts: opts, buf: buf}
	b.offs = b.offsArray[:0]
	err := b.run()
	out := b.buf
	*b = builder{}
	builders.Put(b)
	if err != nil {
		return dst, err
	}
	return out, nil
}

// likelySize is about as many bytes as the packet has, or a few more.
func (p *Packet) likelySize() int {
	n := 64
	for _, h := range p.layers {
		if len(h.vals) == 0 {
			continue
		}
		switch load := h.vals[0].(type) {
		case []byte:
			n += len(load)
		case string:
			n += len(load)
		default:
			n += 16
		}
	}
	return n
}

// rolls reports whether the packet has volatile values.
func (p *Packet) rolls() bool {
	for _, h := range p.layers {
		for _, v := range h.vals {
			switch v.(type) {
			case nil, int, string, []byte, netip.Addr, MAC, []Layer, []Option, TCPFlags, IPFlags:
			case Volatile:
				return true
			}
		}
	}
	return false
}

// builders keeps the working memory of builds that are done.
var builders = sync.Pool{New: func() any { return &builder{} }}

// A builder makes the bytes of one packet: all headers in order, then what depends
// on their payload from the innermost outwards.
type builder struct {
	p         *Packet
	opts      *BuildOptions
	buf       []byte
	offs      []int // where each header starts, and where the last one ends
	offsArray [12]int
	padded    bool   // there is padding
	intact    uint64 // layers that are as they were dissected
	lengths   []payloadLength
}

// A payloadLength is a number that waits until the payload of its layer is built.
type payloadLength struct {
	layer, off int
	field      *Field
}

// measurePayload fills in what holds the length of the payload of layer i.
func (b *builder) measurePayload(i int) error {
	for _, l := range b.lengths {
		if l.layer != i {
			continue
		}
		f, n := l.field, len(b.payload(i))
		if f.adjust != nil {
			n = f.adjust(n)
		}
		if f.adjustIn != nil {
			n = f.adjustIn(b.p.layers[i], n)
		}
		v, err := f.number(n)
		if err != nil {
			return at(err, "", b.p.layers[i].proto.name+"."+f.name)
		}
		if f.little {
			v = swap(v, f.bits)
		}
		for k := range f.bits / 8 {
			b.buf[l.off+k] = byte(v >> (f.bits - 8 - 8*k))
		}
	}
	return nil
}

func (b *builder) run() error {
	p := b.p
	for i, h := range p.layers {
		b.offs = append(b.offs, len(b.buf))
		if h.proto == paddingProto {
			b.padded = true
			continue
		}
		if h.data != nil && h.unchanged() {
			b.buf = append(b.buf, h.data...)
			if i < 64 {
				b.intact |= 1 << i
			}
			continue
		}
		if err := b.encode(h); err != nil {
			return at(err, "build", h.proto.name)
		}
	}
	b.offs = append(b.offs, len(b.buf))
	if b.padded {
		for _, h := range p.layers {
			if h.proto == paddingProto {
				load, ok := Bytes(h.vals[0])
				if !ok && h.vals[0] != nil {
					return at(badValue(h.vals[0], "bytes or text were expected"), "build", "Padding.load")
				}
				b.buf = append(b.buf, load...)
			}
		}
	}
	for i := len(p.layers) - 1; i >= 0; i-- {
		h := p.layers[i]
		if b.lengths != nil {
			if err := b.measurePayload(i); err != nil {
				return at(err, "build", h.proto.name)
			}
		}
		if h.proto.finish == nil || i < 64 && b.intact>>i&1 == 1 {
			continue
		}
		if err := h.proto.finish(b, i); err != nil {
			return at(err, "build", h.proto.name)
		}
	}
	return nil
}

// header is the bytes of layer i.
func (b *builder) header(i int) []byte { return b.buf[b.offs[i]:b.offs[i+1]] }

// payload is the bytes above layer i, without padding that its length leaves out.
func (b *builder) payload(i int) []byte { return b.buf[b.offs[i+1]:b.end(i)] }

// end is where the payload of layer i ends.
func (b *builder) end(i int) int {
	end := len(b.buf)
	if !b.padded {
		return end
	}
	for _, h := range b.p.layers {
		if h.proto == paddingProto && h.cut() <= i {
			load, _ := Bytes(h.vals[0])
			end -= len(load)
		}
	}
	return max(end, b.offs[i+1])
}

// replace puts other bytes in the place of a header and its payload.
func (b *builder) replace(i int, header, payload []byte) {
	from, mid, end := b.offs[i], b.offs[i+1], b.end(i)
	if len(header) == mid-from && len(payload) == end-mid {
		header, payload = slices.Clone(header), slices.Clone(payload)
		copy(b.buf[from:], header)
		copy(b.buf[mid:], payload)
		return
	}
	fresh := slices.Concat(header, payload)
	b.buf = slices.Replace(b.buf, from, end, fresh...)
	b.offs[i+1] = from + len(header)
	for k := i + 2; k < len(b.offs); k++ {
		b.offs[k] = min(b.offs[k], len(b.buf))
	}
}

// encode appends a header.
func (b *builder) encode(h *Header) error {
	if h.proto.encode != nil {
		return h.proto.encode(b, h)
	}
	return b.table(h)
}

// table appends a header by its description.
func (b *builder) table(h *Header) error {
	w := writer{b: b, buf: b.buf, start: len(b.buf)}
	for i := range h.proto.fields {
		f := &h.proto.fields[i]
		if !f.present(h) {
			continue
		}
		w.begin(f)
		v := h.value(i)
		if v == nil && f.ofIndex >= 0 {
			n, err := b.measure(h, f)
			if err != nil {
				return err
			}
			v = n
		}
		if v == nil && f.of == payloadOf && w.bit == 0 && f.bits%8 == 0 {
			b.lengths = append(b.lengths, payloadLength{len(b.offs) - 1, len(w.buf), f})
		}
		if v == nil && f.otherwise != nil {
			v = f.otherwise(h)
		}
		if err := f.coder(h).write(&w, h, f, v); err != nil {
			return at(err, "", h.proto.name+"."+f.name)
		}
		w.end()
	}
	w.flush()
	w.end()
	b.buf = w.buf
	return nil
}

// measure is the length or count of the field that another one tells of.
func (b *builder) measure(h *Header, f *Field) (int, error) {
	g := &h.proto.fields[f.ofIndex]
	v := h.value(f.ofIndex)
	n := 0
	switch {
	case !g.present(h):
	case f.count:
		n = countOf(v)
	default:
		w := writer{b: b}
		c := g.coder(h)
		if padded, ok := c.(padCodec); ok {
			c = padded.codec
		}
		if err := c.write(&w, h, g, v); err != nil {
			return 0, at(err, "", h.proto.name+"."+g.name)
		}
		n = len(w.buf)
	}
	if f.adjust != nil {
		n = f.adjust(n)
	}
	if f.adjustIn != nil {
		n = f.adjustIn(h, n)
	}
	return n, nil
}

// countOf is how many items a list has.
func countOf(v any) int {
	switch x := v.(type) {
	case nil:
		return 0
	case []Layer:
		return len(x)
	case []Option:
		return len(x)
	case []any:
		return len(x)
	case []string:
		return len(x)
	case []netip.Addr:
		return len(x)
	case []byte:
		return len(x)
	case string:
		return len(x)
	}
	return 1
}

// unchanged reports whether a dissected layer still has the values that it was
// dissected with: then its bytes are those it came with, however odd.
func (h *Header) unchanged() bool {
	was := Header{proto: h.proto, vals: make([]any, len(h.vals)), under: h.under}
	d := dissection{again: true}
	n, err := d.parse(&was, h.data)
	if err != nil || n != len(h.data) {
		return false
	}
	for i := range h.vals {
		if !sameValue(h.vals[i], was.vals[i]) && (was.vals[i] != nil || !isNothing(h.vals[i])) {
			return false
		}
	}
	return true
}

// isNothing reports whether a value is a list or bytes without anything in it. A field
// that is read so before a payload stays unset where the bytes end with the layer.
func isNothing(v any) bool {
	switch x := v.(type) {
	case []Layer:
		return len(x) == 0
	case []any:
		return len(x) == 0
	case []byte:
		return len(x) == 0
	}
	return false
}

// sameValue compares values of fields.
func sameValue(a, b any) bool {
	switch x := a.(type) {
	case nil:
		return b == nil
	case []byte:
		y, ok := b.([]byte)
		return ok && string(x) == string(y)
	case []Option:
		y, ok := b.([]Option)
		return ok && slices.EqualFunc(x, y, func(a, b Option) bool { return a.Name == b.Name && sameValue(a.Value, b.Value) })
	case []Layer:
		y, ok := b.([]Layer)
		return ok && slices.EqualFunc(x, y, sameLayer)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, sameValue)
	case *Packet:
		y, ok := b.(*Packet)
		return ok && x != nil && y != nil && slices.EqualFunc(x.layers, y.layers, func(a, b *Header) bool { return sameLayer(a, b) })
	case Layer:
		y, ok := b.(Layer)
		return ok && sameLayer(x, y)
	case *big.Int:
		y, ok := b.(*big.Int)
		return ok && x != nil && y != nil && x.Cmp(y) == 0
	case Values:
		return false
	}
	switch b.(type) {
	case []byte, []Option, []Layer, []any, Values, Layer, *Packet, nil:
		return false
	}
	if !reflect.TypeOf(a).Comparable() {
		return reflect.DeepEqual(a, b)
	}
	return a == b
}

func sameLayer(a, b Layer) bool {
	p, x, err := described(a)
	q, y, err2 := described(b)
	return err == nil && err2 == nil && p == q && slices.EqualFunc(x, y, sameValue)
}

// An Option is an item of a list of options, such as TCP's: {"MSS", 1460}.
type Option struct {
	// Name is the option's name, or its number in decimal.
	Name string

	// Value is what the option carries; nil if nothing.
	Value any
}

// String is the option as Python's tuple.
func (o Option) String() string {
	name := quote(o.Name)
	if _, err := strconv.Atoi(o.Name); err == nil {
		name = o.Name
	}
	return fmt.Sprintf("(%s, %s)", name, literal(o.Value))
}
