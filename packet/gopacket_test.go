package packet_test

import (
	"testing"
	"time"

	"github.com/google/gopacket/layers"

	"github.com/pyops-go/pyops/packet"
)

func TestGopacketBothWays(t *testing.T) {
	p := packet.Stack(packet.Ether{Src: "02:00:00:00:00:01", Dst: "02:00:00:00:00:02"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", TTL: 7},
		packet.TCP{SPort: 1234, DPort: 80, Flags: "SA", Options: []packet.Option{{Name: "MSS", Value: 1460}}}, "hello")
	p.Time = time.Unix(1700000000, 5)
	g, err := p.ToGopacket()
	if err != nil {
		t.Fatal(err)
	}
	tcp, ok := g.Layer(layers.LayerTypeTCP).(*layers.TCP)
	if !ok || tcp.SrcPort != 1234 || !tcp.SYN || !tcp.ACK || tcp.RST || len(tcp.Options) != 1 {
		t.Errorf("gopacket read %v", g)
	}
	if ip, ok := g.NetworkLayer().(*layers.IPv4); !ok || ip.TTL != 7 || ip.Length != 49 {
		t.Errorf("gopacket read %v", g.NetworkLayer())
	}
	q, err := packet.FromGopacket(g)
	if err != nil {
		t.Fatal(err)
	}
	if q.Summary() != "Ether / IP / TCP 10.0.0.1:1234 > 10.0.0.2:http SA / Raw" || !q.Time.Equal(p.Time) {
		t.Errorf("%s at %v", q.Summary(), q.Time)
	}
	if _, err := packet.Stack(packet.DNS{}).ToGopacket(); err == nil {
		t.Error("a packet that begins with DNS was taken")
	}
	if _, err := packet.FromGopacket(nil); err == nil {
		t.Error("no packet was taken")
	}
}

// TestGopacketAgrees has gopacket read random packets: what it reads is what was
// set, and its checksums are ours.
func TestGopacketAgrees(t *testing.T) {
	g := newGenerator(t)
	for range 500 {
		p := g.stack()
		q, err := p.ToGopacket()
		if err != nil {
			continue // gopacket refuses option lists that end early, which scapy and we write
		}
		ip, _ := q.NetworkLayer().(*layers.IPv4)
		if ip == nil || p.Layer("IP") == nil {
			continue
		}
		if src, _ := p.Text("IP.src"); ip.SrcIP.String() != src {
			t.Errorf("%s: gopacket read %v", p.Command(), ip.SrcIP)
		}
	}
}
