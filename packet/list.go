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
	any := slices.ContainsFunc(vals, func(v any) bool { return v != nil })
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
		if any {
			fmt.Fprintf(&b, "%-15s ", h.expression(f, h.value(i)))
		}
		fmt.Fprintf(&b, "(%s)\n", h.expression(f, f.def))
	}
	return b.String()
}

// kind is the name of scapy's class for a field like this.
func (f *Field) kind(h *Header) string {
	switch c := f.coder(h).(type) {
	case numberCodec:
		prefix, enum := "", ""
		if f.hex {
			prefix = "X"
		}
		if f.little {
			prefix += "LE"
		}
		if f.enum != nil {
			enum = "Enum"
		}
		if f.flags != nil {
			return fmt.Sprintf("FlagsField (%d bits)", f.bits)
		}
		switch f.bits {
		case 8:
			return prefix + "Byte" + enum + "Field"
		case 16:
			return prefix + "Short" + enum + "Field"
		case 24:
			return prefix + "ThreeBytes" + enum + "Field"
		case 32:
			return prefix + "Int" + enum + "Field"
		case 64:
			return prefix + "Long" + enum + "Field"
		case 1:
			return prefix + "Bit" + enum + "Field (1 bit)"
		}
		return fmt.Sprintf("%sBit%sField (%d bits)", prefix, enum, f.bits)
	case macCodec:
		return "MACField"
	case ip4Codec:
		return "IPField"
	case ip6Codec:
		return "IP6Field"
	case bytesCodec:
		switch {
		case c.fixed > 0:
			return "StrFixedLenField"
		case c.null:
			return "StrNullField"
		case c.length != nil:
			return "StrLenField"
		}
		return "StrField"
	case listCodec:
		return "PacketListField"
	case itemsCodec:
		return "FieldListField"
	}
	s := fmt.Sprintf("%T", f.coder(h))
	return strings.TrimSuffix(s[strings.LastIndex(s, ".")+1:], "Codec")
}
