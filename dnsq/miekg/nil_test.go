package miekg_test

import (
	"testing"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/miekg"
)

func TestNothingPanics(t *testing.T) {
	set := dnsq.NewRRset(dnsq.Root, dnsq.ClassIN, dnsq.TypeA)
	set.Items = []dnsq.Rdata{nil}
	dnstest.NothingPanics(t, dnstest.Nothing{
		Functions: map[string]any{
			"FromMsg": miekg.FromMsg, "FromRR": miekg.FromRR, "ToMsg": miekg.ToMsg, "ToRR": miekg.ToRR,
			"FromRR of a nil A": func() error { _, err := miekg.FromRR((*dns.A)(nil)); return err },
			"FromMsg with a nil record": func() error {
				_, err := miekg.FromMsg(&dns.Msg{Answer: []dns.RR{nil}})
				return err
			},
			"ToMsg with a nil set": func() error {
				_, err := miekg.ToMsg(&dnsq.Message{Answer: []*dnsq.RRset{nil}})
				return err
			},
		},
		Samples: []any{set, &dnsq.Message{}, &dns.Msg{}, &dns.A{}},
	})
}
