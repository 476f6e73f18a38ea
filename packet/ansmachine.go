package packet

import (
	"context"
	"net/netip"
)

// An AnsweringMachine answers requests that it sees: scapy's AnsweringMachine.
type AnsweringMachine struct {
	// Filter is an expression of pcap-filter(7) for what may be a request.
	Filter string

	// Reply makes the answer to a packet, or returns nil for what is no request. It
	// is called with frames, with their link headers.
	Reply func(request *Packet) *Packet

	// Link says that answers are frames with their link headers. Otherwise they
	// are IP packets, which routes lead.
	Link bool

	// Answered, if not nil, is called after each answer.
	Answered func(request, reply *Packet)
}

// RunOptions are the options of [AnsweringMachine.Run].
type RunOptions struct {
	// Interface is where requests are seen and, for frames, answers leave. Empty
	// means the default route's.
	Interface string

	// Count ends the machine after so many answers; zero is no bound.
	Count int

	// Started is called once requests are seen.
	Started func()
}

// Run answers until ctx ends or Count is reached. What cannot be sent ends it with
// an error.
func (m *AnsweringMachine) Run(ctx context.Context, opts *RunOptions) error {
	var o RunOptions
	if opts != nil {
		o = *opts
	}
	if m == nil || m.Reply == nil {
		return &Error{Kind: ErrValue, Op: "answer", Reason: "the machine has no Reply"}
	}
	if o.Interface == "" {
		i, err := DefaultInterface()
		if err != nil {
			return err
		}
		o.Interface = i.Name
	}
	out := &outlet{ctx: ctx}
	if m.Link {
		out.iface = o.Interface
	}
	defer out.close()
	n := 0
	for p, err := range Capture(ctx, &SniffOptions{Interfaces: []string{o.Interface}, Filter: m.Filter, Started: o.Started}) {
		if err != nil {
			return err
		}
		if p.Outgoing {
			continue
		}
		reply := m.Reply(p)
		if reply == nil {
			continue
		}
		one, err := out.parcel(reply, m.Link)
		if err == nil {
			err = out.send(one, m.Link)
		}
		if err != nil {
			return err
		}
		if m.Answered != nil {
			m.Answered(p, reply)
		}
		if n++; n == o.Count {
			return nil
		}
	}
	return nil
}

// ARPMachine answers questions for addresses of a network with an Ethernet address,
// or with that of the interface if it is zeros: scapy's farpd.
func ARPMachine(network netip.Prefix, mac MAC) *AnsweringMachine {
	return &AnsweringMachine{
		Filter: "arp and arp[6:2] = 1", Link: true,
		Reply: func(q *Packet) *Packet {
			arp := q.Layer("ARP")
			if arp == nil {
				return nil
			}
			asked, _ := arp.Get("pdst")
			asker, _ := arp.Get("psrc")
			who, _ := arp.Get("hwsrc")
			a, ok := Addr(asked)
			if op, _ := q.Uint("ARP.op"); op != 1 || !ok || !network.Contains(a) {
				return nil
			}
			e, answer := Ether{Dst: who}, ARP{Op: 2, PSrc: a, PDst: asker, HWDst: who}
			if mac != (MAC{}) {
				e.Src, answer.HWSrc = mac, mac
			}
			return Stack(e, answer)
		},
	}
}

// EchoMachine answers pings for addresses of a network, which this machine need not
// have: scapy's ICMPEcho_am.
func EchoMachine(network netip.Prefix) *AnsweringMachine {
	return &AnsweringMachine{
		Filter: "icmp and icmp[0] = 8",
		Reply: func(q *Packet) *Packet {
			ip, icmp := GetLayer[IP](q), GetLayer[ICMP](q)
			if ip == nil || icmp == nil {
				return nil
			}
			if kind, err := q.Uint("ICMP.type"); err != nil || kind != 8 {
				return nil
			}
			if dst, ok := Addr(ip.Dst); !ok || !network.Contains(dst) {
				return nil
			}
			reply := Stack(IP{Src: ip.Dst, Dst: ip.Src}, ICMP{Type: 0, ID: icmp.ID, Seq: icmp.Seq})
			if load := GetLayer[Raw](q); load != nil {
				reply = reply.Div(load)
			}
			return reply
		},
	}
}
