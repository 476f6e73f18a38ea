package dnsq_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// answerText is a message of six records, as resolvers get them.
const answerText = "id 1\nflags QR RD RA\n;QUESTION\nwww.example.com. IN A\n;ANSWER\nwww.example.com. 300 IN CNAME web.example.com.\nweb.example.com. 60 IN A 192.0.2.1\nweb.example.com. 60 IN A 192.0.2.2\n;AUTHORITY\nexample.com. 300 IN NS ns1.example.com.\n;ADDITIONAL\nns1.example.com. 300 IN A 192.0.2.3\nns1.example.com. 300 IN AAAA 2001:db8::3\n"

func benchMessage(b *testing.B) (*dnsq.Message, []byte) {
	m, err := dnsq.MessageFromText(answerText, nil)
	if err != nil {
		b.Fatal(err)
	}
	wire, err := m.ToWire(nil)
	if err != nil {
		b.Fatal(err)
	}
	return m, wire
}

func BenchmarkMessageFromWire(b *testing.B) {
	_, wire := benchMessage(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dnsq.MessageFromWire(wire, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMessageToWire(b *testing.B) {
	m, _ := benchMessage(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := m.ToWire(nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkNameFromText(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := dnsq.NameFromText("www.example.com.", nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCacheHit(b *testing.B) {
	r, err := dnsq.NewResolver("127.0.0.1")
	if err != nil {
		b.Fatal(err)
	}
	r.Cache = dnsq.NewLRUCache(0)
	m, _ := benchMessage(b)
	name := dnsq.MustName("www.example.com.")
	a, err := dnsq.NewAnswer(name, dnsq.TypeA, dnsq.ClassIN, m)
	if err != nil {
		b.Fatal(err)
	}
	r.Cache.Put(dnsq.NewCacheKey(name, dnsq.TypeA, dnsq.ClassIN), a)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := r.Resolve(b.Context(), "www.example.com.", "A", nil); err != nil {
			b.Fatal(err)
		}
	}
}
