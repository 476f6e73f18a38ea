package dnssec_test

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/zone"
)

func TestNothingPanics(t *testing.T) {
	private := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	key, err := dnssec.MakeDNSKEY(private.Public(), dnsq.ED25519, nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	z, err := zone.FromText("@ 300 SOA a b 1 2 3 4 5\n@ 300 NS a\n", dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	keys := []dnssec.SigningKey{{Private: private, Public: key}}
	dnstest.NothingPanics(t, dnstest.Nothing{
		Functions: map[string]any{
			"AllowAllPolicy": dnssec.AllowAllPolicy, "CDSToDS": dnssec.CDSToDS, "DNSKEYToCDNSKEY": dnssec.DNSKEYToCDNSKEY,
			"DNSKEYToCDS": dnssec.DNSKEYToCDS, "KeyID": dnssec.KeyID, "MakeCDNSKEY": dnssec.MakeCDNSKEY, "MakeCDS": dnssec.MakeCDS,
			"MakeDNSKEY": dnssec.MakeDNSKEY, "MakeDS": dnssec.MakeDS, "MakeDSRdataset": dnssec.MakeDSRdataset, "NSEC3Hash": dnssec.NSEC3Hash,
			"NewZoneKeys": dnssec.NewZoneKeys, "PublicKey": dnssec.PublicKey, "RFC8624Policy": dnssec.RFC8624Policy, "Sign": dnssec.Sign,
			"SignRRset": dnssec.SignRRset, "SignZone": dnssec.SignZone, "Validate": dnssec.Validate, "ValidateRRSIG": dnssec.ValidateRRSIG,
			"SignRRset without a key": func(s *dnsq.RRset) error {
				_, err := dnssec.SignRRset(s, dnsq.Root, []dnssec.SigningKey{{}}, nil)
				return err
			},
			"SignZone without a key": func(z *zone.Zone) error { return dnssec.SignZone(z, []dnssec.SigningKey{{Private: private}}, nil) },
			"MakeDS of a nil DNSKEY": func(d dnsq.DSDigest) error {
				_, err := dnssec.MakeDS(dnsq.Root, (*dnsq.DNSKEY)(nil), d, nil)
				return err
			},
			"KeyID of a nil CDNSKEY": func() (uint16, error) { return dnssec.KeyID((*dnsq.CDNSKEY)(nil)) },
		},
		Receivers: []any{(*dnssec.SimpleDeny)(nil), &dnssec.SimpleDeny{}, dnssec.ZoneKeys(nil)},
		Samples: []any{
			set, &set.Rdataset, private, dnsq.MustName("example."), key, keys, z, dnsq.DigestSHA256, []dnsq.DSDigest{dnsq.DigestSHA256},
			&dnsq.RRSIG{}, dnssec.NewZoneKeys(), dnsq.ED25519, dnsq.NSEC3SHA1, &dnssec.SignOptions{Lifetime: time.Hour},
		},
	})
}
