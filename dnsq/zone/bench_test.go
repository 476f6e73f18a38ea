package zone_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// largeZone is the text of a zone with that many records beside its SOA and NS.
func largeZone(records int) string {
	var b strings.Builder
	b.WriteString("$ORIGIN big.test.\n$TTL 300\n@ IN SOA ns1 hostmaster 1 3600 600 86400 60\n@ IN NS ns1\nns1 IN A 127.0.0.1\n")
	for i := range records - 1 {
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "host%d IN A 10.%d.%d.%d\n", i, i>>16&255, i>>8&255, i&255)
		case 1:
			fmt.Fprintf(&b, "host%d IN AAAA 2001:db8::%x\n", i, i)
		case 2:
			fmt.Fprintf(&b, "host%d 600 IN MX 10 mail%d\n", i, i%7)
		case 3:
			fmt.Fprintf(&b, "host%d IN TXT \"text %d\" second\n", i, i)
		case 4:
			fmt.Fprintf(&b, "host%d.sub%d IN CNAME host%d\n", i, i%100, i-4)
		}
	}
	return b.String()
}

func BenchmarkFromText(b *testing.B) {
	text := largeZone(20_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := zone.FromText(text, dnsq.Empty, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkZoneToText(b *testing.B) {
	z, err := zone.FromText(largeZone(20_000), dnsq.Empty, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if z.String() == "" {
			b.Fatal("nothing")
		}
	}
}
