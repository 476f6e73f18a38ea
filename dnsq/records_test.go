package dnsq_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// TestNewRR reads single records, and holds them against the original's reader of
// rrsets.
func TestNewRR(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"www.example. 300 IN A 192.0.2.1", "www.example. 300 IN A 192.0.2.1"},
		{"www.example 300 A 192.0.2.1", "www.example. 300 IN A 192.0.2.1"},
		{"www.example. IN 300 A 192.0.2.1", "www.example. 300 IN A 192.0.2.1"},
		{"www.example. CH 1h TXT a \"b c\"", `www.example. 3600 CH TXT "a" "b c"`},
		{"example MX 10 mail", "example. 0 IN MX 10 mail."},
		{"\n; a comment\nexample. 5 IN SOA ns h ( 1 2\n 3 4 5 ) ; the zone\n\n", "example. 5 IN SOA ns. h. 1 2 3 4 5"},
		{"a. 5 IN TYPE65280 \\# 1 ff", "a. 5 IN TYPE65280 \\# 1 ff"},
		{". 5 NS a.root", ". 5 IN NS a.root."},
	} {
		if s, err := dnsq.NewRR(c.text); err != nil || s.String() != c.want {
			t.Errorf("%q: %v, %v", c.text, s, err)
		}
	}
	for _, text := range []string{"", " ", "; nothing", "a.", "a. 5", "a. 5 IN", "a. 5 IN A", "a. 5 IN A 1", "a. A 192.0.2.1\nb. A 192.0.2.2", "a..b A 192.0.2.1", "a. 5 BOGUS x", "a. A 192.0.2.1 x"} {
		if s, err := dnsq.NewRR(text); err == nil || !errors.Is(err, dnsq.ErrDNS) {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}

// RRsets of all types go to JSON and come back.
func TestRecordsInJSON(t *testing.T) {
	s, err := dnsq.RRsetFromText("www.example.", 300, dnsq.ClassIN, dnsq.TypeMX, "10 a.", "20 b.")
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(s)
	if want := `{"name":"www.example.","ttl":300,"class":"IN","type":"MX","rdata":["10 a.","20 b."]}`; err != nil || string(got) != want {
		t.Errorf("%s, %v", got, err)
	}
	for _, l := range rdataLines(t) {
		s, err := dnsq.RdatasetFromText(dnsq.ClassIN, l.Type, 5, l.Text)
		if err != nil {
			continue
		}
		text, err := json.Marshal(s)
		var back dnsq.Rdataset
		if err == nil {
			err = json.Unmarshal(text, &back)
		}
		if err != nil || !back.Equal(s) || back.TTL != 5 {
			t.Errorf("%v %s: %s, %v", l.Type, l.Text, text, err)
		}
	}
	var r dnsq.RRset
	if err := json.Unmarshal([]byte(`{"name":"a.","type":"RRSIG","covers":"A","rdata":[]}`), &r); err != nil || r.Covers != dnsq.TypeA || r.Class != dnsq.ClassIN {
		t.Errorf("%v, %v", &r, err)
	}
	for _, text := range []string{`{"type":"A","rdata":["192.0.2.1"]}`, `{"name":"a.","type":"BOGUS","rdata":[]}`, `{"name":"a.","type":"A","rdata":["x"]}`, `{"name":"a..b","type":"A","rdata":[]}`, `{"name":"a.","class":"X","type":"A"}`, `[]`, `{"name":"a.","type":"RRSIG","covers":"MX","rdata":["A 8 2 3600 20200101000000 20030101000000 2143 foo. AAAA"]}`} {
		if err := json.Unmarshal([]byte(text), &r); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	if text, err := json.Marshal(&dnsq.Rdataset{Class: dnsq.ClassIN, Type: dnsq.TypeA, Items: []dnsq.Rdata{&dnsq.A{}}}); err == nil {
		t.Errorf("an A without an address: %s", text)
	}
}

// Rdata that nothing could read is an error where it is written, and not a wrong
// text.
func TestRdataCheckThemselves(t *testing.T) {
	long := strings.Repeat("x", 256)
	for _, rd := range []dnsq.Rdata{
		&dnsq.A{}, &dnsq.A{Address: netip.MustParseAddr("::1")}, &dnsq.AAAA{}, &dnsq.AAAA{Address: netip.MustParseAddr("192.0.2.1")}, &dnsq.AAAA{Address: netip.MustParseAddr("fe80::1%eth0")},
		&dnsq.TXT{Strings: []string{long}}, &dnsq.HINFO{CPU: long}, &dnsq.A6{PrefixLen: 129}, &dnsq.A6{},
	} {
		text, err := dnsq.RdataToText(rd, nil)
		wire, werr := rd.ToWire(nil)
		if err == nil || werr == nil || !errors.Is(err, dnsq.ErrDNS) && !errors.Is(err, dnsq.ErrValue) {
			t.Errorf("%T: %q, %v; %x, %v", rd, text, err, wire, werr)
		}
	}
}

// What has no text that reads is written in the form for any type (RFC 3597), which
// does.
func TestAPLReadsBack(t *testing.T) {
	wireOf := func(rd dnsq.Rdata) []byte {
		wire, err := rd.ToWire(nil)
		if err != nil {
			t.Error(err)
		}
		return wire
	}
	for _, wire := range [][]byte{{0, 0, 0, 0}, {0, 1, 0, 0}, {0, 2, 0, 0x80}, {0, 3, 5, 1, 7}, {0, 1, 8, 1, 10, 0, 0, 0, 0}} {
		rd, err := dnsq.RdataFromWire(dnsq.ClassIN, dnsq.TypeAPL, wire, 0, len(wire), nil)
		if err != nil {
			t.Errorf("%x: %v", wire, err)
			continue
		}
		back, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeAPL, rd.String(), nil)
		if err != nil || !bytes.Equal(wireOf(rd), wireOf(back)) {
			t.Errorf("%x: %s: %v, %v", wire, rd, back, err)
		}
	}
}

// Addresses in quotes, which the original reads.
func TestParityQuotedAddresses(t *testing.T) {
	var calls []original.Call
	for _, l := range [][2]string{
		{"IPSECKEY", `10 1 2 "192.0.2.38" AQNR`}, {"IPSECKEY", `10 2 2 "2001:db8::8" AQNR`}, {"IPSECKEY", `10 0 2 "." AQNR`}, {"IPSECKEY", `10 1 2 "192.0.2" AQNR`},
		{"AMTRELAY", `10 0 1 "203.0.113.15"`}, {"AMTRELAY", `10 0 2 "2001:db8::15"`}, {"AMTRELAY", `10 0 0 "."`},
		{"AMTRELAY", `10 1 127 \# 0`}, {"AMTRELAY", `10 0 127 .`}, {"AMTRELAY", `10 0 128 .`}, {"AMTRELAY", `10 2 1 203.0.113.15`},
		{"WKS", `"10.0.0.1" 6 0 1 2 21`}, {"A", `"192.0.2.1"`}, {"AAAA", `"::1"`}, {"L32", `10 "10.1.2.0"`},
	} {
		calls = append(calls, ask(rdataText{dnstest.Type(l[0]), l[1]}))
	}
	compareAll(t, startDNS(t), calls)
}

// A set without rdata is empty, as in the original.
func TestParityEmptySets(t *testing.T) {
	py := startDNS(t)
	py.Define("def empty_set():\n    s = dns.rdataset.from_text_list('IN', 'A', 300, [])\n    return [len(s), s.ttl, int(s.rdtype), int(s.rdclass)]\n")
	s, err := dnsq.RdatasetFromText(dnsq.ClassIN, dnsq.TypeA, 300)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := []any{s.Len(), int(s.TTL), int(s.Type), int(s.Class)}, py.Value("empty_set"); !original.Same(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Servers may have their ports with them.
func TestServersWithPorts(t *testing.T) {
	port, count := countingServer(t, func(_ int32, c net.Conn) { answerAll(c) })
	for _, where := range []string{"127.0.0.1:" + strconv.Itoa(port)} {
		r, err := dnsq.NewResolver(where)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := r.Resolve(t.Context(), "a.example.", "A", &dnsq.ResolveOptions{TCP: true}); err != nil || a.Port != port || a.Nameserver != "127.0.0.1" {
			t.Errorf("%s: %v, %v", where, a, err)
		}
	}
	if count.Load() == 0 {
		t.Error("the server was not asked")
	}
	for _, where := range []string{"[::1]:53", "127.0.0.1:5353", "::1"} {
		if _, err := dnsq.NewResolver(where); err != nil {
			t.Errorf("%s: %v", where, err)
		}
	}
	for _, where := range []string{"127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "[::1", "localhost:53", "127.0.0.1:53:53", "127.0.0.1:0"} {
		_, err := dnsq.NewResolver(where)
		if want := "dnsq: a nameserver is an IP address, with a port or without, or an https URL: " + strconv.Quote(where); !errors.Is(err, dnsq.ErrValue) || err.Error() != want {
			t.Errorf("%s: %v, want %s", where, err, want)
		}
	}
}
