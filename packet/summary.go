package packet

import "slices"

// Summary is the packet in one line: "Ether / IP / TCP 1.1.1.1:1234 > 2.2.2.2:http
// S / Raw". The innermost layer that has something to say speaks for those below it.
func (p *Packet) Summary() string {
	if p == nil {
		return ""
	}
	text, found := "", false
	var needed []*Proto
	for i := len(p.layers) - 1; i >= 0; i-- {
		h := p.layers[i]
		own := ""
		if f := h.proto.summary; f != nil && (!found || slices.Contains(needed, h.proto)) {
			var more []*Proto
			own, more = f(p, i)
			needed = append(needed, more...)
		}
		if own != "" || len(needed) > 0 {
			found = true
		}
		if own == "" {
			own = h.proto.name
		}
		if text != "" {
			own += " / " + text
		}
		text = own
	}
	return text
}

// ends are the addresses of the IP layer below layer i.
func (p *Packet) ends(i int) (src, dst string, ok bool) {
	if i == 0 {
		return "", "", false
	}
	h := p.layers[i-1]
	switch h.proto {
	case ipProto, iperrorProto:
		return h.text(ipSrc, h.value(ipSrc)), h.text(ipDst, h.value(ipDst)), true
	case ipv6Proto, iperror6Proto:
		return h.text(ip6Src, h.value(ip6Src)), h.text(ip6Dst, h.value(ip6Dst)), true
	}
	return "", "", false
}
