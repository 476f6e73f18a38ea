package packet

import (
	"fmt"
	"net/netip"
	"strings"
)

// Command returns the packet as an expression of Python that makes it, as scapy's
// command method does.
func (p *Packet) Command() string {
	if p == nil {
		return ""
	}
	parts := make([]string, len(p.layers))
	for i, h := range p.layers {
		parts[i] = h.command()
	}
	return strings.Join(parts, "/")
}

func (h *Header) command() string {
	var first, rest []string
	for k := range h.proto.fields {
		f := &h.proto.fields[k]
		v := h.given(k)
		if v == nil || !f.present(h) && h.data != nil {
			continue
		}
		s := f.name + "=" + h.expression(f, v)
		if !f.present(h) {
			s = f.name + "=None"
		}
		switch {
		case isEmpty(v) && isEmpty(f.def) && !f.keepsEmpty():
		case f.listed():
			first = append(first, s)
		default:
			rest = append(rest, s)
		}
	}
	return h.proto.name + "(" + strings.Join(append(first, rest...), ", ") + ")"
}

// keepsEmpty tells fields of which an empty list is shown.
func (f *Field) keepsEmpty() bool {
	switch f.codec.(type) {
	case dnsSectionCodec, nestedCodec:
		return true
	}
	return false
}

// listed tells fields whose default is a list or a layer: scapy gives them first.
func (f *Field) listed() bool {
	switch d := f.def.(type) {
	case []Layer:
		return len(d) > 0 || !f.keepsEmpty()
	case Layer, []any:
		return true
	}
	return false
}

func isEmpty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case []Layer:
		return len(x) == 0
	case []Option:
		return len(x) == 0
	case []any:
		return len(x) == 0
	case []string:
		return len(x) == 0
	}
	return false
}

// expression is a value as Python writes it in a call.
func (h *Header) expression(f *Field, v any) string {
	if c, ok := f.coder(h).(interface{ command(v any) string }); ok {
		return c.command(v)
	}
	if s, ok := v.(string); ok {
		switch f.coder(h).(type) {
		case numberCodec:
			if n, err := f.numberIn(h, s); err == nil {
				return fmt.Sprint(n)
			}
		case ip4Codec, ip6Codec, macCodec:
			return addressExpression(f.coder(h), s)
		case bytesCodec:
			return literal([]byte(s))
		}
		return quote(s)
	}
	switch x := v.(type) {
	case netip.Prefix:
		return addressExpression(f.coder(h), x.String())
	case Values:
		parts := make([]string, len(x))
		for i, item := range x {
			parts[i] = h.expression(f, item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case Range:
		return fmt.Sprintf("(%d, %d)", x.First, x.Last)
	case volatile:
		return x.name + "(" + x.args + ")"
	case bitset:
		return fmt.Sprint(x.Bits())
	case []Layer:
		return layersExpression(x)
	case *Packet:
		return x.Command()
	case Layer:
		return Stack(x).Command()
	}
	return listLiteral(v)
}

func layersExpression(list []Layer) string {
	parts := make([]string, len(list))
	for i, l := range list {
		parts[i] = Stack(l).Command()
	}
	return "[" + strings.Join(parts, ",") + "]"
}

func addressExpression(c codec, s string) string {
	if strings.Contains(s, "/") {
		if _, six := c.(ip6Codec); six {
			return fmt.Sprintf("Net6(%q)", s)
		}
		return fmt.Sprintf("Net(%q)", s)
	}
	return quote(s)
}

// listLiteral is literal with lists.
func listLiteral(v any) string {
	switch x := v.(type) {
	case []Option:
		parts := make([]string, len(x))
		for i, o := range x {
			parts[i] = o.String()
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []Layer:
		parts := make([]string, len(x))
		for i, l := range x {
			parts[i] = layerText(l)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []any:
		parts := make([]string, len(x))
		for i, item := range x {
			parts[i] = listLiteral(item)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []string:
		parts := make([]string, len(x))
		for i, s := range x {
			parts[i] = quote(s)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case []netip.Addr:
		parts := make([]string, len(x))
		for i, a := range x {
			parts[i] = quote(address(a))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return literal(v)
}
