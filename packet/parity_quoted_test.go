package packet_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// answered is what scapy and we say of pairs: whether the second answers the first.
func answered(t *testing.T, py *original.Python, first packet.Layer, pairs [][2][]byte, judge func(i int, theirs, ours bool)) {
	t.Helper()
	proto, _ := first.Describe()
	calls := make([]original.Call, len(pairs))
	for i, c := range pairs {
		calls[i] = original.Call{Func: "answers", Args: []any{proto.Name(), c[1], c[0]}}
	}
	for i, r := range py.Batch(calls) {
		if r.Err != nil {
			t.Fatalf("%x answers %x: %v", pairs[i][1], pairs[i][0], r.Err)
		}
		p, _ := packet.Dissect(first, pairs[i][0])
		q, _ := packet.Dissect(first, pairs[i][1])
		judge(i, r.Value.([]any)[0].(bool), q.Answers(p, nil))
	}
}

// Errors quote packets of any kind, as much of them as the router likes: who sent them
// is told, and nobody else.
func TestQuotedPacketsAreScapys(t *testing.T) {
	py := startScapy(t)
	four, six := packet.IP{Src: "10.0.0.1", Dst: "10.0.0.2"}, packet.IPv6{Src: "2001:db8::1", Dst: "2001:db8::2"}
	inner4, inner6 := packet.IP{Src: "10.9.9.9", Dst: "10.8.8.8"}, packet.IPv6{Src: "2001:db8::9", Dst: "2001:db8::8"}
	echo := packet.ICMPv6EchoRequest{ID: 5, Seq: 6, Data: "abcdefghijkl"}
	for _, c := range []struct {
		first  packet.Layer
		header int
		sent   [][]any
		errors []any
	}{
		{four, 20, [][]any{
			{packet.UDP{SPort: 7, DPort: 8}, "load"}, {packet.TCP{SPort: 7, DPort: 8}, "load"}, {packet.ICMP{ID: 5, Seq: 6}, "load"}, {packet.ICMP{ID: 5, Seq: 7}, "load"},
			{packet.ICMP{Type: 13, ID: 1}}, {packet.ICMP{Type: 10}}, {packet.GRE{}, "a load of GRE"}, {packet.Raw{Load: "a load of nobody"}},
		}, []any{packet.ICMP{Type: 3}, packet.ICMP{Type: 11}, packet.ICMP{Type: 12}}},
		{six, 40, [][]any{
			{packet.UDP{SPort: 7, DPort: 8}, "load"}, {packet.TCP{SPort: 7, DPort: 8}, "load"}, {echo}, {packet.ICMPv6EchoRequest{ID: 5, Seq: 7, Data: "abcdefghijkl"}},
			{packet.ICMPv6EchoRequest{ID: 5, Seq: 6, Data: "abcdefghijkX"}}, {packet.ICMPv6EchoReply{ID: 5, Seq: 6, Data: "abcdefghijkl"}},
			{packet.ICMPv6NDNS{Tgt: "2001:db8::5"}}, {packet.ICMPv6NDNS{Tgt: "2001:db8::6"}}, {packet.ICMPv6MLQuery{}}, {packet.GRE{}, "a load of GRE"},
			{inner4, packet.UDP{SPort: 1, DPort: 2}, "load"}, {inner6, packet.UDP{SPort: 1, DPort: 2}, "load"}, {inner6, packet.UDP{SPort: 1, DPort: 3}, "load"},
			{packet.Raw{Load: "a load of nobody"}},
		}, []any{packet.ICMPv6DestUnreach{}, packet.ICMPv6PacketTooBig{}, packet.ICMPv6TimeExceeded{}, packet.ICMPv6ParamProblem{}}},
	} {
		var sent [][]byte
		for _, layers := range c.sent {
			sent = append(sent, must(t, packet.Stack(append([]any{c.first}, layers...)...)))
		}
		var pairs [][2][]byte
		router := must(t, packet.Stack(packet.IP{Src: "10.0.0.77", Dst: "10.0.0.1"}))
		if c.header == 40 {
			router = must(t, packet.Stack(packet.IPv6{Src: "2001:db8::77", Dst: "2001:db8::1"}))
		}
		outer, err := packet.Dissect(c.first, router)
		if err != nil {
			t.Fatal(err)
		}
		outer.Recompute()
		number := map[int]string{20: "proto", 40: "nh"}[c.header]
		if err := outer.Del(number); err != nil {
			t.Fatal(err)
		}
		for _, a := range sent {
			for i, e := range c.errors {
				for _, n := range []int{c.header + 8, c.header + 12, len(a)} {
					n = min(n+i%2, len(a))
					p := must(t, packet.Stack(outer, e, a[:n]))
					for _, b := range sent {
						pairs = append(pairs, [2][]byte{b, p})
					}
				}
			}
		}
		yes := 0
		answered(t, py, c.first, pairs, func(i int, theirs, ours bool) {
			if theirs != ours {
				t.Errorf("%x is the answer to %x: scapy %v, here %v", pairs[i][1], pairs[i][0], theirs, ours)
			}
			if theirs {
				yes++
			}
		})
		if yes < len(pairs)/30 || yes > len(pairs)/2 {
			t.Errorf("of %d errors %d are told to whoever is asked", len(pairs), yes)
		}
	}
}

// icmpv6Divergences are where messages of ICMPv6 that belong together mean something
// else to scapy.
func icmpv6Divergences(t *testing.T) []original.Divergence {
	there, back := packet.IPv6{Src: "2001:db8::1", Dst: "2001:db8::2"}, packet.IPv6{Src: "2001:db8::2", Dst: "2001:db8::1"}
	reply := func(ends packet.IPv6, l packet.Layer) []byte { return must(t, packet.Stack(ends, l)) }
	is := func(p any, kind byte) bool { b := p.([]byte); return len(b) > 40 && b[6] == 58 && b[40] == kind }
	return []original.Divergence{
		{
			Name: "replies to replies", Why: "scapy's class of a reply is that of a request as well; RFC 4443, 4.2, has a reply to a request",
			Example: original.Call{Func: "answers1", Args: []any{reply(back, packet.ICMPv6EchoReply{}), reply(there, packet.ICMPv6EchoReply{})}},
			Theirs:  true, Ours: false, Share: 0.01,
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				return original.Result{Value: false}, c.Func == "answers1" && is(c.Args[0], 129) && is(c.Args[1], 129) && theirs.Value == true
			},
		},
		{
			Name: "hashes of prefix advertisements", Why: "scapy hashes the identifier of an answer, and not that of what it answers",
			Example: original.Call{Func: "hash1", Args: []any{reply(back, packet.ICMPv6MPAdv{ID: 0x1234})}},
			Theirs:  []byte(strings.Repeat("\x00", 15) + "\x03:\x12\x34"), Ours: []byte(strings.Repeat("\x00", 15) + "\x03:"), Share: 0.005,
			Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
				b, ok := theirs.Value.([]byte)
				if !ok || c.Func != "hash1" || !is(c.Args[0], 147) {
					return theirs, false
				}
				return original.Result{Value: b[:len(b)-2]}, true
			},
		},
	}
}

// messageJudge is scapy, asked whether a packet answers another, and for a hash.
func messageJudge(t *testing.T) *original.Judge {
	py := startScapy(t)
	py.Define("def answers1(p, q):\n    return bool(IPv6(p).answers(IPv6(q)))\ndef hash1(p):\n    return IPv6(p).hashret()\n")
	return &original.Judge{Python: py, Divergences: icmpv6Divergences(t), Ours: func(c original.Call) original.Result {
		p, _ := packet.Dissect(packet.IPv6{}, c.Args[0].([]byte))
		if c.Func == "hash1" {
			return original.Result{Value: p.Hashret(nil)}
		}
		q, _ := packet.Dissect(packet.IPv6{}, c.Args[1].([]byte))
		return original.Result{Value: p.Answers(q, nil)}
	}}
}

func TestICMPv6Divergences(t *testing.T) { messageJudge(t).Pins(t) }

// Of all messages of ICMPv6, what answers what is as in scapy.
func TestMessagesOfICMPv6AnswerAsScapys(t *testing.T) {
	j := messageJudge(t)
	there, back := packet.IPv6{Src: "2001:db8::1", Dst: "2001:db8::2"}, packet.IPv6{Src: "2001:db8::2", Dst: "2001:db8::1"}
	var asked, answers [][]byte
	for _, proto := range packet.Protos() {
		if name := proto.Name(); !strings.HasPrefix(name, "ICMPv6") || strings.HasPrefix(name, "ICMPv6NDOpt") || name == "ICMPv6MLDMultAddrRec" {
			continue
		}
		h, err := packet.NewLayer(proto, nil)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, must(t, packet.Stack(there, h)))
		answers = append(answers, must(t, packet.Stack(back, h)))
	}
	for _, l := range []packet.Layer{packet.UDP{SPort: 7, DPort: 7}, packet.TCP{SPort: 7, DPort: 7}, packet.Raw{Load: "load"}} {
		asked = append(asked, must(t, packet.Stack(there, l)))
		answers = append(answers, must(t, packet.Stack(back, l)))
	}
	var calls []original.Call
	for _, b := range answers {
		calls = append(calls, original.Call{Func: "hash1", Args: []any{b}})
		for _, a := range asked {
			calls = append(calls, original.Call{Func: "answers1", Args: []any{b, a}})
		}
	}
	j.Generated(t, calls)
}
