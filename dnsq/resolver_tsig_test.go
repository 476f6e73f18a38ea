package dnsq_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

const (
	stripped     = "a response without a signature answers a signed query, so that a signature need only be taken off; RFC 8945, section 5.4, has it discarded"
	badSignature = "the server is asked again and again; over UDP we wait for a better response, and over TCP the server is left aside"
)

// TestParitySignedResolving asks with a key a server that has it, and one that
// has another or none.
func TestParitySignedResolving(t *testing.T) {
	py, ours, originals := startResolving(t), startFaulty(t), startFaulty(t)
	another := dnsq.NewTSIGKey(faultyKey.Name, []byte("another"), faultyKey.Algorithm)
	for _, c := range []struct {
		name         string
		key          *dnsq.TSIGKey
		tcp          bool
		refuses      bool
		differs      string
		ours, theirs string
	}{
		{name: "signed", key: faultyKey}, {name: "signed", key: faultyKey, tcp: true},
		{name: "unsigned", differs: stripped, ours: "LifetimeTimeout", theirs: "answer"},
		{name: "unsigned", tcp: true, differs: stripped, ours: "NoNameservers", theirs: "answer"},
		{name: "an unsigned refusal", refuses: true, tcp: true},
		{name: "an unsigned refusal", refuses: true, differs: stripped, ours: "LifetimeTimeout", theirs: "NoNameservers"},
		{name: "of another secret", key: another, differs: badSignature, ours: "LifetimeTimeout", theirs: "LifetimeTimeout"},
		{name: "of another secret", key: another, tcp: true, differs: badSignature, ours: "NoNameservers", theirs: "LifetimeTimeout"},
	} {
		serve := func(a *asking) { a.send(a.signed(c.key)) }
		if c.refuses {
			serve = func(a *asking) {
				w := a.signed(nil)
				w[3] |= byte(dnsq.RcodeREFUSED)
				a.send(w)
			}
		}
		ours.begin(serve)
		originals.begin(serve)
		r := faultyResolver(ours)
		r.UseTSIG(faultyKey)
		lifetime := 10 * time.Second
		if c.differs != "" { // one side waits to the end
			lifetime = 250 * time.Millisecond
		}
		r.Timeout, r.Lifetime = lifetime, lifetime
		a, err := r.Resolve(t.Context(), "a.example.", "A", &dnsq.ResolveOptions{TCP: c.tcp})
		got := timeless(ours, told(a, err))
		if err == nil {
			got = []any{got, a.Response.HadTSIG}
		}
		v, perr := py.Call("resolve_signed", originals.port, c.tcp, lifetime.Seconds())
		want := timeless(originals, raised(original.Result{Value: v, Err: perr}))
		same := original.Same(got, want) && fmt.Sprint(ours.queries()) == fmt.Sprint(originals.queries())
		if same != (c.differs == "") || !same && (kind(got) != c.ours || kind(want) != c.theirs) {
			t.Errorf("%s, TCP %t (%s):\n  got %v\n      %v\n want %v\n      %v", c.name, c.tcp, c.differs, original.Plain(got), ours.queries(), want, originals.queries())
		}
		if !same && !errors.Is(err, dnsq.ErrBadSignature) {
			t.Errorf("%s, TCP %t: %v does not tell of the signature", c.name, c.tcp, err)
		}
	}
}
