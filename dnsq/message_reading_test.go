package dnsq_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityOptionOrder(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	make := func() (int, []byte) {
		b := []byte{}
		for range rng.IntN(3) {
			b = append(b, byte(rng.IntN(3)))
		}
		return []int{5, 6}[rng.IntN(2)], b
	}
	for range 200 {
		ta, a := make()
		tb, b := make()
		c := dnsq.CompareOptions(&dnsq.GenericOption{OType: dnsq.OptionType(ta), Data: a}, &dnsq.GenericOption{OType: dnsq.OptionType(tb), Data: b})
		got := []any{c == 0, c != 0, c < 0, c <= 0, c > 0, c >= 0}
		if ta != tb { // which there have no order
			got = got[:2]
			want := py.Value("lambda ta, a, tb, b: (lambda x, y: [x == y, x != y])(dns.edns.GenericOption(ta, a), dns.edns.GenericOption(tb, b))", ta, a, tb, b)
			if !original.Same(got, want) {
				t.Errorf("%d %x, %d %x: got %v, want %v", ta, a, tb, b, got, want)
			}
			continue
		}
		want := py.Value("lambda ta, a, tb, b: (lambda x, y: [x == y, x != y, x < y, x <= y, x > y, x >= y])(dns.edns.GenericOption(ta, a), dns.edns.GenericOption(tb, b))", ta, a, tb, b)
		if !original.Same(got, want) {
			t.Errorf("%d %x, %d %x: got %v, want %v", ta, a, tb, b, got, want)
		}
	}
}

func TestParityTokenText(t *testing.T) {
	py := startDNS(t)
	for tok, err := range dnsq.NewTokenizer(`a "b c" (d) e\.f ; g`, nil).All() {
		if err != nil {
			t.Fatal(err)
		}
		if want := py.Value("lambda k, v: str(dns.tokenizer.Token(k, v))", int(tok.Type), tok.Value); fmt.Sprint(tok) != want {
			t.Errorf("got %v, want %v", tok, want)
		}
	}
}

func TestReadMessage(t *testing.T) {
	m, err := dnsq.ReadMessage(strings.NewReader(updateText), nil)
	if err != nil || m.Opcode() != dnsq.OpcodeUPDATE || len(m.Authority) != 3 {
		t.Errorf("%v, %v", m, err)
	}
	if _, err := dnsq.ReadMessage(strings.NewReader("bogus 1"), nil); classOf(err) != "UnknownHeaderField" {
		t.Error(err)
	}
}

func TestExtendedErrors(t *testing.T) {
	m := dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
	if e := m.ExtendedErrors(); e != nil {
		t.Error(e)
	}
	m.EDNS = &dnsq.EDNS{Options: []dnsq.Option{&dnsq.NSIDOption{}, &dnsq.EDEOption{Code: dnsq.EDEOverQuota, Text: "later"}}}
	wire, err := m.ToWire(nil)
	if err != nil {
		t.Fatal(err)
	}
	back, err := dnsq.MessageFromWire(wire, nil)
	if err != nil {
		t.Fatal(err)
	}
	if e := back.ExtendedErrors(); len(e) != 1 || e[0].String() != "EDE 32: later" {
		t.Error(e)
	}
}

func TestMaxTTL(t *testing.T) {
	if want := startDNS(t).Value("lambda: dns.ttl.MAX_TTL"); want != int64(dnsq.MaxTTL) {
		t.Errorf("got %d, want %v", uint32(dnsq.MaxTTL), want)
	}
}

// Two messages are equal as in the original: each part counts, and the order of the
// sets in a section does not.
func TestParityEqualMessages(t *testing.T) {
	py := startDNS(t)
	const question, a, b = ";QUESTION\nx. IN A\n", "x. 3 IN A 192.0.2.1\n", "x. 3 IN MX 5 y.\n"
	var texts []string
	for _, head := range []string{"id 1\nflags QR\n", "id 2\nflags QR\n", "id 1\nflags QR RD\n", "id 1\nopcode NOTIFY\nflags QR\n", "id 1\nrcode REFUSED\nflags QR\n"} {
		texts = append(texts, head+question+";ANSWER\n"+a)
	}
	for _, rest := range []string{
		"", ";ANSWER\n" + a + b, ";ANSWER\n" + b + a, ";ANSWER\n" + b, ";AUTHORITY\n" + a, ";ADDITIONAL\n" + a, ";ANSWER\n" + a + ";AUTHORITY\n" + b, ";ANSWER\n" + a + ";ADDITIONAL\n" + b,
		";ANSWER\nx. 4 IN A 192.0.2.1\n", ";ANSWER\nx. 3 IN A 192.0.2.2\n", ";ANSWER\nX. 3 IN A 192.0.2.1\n",
	} {
		texts = append(texts, "id 1\nflags QR\n"+question+rest)
	}
	texts = append(texts, "id 1\nflags QR\n;QUESTION\ny. IN A\n;ANSWER\n"+a, "id 1\nflags QR\n;ANSWER\n"+a)
	want := py.Value("lambda texts: [[dns.message.from_text(a) == dns.message.from_text(b) for b in texts] for a in texts]", texts)
	got := make([][]bool, len(texts))
	for i, one := range texts {
		for _, other := range texts {
			m, err := dnsq.MessageFromText(one, nil)
			if err != nil {
				t.Fatal(err)
			}
			o, err := dnsq.MessageFromText(other, nil)
			if err != nil {
				t.Fatal(err)
			}
			got[i] = append(got[i], m.Equal(o))
		}
	}
	if !original.Same(got, want) {
		t.Errorf("of %q\n got %v\nwant %v", texts, got, want)
	}
}

// An opcode is set in its place among the flags, and takes that of another's.
func TestParitySettingOpcodes(t *testing.T) {
	py := startDNS(t)
	py.Define("def opcodes():\n    m = dns.message.Message(1)\n    m.flags = 0xffff\n    out = []\n    for n in (0, 5, 4, 2):\n        m.set_opcode(n)\n        out += [int(m.opcode()), int(m.flags)]\n    return out\n")
	m := &dnsq.Message{Flags: 0xffff}
	var got []any
	for _, o := range []dnsq.Opcode{0, 5, 4, 2} {
		m.SetOpcode(o)
		got = append(got, int(m.Opcode()), int(m.Flags))
	}
	if want := py.Value("opcodes"); !original.Same(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
