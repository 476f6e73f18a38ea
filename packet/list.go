package packet

import (
	"fmt"
	"slices"
	"strings"
)

// Protos are the protocols of this package, in the order of their names: Python's
// ls().
func Protos() []*Proto {
	list := slices.Clone(builtin)
	slices.SortFunc(list, func(a, b *Proto) int { return strings.Compare(a.name, b.name) })
	return list
}

// Find returns the protocol of a name, such as "TCP".
func Find(name string) (*Proto, error) {
	for _, p := range builtin {
		if p.name == name {
			return p, nil
		}
	}
	return nil, &Error{Kind: ErrNotFound, Op: "find", Input: name, Reason: "no protocol has the name"}
}

// Ls returns the fields of a layer's protocol, a line each: the name, the kind, the
// default, and whether it depends on others.
func Ls(l Layer) string {
	p, vals, err := described(l)
	if err != nil {
		return ""
	}
	var b strings.Builder
	h := Header{proto: p, vals: vals}
	some := slices.ContainsFunc(vals, func(v any) bool { return v != nil })
	for i := range p.fields {
		f := &p.fields[i]
		if f.standIn {
			continue
		}
		kind := f.kind(&h)
		if f.when != nil {
			kind += " (Cond)"
		}
		fmt.Fprintf(&b, "%-10s : %-35s = ", f.name, kind)
		if some {
			v := h.value(i)
			if !f.present(&h) {
				v = nil
			}
			fmt.Fprintf(&b, "%-15s ", h.listed(f, v))
		}
		fmt.Fprintf(&b, "(%s)\n", quote(h.listed(f, f.def)))
	}
	return b.String()
}

// listed is a value as Python's repr writes it.
func (h *Header) listed(f *Field, v any) string {
	if n, err := f.number(v); f.flags != nil && v != nil && err == nil {
		return fmt.Sprintf("<Flag %d (%s)>", n, f.flags.text(n))
	}
	switch x := v.(type) {
	case []Layer:
		return listLiteral(x)
	case Layer:
		return layerText(x)
	}
	return h.expression(f, v)
}

// kind is the name of scapy's class for a field like this.
func (f *Field) kind(h *Header) string {
	switch c := f.coder(h).(type) {
	case numberCodec, wideCodec:
		return f.numberKind()
	case macCodec:
		return "MACField"
	case ip4Codec:
		return "IPField"
	case ip6Codec:
		return "IP6Field"
	case bytesCodec:
		prefix := ""
		if c.hex || f.hex {
			prefix = "X"
		}
		switch {
		case c.fixed > 0:
			return prefix + "StrFixedLenField"
		case c.null:
			return prefix + "StrNullField"
		case c.length != nil:
			return prefix + "StrLenField"
		}
		return prefix + "StrField"
	case ofKind:
		return "MultipleTypeField"
	case padCodec:
		return "PadField"
	case listCodec, layersCodec:
		return "PacketListField"
	case layerCodec:
		if c.length == nil {
			return "PacketField"
		}
		return "PacketLenField"
	case itemsCodec:
		return "FieldListField"
	}
	s := fmt.Sprintf("%T", f.coder(h))
	return strings.TrimSuffix(s[strings.LastIndex(s, ".")+1:], "Codec")
}

// numberKind is kind for numbers.
func (f *Field) numberKind() string {
	sizes := map[int]string{8: "Byte", 16: "Short", 24: "ThreeBytes", 32: "Int", 64: "Long"}
	size, whole := sizes[f.bits]
	prefix := ""
	if f.hex {
		prefix = "X"
	}
	if f.little {
		prefix += "LE"
	}
	switch {
	case f.of == payloadOf:
		return "LenField"
	case f.of != "":
		return "FieldLenField"
	case f.flags != nil:
		return "FlagsField"
	case f.signed && whole:
		return prefix + "Signed" + size + "Field"
	case f.enum != nil && whole:
		return prefix + size + "EnumField"
	case f.enum != nil:
		return prefix + "BitEnumField"
	case f.bits == 24 && f.hex:
		return strings.TrimPrefix(prefix, "X") + "X3BytesField"
	case whole:
		return prefix + size + "Field"
	case f.bits == 1:
		return prefix + "BitField  (1 bit)"
	}
	return fmt.Sprintf("%sBitField  (%d bits)", prefix, f.bits)
}
