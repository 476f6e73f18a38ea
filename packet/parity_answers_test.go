package packet_test

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// exchange is a request and something that may answer it.
func (g generator) exchange() (request, reply *packet.Packet) {
	a, b := "10.0.0.1", "10.0.0.2"
	there, back := packet.IP{Src: a, Dst: b}, packet.IP{Src: b, Dst: a}
	if g.chance(10) {
		back.Src = "10.0.0.3"
	}
	if g.chance(10) {
		back.Dst = "10.0.0.4"
	}
	near := func(n int) int { return n + g.IntN(7) - 3 }
	var asked, answer packet.Layer
	switch g.IntN(6) {
	case 0, 1:
		flags := []string{"S", "SA", "A", "R", "RA", "FA", "PA", "F", "", "U", "FS", "RS"}
		asked = packet.TCP{SPort: 1000, DPort: 80, Flags: flags[g.IntN(12)], Seq: 100, Ack: 500}
		answer = packet.TCP{SPort: 80, DPort: 1000, Flags: flags[g.IntN(12)], Seq: near(500), Ack: near(100)}
		if g.chance(10) {
			answer = packet.TCP{SPort: 81, DPort: 1000, Flags: "SA"}
		}
		if g.chance(30) {
			return packet.Stack(there, asked, packet.Raw{Load: g.bytes(g.IntN(9) + 1)}), packet.Stack(back, answer)
		}
	case 2:
		asked, answer = packet.UDP{SPort: 1000, DPort: 7000}, packet.UDP{SPort: 7000 + g.IntN(2), DPort: 1000 + g.IntN(2)}
	case 3:
		types := []int{0, 8, 13, 14, 15, 16, 17, 18, 30, 33, 34, 35, 36, 37, 38}
		asked = packet.ICMP{Type: types[g.IntN(15)], ID: g.IntN(2), Seq: g.IntN(2)}
		answer = packet.ICMP{Type: types[g.IntN(15)], ID: g.IntN(2), Seq: g.IntN(2)}
		if g.chance(50) {
			asked, answer = packet.ICMP{Type: 8, ID: 1}, packet.ICMP{ID: g.IntN(2), Type: 0}
		}
	case 4:
		there := packet.IP{Src: a, Dst: b, ID: 7}
		quoted := packet.IPerror{Src: a, Dst: b, ID: 7 + g.IntN(2)}
		kind := packet.ICMP{Type: []int{3, 4, 5, 11, 12}[g.IntN(5)], Code: g.IntN(2)}
		if g.chance(10) {
			quoted.Dst = "10.0.0.9"
		}
		switch g.IntN(3) {
		case 0:
			return packet.Stack(there, packet.TCP{SPort: 1000}), packet.Stack(back, kind, quoted, packet.TCPerror{SPort: 1000 + g.IntN(2)})
		case 1:
			return packet.Stack(there, packet.UDP{SPort: 1000, DPort: 7000}), packet.Stack(back, kind, quoted, packet.UDPerror{SPort: 1000 + g.IntN(2), DPort: 7000})
		}
		return packet.Stack(there, packet.ICMP{ID: 4}), packet.Stack(back, kind, quoted, packet.ICMPerror{ID: 4 + g.IntN(2)})
	default:
		asked, answer = packet.UDP{SPort: 1000, DPort: 7000}, packet.TCP{SPort: 7000, DPort: 1000}
	}
	return packet.Stack(there, asked), packet.Stack(back, answer)
}

func TestParityAnswers(t *testing.T) {
	py := startScapy(t)
	g := generator{Rand: original.Rand(t)}
	var calls []original.Call
	var pairs [][2]*packet.Packet
	for range original.Rounds(t, 1500) {
		request, reply := g.exchange()
		a, err := request.Rebuilt()
		if err != nil {
			t.Fatal(err)
		}
		b, err := reply.Rebuilt()
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, [2]*packet.Packet{a, b})
		calls = append(calls, original.Call{Func: "answers", Args: []any{"IP", a.Data(), b.Data()}})
	}
	yes := 0
	for i, r := range py.Batch(calls) {
		a, b := pairs[i][0], pairs[i][1]
		ours := []any{a.Answers(b, nil), b.Answers(a, nil), a.Hashret(nil), b.Hashret(nil)}
		if r.Err != nil || !original.Same(r.Value, ours) {
			t.Errorf("%s\n%s\nscapy %q %v, here %q", a.Command(), b.Command(), r.Value, r.Err, ours)
		}
		if b.Answers(a, nil) {
			yes++
		}
	}
	if yes < len(pairs)/10 {
		t.Errorf("of %d pairs only %d were answers", len(pairs), yes)
	}
}

// TestParityAnswers6 compares answers and hashes of IPv6. The addresses fit: that an
// answer may come from anybody, as in scapy, is a difference that the ledger tells.
func TestParityAnswers6(t *testing.T) {
	py := startScapy(t)
	g := newGenerator(t)
	a, b := "2001:db8::1", "2001:db8::2"
	there, back := packet.IPv6{Src: a, Dst: b}, packet.IPv6{Src: b, Dst: a}
	quoted := packet.IPerror6{Src: a, Dst: b}
	errors := []packet.Layer{packet.ICMPv6DestUnreach{}, packet.ICMPv6PacketTooBig{}, packet.ICMPv6TimeExceeded{}, packet.ICMPv6ParamProblem{}}
	var calls []original.Call
	var pairs [][2]*packet.Packet
	for range original.Rounds(t, 300) {
		var asked, answer *packet.Packet
		e := errors[g.IntN(4)]
		port := func(n int) int { return n + g.IntN(2) }
		switch g.IntN(8) {
		case 0:
			asked, answer = packet.Stack(there, packet.UDP{SPort: 1000, DPort: 7000}), packet.Stack(back, packet.UDP{SPort: port(7000), DPort: port(1000)})
		case 1:
			asked = packet.Stack(there, packet.TCP{SPort: 1000, DPort: 80, Seq: 5})
			answer = packet.Stack(back, packet.TCP{SPort: 80, DPort: 1000, Ack: 4 + g.IntN(5), Flags: []string{"SA", "RA", "A", "R"}[g.IntN(4)]})
		case 2:
			asked = packet.Stack(there, packet.ICMPv6EchoRequest{ID: 1, Seq: 2, Data: "x"})
			answer = packet.Stack(back, packet.ICMPv6EchoReply{ID: port(1), Seq: 2, Data: []string{"x", "y"}[g.IntN(2)]})
		case 3:
			asked, answer = packet.Stack(there, packet.ICMPv6NDNS{Tgt: b}), packet.Stack(back, packet.ICMPv6NDNA{Tgt: []string{a, b}[g.IntN(2)]})
		case 4:
			asked, answer = packet.Stack(there, packet.UDP{SPort: 1000, DPort: 7000}), packet.Stack(back, e, quoted, packet.UDPerror{SPort: port(1000), DPort: 7000})
		case 5:
			asked, answer = packet.Stack(there, packet.TCP{SPort: 1000, DPort: 80}), packet.Stack(back, e, quoted, packet.TCPerror{SPort: port(1000), DPort: 80})
		case 6:
			asked, answer = packet.Stack(there, packet.ICMPv6HAADRequest{ID: 1}), packet.Stack(back, packet.ICMPv6HAADReply{ID: port(1)})
		default:
			asked, answer = packet.Stack(there, packet.ICMPv6MLQuery{}), packet.Stack(back, packet.ICMPv6MLReport{})
		}
		p, err := asked.Rebuilt()
		if err != nil {
			t.Fatal(err)
		}
		q, err := answer.Rebuilt()
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, [2]*packet.Packet{p, q})
		calls = append(calls, original.Call{Func: "answers", Args: []any{"IPv6", p.Data(), q.Data()}})
	}
	for i, r := range py.Batch(calls) {
		p, q := pairs[i][0], pairs[i][1]
		ours := []any{p.Answers(q, nil), q.Answers(p, nil), p.Hashret(nil), q.Hashret(nil)}
		if r.Err != nil || !original.Same(r.Value, ours) {
			t.Errorf("%s\n%s\nscapy %q %v, here %q", p.Command(), q.Command(), r.Value, r.Err, ours)
		}
	}
}

// TestParityPlainAnswers is about layers without a rule of their own: they answer
// their like, and what lies on them decides.
func TestParityPlainAnswers(t *testing.T) {
	py := startScapy(t)
	packets := []*packet.Packet{
		packet.Stack(packet.LLC{}), packet.Stack(packet.LLC{}, packet.STP{}), packet.Stack(packet.LLC{}, "x"), packet.Stack(packet.LLC{}, packet.SNAP{}, packet.IP{}, packet.UDP{}),
	}
	for _, p := range packets {
		for _, q := range packets {
			a, b := must(t, p), must(t, q)
			theirs, err := py.Call("answers", "LLC", a, b)
			x, _ := packet.Dissect(packet.LLC{}, a)
			y, _ := packet.Dissect(packet.LLC{}, b)
			ours := []any{x.Answers(y, nil), y.Answers(x, nil), x.Hashret(nil), y.Hashret(nil)}
			if err != nil || !original.Same(theirs, ours) {
				t.Errorf("%s, %s: scapy %q %v, here %q", p.Command(), q.Command(), theirs, err, ours)
			}
		}
	}
}
