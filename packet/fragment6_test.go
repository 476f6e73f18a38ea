package packet_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// Fragments of IPv6 are scapy's byte for byte, and come together again there and here,
// in any order and with some twice.
func TestParityFragment6(t *testing.T) {
	py := startScapy(t)
	py.Define("def fragments6(command, size):\n    return [bytes(x) for x in fragment6(make(command), size)]\n" +
		"def whole6(parts):\n    return bytes(defragment6([IPv6(b) for b in parts]))\n")
	g := newGenerator(t)
	for range original.Rounds(t, 60) {
		layers := []any{packet.IPv6{Src: g.ip6(), Dst: g.ip6(), TC: g.number(8)}}
		if g.chance(40) {
			layers = append(layers, packet.IPv6ExtHdrHopByHop{})
		}
		if g.chance(40) {
			layers = append(layers, packet.IPv6ExtHdrDestOpt{})
			layers = append(layers, packet.IPv6ExtHdrRouting{Addresses: []any{g.ip6()}})
		}
		bare := packet.Stack(layers...)
		rest := []any{packet.UDP{SPort: 7000, DPort: 7001}, g.bytes(1 + g.IntN(1500))}
		p := bare.Div(packet.IPv6ExtHdrFragment{ID: g.Uint32()}).Div(rest[0]).Div(rest[1])
		size := 150 + g.IntN(600)
		theirs, err := py.Call("fragments6", p.Command(), size)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := p.Fragment6(size)
		if err != nil {
			t.Fatal(err)
		}
		var ours, pieces []any
		var dissected []*packet.Packet
		for _, f := range parts {
			b := must(t, f)
			if len(parts) > 1 && len(b) > size {
				t.Errorf("%d bytes, not %d at most", len(b), size)
			}
			ours = append(ours, b)
			q, err := packet.Dissect(packet.IPv6{}, b)
			if err != nil {
				t.Fatal(err)
			}
			dissected = append(dissected, q)
		}
		if !original.Same(theirs, ours) {
			t.Errorf("%s by %d:\n%s", p.Command(), size, difference(theirs, ours))
		}
		dissected = append(dissected, dissected[g.IntN(len(dissected))])
		g.Shuffle(len(dissected), func(i, j int) { dissected[i], dissected[j] = dissected[j], dissected[i] })
		back, left, err := packet.Defragment6(dissected)
		if err != nil || len(left) > 0 || len(back) != 1 {
			t.Fatalf("%s by %d: %d whole, %d left, %v", p.Command(), size, len(back), len(left), err)
		}
		pieces = append(pieces, ours...)
		whole, err := py.Call("whole6", pieces)
		if got := must(t, back[0]); err != nil || !original.Same(whole, got) {
			t.Errorf("scapy put together %x, %v\nhere %x", whole, err, got)
		}

		// Without a Fragment header one is put in, and taken out again.
		p = bare.Div(rest[0]).Div(rest[1])
		if parts, err = p.Fragment6(size); err != nil {
			t.Fatal(err)
		}
		back, left, err = packet.Defragment6(parts)
		if err != nil || len(left) > 0 || len(back) != 1 || string(must(t, back[0])) != string(must(t, p)) {
			t.Errorf("%s by %d: %d parts, %v, %v", p.Command(), size, len(parts), back, err)
		}
	}
}

// Fragments that are missing or overlap are left, and told of; others go by.
func TestDefragment6(t *testing.T) {
	p := packet.Stack(packet.Ether{Dst: "02:00:00:00:00:01", Src: "02:00:00:00:00:02"}, packet.IPv6{Src: "::1", Dst: "::2"}, packet.UDP{SPort: 1, DPort: 2}, strings.Repeat("x", 300))
	parts, err := p.Fragment6(150)
	if err != nil || len(parts) < 3 {
		t.Fatal(parts, err)
	}
	other := packet.Stack(packet.IP{}, packet.UDP{})
	back, left, err := packet.Defragment6([]*packet.Packet{parts[0], other, parts[2]})
	if !errors.Is(err, packet.ErrMalformed) || !strings.Contains(err.Error(), "missing") || len(left) != 2 || len(back) != 1 || back[0] != other {
		t.Errorf("%v %v %v", back, left, err)
	}
	frag := packet.GetLayer[packet.IPv6ExtHdrFragment](parts[1])
	frag.Offset = 5
	back, left, err = packet.Defragment6(parts)
	if !errors.Is(err, packet.ErrMalformed) || !strings.Contains(err.Error(), "overlap") || len(left) != len(parts) || len(back) != 0 {
		t.Errorf("%v %v %v", back, left, err)
	}
	for _, size := range []int{-1, 1, 55} {
		if _, err := p.Fragment6(size); !errors.Is(err, packet.ErrValue) {
			t.Errorf("%d: %v", size, err)
		}
	}
	var none *packet.Packet
	for _, q := range []*packet.Packet{none, {}, other} {
		if _, err := q.Fragment6(0); !errors.Is(err, packet.ErrNoLayer) {
			t.Error(err)
		}
	}
	if whole, left, err := packet.Defragment6([]*packet.Packet{nil, packet.Stack(packet.IPv6ExtHdrFragment{M: 1}, "abc")}); len(left) != 0 || err != nil || len(whole) > 1 {
		t.Errorf("%v %v %v", whole, left, err)
	}
	if one, err := p.Fragment6(2000); err != nil || len(one) != 1 || string(must(t, one[0])) != string(must(t, p)) {
		t.Errorf("%v %v", one, err)
	}
}
