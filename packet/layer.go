package packet

import (
	"fmt"
	"reflect"
	"unsafe"
)

// A Layer is one header of a packet: [IP], [TCP], a [Header] of another packet,
// or a struct of one's own (see [Define]).
//
// Layers are structs whose fields are all of type any, named as in Python. A
// field that is nil is not set: when the packet is built it is computed, or has
// its default. Any other value wins, zero included. A field takes
//
//   - integers of any type; a name where the field knows names (a port, a
//     protocol, a type), and letters or words for flags ("SA", "DF+MF");
//   - text for addresses, or netip.Addr, net.IP, net.HardwareAddr, [MAC];
//   - string or []byte where the field is bytes;
//   - a set of values: [Values], [Range], a netip.Prefix or the text of a
//     network; the packet then stands for a set of packets, see [Packet.All];
//   - a [Volatile], which is another value each time;
//   - nested layers ([]Layer) and options ([]Option) where the field has them.
//
// Anything else is refused when the packet is built.
//
// Fields of a dissected packet are int for numbers (uint64 where an int cannot
// hold one), a type of flags such as [TCPFlags], netip.Addr, [MAC], string for
// names, []byte for other bytes, and []Layer and []Option. [Uint], [Addr] and
// their like read a field whatever it was given as.
type Layer interface {
	// Describe returns the description of the protocol and a copy of the fields'
	// values in its order. A layer of one's own returns what [Define] gave, and
	// [ValuesOf] itself.
	Describe() (*Proto, []any)
}

// A Header is one layer inside a [Packet]. It is a Layer itself, so that it can
// be stacked again; its fields are reached by name, or as a struct by [GetLayer].
type Header struct {
	proto *Proto
	vals  []any
	over  *binding // what the layer above makes of unset fields
	under *Proto   // the layer below
	data  []byte   // what it was dissected from, nil if it was built
	odd   *oddity
}

// An oddity is what few layers have.
type oddity struct {
	cut int   // for padding: the index of the layer whose length left it over
	err error // why the layer could not be read whole
}

// fail notes why the layer could not be read whole; the first reason stands.
func (h *Header) fail(err error) {
	if h.odd == nil {
		h.odd = &oddity{}
	}
	if h.odd.err == nil {
		h.odd.err = err
	}
}

// cut is for padding the index of the layer whose length left it over.
func (h *Header) cut() int {
	if h.odd == nil {
		return 0
	}
	return h.odd.cut
}

// NewLayer makes a layer of a protocol with the given fields set. Fields that it
// does not have are an error ([ErrNoField]).
func NewLayer(proto *Proto, fields map[string]any) (*Header, error) {
	if err := proto.Err(); err != nil {
		return nil, err
	}
	h := &Header{proto: proto, vals: make([]any, len(proto.fields))}
	for name, v := range fields {
		if err := h.Set(name, v); err != nil {
			return nil, err
		}
	}
	return h, nil
}

// Describe returns the description of the layer and a copy of its values.
func (h *Header) Describe() (*Proto, []any) {
	if h == nil {
		return nil, nil
	}
	return h.proto, append([]any(nil), h.vals...)
}

// described is the description of a layer and its values. What is no layer (a nil
// pointer, a Header without a description, values that are not those of the
// description) is an error.
func described(l Layer) (*Proto, []any, error) {
	if r := reflect.ValueOf(l); !r.IsValid() || r.Kind() == reflect.Pointer && r.IsNil() {
		return nil, nil, notLayer(l)
	}
	p, vals := l.Describe()
	if err := p.Err(); err != nil {
		return nil, nil, err
	}
	if len(vals) != len(p.fields) {
		return nil, nil, notLayer(l)
	}
	return p, vals, nil
}

// protoOf is the description of a layer, nil of what is none.
func protoOf(l Layer) *Proto {
	p, _, _ := described(l)
	return p
}

func notLayer(v any) error {
	return &Error{Kind: ErrValue, Op: "stack", Input: fmt.Sprintf("%T", v), Reason: "a layer, a packet, text or bytes were expected"}
}

// Name is the name of the protocol's class, such as "Ether".
func (h *Header) Name() string {
	if h == nil || h.proto == nil {
		return ""
	}
	return h.proto.name
}

// Proto is the description of the layer.
func (h *Header) Proto() *Proto {
	if h == nil {
		return nil
	}
	return h.proto
}

// Err says why a dissected layer could not be read whole; nil if it could.
func (h *Header) Err() error {
	if h == nil || h.odd == nil {
		return nil
	}
	return h.odd.err
}

// Data is what the layer was dissected from, without its payload; nil for a layer
// that was built. The bytes must not be changed.
func (h *Header) Data() []byte {
	if h == nil {
		return nil
	}
	return h.data
}

// Get returns the value of a field: what it was set to, else what the layer above
// makes of it, else its default; nil if it will be computed.
func (h *Header) Get(field string) (any, error) {
	i, err := h.index(field)
	if err != nil {
		return nil, err
	}
	return h.value(i), nil
}

// Set gives a field a value; nil unsets it.
func (h *Header) Set(field string, v any) error {
	i, err := h.index(field)
	if err == nil {
		h.vals[i] = v
	}
	return err
}

// Del unsets a field, so that it is computed anew or has its default.
func (h *Header) Del(field string) error { return h.Set(field, nil) }

// IsSet reports whether a field was given a value, by the caller or by dissection.
func (h *Header) IsSet(field string) bool {
	i, err := h.index(field)
	return err == nil && h.vals[i] != nil
}

func (h *Header) index(field string) (int, error) {
	if h == nil || h.proto == nil {
		return 0, &Error{Kind: ErrNoLayer, Reason: "there is no layer"}
	}
	if i, ok := h.proto.byName[field]; ok && i < len(h.vals) {
		return i, nil
	}
	return 0, &Error{Kind: ErrNoField, Path: h.proto.name, Input: field, Reason: "the layer has no such field"}
}

// value is the value that a field counts as: set, overloaded, or default.
func (h *Header) value(i int) any {
	if v := h.vals[i]; v != nil {
		return v
	}
	if h.over != nil {
		for k := range h.over.settings {
			if h.over.settings[k].field == i {
				return h.over.settings[k].value
			}
		}
	}
	if f := &h.proto.fields[i]; f.defIn != nil {
		return f.defIn(h)
	}
	return h.proto.fields[i].def
}

// given is what a field was set to, or a default of its own that is a list or a layer:
// scapy counts that as set.
func (h *Header) given(i int) any {
	if v := h.vals[i]; v != nil {
		return v
	}
	switch d := h.proto.fields[i].def.(type) {
	case []Layer:
		if len(d) > 0 {
			return d
		}
	case []any:
		if len(d) > 0 {
			return d
		}
	case Layer:
		return d
	}
	return nil
}

// num is value as a number, 0 if it is none.
func (h *Header) num(i int) uint64 {
	if n, ok := h.vals[i].(int); ok && n >= 0 {
		return uint64(n)
	}
	n, _ := h.proto.fields[i].number(h.value(i))
	return n
}

// ValuesOf returns a copy of the fields of a layer, for its Describe method. The
// struct must have fields of type any only; of another one it returns nil, and
// [Define] has refused it already.
func ValuesOf[T any](layer T) []any {
	n := int(unsafe.Sizeof(layer) / unsafe.Sizeof(any(nil)))
	if n == 0 || unsafe.Sizeof(layer)%unsafe.Sizeof(any(nil)) != 0 || !allAny(reflect.TypeFor[T]()) {
		return nil // a layer of no fields has no values either
	}
	return valuesOf(&layer)
}

// valuesOf sees a struct of n fields of type any as []any: the two have the same
// layout. What it returns shares the struct's memory.
func valuesOf[T any](layer *T) []any {
	return unsafe.Slice((*any)(unsafe.Pointer(layer)), unsafe.Sizeof(*layer)/unsafe.Sizeof(any(nil)))
}

// view is the reverse of valuesOf. The caller has made sure that the values are
// those of a T, by the description's type.
func view[T any](vals []any) *T {
	if len(vals) == 0 {
		return new(T) // a layer of no fields
	}
	return (*T)(unsafe.Pointer(unsafe.SliceData(vals)))
}

// allAny reports whether a type is a struct that view and valuesOf may be used on.
func allAny(t reflect.Type) bool {
	if t.Kind() != reflect.Struct {
		return false
	}
	for i := range t.NumField() {
		if t.Field(i).Type != reflect.TypeFor[any]() {
			return false
		}
	}
	return true
}
