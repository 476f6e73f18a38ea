package packet

import "strings"

// PacketListField is a list of layers, each read by what choose says of the bytes
// that are left, as long as the length says; a nil length means to the end.
func PacketListField(name string, def any, choose func(data []byte) *Proto, length func(h *Header) int) Field {
	return Field{name: name, def: def, codec: listCodec{choose: choose, length: length}}
}

// listCodec is lists of layers.
type listCodec struct {
	choose func(data []byte) *Proto
	length func(h *Header) int
	count  func(h *Header) int // how many layers; nil means as many as there are bytes for
}

func (c listCodec) read(r *reader, h *Header, f *Field) (any, error) {
	n := r.left()
	if c.length != nil {
		n = min(max(c.length(h), 0), n)
	}
	data, err := r.take(n)
	if err != nil {
		return nil, err
	}
	most := n // a layer has a byte
	if c.count != nil {
		most = c.count(h)
	}
	list, rest, err := readSome(r.d, data, c.choose, most)
	r.off -= len(rest)
	if err != nil {
		h.fail(at(err, "", h.proto.name+"."+f.name)) // what could be read stands
	}
	return list, nil
}

// readLayers reads layers one after the other; what cannot be read is Raw.
func readLayers(s *dissection, data []byte, choose func(data []byte) *Proto) ([]Layer, error) {
	list, _, err := readSome(s, data, choose, len(data))
	return list, err
}

// readSome is readLayers of at most so many layers, with the bytes that are left.
func readSome(s *dissection, data []byte, choose func(data []byte) *Proto, most int) (list []Layer, rest []byte, err error) {
	for len(data) > 0 && len(list) < most {
		proto := choose(data)
		if proto == nil {
			proto = rawProto
		}
		h := s.header(proto)
		n, err := s.parse(h, data)
		if err == nil && n == 0 {
			err = malformed(proto.name, "an item of no bytes")
		}
		if err != nil {
			return append(list, s.raw(data, err)), nil, err
		}
		h.data = data[:n:n]
		list = append(list, h)
		data = data[n:]
	}
	return list, data, nil
}

func (c listCodec) write(w *writer, _ *Header, _ *Field, v any) error {
	b := builder{p: &Packet{}, buf: w.buf}
	if w.b != nil {
		b.opts = w.b.opts
	}
	switch x := v.(type) {
	case nil:
		return nil
	case []Layer:
		err := b.nested(x)
		w.buf = b.buf
		return err
	case Layer:
		err := b.nested([]Layer{x})
		w.buf = b.buf
		return err
	case []byte:
		w.buf = append(w.buf, x...)
		return nil
	}
	return badValue(v, "a []Layer was expected")
}

func (c listCodec) text(_ *Header, _ *Field, v any) string {
	list, ok := v.([]Layer)
	if !ok {
		if l, ok := v.(Layer); ok {
			return layerText(l)
		}
		return plain(v)
	}
	var b strings.Builder
	b.WriteByte('[')
	for i, l := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(layerText(l))
	}
	return b.String() + "]"
}

// nested appends layers one after the other, each by itself.
func (b *builder) nested(list []Layer) error {
	for _, l := range list {
		if l == nil {
			return badValue(l, "a layer was expected")
		}
		p := Packet{}
		p.push(l, &Header{})
		if p.err != nil {
			return p.err
		}
		if h, ok := l.(*Header); ok && h != nil {
			p.layers[0].data = h.data
		}
		inner := builder{p: &p, opts: b.opts, buf: b.buf}
		inner.offs = inner.offsArray[:0]
		if err := inner.run(); err != nil {
			return err
		}
		b.buf = inner.buf
	}
	return nil
}

// byFirst makes of what chooses a member of a list what chooses a protocol by its first
// byte, where there is one.
func byFirst(choose func(data []byte) *Proto) func(data []byte) *Proto {
	return func(data []byte) *Proto {
		if len(data) == 0 {
			return nil
		}
		return choose(data)
	}
}

// nothingAbove is the payload of what is a member of a list: none, all that follows
// belongs to others.
func nothingAbove(*dissection, *Header, []byte) int { return 0 }
