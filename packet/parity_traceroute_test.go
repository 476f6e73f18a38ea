package packet_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// traceSource makes a result of scapy's of queries and answers.
const traceSource = `
import re
def traced(six, pairs):
    first = IPv6 if six else IP
    l = [(first(q), first(a)) for q, a in pairs]
    r = (TracerouteResult6 if six else TracerouteResult)(l)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        r.show()
    trace = sorted([dst, sorted([ttl] + list(hop) for ttl, hop in hops.items())] for dst, hops in r.get_trace().items())
    try:
        r.make_graph(ASres=None)
    except AttributeError:
        if not six:
            raise
        return [out.getvalue(), trace, None, None, None]  # it looks for fields of IPv4
    ways = []
    for src, dst, chain in re.findall(r"#---\[\('(.*?)', '(.*?)',[^\n]*\n[^\n]*\n(.*?);", r.graphdef, re.S):
        ways.append([src, [re.sub(r':[TUI]\d+$', '', w.strip()).strip('"') for w in chain.split("->")]])
    ends = re.findall(r'^\t"([^"]*)" \[shape=record', r.graphdef, re.M)
    holes = re.findall(r'^\t"([^"]*)" \[shape=octagon', r.graphdef, re.M)
    return [out.getvalue(), trace, sorted(ways), sorted(ends), sorted(holes)]
`

// trace is queries and their answers on the ways to some targets.
func (g generator) trace(six bool) (pairs []packet.QueryAnswer) {
	targets, hop := []string{"8.8.8.8", "9.9.9.9", "10.9.0.1"}, func() string { return fmt.Sprintf("10.0.%d.%d", g.IntN(2), 2+g.IntN(5)) }
	if six {
		targets, hop = []string{"2001:db8::8", "2001:db8::9"}, func() string { return fmt.Sprintf("fd00::%x", 2+g.IntN(9)) }
	}
	kind := g.IntN(3)
	for _, dst := range targets[:1+g.IntN(len(targets))] {
		end := 3 + g.IntN(5)
		for ttl := 1; ttl < 9; ttl++ {
			if g.chance(25) {
				continue
			}
			sport := 1000 + ttl
			l4, last := packet.Layer(packet.TCP{SPort: sport, DPort: 80}), packet.Layer(packet.TCP{SPort: 80, DPort: sport, Flags: "SA"})
			if kind == 1 {
				l4, last = packet.UDP{SPort: sport, DPort: 33434}, nil
			}
			var query, answer *packet.Packet
			if six {
				query = packet.Stack(packet.IPv6{Src: "fd00::1", Dst: dst, HLim: ttl}, l4)
				if kind == 2 {
					query = packet.Stack(packet.IPv6{Src: "fd00::1", Dst: dst, HLim: ttl}, packet.ICMPv6EchoRequest{ID: 7, Seq: ttl})
					last = packet.ICMPv6EchoReply{ID: 7, Seq: ttl}
				}
				quoted := []any{packet.IPv6{Src: hop(), Dst: "fd00::1"}, packet.ICMPv6TimeExceeded{}, packet.IPerror6{Src: "fd00::1", Dst: dst}, "quoted"}
				answer = packet.Stack(quoted...)
				if ttl >= end {
					answer = packet.Stack(packet.IPv6{Src: dst, Dst: "fd00::1"}, packet.ICMPv6DestUnreach{Code: 4}, quoted[2], "quoted")
					if last != nil {
						answer = packet.Stack(packet.IPv6{Src: dst, Dst: "fd00::1"}, last)
					}
				}
			} else {
				query = packet.Stack(packet.IP{Src: "10.0.0.1", Dst: dst, TTL: ttl}, l4)
				quoted := packet.IPerror{Src: "10.0.0.1", Dst: dst, TTL: 1}
				answer = packet.Stack(packet.IP{Src: hop(), Dst: "10.0.0.1"}, packet.ICMP{Type: 11}, quoted, packet.UDPerror{SPort: sport, DPort: 33434})
				if ttl >= end {
					answer = packet.Stack(packet.IP{Src: dst, Dst: "10.0.0.1"}, packet.ICMP{Type: 3, Code: 3}, quoted, packet.UDPerror{SPort: sport, DPort: 33434})
					if last != nil {
						answer = packet.Stack(packet.IP{Src: dst, Dst: "10.0.0.1"}, last)
					}
				}
			}
			q, err := query.Rebuilt()
			if err != nil {
				panic(err)
			}
			a, err := answer.Rebuilt()
			if err != nil {
				panic(err)
			}
			pairs = append(pairs, packet.QueryAnswer{Query: q, Answer: a})
		}
	}
	return pairs
}

var (
	edgeLine = regexp.MustCompile(`(?m)^\t"([^"]*)" -> "([^"]*)"(?: \[label="(\d+) silent"\])?;`)
	markLine = regexp.MustCompile(`(?m)^\t"([^"]*)" \[style=filled,fillcolor=green\];`)
	holeLine = regexp.MustCompile(`(?m)^\t"([^"]*)" \[shape=octagon`)
)

// The results of a traceroute are shown, sorted out and drawn as scapy does it.
func TestTracerouteResultsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define("import contextlib, io\n" + traceSource)
	g := newGenerator(t)
	for n := range original.Rounds(t, 60) {
		six := n%3 == 2
		r := packet.TracerouteResult{SndRcvList: packet.SndRcvList{Pairs: g.trace(six)}}
		var pairs []any
		for _, p := range r.Pairs {
			pairs = append(pairs, original.Tuple{p.Query.Data(), p.Answer.Data()})
		}
		if pairs == nil {
			continue
		}
		answer, err := py.Call("traced", six, pairs)
		if err != nil {
			t.Fatal(err)
		}
		want := answer.([]any)
		if shown := r.Show(); shown != want[0] {
			t.Errorf("scapy\n%vhere\n%s", want[0], shown)
		}
		dot := r.Graph().DOT()
		ends, holes := []any{}, []any{}
		for _, m := range markLine.FindAllStringSubmatch(dot, -1) {
			ends = append(ends, m[1])
		}
		for _, m := range holeLine.FindAllStringSubmatch(dot, -1) {
			holes = append(holes, m[1])
		}
		byText := func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) }
		slices.SortFunc(ends, byText)
		slices.SortFunc(holes, byText)
		if want[3] != nil && !original.Same(ends, want[3]) {
			t.Errorf("ends: scapy %q, here %q", want[3], ends)
		}
		if !six && !original.Same(holes, want[4]) {
			t.Errorf("not reached: scapy %q, here %q", want[4], holes)
		}
		if !six {
			edges := map[string]bool{}
			for _, m := range edgeLine.FindAllStringSubmatch(dot, -1) {
				if m[1] == "10.0.0.1" {
					m[3] = "" // scapy begins with the first hop that answered
				}
				edges[fmt.Sprint(m[1], ">", m[2], ">", m[3])] = true
			}
			owed := map[string]bool{}
			for _, way := range want[2].([]any) {
				from, silent := way.([]any)[0].(string), 0
				for _, to := range way.([]any)[1].([]any) {
					if strings.HasPrefix(to.(string), "unk") {
						silent++
						continue
					}
					label := ""
					if silent > 0 {
						label = fmt.Sprint(silent)
					}
					owed[fmt.Sprint(from, ">", to, ">", label)] = true
					from, silent = to.(string), 0
				}
			}
			if fmt.Sprint(owed) != fmt.Sprint(edges) {
				t.Errorf("ways: scapy %v\nhere %v", owed, edges)
			}
		}
		for _, row := range want[1].([]any) {
			dst := row.([]any)[0].(string)
			hops := r.GetTrace()[ip(dst)]
			ours := map[string]bool{}
			for ttl, h := range hops {
				ours[fmt.Sprint(ttl, " ", h.Addr, " ", h.Final)] = true
			}
			theirs := map[string]bool{}
			for _, hop := range row.([]any)[1].([]any) {
				h := hop.([]any)
				theirs[fmt.Sprint(h[0], " ", h[1], " ", h[2])] = true
			}
			if fmt.Sprint(ours) != fmt.Sprint(theirs) {
				t.Errorf("%s: scapy %v\nhere %v", dst, theirs, ours)
			}
		}
	}
}
