package packet

import (
	"fmt"
	"slices"
	"strings"
)

// Show returns the packet with all its fields, a line each, as it stands: fields
// that are computed when it is built are None.
func (p *Packet) Show() string {
	if p == nil {
		return ""
	}
	var b strings.Builder
	p.show(&b, "", "")
	return b.String()
}

// Show2 is [Packet.Show] of the packet as built: it builds it and takes the bytes
// apart.
func (p *Packet) Show2() (string, error) {
	q, err := p.Rebuilt()
	if err != nil {
		return "", err
	}
	return q.Show(), nil
}

// Rebuilt builds the packet and takes the bytes apart again, so that all fields are
// set: Python's p.__class__(bytes(p)).
func (p *Packet) Rebuilt() (*Packet, error) {
	data, err := p.Build()
	if err != nil {
		return nil, err
	}
	if len(p.layers) == 0 {
		return &Packet{}, nil
	}
	q, err := p.dissector().Dissect(data)
	q.Time, q.WireLen, q.Interface, q.Outgoing, q.Comment = p.Time, p.WireLen, p.Interface, p.Outgoing, p.Comment
	return q, err
}

// dissector is one that knows the protocols of the packet's own layers and their
// families.
func (p *Packet) dissector() *Dissector {
	var known []*Proto
	var families []*Family
	for _, h := range p.layers {
		switch {
		case h.proto == nil:
		case h.proto.family != nil:
			if !slices.Contains(families, h.proto.family) {
				families = append(families, h.proto.family)
				known = append(known, h.proto.family.Protos()...)
			}
		case len(h.proto.over) > 0 && !slices.Contains(builtin, h.proto) && !slices.Contains(known, h.proto):
			known = append(known, h.proto)
		}
	}
	if len(known) == 0 {
		return NewDissector(p.layers[0], nil)
	}
	return NewDissector(p.layers[0], &DissectorOptions{Protos: known})
}

// show writes layers; each is indented by three more than the one below it, and all
// lines begin with a label.
func (p *Packet) show(b *strings.Builder, label, indent string) {
	if p == nil {
		return
	}
	for _, h := range p.layers {
		fmt.Fprintf(b, "%s###[ %s ]### \n", label, h.proto.title)
		for k := range h.proto.fields {
			f := &h.proto.fields[k]
			if !f.present(h) {
				continue
			}
			v := h.value(k)
			if nested, ok := f.layers(h, v); ok {
				fmt.Fprintf(b, "%s  \\%-10s\\\n", label+indent, f.name)
				for _, q := range nested {
					q.show(b, label+indent+"   |", "")
				}
				continue
			}
			fmt.Fprintf(b, "%s  %-10s= %s\n", label+indent, f.name, p.text(h, k, v))
		}
		if !h.proto.flat {
			indent += "   "
		}
	}
}

// layers are the packets inside a field that has some.
func (f *Field) layers(h *Header, v any) ([]*Packet, bool) {
	c, ok := f.coder(h).(interface {
		packets(v any) ([]*Packet, bool)
	})
	if !ok {
		return nil, false
	}
	return c.packets(v)
}

// packets are the layers of a list, each as a packet.
func (listCodec) packets(v any) ([]*Packet, bool) {
	switch x := v.(type) {
	case []Layer:
		list := make([]*Packet, len(x))
		for i, l := range x {
			list[i] = Stack(l)
		}
		return list, true
	case Layer:
		return []*Packet{Stack(x)}, true
	case nil:
		return nil, true
	}
	return nil, false
}
