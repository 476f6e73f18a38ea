package dnsq_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
)

// The comment of a line is kept, and written where it is asked for, as the original
// writes it.
func TestCommentsOfRecords(t *testing.T) {
	py := dnstest.Start(t)
	py.Define(`
import dns.zone
def with_comment(text):
    z = dns.zone.from_text(text, "example.", relativize=False, check_origin=False)
    (name, rds), = z.iterate_rdatasets()
    return rds.to_text(name, want_comments=True)
`)
	set, err := dnsq.NewRR("a.example. 5 IN A 192.0.2.1 ; hello; you")
	if err != nil {
		t.Fatal(err)
	}
	if c := set.Comment(set.Items[0]); c != " hello; you" {
		t.Errorf("comment %q", c)
	}
	got, err := set.ToText(&dnsq.SetTextOptions{WantComments: true})
	if want := py.Value("with_comment", "a.example. 5 IN A 192.0.2.1 ; hello; you\n"); err != nil || got != want {
		t.Errorf("%q, %v, want %q", got, err, want)
	}
	if text := set.String(); strings.Contains(text, "hello") {
		t.Error(text)
	}
	if plain, err := dnsq.NewRR("a.example. 5 IN A 192.0.2.1"); err != nil || plain.Comment(plain.Items[0]) != "" {
		t.Error(plain, err)
	}
}

func TestDNSSECIsWantedAndNot(t *testing.T) {
	m := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	m.UnwantDNSSEC() // nothing to take off
	if m.EDNS != nil {
		t.Error("EDNS for nothing")
	}
	m.WantDNSSEC()
	if m.EDNS == nil || m.EDNS.Flags&dnsq.EDNSFlagDO == 0 {
		t.Fatal("DNSSEC is not wanted")
	}
	m.EDNS.Flags |= 1
	if m.UnwantDNSSEC(); m.EDNS == nil || m.EDNS.Flags != 1 {
		t.Errorf("flags %v", m.EDNS.Flags)
	}
}

// An error of a search says which names were looked up: one by itself, and all of
// several.
func TestWordsOfNXDomain(t *testing.T) {
	a, b := dnsq.MustName("a.example."), dnsq.MustName("b.example.")
	for _, c := range []struct {
		names []dnsq.Name
		want  string
	}{
		{nil, dnsq.ErrNXDomain.Error()},
		{[]dnsq.Name{a}, dnsq.ErrNXDomain.Error() + ": a.example."},
		{[]dnsq.Name{a, b}, "dnsq: none of the names exists: a.example., b.example."},
	} {
		if got := (&dnsq.NXDomainError{QNames: c.names}).Error(); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
