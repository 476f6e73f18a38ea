package packet

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// quote is text as Python's repr writes it.
func quote(s string) string { return pytext.Repr(s) }

// literal is a value as Python's repr writes it.
func literal(v any) string {
	switch x := v.(type) {
	case nil:
		return "None"
	case string:
		return quote(x)
	case []byte:
		return pytext.ReprBytes(x)
	case netip.Addr:
		return quote(address(x))
	case MAC:
		return quote(fmt.Sprint(x))
	case [2]uint32:
		return fmt.Sprintf("(%d, %d)", x[0], x[1])
	case []uint32:
		parts := make([]string, len(x))
		for i, n := range x {
			parts[i] = fmt.Sprint(n)
		}
		if len(parts) == 1 {
			return "(" + parts[0] + ",)"
		}
		return "(" + strings.Join(parts, ", ") + ")"
	}
	return plain(v)
}

// layerText is a layer as Python's repr writes it.
func layerText(l Layer) string {
	p := Stack(l)
	return p.String()
}

// String is the packet as Python's repr writes it: what is set, and what the layers
// above make of the rest.
func (p *Packet) String() string {
	if p == nil {
		return "<nil>"
	}
	var b strings.Builder
	for i, h := range p.layers {
		if i > 0 {
			b.WriteString(" |")
		}
		b.WriteString("<" + h.proto.name + " ")
		for k := range h.proto.fields {
			v := h.given(k)
			if v == nil && h.over != nil {
				for _, s := range h.over.settings {
					if s.field == k {
						v = s.value
					}
				}
			}
			if v != nil && (!emptyList(v) || h.proto.fields[k].keepsEmpty()) && h.proto.fields[k].present(h) {
				b.WriteString(" " + h.proto.fields[k].name + "=" + h.text(k, v))
			}
		}
	}
	if len(p.layers) > 0 {
		b.WriteString(" |")
	}
	b.WriteString(strings.Repeat(">", len(p.layers)))
	return b.String()
}

// emptyList tells lists without items, which repr leaves out.
func emptyList(v any) bool {
	switch v.(type) {
	case nil, string, []byte, Values:
		return false
	}
	list, ok := items(v)
	return ok && len(list) == 0
}
