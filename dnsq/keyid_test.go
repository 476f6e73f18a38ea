package dnsq_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityKeyID(t *testing.T) {
	py, rng := startDNS(t), original.Rand(t)
	py.Define("import dns.dnssec")
	for range original.Rounds(t, 300) {
		key := make([]byte, 4+rng.IntN(200))
		for i := range key {
			key[i] = byte(rng.Uint32())
		}
		// Algorithm 1 has a rule of its own: RFC 4034 appendix B.1.
		rd := &dnsq.DNSKEY{
			Flags: dnsq.KeyFlag(rng.Uint32()), Protocol: uint8(rng.Uint32()), Algorithm: []dnsq.Algorithm{1, 8, 13, 253}[rng.IntN(4)], Key: key,
		}
		if got, want := int64(rd.KeyID()), py.Value("lambda s: dns.dnssec.key_id(dns.rdata.from_text('IN', 'DNSKEY', s))", rd.String()); !original.Same(got, want) {
			t.Fatalf("%v: got %d, want %v", rd, got, want)
		}
	}
}
