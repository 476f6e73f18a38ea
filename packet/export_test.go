package packet

// FieldKind tells a test how values of a field are generated.
type FieldKind struct {
	Name     string
	Kind     string // number, flags, mac, ip4, ip6, bytes, other
	Bits     int
	Fixed    int
	Computed bool
	Def      any
	Names    *Enum
}

// Kinds are the kinds of a layer's fields.
func Kinds(l Layer) []FieldKind {
	p, _ := l.Describe()
	kinds := make([]FieldKind, len(p.fields))
	h := &Header{proto: p, vals: make([]any, len(p.fields))}
	for i := range p.fields {
		f := &p.fields[i]
		k := FieldKind{Name: f.name, Kind: "other", Bits: f.bits, Computed: f.computed(), Def: f.def}
		switch c := f.coder(h).(type) {
		case numberCodec:
			k.Kind = "number"
			if f.flags != nil {
				k.Kind = "flags"
			}
			if f.enum != nil {
				k.Names = f.enum(h)
			}
		case macCodec:
			k.Kind = "mac"
		case ip4Codec:
			k.Kind = "ip4"
		case ip6Codec:
			k.Kind = "ip6"
		case bytesCodec:
			k.Kind, k.Fixed = "bytes", c.fixed
		}
		kinds[i] = k
	}
	return kinds
}

// Present reports whether a field is there in a layer.
func (h *Header) Present(i int) bool { return h.proto.fields[i].present(h) }

// WellKnown are the names of ports where the system has none.
var WellKnown = wellKnown

// Builtin are the protocols of the package.
func Builtin() []*Proto { return builtin }

// ReadName reads a DNS name, and FollowName does so step by step.
var ReadName, FollowName = readName, followName

// Overloads is what a layer makes of unset fields of the one below it, by names.
func Overloads(upper, lower *Proto) map[string]any {
	m := map[string]any{}
	if b := upper.overloads(lower); b != nil {
		for _, s := range b.settings {
			m[lower.fields[s.field].name] = s.value
		}
	}
	return m
}
