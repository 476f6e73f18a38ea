package packet_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// exchangeSource sends and receives with scapy in the network namespace of the test.
const exchangeSource = `
import contextlib, io
from scapy.all import *
from scapy.supersocket import L3RawSocket
conf.verb = 0
conf.route.resync()
conf.route6.resync()
conf.ifaces.reload()
conf.iface = "eth0"
conf.bufsize = 4 << 20

def quiet(f):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        return f()

def told(answered, unanswered):
    return [sorted(a.summary() for q, a in answered), sorted(q.summary() for q in unanswered)]

def asked(command, how):
    p = eval(command)
    if how == "raw":
        before, conf.L3socket = conf.L3socket, L3RawSocket
        try:
            return told(*sr(p, timeout=15))
        finally:
            conf.L3socket = before
    if how == "srp":
        return told(*srp(p, iface="eth0", timeout=15))
    if how == "inter":
        return told(*sr(p, inter=0.001, retry=1, timeout=15))
    if how == "multi":
        return told(*sr(p, multi=1, timeout=2))
    if how == "loop":
        return told(*quiet(lambda: srloop(p, count=3, inter=0.01, timeout=15, verbose=0)))
    if how == "one":
        a = sr1(p, timeout=15)
        return told([(p, a)] if a else [], [] if a else [p])
    return told(*sr(p, timeout=15))

def captured(command, count):
    """What a sniffer sees that runs while packets are sent."""
    started = __import__("threading").Event()
    s = AsyncSniffer(iface="eth0", filter="udp and dst port 7777", count=count, started_callback=started.set, timeout=20)
    s.start()
    started.wait(20)
    send([eval(command) for _ in range(count)], inter=0.001, verbose=0)
    s.join()
    return [p.summary() for p in s.results]
`

// Packets are answered on the wire as they are for scapy there: by whom, with what, and
// which are not.
func TestExchangesAreScapys(t *testing.T) {
	onWire(t, func(t *testing.T) {
		py := original.Start(t, "scapy.all")
		py.Define(exchangeSource)
		syn := packet.Stack(packet.IP{Dst: "10.77.2.2"}, packet.TCP{SPort: 4000, DPort: packet.Span(81, 85), Flags: "S"})
		ping := packet.Stack(packet.IP{Dst: "10.77.1.2"}, packet.ICMP{ID: 7, Seq: 1}, "data")
		for _, c := range []struct {
			command, how string
			ours         *packet.Packet
		}{
			{"IP(dst='10.77.1.2')/ICMP(id=7, seq=1)/b'data'", "sr", ping},
			{"IP(dst='10.77.2.2')/TCP(sport=4000, dport=(81, 85), flags='S')", "sr", syn},
			{"IP(dst='10.77.2.2')/TCP(sport=4000, dport=(81, 85), flags='S')", "inter", syn},
			{"IP(dst='10.77.2.2')/UDP(sport=4000, dport=9999)/b'x'", "sr", packet.Stack(packet.IP{Dst: "10.77.2.2"}, packet.UDP{SPort: 4000, DPort: 9999}, "x")},
			{"IP(dst='10.77.1.2')/ICMP(id=7, seq=1)/b'data'", "raw", ping},
			{"IP(dst='10.77.1.2')/ICMP(id=7, seq=1)/b'data'", "multi", ping},
			{"IP(dst='10.77.1.2')/ICMP(id=7, seq=1)/b'data'", "loop", ping},
			{"IP(dst='10.77.1.2')/ICMP(id=7, seq=1)/b'data'", "one", ping},
			{"IPv6(dst='fd77:2::2')/ICMPv6EchoRequest(id=3, seq=4)", "sr", packet.Stack(packet.IPv6{Dst: "fd77:2::2"}, packet.ICMPv6EchoRequest{ID: 3, Seq: 4})},
			{"Ether(dst='ff:ff:ff:ff:ff:ff')/ARP(pdst='10.77.1.2')", "srp", packet.Stack(packet.Ether{Dst: packet.Broadcast()}, packet.ARP{PDst: "10.77.1.2"})},
		} {
			theirs, err := py.Call("asked", c.command, c.how)
			if err != nil {
				t.Errorf("%s %s: %v", c.command, c.how, err)
				continue
			}
			o := &packet.SrOptions{Timeout: 10 * time.Second}
			send, answers, silent := packet.Sr, []string{}, []string{}
			note := func(answered packet.SndRcvList, unanswered packet.PacketList) {
				for _, p := range answered.Pairs {
					answers = append(answers, p.Answer.Summary())
				}
				for _, p := range unanswered.Packets {
					silent = append(silent, p.Summary())
				}
			}
			switch c.how {
			case "srp":
				send, o.Interface = packet.Srp, "eth0"
			case "multi":
				o.Multi, o.Timeout = true, 2*time.Second
			case "inter":
				o.Inter, o.Retry = time.Millisecond, 1
			}
			switch c.how {
			case "loop":
				o.Inter = 10 * time.Millisecond
				for r, err := range packet.SrLoop(t.Context(), c.ours, 3, o) {
					if err != nil {
						t.Fatal(err)
					}
					note(r.Answered, r.Unanswered)
				}
			case "one":
				a, err := packet.Sr1(t.Context(), c.ours, o)
				if err != nil || a == nil {
					t.Fatalf("%v, %v", a, err)
				}
				answers = append(answers, a.Summary())
			default:
				answered, unanswered, err := send(t.Context(), c.ours, o)
				if err != nil {
					t.Fatal(err)
				}
				note(answered, unanswered)
			}
			slices.Sort(answers)
			slices.Sort(silent)
			rows := theirs.([]any)
			if a, b := fmt.Sprint(rows[0], rows[1]), fmt.Sprint(answers, silent); a != b {
				t.Errorf("%s %s:\nscapy %s\nhere  %s", c.command, c.how, a, b)
			}
		}
		const command, count = "IP(dst='10.77.1.2')/UDP(sport=4000, dport=7777)/b'seen'", 5
		theirs := py.Value("captured", command, count)
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		defer stop()
		s := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"eth0"}, Filter: "udp and dst port 7777", Count: count})
		if err := s.Start(ctx); err != nil {
			t.Fatal(err)
		}
		p := packet.Stack(packet.IP{Dst: "10.77.1.2"}, packet.UDP{SPort: 4000, DPort: 7777}, "seen")
		if n, err := packet.Send(ctx, []*packet.Packet{p, p, p, p, p}, nil); n != count || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		l, err := s.Join(ctx)
		if err != nil {
			t.Fatal(err)
		}
		seen := []any{}
		for _, p := range l.Packets {
			seen = append(seen, p.Summary())
		}
		if !original.Same(theirs, seen) {
			t.Errorf("captured: scapy %q\nhere %q", theirs, seen)
		}
	})
}
