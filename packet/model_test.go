package packet_test

import (
	"encoding/hex"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// TestBytes builds packets whose bytes scapy 2.5.0 gave, takes them apart and
// builds them again.
func TestBytes(t *testing.T) {
	ip := packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}
	for want, p := range map[string]*packet.Packet{
		"4500002800010000400674ca01010101020202020014005000000000000000005002200089790000": packet.Stack(ip, packet.TCP{}),
		"4500001d00010000401174ca01010101020202020035003500" + "09816c78":                  packet.Stack(ip, packet.UDP{}, "x"),
	} {
		b, err := p.Build()
		if err != nil || hex.EncodeToString(b) != want {
			t.Errorf("%v: %x %v, want %s", p, b, err, want)
		}
		q, err := packet.Dissect(packet.IP{}, b)
		if err != nil {
			t.Errorf("%x: %v", b, err)
		}
		again, err := q.Build()
		if err != nil || string(again) != string(b) {
			t.Errorf("%v: %x %v, want %x", q, again, err, b)
		}
	}
}

func TestDescriptions(t *testing.T) {
	if len(packet.Builtin()) < 30 {
		t.Errorf("%d protocols", len(packet.Builtin()))
	}
	for _, p := range packet.Builtin() {
		if err := p.Err(); err != nil {
			t.Error(err)
		}
	}
}

// TestReadTogether reads one packet from several goroutines; the race detector
// judges.
func TestReadTogether(t *testing.T) {
	b := must(t, packet.Stack(packet.Ether{}, packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.UDP{}, packet.DNS{QD: []packet.Layer{packet.DNSQR{QName: "a.b"}}}))
	p, err := packet.Dissect(packet.Ether{}, b)
	if err != nil {
		t.Fatal(err)
	}
	built := packet.Stack(packet.IP{Dst: "10.0.0.0/30"}, packet.TCP{DPort: packet.Span(1, 3)})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				_, _, _ = p.Show(), p.Summary(), p.Hashret(nil)
				if again, err := p.Build(); err != nil || string(again) != string(b) {
					t.Errorf("%x %v", again, err)
				}
				if packet.GetLayer[packet.UDP](p) == nil || built.Len() != 12 {
					t.Error("a layer went away")
				}
				for q := range built.All() {
					if _, err := q.Build(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
}
