package layers_test

import (
	"fmt"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

const sessionSource = `
from scapy.sessions import *

def put_together(segments):
    """The messages that TCPSession makes of segments."""
    l = sniff(offline=[IP(s) for s in segments], session=TCPSession)
    return [bytes(p[TCP].payload) for p in l if len(p[TCP].payload)]

def defragmented(pieces):
    l = sniff(offline=[IP(s) for s in pieces], session=IPSession)
    return sorted(bytes(p) for p in l)
`

// A message of HTTP that comes in segments is put together as by scapy's TCPSession,
// and fragments as by its IPSession.
func TestSessionsAreScapys(t *testing.T) {
	py := startScapy(t)
	py.Define(sessionSource)
	g := original.Rand(t)
	for n := range original.Rounds(t, 40) {
		body := bytesOf(g, 1+g.IntN(200))
		head := fmt.Appendf(nil, "POST /%d HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n", n, len(body))
		message := append(head[:len(head):len(head)], body...)
		first := g.Uint32()
		var segments []*packet.Packet
		for at := 0; at < len(message); {
			size := min(1+g.IntN(len(body)), len(message)-at)
			if at == 0 {
				size = len(head) + g.IntN(len(body)) // scapy reads a length only from a segment with the whole head
			}
			p, err := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.TCP{SPort: 4000, DPort: 80, Seq: first + uint32(at), Ack: 1, Flags: "PA"}, packet.Raw{Load: message[at : at+size]}).Rebuilt()
			if err != nil {
				t.Fatal(err)
			}
			segments, at = append(segments, p), at+size
		}
		// scapy wants the first segment first, and a number that does not wrap.
		if uint64(first)+uint64(len(message)) > 1<<32-1 {
			continue
		}
		var data []any
		for _, s := range segments {
			data = append(data, s.Data())
		}
		theirs, err := py.Call("put_together", data)
		if err != nil {
			t.Fatal(err)
		}
		streams := packet.NewStreams(nil)
		var ours []byte
		for _, s := range segments {
			for _, part := range streams.Add(s) {
				ours = append(ours, part.Data...)
			}
		}
		if !original.Same(theirs, []any{ours}) {
			t.Errorf("%d segments: scapy %q\nhere %q", len(segments), theirs, ours)
		}
	}
	for range original.Rounds(t, 20) {
		p := packet.Stack(packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2", ID: g.IntN(1 << 16)}, packet.UDP{SPort: 7000, DPort: 7001}, bytesOf(g, 200+g.IntN(3000)))
		pieces, err := p.Fragment(64 + g.IntN(1400))
		if err != nil {
			t.Fatal(err)
		}
		if len(pieces) == 1 {
			continue
		}
		// scapy's session wants fragments in their order; a list of ours need not have it.
		var data []any
		var dissected []*packet.Packet
		for _, f := range pieces {
			b, err := f.Build()
			if err != nil {
				t.Fatal(err)
			}
			q, err := packet.Dissect(packet.IP{}, b)
			if err != nil {
				t.Fatal(err)
			}
			data, dissected = append(data, b), append(dissected, q)
		}
		theirs, err := py.Call("defragmented", data)
		if err != nil {
			t.Fatal(err)
		}
		whole, left, err := packet.Defragment(dissected)
		if err != nil || len(whole) != 1 || len(left) != 0 {
			t.Fatalf("%d whole, %d left, %v", len(whole), len(left), err)
		}
		b, err := whole[0].Build()
		if err != nil || !original.Same(theirs, []any{b}) {
			t.Errorf("%d pieces: scapy %x\nhere %x, %v", len(pieces), theirs, b, err)
		}
	}
}
