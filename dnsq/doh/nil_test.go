package doh_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
)

func TestNothingPanics(t *testing.T) {
	dnstest.NothingPanics(t, dnstest.Nothing{
		Functions: map[string]any{"NewNameserver": doh.NewNameserver, "Query": doh.Query},
		Receivers: []any{(*doh.Nameserver)(nil), &doh.Nameserver{}, doh.NewNameserver("https://127.0.0.1:1/", nil)},
		Samples:   []any{"https://127.0.0.1:1/", dnsq.NewMessage(), &doh.Options{}},
	})
}
