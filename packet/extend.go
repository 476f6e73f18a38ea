package packet

import (
	"errors"
	"strconv"
	"sync"
)

// A Family is the protocols of one folder, which find each other wherever one of
// them is found, without a [Dissector] being told. The zero value is empty; [Define]
// adds to it what names it in [Desc.Family].
type Family struct {
	mu      sync.Mutex
	protos  []*Proto
	guesses map[*Proto]*guesses // made when first asked for
}

// Protos are the protocols of the family, in the order of their definitions: what
// [DissectorOptions] takes to find them above layers of this package.
func (f *Family) Protos() []*Proto {
	if f == nil {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]*Proto(nil), f.protos...)
}

// Bind says which layers the protocol of upper lies over, where the descriptions of
// a family need each other: it is [Desc.Over], for the init function of a folder.
// Nothing may use the family before. What is wrong with it is told by [Proto.Err].
func (f *Family) Bind(upper Layer, over ...Binding) {
	if f == nil || upper == nil {
		return
	}
	p := protoOf(upper)
	if p == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := p.bind(over...); p.err == nil {
		p.err = err
	}
	f.guesses = nil
}

func (f *Family) add(p *Proto) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.protos = append(f.protos, p)
	f.guesses = nil
}

// choose is the layer of the family above h, nil if there is none.
func (f *Family) choose(h *Header) *Proto {
	f.mu.Lock()
	if f.guesses == nil {
		f.guesses = map[*Proto]*guesses{}
		for _, p := range f.protos {
			for _, b := range p.over {
				if !b.noDissect && p.err == nil {
					f.guesses[b.under] = f.guesses[b.under].with(b.settings, p)
				}
			}
		}
	}
	g := f.guesses[h.proto]
	f.mu.Unlock()
	if g == nil {
		return nil
	}
	return g.choose(h)
}

// PseudoSum describes a checksum that covers the addresses of the IP layer below.
type PseudoSum struct {
	Field  string // the field of 16 bits that holds it; it is computed where that is unset
	Offset int    // where it lies in the header, in bytes
	Proto  uint8  // the number of the protocol, as IP has it
}

// extend takes over what [Desc] says beyond the table and the simple hooks.
func (p *Proto) extend(d *Desc) {
	if d.Family != nil {
		p.family = d.Family
		d.Family.add(p)
	}
	if f := d.Pick; f != nil {
		p.hooks.pick = f
	}
	if d.Instead != nil {
		other, _, err := described(d.Instead)
		switch {
		case err != nil:
			p.err = errors.Join(p.err, err)
		case d.Pick == nil:
			p.err = errors.Join(p.err, &Error{Kind: ErrDescription, Path: p.name, Reason: "it stands in another's place, and there is no Pick"})
		}
		p.instead = other
	}
	p.hooks.flat = d.Flat
	if f := d.Read; f != nil {
		p.hooks.parse = func(_ *dissection, h *Header, data []byte) (int, error) {
			n, err := f(h, data)
			return min(max(n, 0), len(data)), err
		}
	}
	if f := d.Write; f != nil {
		p.hooks.encode = func(b *builder, h *Header) error {
			buf, err := f(b.buf, h)
			if err == nil {
				b.buf = buf
			}
			return err
		}
	}
	if f := d.NextIn; f != nil {
		p.hooks.next = func(s *dissection, _ *Header, payload []byte) (*Proto, bool) {
			next := f(s.p, len(s.p.layers)-1, payload)
			return next, next != nil
		}
	}
	if f := d.AnswersIn; f != nil {
		p.hooks.answers = func(a *answering, pk *Packet, i int, q *Packet, j int) bool {
			if j >= len(q.layers) {
				return false
			}
			return f(pk.layers[i], q.layers[j], func() bool { return a.layers(pk, i+1, q, j+1) })
		}
	}
	if f := d.Hashret; f != nil {
		p.hooks.hashret = func(a *answering, dst []byte, pk *Packet, i int) []byte {
			return append(dst, f(pk.layers[i], func() []byte { return a.hash(nil, pk, i+1) })...)
		}
	}
	if f := d.SummaryIn; f != nil {
		p.hooks.summary = func(pk *Packet, i int) (string, []*Proto) {
			text, layers := f(pk, i)
			var needed []*Proto
			for _, l := range layers {
				needed = append(needed, protoOf(l))
			}
			return text, needed
		}
	}
	if s := d.PseudoSum; s != nil && p.err == nil {
		k, ok := p.byName[s.Field]
		if !ok {
			p.err = &Error{Kind: ErrDescription, Path: p.name, Input: s.Field, Reason: "the checksum is no field"}
			return
		}
		at, before := *s, p.hooks.finish
		p.hooks.finish = func(b *builder, i int) error {
			if before != nil {
				if err := before(b, i); err != nil {
					return err
				}
			}
			if b.p.layers[i].value(k) == nil && at.Offset >= 0 && at.Offset+2 <= len(b.header(i)) {
				b.checksumAt(i, at.Offset, at.Proto)
			}
			return nil
		}
	}
}

// Num is a field as a number: what it was set to, its default, or 0 where it is
// none, unset, or no field.
func (h *Header) Num(field string) int { return LengthIn(field)(h) }

// A FieldCodec reads and writes the values of a [CustomField].
type FieldCodec interface {
	// Read takes a value off data and says how many bytes it took. The fields before
	// are set in h.
	Read(h *Header, data []byte) (v any, n int, err error)

	// Append writes a value, which is nil if the field is empty.
	Append(dst []byte, h *Header, v any) ([]byte, error)

	// Text is the value as [Packet.Show] writes it.
	Text(h *Header, v any) string
}

// CustomField is a field of a kind of one's own, in whole bytes. A codec that also
// has a method Command(v any) string says itself how [Packet.Command] writes it, and
// one with a method Packets(v any) []*Packet what [Packet.Show] shows inside: nil for a
// value that is none, another empty slice for a list of none.
func CustomField(name string, def any, c FieldCodec) Field {
	if c == nil {
		return Field{name: name}
	}
	return Field{name: name, def: def, codec: customCodec{c}}
}

type customCodec struct{ c FieldCodec }

func (c customCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	v, n, err := c.c.Read(h, r.data[r.off:])
	if err != nil {
		return nil, err
	}
	if _, err := r.take(n); err != nil {
		return nil, err
	}
	return v, nil
}

func (c customCodec) write(w *writer, h *Header, f *Field, v any) (err error) {
	if u, some := first(f, v); some {
		v = u
	}
	w.buf, err = c.c.Append(w.buf, h, v)
	return err
}

func (c customCodec) text(h *Header, _ *Field, v any) string { return c.c.Text(h, v) }

func (c customCodec) command(v any) string {
	if x, ok := c.c.(interface{ Command(v any) string }); ok {
		return x.Command(v)
	}
	if s, ok := v.(string); ok {
		return quote(s)
	}
	return listLiteral(v)
}

func (c customCodec) packets(v any) ([]*Packet, bool) {
	x, ok := c.c.(interface{ Packets(v any) []*Packet })
	if !ok {
		return nil, false
	}
	list := x.Packets(v)
	return list, list != nil
}

// LayersOptions say how a [LayersField] ends, and what is in it.
type LayersOptions struct {
	// Choose is the protocol of the next layer, by the fields before and the bytes
	// that are left; nil ends in [Raw].
	Choose func(h *Header, data []byte) *Proto

	// Length is how many bytes the list has, and Count how many layers; without
	// either it goes to the end. Until is where in the layer it ends, as in
	// [StrUntilField].
	Length, Count, Until func(h *Header) int

	// Extent is how many of the bytes that are left belong to the next layer; it is
	// Raw if it does not take them all. Nil means that each takes what it needs.
	Extent func(h *Header, data []byte) int

	// More reports whether another layer comes after one; nil leaves that to the
	// others.
	More func(last *Header) bool

	// Between is what is written before a layer that is so many bytes behind the
	// beginning of its own, as padding say; for a nil layer, behind the last one.
	Between func(h *Header, offset int, next *Proto) []byte
}

// LayersField is [PacketListField] for lists whose layers depend on fields before
// them, or are counted.
func LayersField(name string, def any, o LayersOptions) Field {
	return Field{name: name, def: def, codec: layersCodec{LayersOptions: o}}
}

type layersCodec struct {
	listCodec
	LayersOptions
}

func (c layersCodec) write(w *writer, h *Header, f *Field, v any) error {
	list, ok := v.([]Layer)
	if l, single := v.(Layer); single {
		list, ok = []Layer{l}, true
	}
	if c.Between == nil || !ok && v != nil {
		return c.listCodec.write(w, h, f, v)
	}
	for _, l := range list {
		w.buf = append(w.buf, c.Between(h, len(w.buf)-w.start, protoOf(l))...)
		if err := c.listCodec.write(w, h, f, []Layer{l}); err != nil {
			return err
		}
	}
	w.buf = append(w.buf, c.Between(h, len(w.buf)-w.start, nil)...)
	return nil
}

func (c layersCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	n := r.left()
	if c.Length != nil {
		n = min(max(c.Length(h), 0), n)
	}
	if c.Until != nil {
		n = r.until(c.Until(h))
	}
	count := -1
	if c.Count != nil {
		count = c.Count(h)
	}
	data := r.data[r.off : r.off+n]
	var list []Layer
	for len(data) > 0 && count != 0 {
		var proto *Proto
		if c.Choose != nil {
			proto = c.Choose(h, data)
		}
		if proto == nil {
			proto = rawProto
		}
		item := data
		if c.Extent != nil {
			item = data[:min(max(c.Extent(h, data), 0), len(data))]
		}
		l := r.d.header(proto)
		k, err := r.d.parse(l, item)
		if err == nil && (k == 0 || c.Extent != nil && k < len(item)) {
			err = malformed(proto.name, "bytes that it does not take")
		}
		if err != nil && len(item) > 0 {
			l, k = r.d.raw(item, err), len(item)
		} else if err != nil {
			l, k = r.d.raw(data, err), len(data)
		} else {
			l.data = data[:k:k]
		}
		list = append(list, l)
		data = data[k:]
		count--
		if c.More != nil && !c.More(l) {
			break
		}
	}
	r.off += n - len(data)
	return list, nil
}

// LayerField is a packet inside another's field, of as many bytes as length says;
// a nil length means to the end. Dissected it is a [*Packet].
func LayerField(name string, def any, choose func(h *Header, data []byte) *Proto, length func(h *Header) int) Field {
	return Field{name: name, def: def, codec: layerCodec{choose: choose, length: length}}
}

type layerCodec struct {
	choose func(h *Header, data []byte) *Proto
	length func(h *Header) int
}

func (c layerCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	n := r.left()
	if c.length != nil {
		n = min(max(c.length(h), 0), n)
	}
	data, err := r.take(n)
	if err != nil || n == 0 {
		return nil, err
	}
	proto := rawProto
	if c.choose != nil {
		if p := c.choose(h, data); p != nil {
			proto = p
		}
	}
	d := r.d.d
	if d == nil {
		d = &Dissector{above: builtinGuesses}
	}
	inner := &Packet{data: data}
	s := dissection{d: d, p: inner}
	_ = s.run(proto, data) // the reason stays with the layer that could not be read
	return inner, nil
}

func (layerCodec) write(w *writer, _ *Header, f *Field, v any) error {
	var opts *BuildOptions
	if w.b != nil {
		opts = w.b.opts
	}
	var err error
	switch x := v.(type) {
	case nil:
	case *Packet:
		w.buf, err = x.AppendBuild(w.buf, opts)
	case Layer:
		w.buf, err = Stack(x).AppendBuild(w.buf, opts)
	case []byte:
		w.buf = append(w.buf, x...)
	case string:
		w.buf = append(w.buf, x...)
	default:
		return badValue(v, "a layer or a *Packet was expected")
	}
	return err
}

func (layerCodec) text(_ *Header, _ *Field, v any) string {
	switch x := v.(type) {
	case *Packet:
		return x.String()
	case Layer:
		return layerText(x)
	case string:
		return quote(x)
	case []byte:
		return quote(string(x))
	}
	return plain(v)
}

func (layerCodec) packets(v any) ([]*Packet, bool) {
	switch x := v.(type) {
	case *Packet:
		return []*Packet{x}, true
	case Layer:
		return []*Packet{Stack(x)}, true
	}
	return nil, false
}

// Pad fills a field of bytes up to a multiple of so many bytes, counted from where
// it begins: scapy's PadField. Its length field counts the value alone.
func (f Field) Pad(align int) Field {
	if align > 1 {
		f.codec = padCodec{f.codec, align}
	}
	return f
}

type padCodec struct {
	codec
	align int
}

func (c padCodec) read(r *reader, h *Header, f *Field) (any, error) {
	start := r.off
	v, err := c.codec.read(r, h, f)
	if err != nil {
		return nil, err
	}
	r.off += min((c.align-(r.off-start)%c.align)%c.align, r.left())
	return v, nil
}

func (c padCodec) write(w *writer, h *Header, f *Field, v any) error {
	start := len(w.buf)
	if err := c.codec.write(w, h, f, v); err != nil {
		return err
	}
	for (len(w.buf)-start)%c.align != 0 {
		w.buf = append(w.buf, 0)
	}
	return nil
}

func (c padCodec) command(v any) string {
	if x, ok := c.codec.(interface{ command(v any) string }); ok {
		return x.command(v)
	}
	switch x := v.(type) {
	case string:
		return literal([]byte(x))
	case []Layer:
		return layersExpression(x)
	case *Packet:
		return x.Command()
	case Layer:
		return Stack(x).Command()
	}
	return listLiteral(v)
}

func (c padCodec) packets(v any) ([]*Packet, bool) {
	if x, ok := c.codec.(interface {
		packets(v any) ([]*Packet, bool)
	}); ok {
		return x.packets(v)
	}
	return nil, false
}

// OneOfField is a field whose kind depends on the fields before it: the one that
// choose returns the number of, the first where there is none. It is scapy's
// MultipleTypeField. The name is that of the first, the default is the chosen one's;
// [Field.WithDefault] gives all of them one.
func OneOfField(choose func(h *Header) int, kinds ...Field) Field {
	if len(kinds) == 0 {
		return Field{}
	}
	f := kinds[0]
	if isEmpty(f.def) {
		f.def = nil
	}
	chosen := func(h *Header) Field {
		if i := choose(h); i >= 0 && i < len(kinds) {
			return kinds[i]
		}
		return kinds[0]
	}
	f.pick = func(h *Header) codec { return ofKind{chosen(h)} }
	f.defIn = func(h *Header) any {
		if v := chosen(h).def; !isEmpty(v) {
			return v
		}
		return nil
	}
	return f
}

// ofKind reads and writes as another field does.
type ofKind struct{ f Field }

func (c ofKind) read(r *reader, h *Header, _ *Field) (any, error) { return c.f.codec.read(r, h, &c.f) }
func (c ofKind) write(w *writer, h *Header, _ *Field, v any) error {
	if isEmpty(v) {
		v = c.f.def
	}
	return c.f.codec.write(w, h, &c.f, v)
}
func (c ofKind) text(h *Header, _ *Field, v any) string {
	if isEmpty(v) {
		v = c.f.def
	}
	return c.f.codec.text(h, &c.f, v)
}
func (c ofKind) command(v any) string {
	if f, ok := v.(Flags); ok {
		return strconv.FormatUint(f.n, 10)
	}
	if x, ok := c.f.codec.(interface{ command(v any) string }); ok {
		return x.command(v)
	}
	if s, ok := v.(string); ok {
		if _, bytes := c.f.codec.(bytesCodec); bytes {
			return literal([]byte(s))
		}
		return quote(s)
	}
	return listLiteral(v)
}
func (c ofKind) packets(v any) ([]*Packet, bool) {
	if x, ok := c.f.codec.(interface {
		packets(v any) ([]*Packet, bool)
	}); ok {
		return x.packets(v)
	}
	return nil, false
}

// AdjustIn is [Field.Adjust] for what depends on other fields of the layer.
func (f Field) AdjustIn(adjust func(h *Header, n int) int) Field {
	f.adjustIn = adjust
	return f
}

// Under is the protocol of the layer below, nil if there is none.
func (h *Header) Under() *Proto {
	if h == nil {
		return nil
	}
	return h.under
}

// Words has flags whose names are single letters written as longer ones are: with
// plus signs between them.
func (f Field) Words() Field {
	if f.flags != nil {
		names := &flagNames{names: f.flags.names, long: true}
		f.flags, f.typed = names, func(n uint64) any { return Flags{n, names} }
	}
	return f
}
