package packet

import (
	"net/netip"
	"strings"
)

// DNSMachineOptions are the options of [DNSMachine].
type DNSMachineOptions struct {
	// Match are the addresses of names, which are written in lower case and without the
	// last dot.
	Match map[string][]netip.Addr

	// Joker and Joker6 are the addresses of all other names; the zero Addr means that
	// questions for them are not answered.
	Joker, Joker6 netip.Addr
}

// DNSMachine answers questions for the addresses of names, from the address that was
// asked: scapy's DNS_am. Questions of other types, and messages with more than one
// question, are not answered.
func DNSMachine(opts *DNSMachineOptions) *AnsweringMachine {
	var o DNSMachineOptions
	if opts != nil {
		o = *opts
	}
	return &AnsweringMachine{
		Filter: "udp port 53",
		Reply: func(q *Packet) *Packet {
			udp, dns := q.Layer("UDP"), q.Layer("DNS")
			if udp == nil || dns == nil || dns.Num("qr") != 0 {
				return nil
			}
			src, dst := networkAddr(q, "src"), networkAddr(q, "dst")
			list, _ := dns.Get("qd")
			questions, _ := list.([]Layer)
			if len(questions) != 1 || !src.IsValid() {
				return nil
			}
			asked := Stack(questions[0])
			name, _ := asked.Get("qname")
			kind, _ := asked.Uint("qtype")
			b, ok := Bytes(name)
			if s, isText := name.(string); isText {
				b, ok = []byte(s), true
			}
			if !ok || kind != 1 && kind != 28 {
				return nil
			}
			var records []Layer
			for _, a := range o.addresses(string(b), kind == 28) {
				records = append(records, DNSRR{RRName: b, Type: int(kind), TTL: 10, RData: a})
			}
			if records == nil {
				return nil
			}
			network := Layer(IP{Src: dst, Dst: src})
			if src.Is6() {
				network = IPv6{Src: dst, Dst: src}
			}
			return Stack(network, UDP{SPort: udp.Num("dport"), DPort: udp.Num("sport")}, DNS{ID: dns.Num("id"), QR: 1, QD: questions, AN: records})
		},
	}
}

// addresses are those of a name, of one family.
func (o *DNSMachineOptions) addresses(name string, six bool) (all []netip.Addr) {
	match, known := o.Match[strings.TrimSuffix(strings.ToLower(name), ".")]
	for _, a := range match {
		if a.Is6() == six {
			all = append(all, a)
		}
	}
	joker := o.Joker
	if six {
		joker = o.Joker6
	}
	if !known && joker.IsValid() {
		all = append(all, joker)
	}
	return all
}
