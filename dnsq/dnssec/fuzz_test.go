package dnssec_test

import (
	"crypto"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
)

// A public key that reads is written as one that reads as the same, and nothing
// is signed by it that it has not signed.
func FuzzPublicKey(f *testing.F) {
	for _, a := range signingAlgorithms {
		f.Add(uint8(a), newKey(f, a, 0).public.Key)
	}
	f.Add(uint8(dnsq.RSASHA256), []byte{1, 3, 0})
	set, err := dnsq.RRsetFromText("a.example.", 300, dnsq.ClassIN, dnsq.TypeA, "192.0.2.1")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, algorithm uint8, key []byte) {
		a := dnsq.Algorithm(algorithm)
		dnskey := &dnsq.DNSKEY{Flags: dnsq.KeyZONE, Protocol: 3, Algorithm: a, Key: key}
		zone := dnsq.NewRRset(dnsq.MustName("example."), dnsq.ClassIN, dnsq.TypeDNSKEY)
		if err := zone.Add(dnskey); err != nil {
			t.Fatal(err)
		}
		sig := &dnsq.RRSIG{
			TypeCovered: dnsq.TypeA, Algorithm: a, Labels: 2, OriginalTTL: 300, Expiration: signingTime + 1, Inception: signingTime,
			KeyTag: dnskey.KeyID(), Signer: zone.Name, Signature: key,
		}
		if err := dnssec.ValidateRRSIG(set, sig, dnssec.NewZoneKeys(zone), &dnssec.ValidateOptions{Now: time.Unix(signingTime, 0), Policy: dnssec.AllowAllPolicy()}); err == nil {
			t.Fatalf("%v %x: its own bytes are a signature", a, key)
		}
		public, err := dnssec.PublicKey(dnskey)
		if err != nil {
			return
		}
		again, err := dnssec.MakeDNSKEY(public, a, nil)
		if err != nil {
			return // RSA of a size that none should use
		}
		if k, err := dnssec.PublicKey(again); err != nil || !k.(interface{ Equal(crypto.PublicKey) bool }).Equal(public) {
			t.Fatalf("%v %x is %v, and then %v, %v", a, key, public, k, err)
		}
	})
}
