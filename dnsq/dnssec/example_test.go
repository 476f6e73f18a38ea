package dnssec_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// A zone is signed with a key made for it, and what it says can then be validated.
func ExampleSignZone() {
	z, key, err := signedZone()
	if err != nil {
		log.Fatal(err)
	}
	node, err := z.LookupNode("ns")
	if err != nil {
		log.Fatal(err)
	}
	for set := range node.All() {
		fmt.Println(set.Type)
	}
	ds, err := dnssec.MakeDS(z.Origin(), key, dnsq.DigestSHA256, nil)
	fmt.Println(ds.DigestType, len(ds.Digest), err) // for the zone above
	// Output:
	// A
	// NSEC
	// RRSIG
	// RRSIG
	// SHA256 32 <nil>
}

func ExampleValidate() {
	z, _, err := signedZone()
	if err != nil {
		log.Fatal(err)
	}
	origin, ns := z.Origin(), dnsq.MustName("ns.example.")
	keys, err := z.LookupRRset("example.", "DNSKEY")
	if err != nil {
		log.Fatal(err)
	}
	keys.Name = origin // in full
	trusted := dnssec.NewZoneKeys(keys)
	addresses, signatures := z.GetRRset(ns, dnsq.TypeA, dnsq.TypeNone), z.GetRRset(ns, dnsq.TypeRRSIG, dnsq.TypeA)
	opts := &dnssec.ValidateOptions{Origin: &origin}
	fmt.Println(dnssec.Validate(addresses, signatures, trusted, opts))
	forged, err := dnsq.NewRR("ns.example. 300 IN A 192.0.2.66")
	if err != nil {
		log.Fatal(err)
	}
	err = dnssec.Validate(forged, signatures, trusted, opts)
	fmt.Println(errors.Is(err, dnssec.ErrValidationFailure))
	// Output:
	// <nil>
	// true
}

func signedZone() (*zone.Zone, *dnsq.DNSKEY, error) {
	z, err := zone.FromText("@ 3600 SOA ns host 1 3600 600 86400 60\n@ 3600 NS ns\nns 300 A 192.0.2.1\n", dnsq.MustName("example."), nil)
	if err != nil {
		return nil, nil, err
	}
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, nil, err
	}
	key, err := dnssec.MakeDNSKEY(private.Public(), dnsq.ED25519, &dnssec.DNSKEYOptions{Flags: dnsq.KeyZONE | dnsq.KeySEP})
	if err != nil {
		return nil, nil, err
	}
	return z, key, dnssec.SignZone(z, []dnssec.SigningKey{{Private: private, Public: key}}, nil)
}
