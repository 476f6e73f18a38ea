package packet_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// Pings by IPv4 and IPv6 are answered by the neighbour, the server behind the
// router, and this machine itself under each of its addresses; what goes to several
// leaves by the interface of each, with its address.
func TestPing(t *testing.T) {
	onWire(t, func(t *testing.T) {
		echo := packet.ICMP{}
		echo6 := packet.ICMPv6EchoRequest{ID: 7, Seq: 1}
		for _, dst := range []string{"10.77.1.2", "10.77.2.2", "10.77.3.2", "127.0.0.1", "10.77.1.1", "10.77.3.1", "fd77:1::2", "fd77:2::2", "::1", "fd77:1::1"} {
			p, want := packet.Stack(packet.IP{Dst: dst}, echo, "some data"), "ICMP"
			if ip(dst).Is6() {
				p, want = packet.Stack(packet.IPv6{Dst: dst}, echo6, "some data"), "ICMPv6EchoReply"
			}
			answer, err := packet.Sr1(t.Context(), p, &packet.SrOptions{Timeout: 20 * time.Second})
			if err != nil || answer == nil {
				t.Errorf("%s: %v, %v", dst, answer, err)
				continue
			}
			if src, _ := answer.Get("src"); src != ip(dst) || answer.Layer(want) == nil {
				t.Errorf("%s: %s", dst, answer.Summary())
			}
		}
		all := packet.Stack(packet.IP{Dst: packet.Values{"10.77.1.2", "10.77.3.2", "127.0.0.1", "10.77.2.2"}}, echo)
		answered, unanswered, err := packet.Sr(t.Context(), all, &packet.SrOptions{Timeout: 20 * time.Second})
		if err != nil || unanswered.Len() != 0 {
			t.Errorf("%v, %v", unanswered, err)
		}
		from := map[any]any{}
		for _, p := range answered.Pairs {
			src, _ := p.Answer.Get("IP.src")
			dst, _ := p.Answer.Get("IP.dst")
			from[src] = dst
		}
		want := map[any]any{ip("10.77.1.2"): ip("10.77.1.1"), ip("10.77.3.2"): ip("10.77.3.1"), ip("127.0.0.1"): ip("127.0.0.1"), ip("10.77.2.2"): ip("10.77.1.1")}
		if !maps.Equal(from, want) {
			t.Errorf("answers came to %v", from)
		}
	})
}

// A neighbour that nobody has is unanswered, in time, and no error.
func TestSilence(t *testing.T) {
	onWire(t, func(t *testing.T) {
		answered, unanswered, err := packet.Sr(t.Context(), packet.Stack(packet.IP{Dst: "10.77.1.77"}, packet.ICMP{}), &packet.SrOptions{Timeout: 100 * time.Millisecond})
		if err != nil || answered.Len() != 0 || unanswered.Len() != 1 {
			t.Errorf("%v, %v, %v", answered, unanswered, err)
		}
		// The wait for answers ends with its context, once the packet has left.
		ctx, cancel := context.WithCancelCause(t.Context())
		defer cancel(nil)
		left := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"eth0"}, Filter: "udp dst port 53", Count: 1, Prn: func(*packet.Packet) { cancel(errors.New("had enough")) }})
		if err := left.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer left.Stop()
		if _, unanswered, err = packet.Sr(ctx, packet.Stack(packet.IP{Dst: "10.77.1.2"}, packet.UDP{DPort: 53}, "x").Div("y"), &packet.SrOptions{Filter: "tcp"}); err == nil || err.Error() != "had enough" || unanswered.Len() != 1 {
			t.Errorf("%v, %v", unanswered, err)
		}
	})
}

// One who asks many hears all of them where that was asked for, and the first one
// where it was not; by default nobody answers for another one.
func TestSeveralAnswer(t *testing.T) {
	onWire(t, func(t *testing.T) {
		cable(t)
		ask := packet.Stack(packet.Ether{Src: "02:00:00:00:00:01", Dst: packet.Broadcast()}, packet.IP{Src: "10.88.0.1", Dst: "10.88.0.255"}, packet.ICMP{ID: 7, Seq: 9})
		group := packet.NewAsyncSniffer(&packet.SniffOptions{Interfaces: []string{"right"}, Filter: "icmp[0] = 8", Prn: func(*packet.Packet) {
			var replies []*packet.Packet
			for _, from := range []string{"10.88.0.7", "10.88.0.8", "10.88.0.9"} {
				replies = append(replies, packet.Stack(packet.Ether{Src: "02:00:00:00:00:02", Dst: "02:00:00:00:00:01"}, packet.IP{Src: from, Dst: "10.88.0.1"}, packet.ICMP{Type: 0, ID: 7, Seq: 9}))
			}
			if _, err := packet.Sendp(t.Context(), replies, &packet.SendOptions{Interface: "right"}); err != nil {
				t.Error(err)
			}
		}})
		if err := group.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer group.Stop()
		for _, c := range []struct {
			any, multi bool
			want       []string
		}{{true, true, []string{"10.88.0.7", "10.88.0.8", "10.88.0.9"}}, {true, false, []string{"10.88.0.7"}}, {false, true, nil}} {
			last := func(p *packet.Packet) bool {
				src, err := p.Get("IP.src")
				return err == nil && src == ip("10.88.0.9")
			}
			answered, _, err := packet.Srp(t.Context(), ask, &packet.SrOptions{
				Interface: "left", Multi: c.multi, Timeout: 30 * time.Second, Filter: "icmp[0] = 0", StopFilter: last, Answers: packet.AnswerOptions{AnyAddress: c.any},
			})
			var from []string
			for _, p := range answered.Pairs {
				src, _ := p.Answer.Text("IP.src")
				from = append(from, src)
			}
			if err != nil || !slices.Equal(from, c.want) {
				t.Errorf("any %v, multi %v: %q: %v", c.any, c.multi, from, err)
			}
		}
	})
}

// A scan of a thousand ports is answered whole.
func TestSYNScan(t *testing.T) {
	onWire(t, func(t *testing.T) {
		scan := packet.Stack(packet.IP{Dst: "10.77.2.2"}, packet.TCP{SPort: 40000, DPort: packet.Span(1, 1000), Flags: "S"})
		begin := time.Now()
		answered, unanswered, err := packet.Sr(t.Context(), scan, &packet.SrOptions{Timeout: 30 * time.Second})
		if err != nil || answered.Len() != 1000 || unanswered.Len() != 0 {
			t.Fatalf("%d answered, %d not: %v", answered.Len(), unanswered.Len(), err)
		}
		t.Logf("1,000 ports in %v", time.Since(begin))
		for _, p := range answered.Pairs {
			if p.RTT() <= 0 {
				t.Errorf("an answer came %v after its query", p.RTT())
				break
			}
		}
	})
}
