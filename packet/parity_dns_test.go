package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

func (g generator) name() string {
	return []string{"a.b", "www.example.com.", ".", "x", "very-long-label-of-many-letters.example", "10.in-addr.arpa."}[g.IntN(6)]
}

func (g generator) record() packet.Layer {
	rr := packet.DNSRR{RRName: g.name(), TTL: g.number(32)}
	switch g.IntN(12) {
	case 0, 1:
		rr.RData = g.ip4()
	case 2:
		rr.Type, rr.RData = 28, g.ip6()
	case 3:
		rr.Type, rr.RData = []int{2, 3, 4, 5, 12}[g.IntN(5)], g.name()
	case 4:
		rr.Type, rr.RData = 16, []any{g.bytes(1 + g.IntN(5)), g.bytes(3)}
	case 5:
		rr.Type, rr.RData = 99, g.bytes(1+g.IntN(9))
	case 6:
		return g.fill(packet.DNSRRSOA{RRName: g.name(), MName: g.name(), RName: g.name()}, map[string]any{"type": 6})
	case 7:
		return g.fill(packet.DNSRRMX{RRName: g.name(), Exchange: g.name()}, map[string]any{"type": 15})
	case 8:
		return g.fill(packet.DNSRRSRV{RRName: g.name(), Target: g.name()}, map[string]any{"type": 33})
	case 9:
		return packet.DNSRROPT{RData: []packet.Layer{packet.EDNS0TLV{Optcode: 3, Optdata: g.bytes(4)}}}
	case 10:
		return g.fill(packet.DNSRRDS{RRName: g.name(), Digest: g.bytes(5)}, map[string]any{"type": 43})
	default:
		return g.fill(packet.DNSRRRSIG{RRName: g.name(), Signersname: g.name(), Signature: g.bytes(9)}, map[string]any{"type": 46})
	}
	return rr
}

func (g generator) dns() *packet.Header {
	section := func(n int) any {
		var list []packet.Layer
		for range g.IntN(n) {
			list = append(list, g.record())
		}
		if list == nil {
			return nil
		}
		return list
	}
	var questions any
	switch g.IntN(4) {
	case 0:
	case 1:
		questions = []packet.Layer{packet.DNSQR{QName: g.name()}, packet.DNSQR{QName: g.name(), QType: 28}}
	default:
		questions = []packet.Layer{g.fill(packet.DNSQR{QName: g.name()}, nil)}
	}
	return g.fill(packet.DNS{QD: questions}, map[string]any{
		"qd": questions, "an": section(3), "ns": section(2), "ar": section(3), "qdcount": nil, "ancount": nil, "nscount": nil, "arcount": nil, "length": nil,
	})
}

func TestParityDNS(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	packets := make([]*packet.Packet, original.Rounds(t, 200))
	for i := range packets {
		dns := g.dns()
		switch g.IntN(3) {
		case 0:
			packets[i] = packet.Stack(dns)
		case 1:
			packets[i] = packet.Stack(packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.UDP{}, dns)
		default:
			packets[i] = packet.Stack(packet.IP{Src: g.ip4(), Dst: g.ip4()}, packet.TCP{}, dns)
		}
	}
	compareForms(t, py, packets)
}
