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
