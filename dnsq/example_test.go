package dnsq_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"log"

	"github.com/pyops-go/pyops/dnsq"
)

func ExampleName() {
	n, err := dnsq.NameFromText("www.Example.com", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n, n.IsSubdomain(dnsq.MustName("example.COM.")))
	fmt.Println(n.Relativize(dnsq.MustName("example.com.")))
	// Output:
	// www.Example.com. true
	// www
}

func ExampleMessageFromText() {
	m, err := dnsq.MessageFromText(";QUESTION\nexample. IN MX\n;ANSWER\nexample. 60 IN MX 10 mail.example.\n", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, set := range m.Answer {
		for mx := range dnsq.Items[*dnsq.MX](set.Items) {
			fmt.Println("MX preference =", mx.Preference, "mail exchanger =", mx.Exchange)
		}
	}
	// Output: MX preference = 10 mail exchanger = mail.example.
}

func ExampleRdataFromText() {
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeSRV, "10 60 5060 sip.example.", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rd.ToText(), rd.(*dnsq.SRV).Port)
	_, err = dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, "1.2.3", nil)
	fmt.Println(errors.Is(err, dnsq.ErrSyntax), err)
	// Output:
	// 10 60 5060 sip.example. 5060
	// true Text input is malformed.: "1.2.3"
}

func ExampleReverseNameFromAddress() {
	n, err := dnsq.ReverseNameFromAddress("192.0.2.1", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n)
	// Output: 1.2.0.192.in-addr.arpa.
}

// A zone is signed with a key made for it; its DS goes to the zone above.
func ExampleSignZone() {
	zone, err := dnsq.ZoneFromText("@ 3600 SOA ns host 1 3600 600 86400 60\n@ 3600 NS ns\nns 300 A 192.0.2.1\n", dnsq.MustName("example."), nil)
	if err != nil {
		log.Fatal(err)
	}
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		log.Fatal(err)
	}
	key, err := dnsq.MakeDNSKEY(private.Public(), dnsq.ED25519, &dnsq.DNSKEYOptions{Flags: dnsq.KeyZONE | dnsq.KeySEP})
	if err != nil {
		log.Fatal(err)
	}
	if err := dnsq.SignZone(zone, []dnsq.SigningKey{{Private: private, Public: key}}, nil); err != nil {
		log.Fatal(err)
	}
	ns := dnsq.MustName("ns.example.")
	for set := range zone.GetNode(ns).All() {
		fmt.Println(set.Type)
	}
	keys := &dnsq.RRset{Name: zone.Origin(), Rdataset: *zone.GetRdataset(zone.Origin(), dnsq.TypeDNSKEY, dnsq.TypeNone)}
	origin := zone.Origin()
	fmt.Println(dnsq.Validate(zone.GetRRset(ns, dnsq.TypeA, 0), zone.GetRRset(ns, dnsq.TypeRRSIG, dnsq.TypeA), dnsq.NewZoneKeys(keys), &dnsq.ValidateOptions{Origin: &origin}))
	// Output:
	// A
	// NSEC
	// RRSIG
	// RRSIG
	// <nil>
}
