package packet

import (
	"fmt"
	"iter"
	"slices"
	"strings"
)

// A PacketList is packets under a name, as capturing, reading and sending return
// them: scapy's PacketList. Its methods return new lists and leave it as it is; the
// packets are shared.
type PacketList struct {
	Name    string
	Packets []*Packet
}

// NewPacketList makes a list of packets.
func NewPacketList(name string, packets ...*Packet) PacketList { return PacketList{name, packets} }

// Len is how many packets there are.
func (l PacketList) Len() int { return len(l.Packets) }

// All yields the packets with their numbers.
func (l PacketList) All() iter.Seq2[int, *Packet] { return slices.All(l.Packets) }

// String counts the packets by protocol, as scapy's repr does.
func (l PacketList) String() string {
	var tcp, udp, icmp, other int
	for _, p := range l.Packets {
		switch {
		case p.HasLayer("TCP"):
			tcp++
		case p.HasLayer("UDP"):
			udp++
		case p.HasLayer("ICMP"):
			icmp++
		default:
			other++
		}
	}
	return fmt.Sprintf("<%s: TCP:%d UDP:%d ICMP:%d Other:%d>", l.Name, tcp, udp, icmp, other)
}

// Slice is the packets from one number up to another, Python's list[from:to].
// Numbers beyond the list's ends mean its ends.
func (l PacketList) Slice(from, to int) PacketList {
	to = min(max(to, 0), len(l.Packets))
	from = min(max(from, 0), to)
	return PacketList{"mod " + l.Name, slices.Clone(l.Packets[from:to])}
}

// With is the packets that have a layer, Python's list[TCP].
func (l PacketList) With(layer string) PacketList {
	q := PacketList{Name: layer + " from " + l.Name}
	for _, p := range l.Packets {
		if p.HasLayer(layer) {
			q.Packets = append(q.Packets, p)
		}
	}
	return q
}

// Filter is the packets that keep wants.
func (l PacketList) Filter(keep func(*Packet) bool) PacketList {
	q := PacketList{Name: "filtered " + l.Name}
	for _, p := range l.Packets {
		if keep(p) {
			q.Packets = append(q.Packets, p)
		}
	}
	return q
}

// Append joins two lists, Python's a + b.
func (l PacketList) Append(m PacketList) PacketList {
	return PacketList{l.Name + "+" + m.Name, slices.Concat(l.Packets, m.Packets)}
}

// Replace changes a field's value in all packets that have it, where it is from,
// or wherever it is if from is nil; the field is named as in [Packet.Get]. It
// returns a list of which the packets concerned are copies.
func (l PacketList) Replace(field string, from, to any) (PacketList, error) {
	q := PacketList{"Replaced " + l.Name, slices.Clone(l.Packets)}
	for i, p := range q.Packets {
		v, err := p.Get(field)
		if err != nil || from != nil && fmt.Sprint(v) != fmt.Sprint(from) {
			continue
		}
		q.Packets[i] = p.Copy()
		if err := q.Packets[i].Set(field, to); err != nil {
			return PacketList{}, err
		}
	}
	return q, nil
}

// Summary is a line a packet, of those that keep wants; nil means all.
func (l PacketList) Summary(keep func(*Packet) bool) string {
	var b strings.Builder
	for _, p := range l.Packets {
		if keep == nil || keep(p) {
			b.WriteString(p.Summary() + "\n")
		}
	}
	return b.String()
}

// NSummary is [PacketList.Summary] with the packets' numbers.
func (l PacketList) NSummary(keep func(*Packet) bool) string {
	var b strings.Builder
	for i, p := range l.Packets {
		if keep == nil || keep(p) {
			fmt.Fprintf(&b, "%04d %s\n", i, p.Summary())
		}
	}
	return b.String()
}

// Sessions sorts the packets by the conversations that they belong to, in one
// direction, in the order of their first packets. Unlike scapy's, packets without
// an Ethernet header are told apart too.
func (l PacketList) Sessions() []Session { return l.sessions(sessionName) }

// SessionsBy is [PacketList.Sessions] by names of one's own.
func (l PacketList) SessionsBy(name func(*Packet) string) []Session { return l.sessions(name) }

// A Session is the packets of one conversation, in one direction, under a name such
// as "TCP 10.0.0.1:1234 > 10.0.0.2:80".
type Session = PacketList

func (l PacketList) sessions(name func(*Packet) string) (all []Session) {
	index := map[string]int{}
	for _, p := range l.Packets {
		n := name(p)
		i, ok := index[n]
		if !ok {
			i = len(all)
			index[n] = i
			all = append(all, Session{Name: n})
		}
		all[i].Packets = append(all[i].Packets, p)
	}
	return all
}

// fieldText is a field as text, or a question mark.
func fieldText(h *Header, name string) string {
	v, err := h.Get(name)
	if err != nil || v == nil {
		return "?"
	}
	return fmt.Sprint(v)
}

// sessionName is scapy's name of a conversation.
func sessionName(p *Packet) string {
	ip := p.Layer("IP")
	six := ip == nil
	if six {
		ip = p.Layer("IPv6")
	}
	text := func(field string) string { s, _ := p.Text(field); return s }
	if ip == nil {
		if arp := p.Layer("ARP"); arp != nil && p.HasLayer("Ether") {
			return fmt.Sprintf("ARP %s > %s", fieldText(arp, "psrc"), fieldText(arp, "pdst"))
		}
		if p.HasLayer("Ether") {
			n, _ := p.Uint("Ether.type")
			return fmt.Sprintf("Ethernet type=%04x", n)
		}
		return "Other"
	}
	src, dst := fieldText(ip, "src"), fieldText(ip, "dst")
	for _, name := range []string{"TCP", "UDP"} {
		if t := p.Layer(name); t != nil {
			return fmt.Sprintf("%s %s:%s > %s:%s", name, src, portText(t, "sport"), dst, portText(t, "dport"))
		}
	}
	switch {
	case six:
		return fmt.Sprintf("IPv6 %s > %s nh=%s", src, dst, text("IPv6.nh"))
	case p.HasLayer("ICMP"):
		n := func(f string) uint64 { v, _ := p.Uint("ICMP." + f); return v }
		return fmt.Sprintf("ICMP %s > %s type=%d code=%d id=0x%x", src, dst, n("type"), n("code"), n("id"))
	}
	return fmt.Sprintf("IP %s > %s proto=%s", src, dst, text("IP.proto"))
}

func portText(h *Header, field string) string {
	v, err := h.Get(field)
	if err != nil {
		return "?"
	}
	n, ok := Uint(v)
	if !ok {
		return fmt.Sprint(v)
	}
	return fmt.Sprint(n)
}
