package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/packet"
)

var payload = make([]byte, 100)

// BenchmarkBuild stacks and builds what the README's first figure is about.
func BenchmarkBuild(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		p := packet.Stack(packet.Ether{Dst: "02:00:00:00:00:02", Src: "02:00:00:00:00:01"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"},
			packet.TCP{SPort: 1234, DPort: 80, Flags: "S"}, packet.Raw{Load: payload})
		if _, err := p.Build(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBuildOnly builds the same packet again and again.
func BenchmarkBuildOnly(b *testing.B) {
	p := packet.Stack(packet.Ether{Dst: "02:00:00:00:00:02", Src: "02:00:00:00:00:01"}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"},
		packet.TCP{SPort: 1234, DPort: 80, Flags: "S"}, packet.Raw{Load: payload})
	b.ReportAllocs()
	var buf []byte
	var err error
	for b.Loop() {
		if buf, err = p.AppendBuild(buf[:0], nil); err != nil {
			b.Fatal(err)
		}
	}
}

func frames(b *testing.B) [][]byte {
	var list [][]byte
	for _, p := range []*packet.Packet{
		packet.Stack(packet.Ether{}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.TCP{SPort: 1234, DPort: 8080}, packet.Raw{Load: payload}),
		packet.Stack(packet.Ether{}, packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.UDP{}, packet.DNS{
			QR: 1, QD: []packet.Layer{packet.DNSQR{QName: "www.example.com"}}, AN: []packet.Layer{packet.DNSRR{RRName: "www.example.com", RData: "10.0.0.9", TTL: 300}},
		}),
	} {
		data, err := p.Build()
		if err != nil {
			b.Fatal(err)
		}
		list = append(list, data)
	}
	return list
}

func benchmarkDissect(b *testing.B, data []byte) {
	d := packet.NewDissector(packet.Ether{}, nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Dissect(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDissectTCP(b *testing.B) { benchmarkDissect(b, frames(b)[0]) }
func BenchmarkDissectDNS(b *testing.B) { benchmarkDissect(b, frames(b)[1]) }
