package packet

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A PortState is what a port answered to a SYN.
type PortState struct {
	Addr  netip.Addr
	Port  int
	State string // "open", "closed", or "filtered" if nothing came, or an error
	Text  string // what came: the flags, or type and code of an ICMP error
}

// ScanOptions are the options of [ReportPorts].
type ScanOptions struct {
	// Timeout is how long answers are waited for; zero means a second.
	Timeout time.Duration

	// Retry asks ports that did not answer again so often.
	Retry int

	// Interface is where packets leave; empty means where routes lead.
	Interface string
}

// ReportPorts sends a SYN to ports of targets, which are addresses, networks or
// names, and says what each answered, in the order of addresses and ports: scapy's
// report_ports, and the port scan of its tutorial. A port that does not answer is
// "filtered".
//
// This machine's own TCP answers each SYN-ACK with a RST, since it knows of no
// connection: nothing is left open on the other side.
func ReportPorts(ctx context.Context, targets []string, ports []int, opts *ScanOptions) ([]PortState, error) {
	var o ScanOptions
	if opts != nil {
		o = *opts
	}
	if o.Timeout <= 0 {
		o.Timeout = time.Second
	}
	var set Values
	for _, p := range ports {
		if p < 0 || p > 65535 {
			return nil, &Error{Kind: ErrValue, Op: "scan", Input: fmt.Sprint(p), Reason: "a port from 0 to 65535 was expected"}
		}
		set = append(set, p)
	}
	var packets []*Packet
	for _, target := range targets {
		var dst any
		if p, err := netip.ParsePrefix(target); err == nil {
			dst = p
		} else if dst, err = lookup(ctx, target, strings.Contains(target, ":")); err != nil {
			return nil, err
		}
		var network Layer = IP{Dst: dst}
		if a, ok := dst.(netip.Addr); ok && a.Is6() {
			network = IPv6{Dst: dst}
		}
		packets = append(packets, Stack(network, TCP{SPort: 32768 + rand.IntN(28000), DPort: set, Seq: rand.Uint32(), Flags: "S"}))
	}
	answered, unanswered, err := Sr(ctx, packets, &SrOptions{Timeout: o.Timeout, Retry: o.Retry, Interface: o.Interface})
	var all []PortState
	state := func(q *Packet) PortState {
		port, _ := q.Uint("TCP.dport")
		return PortState{Addr: networkAddr(q, "dst"), Port: int(port), State: "filtered"}
	}
	for _, p := range answered.Pairs {
		s := state(p.Query)
		if tcp := GetLayer[TCP](p.Answer); tcp != nil {
			s.Text, _ = p.Answer.Text("TCP.flags")
			if s.State = "closed"; strings.Contains(s.Text, "S") {
				s.State = "open"
			}
		} else {
			t, _ := p.Answer.Text("ICMP.type")
			c, _ := p.Answer.Text("ICMP.code")
			s.Text = strings.TrimSpace(t + " " + c)
		}
		all = append(all, s)
	}
	for _, q := range unanswered.Packets {
		all = append(all, state(q))
	}
	slices.SortFunc(all, func(a, b PortState) int {
		if d := a.Addr.Compare(b.Addr); d != 0 {
			return d
		}
		return a.Port - b.Port
	})
	return all, err
}
