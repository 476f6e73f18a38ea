package packet

import (
	"fmt"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
)

// ToGopacket builds the packet and has gopacket take the bytes apart, eagerly. What
// gopacket cannot read is its DecodeFailure layer, an error here too.
func (p *Packet) ToGopacket() (g gopacket.Packet, err error) {
	data, err := p.Build()
	if err != nil {
		return nil, err
	}
	first := gopacket.Decoder(layers.LayerTypeEthernet)
	if len(p.layers) > 0 {
		switch p.layers[0].proto {
		case etherProto, dot3Proto:
		case ipProto:
			first = layers.LayerTypeIPv4
		case ipv6Proto:
			first = layers.LayerTypeIPv6
		case loopbackProto:
			first = layers.LayerTypeLoopback
		case cookedLinuxProto:
			first = layers.LayerTypeLinuxSLL
		case arpProto:
			first = layers.LayerTypeARP
		default:
			return nil, &Error{Kind: ErrValue, Op: "gopacket", Input: p.layers[0].proto.name, Reason: "a packet that begins with Ether, IP, IPv6, ARP, Loopback or CookedLinux was expected"}
		}
	}
	// gopacket panics on some bytes, outside of its own guard.
	defer func() {
		if r := recover(); r != nil {
			g, err = nil, &Error{Kind: ErrMalformed, Op: "gopacket", Reason: fmt.Sprint(r)}
		}
	}()
	g = gopacket.NewPacket(data, first, gopacket.NoCopy)
	m := g.Metadata()
	m.Timestamp, m.CaptureLength, m.Length = p.Time, len(data), max(p.WireLen, len(data))
	if failure := g.ErrorLayer(); failure != nil {
		return g, &Error{Kind: ErrMalformed, Op: "gopacket", Err: failure.Error()}
	}
	return g, nil
}

// FromGopacket takes the bytes of gopacket's packet apart. The outermost layer is
// that of its link layer, or of its network layer if it has none.
func FromGopacket(g gopacket.Packet) (*Packet, error) {
	if g == nil {
		return &Packet{}, &Error{Kind: ErrNoLayer, Op: "gopacket", Reason: "there is no packet"}
	}
	var first Layer = Raw{}
	if list := g.Layers(); len(list) > 0 {
		switch list[0].LayerType() {
		case layers.LayerTypeEthernet:
			first = Ether{}
		case layers.LayerTypeIPv4:
			first = IP{}
		case layers.LayerTypeIPv6:
			first = IPv6{}
		case layers.LayerTypeLoopback:
			first = Loopback{}
		case layers.LayerTypeLinuxSLL:
			first = CookedLinux{}
		case layers.LayerTypeARP:
			first = ARP{}
		}
	}
	p, err := Dissect(first, g.Data())
	if m := g.Metadata(); m != nil {
		p.Time = m.Timestamp
		if m.Length > len(g.Data()) {
			p.WireLen = m.Length
		}
	}
	return p, err
}
