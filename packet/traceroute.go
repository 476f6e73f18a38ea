package packet

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// TracerouteOptions are the options of [Traceroute]. Zero fields are scapy's
// defaults.
type TracerouteOptions struct {
	// DPort are the ports to ask; none means 80.
	DPort []int

	// SPort is the port to ask from; zero means another one each time.
	SPort int

	// MinTTL and MaxTTL are how many hops are gone; zero means 1 and 30.
	MinTTL, MaxTTL int

	// L4 is what is sent upon IP instead of a TCP SYN, such as
	// Stack(UDP{DPort: 53}, DNS{}) or Stack(ICMP{}).
	L4 *Packet

	// Filter is an expression for what may be an answer; empty means one that fits
	// what is sent.
	Filter string

	// Timeout is how long answers are waited for; zero means two seconds.
	Timeout time.Duration

	// Interface is where packets leave; empty means where routes lead.
	Interface string
}

// A TracerouteResult is the hops to targets that answered: scapy's
// TracerouteResult and TracerouteResult6.
type TracerouteResult struct{ SndRcvList }

// Traceroute asks every hop on the way to targets, which are addresses or names, at
// once: scapy's traceroute. It returns who answered, and what was not answered.
func Traceroute(ctx context.Context, targets []string, opts *TracerouteOptions) (TracerouteResult, PacketList, error) {
	return trace(ctx, targets, opts, false)
}

// Traceroute6 is [Traceroute] by IPv6: scapy's traceroute6.
func Traceroute6(ctx context.Context, targets []string, opts *TracerouteOptions) (TracerouteResult, PacketList, error) {
	return trace(ctx, targets, opts, true)
}

// What answers a SYN that has not arrived, or has.
const (
	traceFilter  = "(icmp and (icmp[0]=3 or icmp[0]=4 or icmp[0]=5 or icmp[0]=11 or icmp[0]=12)) or (tcp and (tcp[13] & 0x16 > 0x10))"
	traceFilter6 = "icmp6 or (ip6 proto 6 and (ip6[53] & 0x16 > 0x10))"
)

func trace(ctx context.Context, targets []string, opts *TracerouteOptions, six bool) (TracerouteResult, PacketList, error) {
	var o TracerouteOptions
	if opts != nil {
		o = *opts
	}
	result := TracerouteResult{SndRcvList{Name: "Traceroute"}}
	if len(o.DPort) == 0 {
		o.DPort = []int{80}
	}
	if o.MinTTL <= 0 {
		o.MinTTL = 1
	}
	if o.MaxTTL <= 0 {
		o.MaxTTL = 30
	}
	if o.Timeout <= 0 {
		o.Timeout = 2 * time.Second
	}
	if o.Filter == "" {
		switch {
		case o.L4 == nil && six:
			o.Filter = traceFilter6
		case o.L4 == nil:
			o.Filter = traceFilter
		case six:
			o.Filter = "icmp6 or udp or tcp"
		default:
			o.Filter = "icmp or udp or tcp"
		}
	}
	var packets []*Packet
	for _, target := range targets {
		dst, err := lookup(ctx, target, six)
		if err != nil {
			return result, PacketList{}, err
		}
		for ttl := o.MinTTL; ttl <= o.MaxTTL; ttl++ {
			var network Layer = IP{Dst: dst, TTL: ttl, ID: rand.IntN(1 << 16)}
			if six {
				network = IPv6{Dst: dst, HLim: ttl}
			}
			if o.L4 != nil {
				packets = append(packets, Stack(network, o.L4))
				continue
			}
			for _, port := range o.DPort {
				sport := o.SPort
				if sport == 0 {
					sport = 1024 + rand.IntN(1<<16-1024)
				}
				packets = append(packets, Stack(network, TCP{SPort: sport, DPort: port, Seq: rand.Uint32(), Flags: "S"}))
			}
		}
	}
	answered, unanswered, err := Sr(ctx, packets, &SrOptions{Timeout: o.Timeout, Filter: o.Filter, Interface: o.Interface})
	result.Pairs = answered.Pairs
	return result, unanswered, err
}

// lookup finds the address of a target that is named.
func lookup(ctx context.Context, target string, six bool) (netip.Addr, error) {
	if a, err := netip.ParseAddr(target); err == nil {
		if a.Is6() != six {
			return a, &Error{Kind: ErrValue, Op: "resolve", Input: target, Reason: "an address of the other family was expected"}
		}
		return a, nil
	}
	family := "ip4"
	if six {
		family = "ip6"
	}
	all, err := net.DefaultResolver.LookupNetIP(ctx, family, target)
	if err != nil || len(all) == 0 {
		return netip.Addr{}, &Error{Kind: ErrNotFound, Op: "resolve", Input: target, Reason: "the name has no such address", Err: err}
	}
	return all[0].Unmap(), nil
}

// Show is the hops as a table, a column a target and a row a hop, as scapy prints
// it: who answered, and how.
func (r TracerouteResult) Show() string {
	return r.Table(func(q, a *Packet) (x, y, z any) { return target(q), ttlOf(q), replyText(a) }).String()
}

func ttlOf(p *Packet) int {
	n, err := p.Uint("IP.ttl")
	if err != nil {
		n, _ = p.Uint("IPv6.hlim")
	}
	return int(n)
}

func networkAddr(p *Packet, field string) netip.Addr {
	v, err := p.Get("IP." + field)
	if err != nil {
		v, _ = p.Get("IPv6." + field)
	}
	a, _ := Addr(v)
	return a
}

// target names what was asked: address, protocol and port. scapy writes IPv6's ports by
// their names.
func target(q *Packet) string {
	if h := q.Layer("IPv6"); h != nil {
		s := pad(h.address(ip6Dst).String(), 42) + ":"
		for _, l := range []string{"TCP", "UDP"} {
			if port, err := q.Text(l + ".dport"); err == nil {
				return s + strings.ToLower(l) + port
			}
		}
		if q.HasLayer("ICMPv6EchoRequest") {
			s += "IER"
		}
		return s
	}
	s := networkAddr(q, "dst").String() + ":"
	for _, l := range []string{"TCP", "UDP"} {
		if n, err := q.Uint(l + ".dport"); err == nil {
			return s + strings.ToLower(l) + fmt.Sprint(n)
		}
	}
	if q.HasLayer("ICMP") {
		return s + "ICMP"
	}
	return strings.TrimSuffix(s, ":")
}

// replyText says who answered, and with what.
func replyText(a *Packet) string {
	width := 15
	if a.HasLayer("IPv6") {
		width = 42
	}
	s := pad(networkAddr(a, "src").String(), width) + " "
	if f, err := a.Text("TCP.flags"); err == nil {
		return s + f
	}
	if n, err := a.Uint("ICMP.type"); err == nil {
		return s + fmt.Sprint(n)
	}
	for _, h := range a.Layers() {
		if strings.HasPrefix(h.Name(), "ICMPv6") {
			if v, err := h.Get("type"); err == nil {
				if n, ok := Uint(v); ok {
					return s + fmt.Sprint(n)
				}
			}
		}
	}
	return s
}

// A Hop is who answered at a distance.
type Hop struct {
	Addr netip.Addr

	// Final says that it was the target that answered, and not a router's error.
	Final bool
}

// GetTrace is the hops of each target by their distance, up to the first answer of
// the target itself: scapy's get_trace.
func (r TracerouteResult) GetTrace() map[netip.Addr]map[int]Hop {
	all := map[netip.Addr]map[int]Hop{}
	for _, p := range r.Pairs {
		dst := networkAddr(p.Query, "dst")
		if all[dst] == nil {
			all[dst] = map[int]Hop{}
		}
		final := !slices.ContainsFunc(p.Answer.Layers(), func(h *Header) bool {
			return strings.HasSuffix(h.Name(), "error") || strings.HasSuffix(h.Name(), "error6")
		})
		all[dst][ttlOf(p.Query)] = Hop{networkAddr(p.Answer, "src"), final}
	}
	for _, hops := range all {
		end := 0
		for ttl, h := range hops {
			if h.Final && (end == 0 || ttl < end) {
				end = ttl
			}
		}
		for ttl := range hops {
			if end > 0 && ttl > end {
				delete(hops, ttl)
			}
		}
	}
	return all
}

// Graph is the ways to the targets as a graph: a node an address, an edge from each
// hop to the next one that answered. A target that did not answer is a node of its own,
// with the protocol and the port that were asked, such as "9.9.9.9 81/tcp".
func (r TracerouteResult) Graph() *Graph {
	g := &Graph{Name: "trace", Ranked: true}
	for dst, hops := range sorted(r.GetTrace()) {
		var ttls []int
		for ttl := range hops {
			ttls = append(ttls, ttl)
		}
		slices.Sort(ttls)
		var query *Packet
		for _, p := range r.Pairs {
			if networkAddr(p.Query, "dst") == dst {
				query = p.Query
				break
			}
		}
		last, previous, arrived := networkAddr(query, "src").String(), 0, false
		for _, ttl := range ttls {
			label := ""
			if ttl > previous+1 {
				label = fmt.Sprintf("%d silent", ttl-previous-1)
			}
			name := hops[ttl].Addr.String()
			g.Edge(last, name, label)
			last, previous = name, ttl
			if arrived = hops[ttl].Addr == dst; arrived {
				g.Mark(name)
				break
			}
		}
		if !arrived {
			hole := dst.String() + " " + asked(query)
			g.Edge(last, hole, "")
			g.lose(hole)
		}
	}
	return g
}

// asked is the port and the protocol of a packet: "81/tcp".
func asked(q *Packet) string {
	for _, l := range []string{"TCP", "UDP"} {
		if n, err := q.Uint(l + ".dport"); err == nil {
			return fmt.Sprintf("%d/%s", n, strings.ToLower(l))
		}
	}
	if n, err := q.Uint("ICMP.type"); err == nil {
		return fmt.Sprintf("%d/icmp", n)
	}
	return "no answer"
}

// sorted yields a map's entries in the order of their addresses.
func sorted[V any](m map[netip.Addr]V) func(yield func(netip.Addr, V) bool) {
	return func(yield func(netip.Addr, V) bool) {
		var keys []netip.Addr
		for k := range m {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, netip.Addr.Compare)
		for _, k := range keys {
			if !yield(k, m[k]) {
				return
			}
		}
	}
}
