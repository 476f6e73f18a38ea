package packet

import (
	"slices"
	"sync"
)

// maxLayers bounds how many layers a packet is taken apart into; what is left
// beyond is Raw.
const maxLayers = 200

// DissectorOptions are the options of [NewDissector].
type DissectorOptions struct {
	// Protos are protocols to know beside those of this package; where they lie
	// over is in their descriptions. See [Define].
	Protos []*Proto

	// NoCopy has packets keep the bytes they are given, which the caller must not
	// change afterwards. Otherwise they are copied.
	NoCopy bool

	// NoPadding leaves out what is beyond the length that a layer gives.
	NoPadding bool
}

// A Dissector takes bytes apart. It never changes and may be used by several
// goroutines at once.
type Dissector struct {
	first *Proto
	opts  DissectorOptions
	above map[*Proto]*guesses
	err   error

	instead map[*Proto][]*Proto // who may take a protocol's place; nil for nobody
}

// NewDissector makes a Dissector of packets whose outermost layer is of the given
// one's protocol, such as Ether{}.
func NewDissector(first Layer, opts *DissectorOptions) *Dissector {
	d := &Dissector{above: builtinGuesses}
	if opts != nil {
		d.opts = *opts
		d.opts.Protos = slices.Clone(opts.Protos)
	}
	switch f := first.(type) {
	case nil:
		d.err = &Error{Kind: ErrNoLayer, Op: "dissect", Reason: "no layer was given to begin with"}
		return d
	case *Header:
		d.first = f.Proto()
		d.err = d.first.Err()
	default:
		d.first, _, d.err = described(first)
	}
	if len(d.opts.Protos) > 0 {
		d.above = make(map[*Proto]*guesses, len(builtinGuesses)+len(d.opts.Protos))
		for under, g := range builtinGuesses {
			d.above[under] = g
		}
		for _, p := range d.opts.Protos {
			if err := p.Err(); err != nil && d.err == nil {
				d.err = err
				continue
			}
			if p.instead != nil {
				if d.instead == nil {
					d.instead = map[*Proto][]*Proto{}
				}
				d.instead[p.instead] = append(d.instead[p.instead], p)
			}
			for _, b := range p.over {
				if !b.noDissect {
					d.above[b.under] = d.above[b.under].with(b.settings, p)
				}
			}
		}
	}
	return d
}

// Dissect takes bytes apart, beginning with a layer of the given protocol: Python's
// Ether(data) is packet.Dissect(packet.Ether{}, data). It always returns a packet.
// What cannot be read is [Raw], and [Packet.Err] says why; the error returned tells
// only of the outermost layer.
func Dissect(first Layer, data []byte) (*Packet, error) {
	d := Dissector{above: builtinGuesses}
	switch first.(type) {
	case Ether:
		d.first = etherProto
	case IP:
		d.first = ipProto
	default:
		return NewDissector(first, nil).Dissect(data)
	}
	return d.Dissect(data)
}

// chunk is what a packet of ordinary size needs, in one piece.
type chunk struct {
	p       Packet
	layers  [4]*Header
	headers [4]Header
	vals    [28]any
	boxes   boxes
}

// A dissection is the work on one packet.
type dissection struct {
	d       *Dissector
	p       *Packet
	headers []Header // not yet used
	vals    []any    // not yet used
	again   bool     // only one layer is read, to compare
	depth   int      // how deep in packets inside of fields
	boxes   *boxes
	dns     *dnsChunk
	nameAt  int    // where in the message the last name with no pointer was
	name    any    // that name
	message []byte // the DNS message that names point into
	trailer int    // bytes at the end of the layer that is being read that are its own
	unread  error  // that a record of the DNS message has bytes which belong to no field
}

func (s *dissection) header(proto *Proto) *Header {
	if proto == dnsProto && s.dns == nil && s.boxes != nil && len(s.headers) > 0 {
		s.dns = &dnsChunk{}
		h := &s.headers[0]
		h.proto, h.vals = proto, s.dns.vals[:len(proto.fields):len(proto.fields)]
		s.headers, s.vals = s.dns.headers[:], s.dns.vals[len(proto.fields):]
		return h
	}
	if len(s.headers) == 0 {
		s.headers = make([]Header, 4)
	}
	h := &s.headers[0]
	s.headers = s.headers[1:]
	n := len(proto.fields)
	if len(s.vals) < n {
		s.vals = make([]any, max(n+9, 24))
	}
	h.proto, h.vals = proto, s.vals[:n:n]
	s.vals = s.vals[n:]
	return h
}

// Dissect takes bytes apart; see the function [Dissect].
func (d *Dissector) Dissect(data []byte) (*Packet, error) {
	if d == nil {
		return &Packet{}, &Error{Kind: ErrNoLayer, Op: "dissect", Reason: "there is no dissector"}
	}
	if d.err != nil {
		return &Packet{err: d.err}, d.err
	}
	if !d.opts.NoCopy && data != nil {
		c := make([]byte, len(data)) // faster than slices.Clone, which grows
		copy(c, data)
		data = c
	}
	return d.dissect(data, 0)
}

// DissectLayer takes only the outermost layer off the bytes: a [Header] by itself, in
// a small part of the memory of a packet. It is for lists of many small layers, such
// as records and options in a field of one's own. How many bytes the layer has is the
// length of its Data. What cannot be read is [Raw], and the error says why.
func (d *Dissector) DissectLayer(data []byte) (*Header, error) {
	if d == nil {
		return &Header{}, &Error{Kind: ErrNoLayer, Op: "dissect", Reason: "there is no dissector"}
	}
	if d.err != nil {
		return &Header{}, d.err
	}
	if d.first == nil {
		return &Header{}, &Error{Kind: ErrNoLayer, Op: "dissect", Reason: "no layer was given to begin with"}
	}
	if !d.opts.NoCopy {
		data = slices.Clone(data)
	}
	proto := d.first
	if proto.pick != nil {
		if q := proto.pick(data); q != nil {
			proto = q
		}
	}
	if d.instead != nil {
		proto = d.replaced(proto, data)
	}
	s := dissections.Get().(*dissection)
	*s = dissection{d: d}
	h := &Header{proto: proto, vals: make([]any, len(proto.fields))}
	n, err := s.parse(h, data)
	switch {
	case err != nil:
		err = at(err, "dissect", proto.name)
		h = &Header{proto: rawProto, vals: []any{data}, data: data}
		h.fail(err)
	case s.trailer == 0:
		h.data = data[:n:n]
	}
	*s = dissection{}
	dissections.Put(s)
	return h, err
}

// maxNesting bounds how deep packets may lie in fields of packets.
const maxNesting = 16

// inner takes a packet inside a field apart. The bytes are not copied: they are
// part of what was already.
func (s *dissection) inner(proto *Proto, data []byte) (*Packet, error) {
	if s.depth >= maxNesting {
		return nil, malformed(proto.name, "packets lie in packets more than 16 deep")
	}
	d := &Dissector{first: proto, above: builtinGuesses}
	if s.d != nil {
		d.above, d.opts, d.instead = s.d.above, s.d.opts, s.d.instead
	}
	return d.dissect(data, s.depth+1)
}

// dissect is Dissect of bytes that stay as they are.
func (d *Dissector) dissect(data []byte, depth int) (*Packet, error) {
	c := &chunk{}
	p := &c.p
	p.data = data
	p.layers = c.layers[:0]
	s := dissections.Get().(*dissection)
	*s = dissection{d: d, p: p, depth: depth, headers: c.headers[:], vals: c.vals[:], boxes: &c.boxes}
	err := s.run(d.first, data)
	*s = dissection{}
	dissections.Put(s)
	return p, err
}

// dissections keeps the working memory of dissections that are done.
var dissections = sync.Pool{New: func() any { return &dissection{} }}

// run takes all layers off data.
func (s *dissection) run(proto *Proto, data []byte) error {
	p := s.p
	var outer error
	var paddings [8]*Header
	padded := 0
	for proto != nil {
		if len(p.layers) >= maxLayers {
			h := s.raw(data, malformed("", "more than 200 layers"))
			p.layers = append(p.layers, h)
			break
		}
		if proto.pick != nil {
			if q := proto.pick(data); q != nil {
				proto = q
			}
		}
		if s.d.instead != nil {
			proto = s.d.replaced(proto, data)
		}
		h := s.header(proto)
		if n := len(p.layers); n > 0 {
			h.under = p.layers[n-1].proto
		}
		p.layers = append(p.layers, h)
		n, err := s.parse(h, data)
		if err != nil {
			err = at(err, "dissect", proto.name)
			p.layers[len(p.layers)-1] = s.raw(data, err)
			if len(p.layers) == 1 {
				outer = err
			}
			break
		}
		h.data = data[:n:n]
		rest := data[n:]
		if s.trailer > 0 {
			// The header's bytes are not in one piece: it is built from its fields.
			rest = rest[:max(len(rest)-s.trailer, 0)]
			h.data, s.trailer = nil, 0
		}
		if proto.payload != nil {
			k := proto.payload(s, h, rest)
			if k < len(rest) && !s.d.opts.NoPadding {
				pad := s.header(paddingProto)
				pad.data = rest[k:len(rest):len(rest)]
				pad.vals[0] = pad.data
				pad.odd = &oddity{cut: len(p.layers) - 1}
				if padded < len(paddings) {
					paddings[padded] = pad
					padded++
				}
			}
			rest = rest[:k:k]
		}
		if len(rest) == 0 {
			break
		}
		proto = s.next(h, rest)
		data = rest
	}
	for padded > 0 {
		padded--
		p.layers = append(p.layers, paddings[padded])
	}
	return outer
}

// parse reads one header, by its own function or by its table.
func (s *dissection) parse(h *Header, data []byte) (int, error) {
	if h.proto.parse != nil {
		return h.proto.parse(s, h, data)
	}
	return s.table(h, data)
}

// table reads a header by its description. Where the bytes end between two fields
// the rest of them stay unset, as in the quoted packets of ICMP errors.
func (s *dissection) table(h *Header, data []byte) (int, error) {
	r := reader{d: s, data: data}
	for i := range h.proto.fields {
		f := &h.proto.fields[i]
		if r.off == len(data) && !f.atEnd {
			if !h.proto.atEnd {
				break
			}
			continue
		}
		if !f.present(h) {
			continue
		}
		if f.align > 1 || f.reversed > 1 {
			if r.begin(f); r.left() == 0 && !f.atEnd {
				continue
			}
		}
		v, err := f.coder(h).read(&r, h, f)
		if err != nil {
			return 0, at(err, "", h.proto.name+"."+f.name)
		}
		h.vals[i] = v
	}
	if r.bit != 0 {
		r.off++
	}
	if r.trailer > 0 {
		s.trailer = r.trailer
	}
	return r.off, nil
}

// replaced is the protocol that takes the place of another, by the bytes; the other
// if none does.
func (d *Dissector) replaced(p *Proto, data []byte) *Proto {
	for _, other := range d.instead[p] {
		if q := other.pick(data); q != nil {
			return q
		}
	}
	return p
}

func (s *dissection) raw(data []byte, err error) *Header {
	h := s.header(rawProto)
	h.vals[0], h.data = s.bytesOf(data), data
	if err != nil {
		h.fail(err)
	}
	return h
}

// next chooses the layer above h.
func (s *dissection) next(h *Header, payload []byte) *Proto {
	under := h.proto
	if under.like != nil {
		under = under.like
	}
	if under.next != nil {
		if p, ok := under.next(s, h, payload); ok {
			if p == nil {
				return rawProto
			}
			return p
		}
	}
	if g := s.d.above[under]; g != nil {
		if p := g.choose(h); p != nil {
			return p
		}
	}
	if h.proto.family != nil {
		if p := h.proto.family.choose(h); p != nil {
			return p
		}
	}
	if h.proto.otherwise != nil {
		if p := h.proto.otherwise(h); p != nil {
			return p
		}
	}
	return rawProto
}

// builtinGuesses are the bindings of this package, made once from the
// descriptions.
var builtinGuesses = map[*Proto]*guesses{}

// guesses chooses the layer above one, by the values of its fields.
type guesses struct {
	list   []guess
	tables []*fieldTable // of the guesses that look at a single number
	rest   []int         // the other guesses
}

type guess struct {
	settings []setting
	above    *Proto
}

// A fieldTable finds the first guess for a number: the numbers lie sorted by their
// last byte, most of which have one number or none.
type fieldTable struct {
	field int
	from  [257]uint32 // where the numbers with a last byte begin
	known []knownNumber
}

type knownNumber struct {
	number uint64
	guess  int
}

func (t *fieldTable) find(n uint64) (guess int, ok bool) {
	for _, k := range t.known[t.from[byte(n)]:t.from[int(byte(n))+1]] {
		if k.number == n {
			return k.guess, true
		}
	}
	return 0, false
}

// add puts a number in, unless there is an earlier guess for it.
func (t *fieldTable) add(n uint64, guess int) {
	if _, ok := t.find(n); ok {
		return
	}
	t.known = slices.Insert(t.known, int(t.from[int(byte(n))+1]), knownNumber{n, guess})
	for i := int(byte(n)) + 1; i < len(t.from); i++ {
		t.from[i]++
	}
}

// with returns the guesses with one more, which comes last.
func (g *guesses) with(settings []setting, above *Proto) *guesses {
	if g == nil {
		g = &guesses{}
	}
	last := len(g.list)
	n := &guesses{list: append(slices.Clip(g.list), guess{settings, above}), tables: slices.Clone(g.tables), rest: slices.Clip(g.rest)}
	v, ok := uint64(0), false
	if len(settings) == 1 {
		v, ok = Uint(settings[0].value)
	}
	if !ok {
		n.rest = append(n.rest, last)
		return n
	}
	for i, t := range n.tables {
		if t.field == settings[0].field {
			c := &fieldTable{field: t.field, from: t.from, known: slices.Clone(t.known)}
			c.add(v, last)
			n.tables[i] = c
			return n
		}
	}
	t := &fieldTable{field: settings[0].field}
	t.add(v, last)
	n.tables = append(n.tables, t)
	return n
}

func (g *guesses) choose(h *Header) *Proto {
	best := len(g.list)
	for _, t := range g.tables {
		if n, ok := Uint(h.vals[t.field]); ok {
			if i, ok := t.find(n); ok && i < best {
				best = i
			}
		}
	}
	for _, i := range g.rest {
		if i >= best {
			break
		}
		if g.list[i].matches(h) {
			best = i
		}
	}
	if best == len(g.list) {
		return nil
	}
	return g.list[best].above
}

func (g *guess) matches(h *Header) bool {
	for _, s := range g.settings {
		f := &h.proto.fields[s.field]
		v := h.value(s.field)
		if v == nil {
			return false
		}
		if _, ok := f.codec.(numberCodec); ok {
			a, err := f.numberIn(h, v)
			b, err2 := f.numberIn(h, s.value)
			if err != nil || err2 != nil || a != b {
				return false
			}
			continue
		}
		if f.coder(h).text(h, f, v) != f.coder(h).text(h, f, s.value) {
			return false
		}
	}
	return true
}
