package dnsq_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// Errors say what was expected, in one line.
func TestErrorsSayWhatWasExpected(t *testing.T) {
	_, reverse := dnsq.ReverseNameFromAddress("nonsense", nil)
	_, a := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, "1.2.3", nil)
	_, aaaa := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeAAAA, "1.2.3.4", nil)
	_, zero := new(dnsq.Resolver).Query(t.Context(), "a.", "A", nil)
	_, unasked := new(dnsq.Resolver).Query(t.Context(), "a.", "ANY", nil)
	_, unknown := (*dnsq.Resolver)(nil).Query(t.Context(), "a.", "A", nil)
	for _, test := range []struct {
		err  error
		want string
	}{
		{reverse, `dnsq: expected an IPv4 or IPv6 address: "nonsense"`},
		{a, `dnsq: expected an IPv4 address: "1.2.3"`},
		{aaaa, `dnsq: expected an IPv6 address without a zone: "1.2.3.4"`},
		{zero, `dnsq: the resolver has no servers to ask a. IN A`},
		{unasked, `dnsq: "ANY" is no type of records: a resolver does not ask for it`},
		{unknown, `dnsq: the resolver is nil: expected one of NewResolver or SystemResolver`},
	} {
		if test.err == nil || test.err.Error() != test.want {
			t.Errorf("%v, not %s", test.err, test.want)
		}
	}
}
