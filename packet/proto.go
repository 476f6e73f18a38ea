package packet

import (
	"fmt"
	"reflect"
	"strings"
)

// A Proto is the description of a protocol: its names, the table of its fields,
// and what it lies over. [Define] makes one; it never changes.
type Proto struct {
	name   string // the class, "Ether"
	title  string // as show heads it, "Ethernet"
	typ    reflect.Type
	fields []Field
	byName map[string]int
	over   []binding
	err    error
	family *Family
	atEnd  bool // a field is read even at the end of the bytes

	instead *Proto // the protocol in whose place it may be found
	like    *Proto // the protocol whose payload it has, as quoted ones have; its fields are the same

	hooks
}

// hooks are what a protocol does beyond its table.
type hooks struct {
	// encode appends the header to b.buf, instead of the table. Fields that need
	// the payload are left zero, for finish.
	encode func(b *builder, h *Header) error

	// finish fills in what needs the header whole and its payload: lengths and
	// checksums. It is called from the innermost layer outwards.
	finish func(b *builder, i int) error

	// parse reads the header from data instead of the table, and returns how many
	// bytes it took. It sets h.vals, which are all nil.
	parse func(d *dissection, h *Header, data []byte) (int, error)

	// payload returns how many of the bytes after the header are payload; the rest
	// is padding, or what follows in a list. Without it, all are.
	payload func(d *dissection, h *Header, rest []byte) int

	// next chooses the layer above; nil leaves it to the bindings, and a nil result
	// means Raw. ok tells that the choice was made.
	next func(d *dissection, h *Header, payload []byte) (p *Proto, ok bool)

	// otherwise chooses the layer above where no binding does.
	otherwise func(h *Header) *Proto

	// pick replaces the protocol before anything is read, by its first bytes, such
	// as Ether and Dot3.
	pick func(data []byte) *Proto

	// answers reports whether the layer i of p answers the layer j of q.
	answers func(a *answering, p *Packet, i int, q *Packet, j int) bool

	// hashret appends what is the same in a packet and its answer.
	hashret func(a *answering, dst []byte, p *Packet, i int) []byte

	// extension marks headers between IPv6 and what it carries.
	extension bool

	// quoting marks ICMPv6 errors, which quote a packet.
	quoting bool

	// flat has show not indent what lies above.
	flat bool

	// summary is the layer's part of Packet.Summary. It speaks for the layers below
	// as well, those named apart.
	summary func(p *Packet, i int) (text string, needed []*Proto)
}

// A Desc is what [Define] makes a [Proto] of.
type Desc struct {
	// Name is the name of the class, such as "Ether".
	Name string

	// Title is what [Packet.Show] writes at the head of the layer, such as
	// "Ethernet". Empty means Name.
	Title string

	// Fields are the fields in the order of the struct and of the wire.
	Fields []Field

	// Over says which layers this one lies over, and by which values of theirs:
	// UDP{DPort: 7777}. Building sets what is unset there; a [Dissector] that knows
	// this protocol finds it by them. It is bind_layers.
	Over []Binding

	// Payload returns how many of the bytes after the header belong to the payload,
	// where the header says so; the rest is padding. Nil means all.
	Payload func(h *Header, rest []byte) int

	// Next chooses the layer above by the header and the payload, before bindings
	// are looked at; nil leaves it to them. It is guess_payload_class.
	Next func(h *Header, payload []byte) *Proto

	// NextIn is Next with the packet at hand, of which this is layer i and the last
	// one so far.
	NextIn func(p *Packet, i int, payload []byte) *Proto

	// Finish may change header and payload once both are built, to fill in a
	// checksum say. It returns both; it must not keep them. It is post_build.
	Finish func(h *Header, header, payload []byte) (newHeader, newPayload []byte, err error)

	// Answers reports whether the layer p answers the layer q of the same protocol,
	// as far as this layer is concerned. Nil asks the layers above.
	Answers func(p, q *Header) bool

	// Summary is the layer's words in [Packet.Summary]; nil means its Name.
	Summary func(h *Header) string

	// Family is the protocols that are found above this one without being asked for.
	Family *Family

	// Pick replaces the protocol before anything is read, by its first bytes; nil
	// keeps it. It is dispatch_hook.
	Pick func(data []byte) *Proto

	// Instead is a layer in whose place this one may be found: a [Dissector] that
	// knows this protocol asks Pick, where it is about to read the other. Kinds of a
	// protocol that few need, such as NTP's control messages, are found so.
	Instead Layer

	// AnswersIn is Answers where it looks at other protocols, or goes on above: above
	// compares the layers that lie on the two.
	AnswersIn func(p, q *Header, above func() bool) bool

	// Hashret returns what is the same in a packet and its answer; above is that of
	// the layers that lie on it.
	Hashret func(h *Header, above func() []byte) []byte

	// SummaryIn is Summary with the packet at hand, of which this is layer i. Of the
	// layers below it, those of the protocols that it returns say something as well.
	SummaryIn func(p *Packet, i int) (string, []Layer)

	// PseudoSum is a checksum to compute.
	PseudoSum *PseudoSum

	// Flat has [Packet.Show] not indent what lies above. It is show_indent = 0.
	Flat bool

	// Read takes the header off data instead of the table, sets the fields of h, and
	// returns how many bytes it took; an error leaves the bytes to [Raw]. It is
	// do_dissect.
	Read func(h *Header, data []byte) (n int, err error)

	// Write appends the header instead of the table. It is self_build.
	Write func(dst []byte, h *Header) ([]byte, error)
}

// A Binding ties a protocol to one below it. Where several fit, the protocols of this
// package come first, in the order in which scapy has them: what comes from UDP's
// port 53, the default, is DNS whatever port it goes to.
type Binding struct {
	// Under is the layer below, with the fields set that tell of the one above.
	Under Layer

	// NoBuild and NoDissect leave out one direction.
	NoBuild, NoDissect bool
}

type setting struct {
	field int
	value any
}

type binding struct {
	under     *Proto
	settings  []setting
	noBuild   bool
	noDissect bool
}

// Define describes the protocol of a struct of one's own, whose fields are all of
// type any and named as in the description, in its order (case and underscores
// apart):
//
//	type Foo struct{ Len, Value any }
//
//	var foo = packet.Define[Foo](packet.Desc{
//		Name: "Foo",
//		Fields: []packet.Field{
//			packet.FieldLenField("len", "value", 1),
//			packet.StrLenField("value", nil, packet.LengthIn("len")),
//		},
//		Over: []packet.Binding{{Under: packet.UDP{DPort: 7777}}},
//	})
//
//	func (f Foo) Describe() (*packet.Proto, []any) { return foo, packet.ValuesOf(f) }
//
// It is Python's class with fields_desc. A faulty description is told by
// [Proto.Err] and by everything that uses it.
func Define[T any](d Desc) *Proto {
	return describe[T](d.Name, d.Title, d.Fields...).complete(&d)
}

// DefineFields is [Define] for a layer that has no struct, since its fields are only
// known when the program runs, such as a record by a template that was received.
// [NewLayer] and a [Dissector] make such layers, and [Header.Get] and its like read them.
func DefineFields(d Desc) *Proto {
	p := &Proto{name: d.Name, title: d.Title, fields: append([]Field(nil), d.Fields...)}
	return p.check(nil).complete(&d)
}

// complete takes over what a description says beyond its table.
func (p *Proto) complete(d *Desc) *Proto {
	if p.err == nil {
		p.err = p.bind(d.Over...)
	}
	if f := d.Payload; f != nil {
		p.hooks.payload = func(_ *dissection, h *Header, rest []byte) int { return min(max(f(h, rest), 0), len(rest)) }
	}
	if f := d.Next; f != nil {
		p.hooks.next = func(_ *dissection, h *Header, payload []byte) (*Proto, bool) {
			next := f(h, payload)
			return next, next != nil
		}
	}
	if f := d.Finish; f != nil {
		p.hooks.finish = func(b *builder, i int) error {
			header, payload, err := f(b.p.layers[i], b.header(i), b.payload(i))
			if err == nil {
				b.replace(i, header, payload)
			}
			return err
		}
	}
	if f := d.Answers; f != nil {
		p.hooks.answers = func(_ *answering, pk *Packet, i int, q *Packet, j int) bool {
			return q.layers[j].proto == p && f(pk.layers[i], q.layers[j])
		}
	}
	if f := d.Summary; f != nil {
		p.hooks.summary = func(pk *Packet, i int) (string, []*Proto) { return f(pk.layers[i]), nil }
	}
	p.extend(d)
	return p
}

// builtin are the protocols of this package.
var builtin []*Proto

// define is Define for protocols of this package. What they lie over is in
// bindings.go, since they know each other.
func define[T any](name, title string, fields ...Field) *Proto {
	p := describe[T](name, title, fields...)
	builtin = append(builtin, p)
	return p
}

// describe checks a description.
func describe[T any](name, title string, fields ...Field) *Proto {
	p := &Proto{name: name, title: title, typ: reflect.TypeFor[T](), fields: fields}
	return p.check(p.typ)
}

// check indexes the fields, and compares them with those of the struct, if there is
// one.
func (p *Proto) check(typ reflect.Type) *Proto {
	name, fields := p.name, p.fields
	if p.title == "" {
		p.title = name
	}
	p.byName = make(map[string]int, len(fields))
	fault := func(format string, args ...any) *Proto {
		p.err = &Error{Kind: ErrDescription, Path: name, Reason: fmt.Sprintf(format, args...)}
		return p
	}
	if name == "" {
		return fault("it has no name")
	}
	if typ != nil && !allAny(typ) {
		return fault("%v is no struct whose fields are all of type any", typ)
	}
	if typ != nil && typ.NumField() != len(fields) {
		return fault("%v has %d fields, and %d are described", typ, typ.NumField(), len(fields))
	}
	for i := range fields {
		if fields[i].codec == nil {
			return fault("field %d was not made by a function of this package", i+1)
		}
		if typ != nil {
			want := strings.ReplaceAll(fields[i].name, "_", "")
			if got := typ.Field(i).Name; !strings.EqualFold(got, want) {
				return fault("field %d is %s in the struct, and %q in the description", i+1, got, fields[i].name)
			}
		}
		if _, dup := p.byName[fields[i].name]; dup {
			return fault("two fields are named %q", fields[i].name)
		}
		p.byName[fields[i].name] = i
		p.atEnd = p.atEnd || fields[i].atEnd
	}
	for i := range fields {
		if err := fields[i].resolve(p, i); err != nil {
			return fault("field %q: %v", fields[i].name, err)
		}
	}
	return p
}

func (p *Proto) bind(list ...Binding) error {
	for _, b := range list {
		if b.Under == nil {
			return &Error{Kind: ErrDescription, Path: p.name, Reason: "a binding names no layer below"}
		}
		under, vals, err := described(b.Under)
		if err != nil {
			return err
		}
		c := binding{under: under, noBuild: b.NoBuild, noDissect: b.NoDissect}
		for i, v := range vals {
			if v != nil {
				c.settings = append(c.settings, setting{i, v})
			}
		}
		p.over = append(p.over, c)
	}
	return nil
}

// overloads is what this layer makes of unset fields of the one below it.
func (p *Proto) overloads(under *Proto) *binding {
	for i := len(p.over) - 1; i >= 0; i-- {
		if p.over[i].under == under && !p.over[i].noBuild {
			return &p.over[i]
		}
	}
	return nil
}

// Name is the name of the class, such as "Ether".
func (p *Proto) Name() string {
	if p == nil {
		return ""
	}
	return p.name
}

// Title is the name as [Packet.Show] writes it, such as "Ethernet".
func (p *Proto) Title() string {
	if p == nil {
		return ""
	}
	return p.title
}

// Err says what is wrong with a description, nil if nothing is.
func (p *Proto) Err() error {
	if p == nil {
		return &Error{Kind: ErrDescription, Reason: "there is no description"}
	}
	return p.err
}

// Fields are the names of the fields in their order.
func (p *Proto) Fields() []string {
	if p == nil {
		return nil
	}
	names := make([]string, len(p.fields))
	for i := range p.fields {
		names[i] = p.fields[i].name
	}
	return names
}
