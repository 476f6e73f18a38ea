package packet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// A Packet is a stack of layers, the outermost first. [Stack] and [Dissect] make
// one. It may be read by several goroutines at once, and changed by one only. The
// zero value is an empty packet.
type Packet struct {
	// Time is when the packet was captured, or sent; zero if neither.
	Time time.Time

	// WireLen is how many bytes the packet had on the wire, where it was captured;
	// it is more than its bytes here if the capture cut it short. Zero otherwise.
	WireLen int

	// Interface is the name of the interface on which the packet was captured.
	Interface string

	// Outgoing tells that the capturing machine itself had sent the packet.
	Outgoing bool

	// Comment is a remark, as pcapng files keep it.
	Comment string

	layers []*Header
	data   []byte // what the packet was dissected from
	err    error  // what was stacked that is no layer
}

// Stack puts layers on each other, the outermost first: Python's a/b/c. A layer is
// a struct or a pointer to one, a [Header], or a whole [*Packet]; text and bytes
// become [Raw]. All are copied. What is none of these is told by [Packet.Err], and
// by everything that needs the packet whole.
func Stack(layers ...any) *Packet {
	var p *Packet
	var room []Header
	if len(layers) <= few {
		few := &fewLayers{}
		p, room = &few.packet, few.room[:]
		p.layers = few.layers[:0]
	} else {
		p, room = &Packet{layers: make([]*Header, 0, len(layers))}, make([]Header, len(layers))
	}
	for i, l := range layers {
		p.push(l, &room[i])
	}
	p.link()
	return p
}

// few is as many layers as most packets have.
const few = 4

// fewLayers is a packet with room for few layers, in one piece.
type fewLayers struct {
	packet Packet
	layers [few]*Header
	room   [few]Header
}

// Div returns a new packet, with a layer put on this one: it reads as Python's
// slash. What it takes is as in [Stack].
func (p *Packet) Div(layer any) *Packet {
	q := p.Copy()
	q.push(layer, &Header{})
	q.link()
	return q
}

// push puts a layer on the packet; h is room for its header.
func (p *Packet) push(layer any, h *Header) {
	switch l := layer.(type) {
	case *Header:
		if l == nil || l.proto == nil {
			p.fail(notLayer(layer))
			return
		}
		*h = *l
		h.vals = append([]any(nil), l.vals...)
		p.layers = append(p.layers, h)
	case *Packet:
		if l == nil {
			p.fail(notLayer(layer))
			return
		}
		for _, h := range l.layers {
			p.layers = append(p.layers, h.clone())
		}
		if p.err == nil {
			p.err = l.err
		}
		if p.Time.IsZero() {
			p.Time = l.Time
		}
	case Layer:
		proto, vals, err := described(l)
		if err != nil {
			p.fail(err)
			return
		}
		h.proto, h.vals = proto, vals
		p.layers = append(p.layers, h)
	case string:
		h.proto, h.vals = rawProto, []any{[]byte(l)}
		p.layers = append(p.layers, h)
	case []byte:
		h.proto, h.vals = rawProto, []any{slices.Clone(l)}
		p.layers = append(p.layers, h)
	default:
		p.fail(notLayer(layer))
	}
}

func (p *Packet) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

func (h *Header) clone() *Header {
	c := *h
	c.vals = append([]any(nil), h.vals...)
	return &c
}

// link tells each layer what the one above makes of its unset fields.
func (p *Packet) link() {
	for i, h := range p.layers {
		h.over, h.under = nil, nil
		if i > 0 {
			h.under = p.layers[i-1].proto
		}
		if i+1 < len(p.layers) {
			h.over = p.layers[i+1].proto.overloads(h.proto)
		}
	}
}

// Err says what is wrong with the packet: something was stacked that is no layer,
// or a dissected layer could not be read whole. It is nil for a sound packet.
func (p *Packet) Err() error {
	if p == nil {
		return &Error{Kind: ErrNoLayer, Reason: "there is no packet"}
	}
	if p.err != nil {
		return p.err
	}
	for _, h := range p.layers {
		if h.odd != nil && h.odd.err != nil {
			return h.odd.err
		}
	}
	return nil
}

// Layers are the layers, the outermost first. Changing one changes the packet.
func (p *Packet) Layers() []*Header {
	if p == nil {
		return nil
	}
	return slices.Clone(p.layers)
}

// Data is what the packet was dissected from, nil if it was not. It must not be
// changed.
func (p *Packet) Data() []byte {
	if p == nil {
		return nil
	}
	return p.data
}

// Layer returns the first layer of a name, such as "TCP", or nil.
func (p *Packet) Layer(name string) *Header { return p.LayerN(name, 1) }

// LayerN returns the layer of a name that comes n-th, counted from 1, or nil.
func (p *Packet) LayerN(name string, n int) *Header {
	if p == nil {
		return nil
	}
	for _, h := range p.layers {
		if h.proto.name == name {
			if n--; n == 0 {
				return h
			}
		}
	}
	return nil
}

// HasLayer reports whether the packet has a layer of a name, such as "TCP".
func (p *Packet) HasLayer(name string) bool { return p.Layer(name) != nil }

// Last returns the innermost layer, nil in an empty packet: Python's lastlayer.
func (p *Packet) Last() *Header {
	if p == nil || len(p.layers) == 0 {
		return nil
	}
	return p.layers[len(p.layers)-1]
}

// From returns the packet from the first layer of a name inwards, or nil: Python's
// p[IP] as a packet. The two share these layers.
func (p *Packet) From(name string) *Packet {
	if p == nil {
		return nil
	}
	for i, h := range p.layers {
		if h.proto.name == name {
			q := *p
			q.layers, q.data = p.layers[i:len(p.layers):len(p.layers)], nil
			return &q
		}
	}
	return nil
}

// GetLayer returns the first layer of a type, or nil if the packet has none:
//
//	if tcp := packet.GetLayer[packet.TCP](p); tcp != nil { … }
//
// It is the layer itself: giving its fields values changes the packet, and setting
// one to nil has it computed anew.
func GetLayer[T any](p *Packet) *T { return GetLayerN[T](p, 1) }

// GetLayerN returns the layer of a type that comes n-th, counted from 1, or nil.
func GetLayerN[T any](p *Packet, n int) *T {
	if p == nil {
		return nil
	}
	t := reflect.TypeFor[T]()
	for _, h := range p.layers {
		if h.proto.typ == t {
			if n--; n == 0 {
				return view[T](h.vals)
			}
		}
	}
	return nil
}

// Get returns the value of a field. The field is named with its layer
// ("TCP.dport"), with its layer's number ("IP:2.src"), or alone ("sport"): then it
// is the first layer's that has it, as Python's p.sport.
func (p *Packet) Get(field string) (any, error) {
	h, i, err := p.find(field)
	if err != nil {
		return nil, err
	}
	return h.value(i), nil
}

// Uint returns the value of a numeric field, named as in [Packet.Get]. A field that
// is computed when the packet is built is an error.
func (p *Packet) Uint(field string) (uint64, error) {
	h, i, err := p.find(field)
	if err != nil {
		return 0, err
	}
	v := h.value(i)
	if v == nil {
		return 0, &Error{Kind: ErrValue, Path: field, Reason: "the field is not set; it is computed when the packet is built"}
	}
	n, err := h.proto.fields[i].numberIn(h, v)
	if err != nil {
		return 0, at(err, "", field)
	}
	return n, nil
}

// Text returns a field as [Packet.Show] writes it; named as in [Packet.Get].
func (p *Packet) Text(field string) (string, error) {
	h, i, err := p.find(field)
	if err != nil {
		return "", err
	}
	return p.text(h, i, h.value(i)), nil
}

// Set gives a field a value; named as in [Packet.Get].
func (p *Packet) Set(field string, v any) error {
	h, i, err := p.find(field)
	if err == nil {
		h.vals[i] = v
	}
	return err
}

// Del unsets a field, so that it is computed anew or has its default; named as in
// [Packet.Get].
func (p *Packet) Del(field string) error { return p.Set(field, nil) }

func (p *Packet) find(path string) (*Header, int, error) {
	if p == nil {
		return nil, 0, &Error{Kind: ErrNoLayer, Input: path, Reason: "there is no packet"}
	}
	layer, field, dotted := strings.Cut(path, ".")
	if !dotted {
		for _, h := range p.layers {
			if i, ok := h.proto.byName[path]; ok {
				return h, i, nil
			}
		}
		return nil, 0, &Error{Kind: ErrNoField, Input: path, Reason: "no layer of the packet has such a field"}
	}
	name, nth, _ := strings.Cut(layer, ":")
	n := 1
	if nth != "" {
		if _, err := fmt.Sscanf(nth, "%d", &n); err != nil || n < 1 {
			return nil, 0, &Error{Kind: ErrNoLayer, Input: path, Reason: "a layer's number counts from 1"}
		}
	}
	h := p.LayerN(name, n)
	if h == nil {
		return nil, 0, &Error{Kind: ErrNoLayer, Input: path, Reason: "the packet has no such layer"}
	}
	i, err := h.index(field)
	return h, i, err
}

// Copy returns a packet that shares nothing with this one that can be changed
// through either, nested layers apart.
func (p *Packet) Copy() *Packet {
	if p == nil {
		return &Packet{}
	}
	q := *p
	q.layers = make([]*Header, len(p.layers), len(p.layers)+1)
	n := 0
	for _, h := range p.layers {
		n += len(h.vals)
	}
	room, vals := make([]Header, len(p.layers)), make([]any, n)
	for i, h := range p.layers {
		room[i] = *h
		k := copy(vals, h.vals)
		room[i].vals, vals = vals[:k:k], vals[k:]
		q.layers[i] = &room[i]
	}
	return &q
}

// RemovePayload returns the outermost layers up to and with the first of a name,
// or nil if there is none. The layers are copied.
func (p *Packet) RemovePayload(name string) *Packet {
	if p == nil {
		return nil
	}
	for i, h := range p.layers {
		if h.proto.name == name {
			q := *p
			q.layers, q.data = p.layers[:i+1], nil
			c := q.Copy()
			c.link()
			return c
		}
	}
	return nil
}

// InsertAfter returns a new packet with a layer put between the first layer of a
// name and what lies on it. Fields that tell of the layer above, lengths and
// checksums of all layers are computed anew.
func (p *Packet) InsertAfter(name string, layer any) (*Packet, error) {
	if p == nil {
		return nil, p.Err()
	}
	for i, h := range p.layers {
		if h.proto.name != name {
			continue
		}
		q := p.Copy()
		rest := slices.Clone(q.layers[i+1:])
		q.layers = q.layers[:i+1]
		q.push(layer, &Header{})
		q.layers = append(q.layers, rest...)
		for k := range q.layers[:len(q.layers)-1] {
			for _, b := range q.layers[k+1].proto.over {
				if b.under == q.layers[k].proto {
					for _, s := range b.settings {
						if k == i || k == i+1 {
							q.layers[k].vals[s.field] = nil
						}
					}
				}
			}
		}
		q.Recompute()
		return q, q.err
	}
	return nil, &Error{Kind: ErrNoLayer, Op: "insert", Input: name, Reason: "the packet has no such layer"}
}

// Recompute unsets lengths, counts and checksums of all layers, so that they fit
// what the packet has become.
func (p *Packet) Recompute() {
	if p == nil {
		return
	}
	for _, h := range p.layers {
		for i := range h.proto.fields {
			if f := &h.proto.fields[i]; f.computed() {
				h.vals[i] = nil
			}
		}
	}
	p.link()
}

// computed tells that building the packet computes the field where it is unset.
func (f *Field) computed() bool {
	if f.of != "" {
		return true
	}
	if f.def != nil {
		return false
	}
	switch f.name {
	case "len", "rdlen", "optlen", "chksum", "cksum", "checksum", "ihl", "dataofs", "plen", "length":
		return true
	}
	return false
}
