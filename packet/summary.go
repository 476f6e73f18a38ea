package packet

import "strings"

// Summary is the packet in one line: "Ether / IP / TCP 1.1.1.1:1234 > 2.2.2.2:http
// S / Raw".
func (p *Packet) Summary() string {
	if p == nil {
		return ""
	}
	text := ""
	for i := len(p.layers) - 1; i >= 0; i-- {
		h := p.layers[i]
		own, whole := h.proto.name, false
		if f := h.proto.summary; f != nil && (text == "" || !strings.Contains(text, "\x00")) {
			own, whole = f(p, i)
		}
		_ = whole
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
		return h.text(ipSrc, orDefault(h.value(ipSrc), unspecified4)), h.text(ipDst, orDefault(h.value(ipDst), loopback4)), true
	case ipv6Proto, iperror6Proto:
		return h.text(ip6Src, orDefault(h.value(ip6Src), "::")), h.text(ip6Dst, orDefault(h.value(ip6Dst), loopback6)), true
	}
	return "", "", false
}
