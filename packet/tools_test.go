package packet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/packet"
)

// The ways to the server are found by TCP, UDP, ICMP and IPv6, and are those that
// scapy finds on the same wire.
func TestTraceroute(t *testing.T) {
	onWire(t, func(t *testing.T) {
		py := original.Start(t, "scapy.all")
		py.Define(`
from scapy.all import *
conf.verb = 0
conf.route.resync()
conf.route6.resync()
conf.ifaces.reload()
conf.iface = "eth0"
conf.bufsize = 16 << 20
def hops(l4, six):
    if six:
        r = traceroute6("fd77:2::2", dport=81, maxttl=4, timeout=12, verbose=0)[0]
        return sorted([q[IPv6].hlim, a[IPv6].src] for q, a in r)
    r = traceroute("10.77.2.2", dport=81, maxttl=4, timeout=12, l4=eval(l4) if l4 else None, verbose=0)[0]
    return sorted([q[IP].ttl, a[IP].src] for q, a in r)
`)
		for _, c := range []struct {
			name, theirs string
			l4           *packet.Packet
			six          bool
		}{
			{"tcp", "", nil, false},
			{"udp", "UDP(sport=4000, dport=33434)", packet.Stack(packet.UDP{SPort: 4000, DPort: 33434}), false},
			{"icmp", "ICMP()", packet.Stack(packet.ICMP{}), false},
			{"tcp over IPv6", "", nil, true},
		} {
			o := &packet.TracerouteOptions{DPort: []int{81}, MaxTTL: 4, L4: c.l4, Timeout: 20 * time.Second}
			trace := packet.Traceroute
			dst, router := "10.77.2.2", "10.77.1.2"
			if c.six {
				trace, dst, router = packet.Traceroute6, "fd77:2::2", "fd77:1::2"
			}
			r, unanswered, err := trace(t.Context(), []string{dst}, o)
			if err != nil || unanswered.Len() != 0 {
				t.Errorf("%s: %d unanswered: %v\n%s", c.name, unanswered.Len(), err, r.Show())
			}
			var ours [][2]string
			for _, p := range r.Pairs {
				ttl, err := p.Query.Uint("ttl")
				if err != nil {
					ttl, _ = p.Query.Uint("hlim")
				}
				src, _ := p.Answer.Get("src")
				ours = append(ours, [2]string{fmt.Sprint(ttl), fmt.Sprint(src)})
			}
			slices.SortFunc(ours, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
			theirs, err := py.Call("hops", c.theirs, c.six)
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
				continue
			}
			var want [][2]string
			for _, row := range theirs.([]any) {
				want = append(want, [2]string{fmt.Sprint(row.([]any)[0]), fmt.Sprint(row.([]any)[1])})
			}
			if fmt.Sprint(ours) != fmt.Sprint(want) || len(ours) != 4 {
				t.Errorf("%s: %v\nscapy: %v", c.name, ours, want)
			}
			hops := r.GetTrace()[ip(dst)]
			if hops[1].Addr != ip(router) || hops[1].Final || hops[2].Addr != ip(dst) {
				t.Errorf("%s: %v", c.name, hops)
			}
			if dot := r.Graph().DOT(); !strings.Contains(dot, `"`+router+`" -> "`+dst+`"`) {
				t.Errorf("%s: %s", c.name, dot)
			}
		}
	})
}

// Who is on the network answers, by the interface that the network is on.
func TestArping(t *testing.T) {
	onWire(t, func(t *testing.T) {
		for network, want := range map[string]string{"10.77.1.0/28": "10.77.1.2", "10.77.3.2": "10.77.3.2"} {
			r, unanswered, err := packet.Arping(t.Context(), network, &packet.ArpingOptions{Timeout: 3 * time.Second})
			if err != nil || r.Len() != 1 || !strings.Contains(r.Show(), want) {
				t.Errorf("%s: %v, %d silent\n%s", network, err, unanswered.Len(), r.Show())
			}
		}
	})
}

// A scan finds what listens, what does not, and who is silent, as nmap does.
func TestReportPorts(t *testing.T) {
	onWire(t, func(t *testing.T) {
		peers.Need(t, "nmap")
		c := startAt(t, "SERVER", "/usr/bin/python3", "-c", "import socket,time\nl=[socket.create_server(('10.77.2.2',p)) for p in (80,443)]\nprint('ready',flush=True)\ntime.sleep(600)")
		defer c()
		ports := []int{}
		for p := 75; p < 95; p++ {
			ports = append(ports, p)
		}
		states, err := packet.ReportPorts(t.Context(), []string{"10.77.2.2"}, append(ports, 443), &packet.ScanOptions{Timeout: 20 * time.Second})
		if err != nil {
			t.Fatal(err)
		}
		var ours []string
		for _, s := range states {
			ours = append(ours, fmt.Sprintf("%d/%s", s.Port, s.State))
		}
		out := run(t, "nmap -sS -n -Pn -oG - -p 75-94,443 10.77.2.2")
		var theirs []string
		for _, s := range states {
			for _, state := range []string{"open", "closed"} {
				if strings.Contains(out, fmt.Sprintf(" %d/%s/", s.Port, state)) {
					theirs = append(theirs, fmt.Sprintf("%d/%s", s.Port, state))
				}
			}
		}
		if fmt.Sprint(ours) != fmt.Sprint(theirs) || len(ours) != 21 {
			t.Errorf("%v\nnmap: %v\n%s", ours, theirs, out)
		}
		states, err = packet.ReportPorts(t.Context(), []string{"10.77.2.77"}, []int{80}, &packet.ScanOptions{Timeout: 100 * time.Millisecond})
		if err != nil || len(states) != 1 || states[0].State != "filtered" {
			t.Errorf("nobody there: %v, %v", states, err)
		}
	})
}
