package packet_test

import (
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

func newGenerator(t testing.TB) generator { return generator{Rand: original.Rand(t)} }

// seeds are packets of all kinds, built.
func seeds(f *testing.F) {
	g := newGenerator(f)
	for range 20 {
		for _, p := range []*packet.Packet{g.stack(), g.ip6stack(), g.dhcp(), g.tftp(), packet.Stack(packet.IP{}, packet.UDP{}, g.dns()), packet.Stack(packet.IP{}, packet.UDP{}, g.snmp())} {
			data, err := p.Build()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(g.IntN(6)), data)
		}
	}
}

// FuzzDissect takes any bytes apart: it always gives a packet, whose layers hold the
// bytes in their order, which builds to the same bytes, and which every text can be
// made of.
func FuzzDissect(f *testing.F) {
	seeds(f)
	f.Fuzz(dissects)
}

// TestMutatedFrames has the property of FuzzDissect for packets with some bytes
// changed, and cut.
func TestMutatedFrames(t *testing.T) {
	g := newGenerator(t)
	for range original.Rounds(t, 300) {
		p := []*packet.Packet{
			g.stack(), g.ip6stack(), g.dhcp(), g.tftp(), packet.Stack(packet.IP{}, packet.UDP{}, g.dns()), packet.Stack(packet.IP{}, packet.UDP{}, g.snmp()),
			packet.Stack(packet.IP{}, packet.TCP{}, g.dns()),
		}[g.IntN(7)]
		whole, err := p.Build()
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			data := slices.Clone(whole)
			for range 1 + g.IntN(6) {
				data[g.IntN(len(data))] = []byte{0, 1, 0xff, 0xc0, 0x80, byte(g.Uint32())}[g.IntN(6)]
			}
			if g.chance(20) {
				data = data[:g.IntN(len(data))]
			}
			dissects(t, uint8(g.IntN(6)), data)
		}
	}
}

func dissects(t *testing.T, kind uint8, data []byte) {
	first := []packet.Layer{packet.Ether{}, packet.IP{}, packet.IPv6{}, packet.DNS{}, packet.CookedLinux{}, packet.SNMP{}}
	p, err := packet.Dissect(first[int(kind)%len(first)], data)
	if p == nil {
		t.Fatal("no packet")
	}
	if err != nil && p.Err() == nil {
		t.Errorf("an error that the packet does not know: %v", err)
	}
	again, err := p.Build()
	if err != nil {
		t.Fatalf("%x: %v: %v", data, p, err)
	}
	if string(again) != string(data) {
		t.Errorf("%x was built as %x: %v", data, again, p)
	}
	_, _, _, _ = p.Show(), p.Summary(), p.Command(), p.String()
	if _, err := p.Sprintf("%IP.src% {TCP:%TCP.flags%}"); err != nil {
		t.Error(err)
	}
	p.Answers(p, nil)
	p.Hashret(nil)
	// Without what was computed it still builds, or says why not.
	q := p.Copy()
	q.Recompute()
	if _, err := q.Build(); err != nil && err.Error() == "" {
		t.Error("an error without words")
	}
	if _, err := p.Fragment(64); err == nil && len(data) > 1<<16 {
		t.Error("a packet beyond 64 KiB was taken apart")
	}
}

// FuzzSprintf never panics, and what it accepts without a percent sign or brace it
// gives back.
func FuzzSprintf(f *testing.F) {
	for _, s := range []string{"%IP.src%", "%-10s,TCP.sport%", "{TCP:%r,TCP.dport%}", "%%", "%04xr,IP.id%", "{!UDP:no{IP:yes}}", "%", "}{", "%9999999999s,IP.src%"} {
		f.Add(s)
	}
	p := packet.Stack(packet.IP{Src: "1.1.1.1", Dst: "2.2.2.2"}, packet.TCP{})
	f.Fuzz(func(t *testing.T, s string) {
		out, err := p.Sprintf(s)
		plain := true
		for _, c := range s {
			plain = plain && c != '%' && c != '{' && c != '}'
		}
		if plain && (err != nil || out != s) {
			t.Errorf("%q became %q, %v", s, out, err)
		}
	})
}

// FuzzStreams feeds any segments: no byte comes twice, and no more comes than was
// sent.
func FuzzStreams(f *testing.F) {
	f.Add([]byte("\x00\x05\x03abc\x03\x01de"))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = data[:min(len(data), 2000)]
		s := packet.NewStreams(&packet.StreamOptions{Buffer: 64})
		sent, got := 0, 0
		for len(data) >= 3 {
			n := min(int(data[2]), len(data)-3)
			p := segment(t, uint32(data[0])<<24|uint32(data[1]), []string{"A", "S", "FA", "R"}[data[1]%4], string(data[3:3+n]))
			sent += n
			for _, x := range s.Add(p) {
				got += len(x.Data)
			}
			data = data[3+n:]
		}
		for _, x := range s.Flush() {
			got += len(x.Data)
		}
		if got > sent {
			t.Errorf("%d bytes of %d", got, sent)
		}
	})
}
