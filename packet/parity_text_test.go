package packet_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// TestParitySprintf compares the small language of sprintf.
func TestParitySprintf(t *testing.T) {
	py := startScapy(t)
	p := packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.TCP{SPort: 1234, DPort: 80}, "hi\n")
	for _, form := range []string{
		"%IP.src%", "%-10s,TCP.sport%|", "%10s,TCP.sport%|", "%r,TCP.dport%", "%04xr,IP.id%", "%TCP.nosuch%", "%UDP.sport%", "%%", "{TCP:tcp %TCP.dport%}",
		"{!UDP:noudp}", "{UDP:x}", "%TCP:2.sport%", "%IP.flags%", "%IP.options%", "%TCP.options%", "%Raw.load%", "%r,Raw.load%", "%sport%", "%src%",
		"%TCP:1.sport%", "a{TCP:{IP:both}}", "%.3s,IP.src%", "{IP:%IP.src%{TCP:t}}", "%IP:0.src%", "%dr,IP.ttl%", "no directive", "", "%TCP.flags% %IP.ttl%",
		"%5dr,IP.ttl%|%-5dr,IP.ttl%|", "%xr,TCP.window%", "%IP.proto%", "%r,IP.proto%", "{TCP:%TCP.sport%}{!TCP:none}", "%Xr,TCP.window%", "%or,IP.ttl%",
	} {
		theirs, err := py.Call("sprintf", p.Command(), form)
		ours, mine := p.Sprintf(form)
		if (err != nil) != (mine != nil) || err == nil && theirs != ours {
			t.Errorf("%q: scapy %q %v, here %q %v", form, theirs, err, ours, mine)
		}
	}
	for _, form := range []string{
		"%04xr,TCP.nosuch%", "%-10s,UDP.sport%|", "%dr,UDP.sport%", "%q,UDP.sport%", "%rr,IP.src%", "%rr,Raw.load%", "%.1fr,IP.ttl%", "%er,IP.ttl%", "%gr,IP.ttl%", "%load%", "%10s,load%",
		"%dport%", "%-10s,dport%|", "%.2s,dport%", "%+dr,TCP.flags%", "%5dr,TCP.flags%", "}", "a}b", "{!:x}", "{nosuch:%q,IP.ttl%}", "{TCP:{UDP:%a,IP.ttl%}b}", "%rr,IP.options%",
	} {
		theirs, err := py.Call("sprintf", p.Command(), form)
		ours, mine := p.Sprintf(form)
		if err != nil || mine != nil || theirs != ours {
			t.Errorf("%q: scapy %q %v, here %q %v", form, theirs, err, ours, mine)
		}
	}
	for _, form := range []string{"{", "}{", "{:x}", "{TCP", "%q,IP.ttl%", "%", "%a", "%IP.src", "%5.3r,TCP.dport%", "%x,IP.id%", "%d,IP.ttl%"} {
		_, err := py.Call("sprintf", p.Command(), form)
		_, mine := p.Sprintf(form)
		if err == nil || mine == nil {
			t.Errorf("%q: scapy %v, here %v", form, err, mine)
		}
	}
}

// Flags are a number in all formats of numbers, of which scapy takes some.
func TestSprintfOfFlags(t *testing.T) {
	p := packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.TCP{Flags: "SA"})
	j := original.Judge{Python: startScapy(t), Ours: func(c original.Call) original.Result {
		s, err := p.Sprintf(c.Args[1].(string))
		return original.Result{Value: s, Err: err}
	}}
	const hex = "%04xr,TCP.flags%"
	j.Divergences = []original.Divergence{{
		Name: "flags in hexadecimal", Why: "scapy's flags are numbers to %d and none to %x",
		Example: original.Call{Func: "sprintf", Args: []any{p.Command(), hex}}, Ours: "0012",
		Theirs: &original.Exception{Class: "TypeError", Message: "%x format: an integer is required, not FlagValue"},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: "0012"}, c.Args[1] == hex
		},
	}}
	j.Pins(t)
	j.Table(t, []original.Call{{Func: "sprintf", Args: []any{p.Command(), "%dr,TCP.flags% %-5dr,TCP.flags%|%s,TCP.flags%"}}})
}

// TestParitySets compares the packets that a packet with sets stands for.
func TestParitySets(t *testing.T) {
	py := startScapy(t)
	src := packet.IP{Src: "9.9.9.9"}
	with := func(dst any, more ...any) *packet.Packet {
		ip := src
		ip.Dst = dst
		return packet.Stack(append([]any{ip}, more...)...)
	}
	for _, p := range []*packet.Packet{
		with("10.0.0.0/30"), with("10.0.0.0/30", packet.TCP{DPort: packet.Values{80, packet.Span(443, 444)}}),
		with("10.0.0.5/31", packet.TCP{SPort: packet.Values{1, 2}, DPort: packet.Span(3, 4)}), with(packet.Values{"1.2.3.4", "5.6.7.0/31"}),
		packet.Stack(packet.IP{Src: "9.9.9.9", Dst: packet.Values{"1.2.3.4", "5.6.7.8"}, TTL: packet.Span(1, 3), ID: packet.Values{1, packet.Span(3, 4)}}),
		with("1.2.3.4"), with("10.0.0.0/32"), packet.Stack(packet.Ether{Src: "02:00:00:00:00:01", Dst: packet.Values{"02:00:00:00:00:03", "02:00:00:00:00:02"}}, with("10.0.0.0/31")),
		packet.Stack(packet.IPv6{Src: "::1", Dst: "2001:db8::/126"}, packet.UDP{DPort: packet.Span(5, 6)}), with("1.2.3.4", packet.TCP{DPort: packet.Values{}}),
		with("1.2.3.4", packet.TCP{DPort: packet.Span(5, 3)}),
	} {
		theirs, err := py.Call("members", p.Command())
		if err != nil {
			t.Errorf("%s: %v", p.Command(), err)
			continue
		}
		members := []any{}
		for q := range p.All() {
			b, err := q.Build()
			if err != nil {
				t.Error(err)
			}
			members = append(members, b)
		}
		if ours := []any{p.Len(), members}; !original.Same(theirs, ours) {
			t.Errorf("%s:\nscapy %q\nhere  %q", p.Command(), theirs, ours)
		}
		first, err := p.Build()
		for q := range p.All() {
			if b, _ := q.Build(); err != nil || string(b) != string(first) {
				t.Errorf("%s: built as %x %v, and its first member as %x", p.Command(), first, err, b)
			}
			break
		}
	}
}

func TestParityHexdump(t *testing.T) {
	py := startScapy(t)
	g := newGenerator(t)
	for _, n := range []int{0, 1, 15, 16, 17, 33, 300} {
		data := g.bytes(n)
		for function, ours := range map[string]string{
			"lambda b: hexdump(b, dump=True)": packet.Hexdump(data), "lambda b: linehexdump(b, dump=True)": packet.LineHexdump(data, nil),
			"lambda b: linehexdump(b, onlyhex=1, dump=True)": packet.LineHexdump(data, &packet.HexOptions{OnlyHex: true}),
			"lambda b: linehexdump(b, onlyasc=1, dump=True)": packet.LineHexdump(data, &packet.HexOptions{OnlyText: true}),
			"lambda b: chexdump(b, dump=True)":               packet.CHexdump(data), "lambda b: hexstr(b)": packet.LineHexdump(data, nil),
		} {
			theirs, err := py.Call(function, data)
			if err != nil || theirs != ours {
				t.Errorf("%s of %d bytes: scapy %q %v, here %q", function, n, theirs, err, ours)
			}
		}
		sum, err := py.Call("checksum", data)
		if err != nil || !original.Same(sum, int(packet.Checksum(data))) {
			t.Errorf("checksum %x: scapy %v %v, here %v", data, sum, err, packet.Checksum(data))
		}
	}
}

func TestParityFragment(t *testing.T) {
	py := startScapy(t)
	py.Define("def fragments(command, size):\n    return [bytes(x) for x in fragment(make(command), size)]\n" +
		"def whole(parts):\n    return [bytes(x) for x in defragment(PacketList([IP(b) for b in parts]))]\n")
	g := newGenerator(t)
	for range 60 {
		p := packet.Stack(packet.IP{Src: g.ip4(), Dst: "10.0.0.1", ID: g.number(16), Flags: g.IntN(2) * 2}, packet.UDP{SPort: 7000, DPort: 7001}, g.bytes(1+g.IntN(3000)))
		size := 8 + g.IntN(1500)
		if g.chance(50) { // the ends of small ones are close to a multiple of the size
			p, size = packet.Stack(packet.IP{Src: g.ip4(), Dst: "10.0.0.1"}, packet.UDP{SPort: 7000, DPort: 7001}, g.bytes(1+g.IntN(40))), 8+g.IntN(16)
		}
		theirs, err := py.Call("fragments", p.Command(), size)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := p.Fragment(size)
		if err != nil {
			t.Fatal(err)
		}
		var ours []any
		var dissected []*packet.Packet
		for _, f := range parts {
			b, err := f.Build()
			if err != nil {
				t.Fatal(err)
			}
			ours = append(ours, b)
			q, err := packet.Dissect(packet.IP{}, b)
			if err != nil {
				t.Fatal(err)
			}
			dissected = append(dissected, q)
		}
		if !original.Same(theirs, ours) {
			t.Errorf("%s by %d:\n%s", p.Command(), size, difference(theirs, ours))
		}
		g.Shuffle(len(dissected), func(i, j int) { dissected[i], dissected[j] = dissected[j], dissected[i] })
		back, left, err := packet.Defragment(dissected)
		want, _ := p.Build()
		if err != nil || len(left) > 0 || len(back) != 1 {
			t.Fatalf("%d whole, %d left, %v", len(back), len(left), err)
		}
		pieces := make([]any, len(dissected))
		for i, q := range dissected {
			pieces[i] = q.Data()
		}
		whole, err := py.Call("whole", pieces)
		if err != nil || !original.Same(whole, []any{want}) {
			t.Errorf("scapy put together %x, %v, want %x", whole, err, want)
		}
		if b, _ := back[0].Build(); string(b) != string(want) {
			t.Errorf("%x came back as %x", want, b)
		}
	}
}

// TestParityFlippedBits dissects packets with a bit flipped behind the IP header.
// Headers that contradict themselves are ours to judge: TestContradictions. TCP's
// authentication option is bytes here, and an object of its own in scapy.
func TestParityFlippedBits(t *testing.T) {
	py := startScapy(t)
	g := newGenerator(t)
	var calls []original.Call
	var packets []*packet.Packet
	for range original.Rounds(t, 600) {
		p := g.stack()
		if p.Layers()[0].Name() != "IP" {
			continue
		}
		data := must(t, p)
		if len(data) > 20 {
			data[20+g.IntN(len(data)-20)] ^= 1 << g.IntN(8)
		}
		q, err := packet.Dissect(packet.IP{}, data)
		if err != nil {
			t.Fatal(err)
		}
		clock := strings.Contains(q.Show(), "ts_ori") // unset, it is the time of day
		if q.Err() == nil && !clock && !strings.Contains(q.String(), "('AO', ") {
			packets = append(packets, q)
			calls = append(calls, original.Call{Func: "dissected", Args: []any{"IP", data}})
		}
	}
	for i, r := range py.Batch(calls) {
		if r.Err != nil {
			t.Errorf("%x: %v", packets[i].Data(), r.Err)
			continue
		}
		for key, ours := range map[string]string{"repr": packets[i].String(), "show": packets[i].Show(), "summary": packets[i].Summary(), "command": packets[i].Command()} {
			if theirs := r.Value.(original.Dict).Get(key); theirs != ours {
				t.Errorf("%x: %s\n%s", packets[i].Data(), key, difference(theirs, ours))
			}
		}
	}
}
