package dnsq_test

import (
	"net/netip"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityAddresses(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	texts := []string{
		"::", "::1", "::1.2.3.4", "::ffff:1.2.3.4", "1:0:0:2:0:0:0:3", "1:0:2:3:4:5:6:7", "::0.0.0.5", "::0.1.0.5", "1:2:3:4:5:6:1.2.3.4", "::ffff:0:1.2.3.4", "0:0:1::", "1::2%eth0",
		"1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "12345::", ":1::", "2001:db8:0:0:1:0:0:1", "1.2.3.4", "01.2.3.4", "1.2.3", "256.1.1.1", "1.2.3.4 ", "224.0.0.1", "ff02::1", "::ffff:224.0.0.1", "", "x",
	}
	for range original.Rounds(t, 1000) {
		var b [16]byte
		for i := range b {
			if rng.IntN(2) == 0 {
				b[i] = byte(rng.Uint32())
			}
		}
		texts = append(texts, netip.AddrFrom16(b).String(), netip.AddrFrom4([4]byte(b[:4])).String())
	}
	var calls []original.Call
	for _, s := range texts {
		calls = append(calls, ask(addressText{s}))
	}
	compareAll(t, py, calls)
}

type addressText struct{ Text string }

func (addressText) Asks() string { return "addresses" }

func (c addressText) Ours() any {
	v6, err6 := dnsq.CanonicalizeIPv6(c.Text)
	v4, err4 := dnsq.CanonicalizeIPv4(c.Text)
	reverse, rerr := dnsq.ReverseNameFromAddress(c.Text, nil)
	var back, group any
	if rerr == nil {
		a, err := dnsq.ReverseNameToAddress(reverse, nil)
		back = outcome(dnsq.IPv6ToText(a), err)
		group = dnsq.IsMulticast(netip.MustParseAddr(c.Text))
	}
	return []any{outcome(v6, err6), outcome(v4, err4), nameText(reverse, rerr), back, group, dnsq.IsAddress(c.Text)}
}

func TestParityE164(t *testing.T) {
	py := startDNS(t)
	for _, s := range []string{"+1 650 555 1212", "16505551212", "", "+44-1"} {
		n, err := dnsq.E164FromNumber(s, nil)
		if err != nil || n.String() != py.Value("lambda s: dns.e164.from_e164(s).to_text()", s) {
			t.Errorf("%q: %v, %v", s, n, err)
		}
		for _, plus := range []bool{true, false} {
			if got, err := dnsq.E164ToNumber(n, &dnsq.E164Options{NoPlus: !plus}); err != nil || got != py.Value("lambda n, p: dns.e164.to_e164(absolute(n), want_plus_prefix=p).decode() if isinstance(dns.e164.to_e164(absolute(n), want_plus_prefix=p), bytes) else dns.e164.to_e164(absolute(n), want_plus_prefix=p)", n.String(), plus) {
				t.Errorf("%v: %q, %v", n, got, err)
			}
		}
	}
	if _, err := dnsq.E164ToNumber(dnsq.MustName("a.e164.arpa."), nil); classOf(err) != "SyntaxError" {
		t.Error(err)
	}
}

func TestParityOptions(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	var calls []original.Call
	for _, s := range []string{"1.2.3.4", "1.2.3.4/24", "ECS 1.2.3.4/24/8", "2001:db8::/32/0", "ECS 1.2.3.4/24/8/9", "x", "1.2.3.4/33", "1.2.3.4/a/b", "1.2.3.4/24/99", "ECS ::/0"} {
		calls = append(calls, ask(ecsText{s}))
	}
	compareAll(t, py, calls)
	calls = nil
	for _, b := range []string{ // masks as long as the address, and longer
		"\x00\x01\x20\x20\x01\x02\x03\x04", "\x00\x01\x20\x21\x01\x02\x03\x04", "\x00\x01\x21\x20\x01\x02\x03\x04\x05", "\x00\x01\x00\x20", "\x00\x02\x08\x80\x20", "\x00\x02\x08\x81\x20",
		"\x00\x02\x80\x80" + "0123456789abcdef", "\x00\x02\x81\x80" + "0123456789abcdefg",
	} {
		calls = append(calls, ask(optionWire{dnsq.OptionECS, []byte(b)}))
	}
	for range original.Rounds(t, 2000) {
		b := make([]byte, rng.IntN(10))
		for i := range b {
			b[i] = byte(rng.IntN(rng.IntN(256) + 1))
		}
		if len(b) > 1 {
			b[0], b[1] = 0, byte(rng.IntN(3))
		}
		calls = append(calls, ask(optionWire{[]dnsq.OptionType{dnsq.OptionECS, dnsq.OptionEDE, dnsq.OptionCOOKIE, dnsq.OptionNSID}[rng.IntN(4)], b}))
	}
	compareAll(t, py, calls)
}
