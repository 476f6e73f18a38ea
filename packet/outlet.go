package packet

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"github.com/pyops-go/pyops/packet/bpf"
)

// An outlet sends packets by the interfaces that routes lead to, with sockets that
// are opened once. What the machine looks like is asked for anew for each outlet,
// and remembered until it is to be asked anew.
type outlet struct {
	ctx      context.Context
	iface    string // where everything has to leave, if it is named
	table    *RouteTable
	listen   bool // sockets receive too
	filter   string
	buffer   int
	fragment bool

	sockets map[string]*Socket
	local   [2]*localSender
	routes  map[netip.Addr]Route
	macs    map[netip.Addr]MAC
	ifaces  map[string]Interface
	opened  func(*Socket) // told of each socket that is opened
}

func (o *outlet) close() {
	for _, s := range o.sockets {
		s.Close()
	}
	for _, l := range o.local {
		if l != nil {
			l.close()
		}
	}
}

// anew forgets what the machine looked like.
func (o *outlet) anew() { o.routes, o.ifaces = nil, nil }

func (o *outlet) socket(iface string) (*Socket, error) {
	if s, ok := o.sockets[iface]; ok {
		// One of the same name may have come in its place.
		if i, err := o.interfaceNamed(iface); err != nil || i.Index == s.Interface().Index {
			return s, err
		}
		s.Close()
		delete(o.sockets, iface)
	}
	s, err := OpenSocket(o.ctx, &SocketOptions{Interface: iface, Filter: o.filter, ReceiveBuffer: o.buffer, NoReceive: !o.listen, NoPromisc: !o.listen})
	if err != nil {
		return nil, err
	}
	if o.sockets == nil {
		o.sockets = map[string]*Socket{}
	}
	o.sockets[iface] = s
	if o.opened != nil {
		o.opened(s)
	}
	return s, nil
}

func (o *outlet) interfaceNamed(name string) (Interface, error) {
	if i, ok := o.ifaces[name]; ok {
		return i, nil
	}
	i, err := InterfaceByName(name)
	if err != nil {
		return i, err
	}
	if o.ifaces == nil {
		o.ifaces = map[string]Interface{}
	}
	o.ifaces[name] = i
	return i, nil
}

func (o *outlet) route(dst netip.Addr) (Route, error) {
	if r, ok := o.routes[dst]; ok {
		return r, nil
	}
	var r Route
	var err error
	if o.table != nil {
		r, err = o.table.Route(dst)
	} else {
		r, err = routeTo(dst, o.iface)
	}
	if err != nil {
		return r, err
	}
	if o.routes == nil {
		o.routes = map[netip.Addr]Route{}
	}
	o.routes[dst] = r
	return r, nil
}

// source is the address that a packet to a destination gets where it has none.
func (o *outlet) source(dst netip.Addr) netip.Addr {
	r, err := o.route(dst)
	if err != nil {
		return netip.Addr{}
	}
	return r.Source
}

// A parcel is a packet ready to be sent.
type parcel struct {
	packet *Packet // as it was given, with what the wire fills in
	bytes  []byte  // from the IP header on, or for layer 2 from the link header on
	iface  string
	local  bool // to this machine itself
	dst    netip.Addr
}

// destination is where a layer 3 packet goes.
func destination(bytes []byte) (dst netip.Addr, ok bool) {
	switch {
	case len(bytes) >= 20 && bytes[0]>>4 == 4:
		return netip.AddrFrom4([4]byte(bytes[16:20])), true
	case len(bytes) >= 40 && bytes[0]>>4 == 6:
		return netip.AddrFrom16([16]byte(bytes[24:40])), true
	}
	return netip.Addr{}, false
}

// layer3 makes a parcel of an IP packet.
func (o *outlet) layer3(p *Packet) (parcel, error) {
	bytes, err := p.AppendBuild(nil, &BuildOptions{Source: o.source})
	if err != nil {
		return parcel{}, err
	}
	dst, ok := destination(bytes)
	if !ok {
		return parcel{}, &Error{Kind: ErrValue, Op: "send", Input: p.Summary(), Reason: "an IPv4 or IPv6 packet was expected: Sendp sends frames"}
	}
	r, err := o.route(dst)
	if err != nil {
		return parcel{}, err
	}
	return parcel{packet: p, bytes: bytes, iface: r.Interface, local: r.Local || dst.IsLoopback(), dst: dst}, nil
}

// layer2 makes a parcel of a frame.
func (o *outlet) layer2(p *Packet) (parcel, error) {
	name := o.iface
	var dst netip.Addr
	inner, _ := p.AppendBuild(nil, &BuildOptions{Source: o.source})
	if len(p.layers) > 1 {
		dst = destinationOf(p, inner)
	}
	if name == "" {
		if dst.IsValid() {
			if r, err := o.route(dst); err == nil {
				name = r.Interface
			}
		}
		if name == "" {
			i, err := DefaultInterface()
			if err != nil {
				return parcel{}, err
			}
			name = i.Name
		}
	}
	i, err := o.interfaceNamed(name)
	if err != nil {
		return parcel{}, err
	}
	p = o.addressed(p, i, dst)
	bytes, err := p.AppendBuild(nil, &BuildOptions{Source: o.source})
	return parcel{packet: p, bytes: bytes, iface: name, dst: dst}, err
}

// destinationOf is where what a frame carries goes.
func destinationOf(p *Packet, bytes []byte) netip.Addr {
	if arp := p.Layer("ARP"); arp != nil {
		v, _ := arp.Get("pdst")
		a, _ := Addr(v)
		return a
	}
	if len(bytes) > 14 && (p.layers[1].Name() == "IP" || p.layers[1].Name() == "IPv6") {
		a, _ := destination(bytes[14:])
		return a
	}
	return netip.Addr{}
}

// addressed fills in the link addresses that a frame leaves open: the interface's
// own as the source, the next hop's as the destination, and in ARP the
// interface's.
func (o *outlet) addressed(p *Packet, i Interface, dst netip.Addr) *Packet {
	if len(p.layers) == 0 {
		return p
	}
	p = p.Copy()
	e := p.layers[0]
	if e.Name() == "Ether" || e.Name() == "Dot3" {
		if !e.IsSet("src") {
			e.Set("src", i.MAC)
		}
		if len(p.layers) > 1 && !e.IsSet("dst") && dst.IsValid() {
			switch p.layers[1].Name() {
			case "IP", "IPv6":
				if mac, ok := o.resolve(i, dst); ok {
					e.Set("dst", mac)
				}
			}
		}
	}
	if arp := p.Layer("ARP"); arp != nil {
		if !arp.IsSet("hwsrc") {
			arp.Set("hwsrc", i.MAC)
		}
		if !arp.IsSet("psrc") {
			if r, err := o.route(dst); err == nil && r.Interface == i.Name && r.Source.IsValid() {
				arp.Set("psrc", r.Source)
			} else if a := i.Addr(false); a.IsValid() {
				arp.Set("psrc", a)
			}
		}
	}
	return p
}

// resolve finds the Ethernet address that takes packets to a destination.
func (o *outlet) resolve(i Interface, dst netip.Addr) (MAC, bool) {
	if dst.IsMulticast() || i.Loopback {
		return MAC{}, i.Loopback
	}
	hop := dst
	if r, err := o.route(dst); err == nil {
		hop = r.NextHop(dst)
		for _, net := range i.Addrs {
			if b := broadcastOf(net); b == dst {
				return Broadcast(), true
			}
		}
	}
	if mac, ok := o.macs[hop]; ok {
		return mac, mac != MAC{}
	}
	mac, ok := kernelNeighbor(i.Index, hop)
	if !ok {
		mac, ok = askNeighbor(o.ctx, i, hop)
	}
	if o.macs == nil {
		o.macs = map[netip.Addr]MAC{}
	}
	o.macs[hop] = mac
	return mac, ok
}

func broadcastOf(net netip.Prefix) netip.Addr {
	a := net.Addr()
	if !a.Is4() || net.Bits() >= 31 {
		return netip.Addr{}
	}
	b := a.As4()
	v := binary.BigEndian.Uint32(b[:]) | ^uint32(0)>>net.Bits()
	binary.BigEndian.PutUint32(b[:], v)
	return netip.AddrFrom4(b)
}

// How long a neighbour has to answer, and how often it is asked meanwhile.
const (
	neighborWait  = time.Second
	neighborTries = 4
)

// askNeighbor asks who has an address, by ARP or by neighbour discovery.
func askNeighbor(ctx context.Context, i Interface, hop netip.Addr) (MAC, bool) {
	if i.Link != bpf.LinkEthernet {
		return MAC{}, false
	}
	question, filter := whoHas(i, hop)
	if question == nil {
		return MAC{}, false
	}
	ctx, cancel := context.WithTimeout(ctx, neighborWait)
	defer cancel()
	s, err := OpenSocket(ctx, &SocketOptions{Interface: i.Name, Filter: filter, NoPromisc: true, ReceiveBuffer: 1 << 20})
	if err != nil {
		return MAC{}, false
	}
	defer s.Close()
	for range neighborTries {
		if s.Send(question) != nil {
			break
		}
		try, done := context.WithTimeout(ctx, neighborWait/neighborTries)
		for f, err := range s.All(try) {
			if err != nil {
				break
			}
			if mac, ok := itIs(f.Data, hop); ok && !f.Outgoing {
				done()
				return mac, true
			}
		}
		done()
	}
	return MAC{}, false
}

// whoHas is the frame that asks for an address's owner, and the filter for its
// answer.
func whoHas(i Interface, hop netip.Addr) (frame []byte, filter string) {
	if hop.Is4() {
		src := i.Addr(false)
		if !src.IsValid() {
			src = netip.IPv4Unspecified()
		}
		p := Stack(Ether{Dst: Broadcast(), Src: i.MAC}, ARP{HWSrc: i.MAC, PSrc: src, PDst: hop})
		frame, _ = p.Build()
		return frame, "arp and arp[6:2] = 2"
	}
	var src netip.Addr
	for _, net := range i.Addrs {
		if net.Addr().Is6() && (net.Contains(hop) || !src.IsValid()) {
			src = net.Addr()
		}
	}
	if !src.IsValid() {
		return nil, ""
	}
	to := hop.As16()
	group := netip.AddrFrom16([16]byte{0: 0xff, 1: 2, 11: 1, 12: 0xff, 13: to[13], 14: to[14], 15: to[15]})
	// A neighbour solicitation with the asker's own address as an option.
	body := append([]byte{135, 0, 0, 0, 0, 0, 0, 0}, to[:]...)
	body = append(append(body, 1, 1), i.MAC[:]...)
	s, g := src.As16(), group.As16()
	pseudo := append(append(append([]byte{}, s[:]...), g[:]...), 0, 0, 0, byte(len(body)), 0, 0, 0, 58)
	binary.BigEndian.PutUint16(body[2:], Checksum(append(pseudo, body...)))
	frame, _ = Stack(Ether{Dst: MAC{0x33, 0x33, 0xff, to[13], to[14], to[15]}, Src: i.MAC}, IPv6{Src: src, Dst: group, HLim: 255, NH: 58}, body).Build()
	return frame, "icmp6 and ip6[40] = 136"
}

// itIs reads who has an address from an answer.
func itIs(frame []byte, hop netip.Addr) (mac MAC, ok bool) {
	if len(frame) < 14 {
		return mac, false
	}
	if hop.Is4() {
		if len(frame) < 42 || netip.AddrFrom4([4]byte(frame[28:32])) != hop {
			return mac, false
		}
		return MAC(frame[22:28]), true
	}
	if len(frame) < 78 || netip.AddrFrom16([16]byte(frame[62:78])) != hop {
		return mac, false
	}
	for b := frame[78:]; len(b) >= 8; {
		if b[0] == 2 && b[1] == 1 {
			return MAC(b[2:8]), true
		}
		n := int(b[1]) * 8
		if n == 0 || n > len(b) {
			break
		}
		b = b[n:]
	}
	return MAC(frame[6:12]), true
}

// send sends a parcel.
func (o *outlet) send(p parcel, l2 bool) error {
	if l2 {
		s, err := o.socket(p.iface)
		if err != nil {
			return err
		}
		return s.Send(p.bytes)
	}
	i, err := o.interfaceNamed(p.iface)
	if err != nil {
		return err
	}
	pieces := [][]byte{p.bytes}
	if len(p.bytes) > i.MTU && i.MTU > 0 {
		if !o.fragment {
			return tooLongError(i.Name, i.MTU, len(p.bytes), nil)
		}
		if pieces, err = pieces4(p.bytes, i.MTU); err != nil {
			return err
		}
	}
	for _, piece := range pieces {
		if err := o.sendPiece(p, i, piece); err != nil {
			return err
		}
	}
	return nil
}

func (o *outlet) sendPiece(p parcel, i Interface, bytes []byte) error {
	if p.local {
		k := 0
		if p.dst.Is6() {
			k = 1
		}
		if o.local[k] == nil {
			l, err := newLocalSender(k == 1)
			if err != nil {
				return err
			}
			o.local[k] = l
		}
		return o.local[k].send(bytes, p.dst)
	}
	s, err := o.socket(i.Name)
	if err != nil {
		return err
	}
	if i.Link != bpf.LinkEthernet {
		return s.Send(bytes)
	}
	to := Broadcast() // as scapy does when nobody answers for an address
	if p.dst.IsMulticast() {
		to = multicastMAC(p.dst)
	} else if mac, ok := o.resolve(i, p.dst); ok {
		to = mac
	}
	frame := make([]byte, 14, 14+len(bytes))
	copy(frame, to[:])
	copy(frame[6:], i.MAC[:])
	kind := uint16(0x0800)
	if p.dst.Is6() {
		kind = 0x86dd
	}
	binary.BigEndian.PutUint16(frame[12:], kind)
	return s.Send(append(frame, bytes...))
}

func multicastMAC(a netip.Addr) MAC {
	if a.Is4() {
		b := a.As4()
		return MAC{1, 0, 0x5e, b[1] & 0x7f, b[2], b[3]}
	}
	b := a.As16()
	return MAC{0x33, 0x33, b[12], b[13], b[14], b[15]}
}

// pieces4 cuts an IPv4 packet into fragments that an interface sends.
func pieces4(b []byte, mtu int) ([][]byte, error) {
	if b[0]>>4 != 4 || len(b) < 20 {
		return nil, &Error{Kind: ErrTooLong, Op: "fragment", Reason: fmt.Sprintf("only IPv4 packets are cut here, and this one has %d bytes", len(b))}
	}
	head := int(b[0]&15) * 4
	room := (mtu - head) &^ 7
	if head < 20 || head > len(b) || room < 8 {
		return nil, &Error{Kind: ErrTooLong, Op: "fragment", Reason: fmt.Sprintf("no fragment fits into %d bytes", mtu)}
	}
	old := binary.BigEndian.Uint16(b[6:])
	var all [][]byte
	for at := 0; at < len(b)-head; at += room {
		part := b[head+at : min(len(b), head+at+room)]
		f := append(append(make([]byte, 0, head+len(part)), b[:head]...), part...)
		flags := old&0xe000 | (old&0x1fff + uint16(at/8))
		if head+at+room < len(b) {
			flags |= 0x2000
		}
		binary.BigEndian.PutUint16(f[2:], uint16(len(f)))
		binary.BigEndian.PutUint16(f[6:], flags)
		f[10], f[11] = 0, 0
		binary.BigEndian.PutUint16(f[10:], Checksum(f[:head]))
		all = append(all, f)
	}
	return all, nil
}

// isEnded reports whether an error is that of a context or of a closed socket.
func isEnded(ctx context.Context, err error) bool {
	return ctx.Err() != nil || errors.Is(err, ErrSocketClosed)
}
