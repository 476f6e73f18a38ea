package packet_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
)

// Pings by IPv4 and IPv6 are answered by the neighbour, the server behind the
// router, and this machine itself under each of its addresses.
func TestPing(t *testing.T) {
	onWire(t, func(t *testing.T) {
		for _, dst := range []string{"10.77.1.2", "10.77.2.2", "10.77.3.2", "127.0.0.1", "10.77.1.1", "10.77.3.1"} {
			answer, err := packet.Sr1(t.Context(), packet.Stack(packet.IP{Dst: dst}, packet.ICMP{}, "some data"), &packet.SrOptions{Timeout: 5 * time.Second})
			if err != nil || answer == nil {
				t.Errorf("%s: %v, %v", dst, answer, err)
				continue
			}
			if src, _ := answer.Get("IP.src"); src != ip(dst) || answer.Layer("ICMP") == nil {
				t.Errorf("%s: %s", dst, answer.Summary())
			}
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
		ctx, cancel := context.WithTimeoutCause(t.Context(), 300*time.Millisecond, errors.New("had enough"))
		defer cancel()
		if _, unanswered, err = packet.Sr(ctx, packet.Stack(packet.IP{Dst: "10.77.1.2"}, packet.UDP{DPort: 53}, "x").Div("y"), &packet.SrOptions{Filter: "tcp"}); err == nil || err.Error() != "had enough" || unanswered.Len() != 1 {
			t.Errorf("%v, %v", unanswered, err)
		}
	})
}

// A scan of a thousand ports is answered whole.
func TestSYNScan(t *testing.T) {
	onWire(t, func(t *testing.T) {
		scan := packet.Stack(packet.IP{Dst: "10.77.2.2"}, packet.TCP{SPort: 40000, DPort: packet.Span(1, 1000), Flags: "S"})
		begin := time.Now()
		answered, unanswered, err := packet.Sr(t.Context(), scan, &packet.SrOptions{Timeout: 10 * time.Second})
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
