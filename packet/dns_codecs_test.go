package packet_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/packet"
)

// Names without pointers are read in one go, and are what reading them step by step
// gives: for all lengths, cut anywhere, with dots and zeros in labels.
func TestNamesInOneGo(t *testing.T) {
	same := func(m []byte, off int) {
		t.Helper()
		name, end, compressed := packet.ReadName(m, off)
		slow, slowEnd, slowCompressed := packet.FollowName(m, off)
		if name != slow || end != slowEnd || compressed != slowCompressed {
			t.Errorf("%x at %d: %q to %d, %v; step by step %q to %d, %v", m, off, name, end, compressed, slow, slowEnd, slowCompressed)
		}
	}
	for n := range 70 {
		same([]byte(string(rune(n))+strings.Repeat("a", 64)+"\x00"), 0)
	}
	for n := range 140 { // to 280 bytes
		m := []byte(strings.Repeat("\x01a", n) + "\x00rest")
		same(m, 0)
		same(m[:2*n], 0)
	}
	same(nil, 0)
	same([]byte{0}, 1)
	r := original.Rand(t)
	for range original.Rounds(t, 3000) {
		var m []byte
		for range r.IntN(6) {
			label := make([]byte, r.IntN(9))
			for i := range label {
				label[i] = "ab.\x00\xc0\x01"[r.IntN(6)]
			}
			m = append(append(m, byte(len(label))), label...)
			if r.IntN(8) == 0 {
				m = append(m, 0xc0, byte(r.IntN(12)))
			}
		}
		m = append(m, 0)
		same(m[:r.IntN(len(m)+1)], r.IntN(4))
	}
}

// A record that has the name of the question, written out or pointed to, has it; one
// whose name only begins or ends so has its own.
func TestOwnersOfRecords(t *testing.T) {
	const head = "\x00\x07\x81\x80\x00\x01\x00\x01\x00\x00\x00\x00"
	const question = "\x01a\x02bc\x00\x00\x01\x00\x01"
	const rest = "\x00\x01\x00\x01\x00\x00\x00\x05\x00\x04\x01\x02\x03\x04"
	for owner, want := range map[string]string{
		"\x01a\x02bc\x00": "a.bc.", "\xc0\x0c": "a.bc.", "\xc0\x0e": "bc.", "\x01a\x02bd\x00": "a.bd.", "\x01a\x00": "a.", "\x01a\x02bc\x01d\x00": "a.bc.d.",
		"\x01a\x03bcd\x00": "a.bcd.", "\x01a\x01b\x00": "a.b.", "\x02xa\x02bc\x00": "xa.bc.", "\x01a\xc0\x0e": "a.bc.", "\x01A\x02bc\x00": "A.bc.", "\x01x\xc0\x0c": "x.a.bc.",
	} {
		p, err := packet.Dissect(packet.DNS{}, []byte(head+question+owner+rest))
		if err != nil || p.Err() != nil {
			t.Errorf("%q: %v, %v", owner, err, p.Err())
			continue
		}
		dns := packet.GetLayer[packet.DNS](p)
		an, _ := dns.AN.([]packet.Layer)
		qd, _ := dns.QD.([]packet.Layer)
		if len(an) != 1 || len(qd) != 1 {
			t.Errorf("%q: %v", owner, p)
			continue
		}
		asked, _ := packet.Stack(qd[0]).Get("qname")
		name, _ := packet.Stack(an[0]).Get("rrname")
		addr, _ := packet.Stack(an[0]).Get("rdata")
		if asked != "a.bc." || name != want || addr != ip("1.2.3.4") {
			t.Errorf("%q: asked %v, owner %v, not %q; %v", owner, asked, name, want, addr)
		}
	}
}
