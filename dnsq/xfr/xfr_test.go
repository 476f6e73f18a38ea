package xfr_test

import (
	_ "embed"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

//go:embed testdata/example.test.zone
var exampleTest string

var exampleTestName = dnsq.MustName("example.test.")

func tsigKey(t testing.TB, k peers.NamedKey) *dnsq.TSIGKey {
	key, err := dnsq.TSIGKeyFromText(k.Name, k.Secret, k.Algorithm)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// inboundZone transfers into a zone read from text, in the terms of inbound in
// testdata/zone.py.
func inboundZone(t testing.TB, text string, key *dnsq.TSIGKey, rdtype string, serial *uint32, opts xfr.Options) any {
	z, err := zone.FromText(text, exampleTestName, &zone.FileOptions{NoCheckOrigin: true})
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case rdtype == "AXFR":
		opts.Query, _, err = xfr.MakeQuery(z, nil, nil)
	case serial != nil:
		opts.Query, _, err = xfr.MakeQuery(z, serial, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	opts.Key = key
	err = xfr.InboundXFR(t.Context(), "127.0.0.1", z, &opts)
	return []any{zoneResult(true, err), z.String()}
}

func sameAs(t *testing.T, what string, got any, py *original.Python, function string, args ...any) {
	t.Helper()
	r := py.Batch([]original.Call{{Func: function, Args: args}})[0]
	if want := raised(r); !original.Same(got, want) {
		t.Errorf("%s\n%s", what, difference(original.Plain(got), want))
	}
}

func TestTransfersFromBIND(t *testing.T) {
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: exampleTest})
	py := startZones(t)
	key, port := tsigKey(t, named.XfrKey), named.Port
	opts := xfr.Options{Port: port, Lifetime: 10 * time.Second}
	const old = "@ 5 SOA a b 1 2 3 4 5\nold 5 A 192.0.2.1\n"

	sameAs(t, "AXFR", inboundZone(t, "", key, "AXFR", nil, opts), py, "inbound", port, "", named.XfrKey, "AXFR", nil)
	sameAs(t, "AXFR of a zone that is new", inboundZone(t, "", key, "", nil, opts), py, "inbound", port, "", named.XfrKey, "", nil)
	sameAs(t, "AXFR over another zone", inboundZone(t, old, key, "AXFR", nil, opts), py, "inbound", port, old, named.XfrKey, "AXFR", nil)
	sameAs(t, "AXFR without a key", inboundZone(t, "", nil, "AXFR", nil, opts), py, "inbound", port, "", nil, "AXFR", nil)
	wrong := named.XfrKey
	wrong.Secret = named.UpdateKey.Secret
	sameAs(t, "AXFR with a wrong secret", inboundZone(t, "", tsigKey(t, wrong), "AXFR", nil, opts), py, "inbound", port, "", wrong, "AXFR", nil)
	wrong.Name = "nobodys-key"
	sameAs(t, "AXFR with an unknown key", inboundZone(t, "", tsigKey(t, wrong), "AXFR", nil, opts), py, "inbound", port, "", wrong, "AXFR", nil)

	for _, relativize := range []bool{true, false} {
		z, err := zone.FromXFR(xfr.Messages(t.Context(), "127.0.0.1", exampleTestName, &xfr.Options{Port: port, Key: key}), &zone.FileOptions{KeepAbsolute: !relativize})
		if err != nil {
			t.Fatal(err)
		}
		sameAs(t, "from_xfr", z.String(), py, "from_xfr", port, named.XfrKey, relativize)
	}
	for m, err := range xfr.Messages(t.Context(), "127.0.0.1", exampleTestName, &xfr.Options{Port: port, Key: key}) {
		if err != nil || len(m.Answer) == 0 {
			t.Errorf("%v, %v", m, err)
		}
		break // leaves the rest of the transfer alone
	}
}

// bindSerial is the serial of BIND's zone.
func bindSerial(t *testing.T, port int) uint32 {
	t.Helper()
	m, err := dnsq.QueryTCP(t.Context(), dnsq.MakeQuery(exampleTestName, dnsq.TypeSOA, nil), "127.0.0.1", &dnsq.TransportOptions{Port: port})
	if err != nil {
		t.Fatal(err)
	}
	return m.Answer[0].Items[0].(*dnsq.SOA).Serial
}

// bindUpdates are updates of the zone, ours and the original's words for them.
func bindUpdates() []bindUpdate {
	n := nameOf
	return []bindUpdate{
		{"add", func(u *xfr.UpdateMessage) error {
			return u.AddText(n("new"), 300, dnsq.TypeA, "192.0.2.7", "192.0.2.8")
		}, []updateStep{{What: "add", Name: "new", Form: "text", TTL: 300, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.7", "192.0.2.8"}}}},
		{"add to existing", func(u *xfr.UpdateMessage) error { return u.AddText(n("mail"), 60, dnsq.TypeAAAA, "2001:db8::1") }, []updateStep{{What: "add", Name: "mail", Form: "text", TTL: 60, Type: dnsq.TypeAAAA, Rdatas: []string{"2001:db8::1"}}}},
		{"replace", func(u *xfr.UpdateMessage) error { return u.ReplaceText(n("web"), 5, dnsq.TypeA, "192.0.2.9") }, []updateStep{{What: "replace", Name: "web", Form: "text", TTL: 5, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.9"}}}},
		{"delete", func(u *xfr.UpdateMessage) error { return u.Delete(n("txt")) }, []updateStep{{What: "delete", Name: "txt"}}},
		{"delete type", func(u *xfr.UpdateMessage) error { return u.DeleteType(n("loc"), dnsq.TypeLOC) }, []updateStep{{What: "delete", Name: "loc", Form: "type", Type: dnsq.TypeLOC}}},
		{"delete a record", func(u *xfr.UpdateMessage) error { return u.DeleteText(n("new"), dnsq.TypeA, "192.0.2.8") }, []updateStep{{What: "delete", Name: "new", Form: "text", Type: dnsq.TypeA, Rdatas: []string{"192.0.2.8"}}}},
		{"absent but there", func(u *xfr.UpdateMessage) error {
			return errors.Join(u.Absent(n("mail")), u.AddText(n("no"), 5, dnsq.TypeA, "192.0.2.1"))
		}, []updateStep{{What: "absent", Name: "mail"}, {What: "add", Name: "no", Form: "text", TTL: 5, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1"}}}},
		{"type absent but there", func(u *xfr.UpdateMessage) error { return u.AbsentType(n("mail"), dnsq.TypeA) }, []updateStep{{What: "absent", Name: "mail", Form: "type", Type: dnsq.TypeA}}},
		{"present but missing", func(u *xfr.UpdateMessage) error {
			return errors.Join(u.Present(n("missing")), u.AddText(n("no"), 5, dnsq.TypeA, "192.0.2.1"))
		}, []updateStep{{What: "present", Name: "missing"}, {What: "add", Name: "no", Form: "text", TTL: 5, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1"}}}},
		{"type present but missing", func(u *xfr.UpdateMessage) error { return u.PresentType(n("mail"), dnsq.TypeMX) }, []updateStep{{What: "present", Name: "mail", Form: "type", Type: dnsq.TypeMX}}},
		{"other records present", func(u *xfr.UpdateMessage) error { return u.PresentText(n("mail"), dnsq.TypeA, "192.0.2.99") }, []updateStep{{What: "present", Name: "mail", Form: "text", Type: dnsq.TypeA, Rdatas: []string{"192.0.2.99"}}}},
		{"prerequisites that hold", func(u *xfr.UpdateMessage) error {
			return errors.Join(u.PresentText(n("mail"), dnsq.TypeA, "127.0.0.3"), u.PresentType(n("@"), dnsq.TypeNS), u.Absent(n("missing")), u.AddText(n("yes"), 5, dnsq.TypeMX, "5 mail"))
		}, []updateStep{{What: "present", Name: "mail", Form: "text", Type: dnsq.TypeA, Rdatas: []string{"127.0.0.3"}}, {What: "present", Name: "@", Form: "type", Type: dnsq.TypeNS}, {What: "absent", Name: "missing"}, {What: "add", Name: "yes", Form: "text", TTL: 5, Type: dnsq.TypeMX, Rdatas: []string{"5 mail"}}}},
		{"out of the zone", func(u *xfr.UpdateMessage) error { return u.AddText(n("x.other."), 5, dnsq.TypeA, "192.0.2.1") }, []updateStep{{What: "add", Name: "x.other.", Form: "text", TTL: 5, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1"}}}},
	}
}

type bindUpdate struct {
	what  string
	fill  func(u *xfr.UpdateMessage) error
	steps []updateStep
}

func sendUpdate(t *testing.T, port int, key *dnsq.TSIGKey, fill func(u *xfr.UpdateMessage) error) any {
	t.Helper()
	u, err := xfr.NewUpdate(exampleTestName, &xfr.UpdateOptions{Key: key})
	if err == nil {
		err = fill(u)
	}
	if err != nil {
		t.Fatal(err)
	}
	m, err := dnsq.QueryTCP(t.Context(), &u.Message, "127.0.0.1", &dnsq.TransportOptions{Port: port})
	if err != nil {
		return zoneFailure(err)
	}
	return m.Rcode().String()
}

func TestUpdatesOfBIND(t *testing.T) {
	named := peers.StartNamed(t, peers.NamedZone{Name: "example.test", Text: exampleTest})
	py := startZones(t)
	key, xfrKey, port := tsigKey(t, named.UpdateKey), tsigKey(t, named.XfrKey), named.Port
	first := bindSerial(t, port)
	start, err := zone.FromXFR(xfr.Messages(t.Context(), "127.0.0.1", exampleTestName, &xfr.Options{Port: port, Key: xfrKey}), nil)
	if err != nil {
		t.Fatal(err)
	}
	old := start.String()

	for _, c := range bindUpdates() {
		// The original does the same once more, which must come to the same.
		sameAs(t, c.what, sendUpdate(t, port, key, c.fill), py, "send_update", port, named.UpdateKey, c.steps)
	}
	sameAs(t, "without a key", sendUpdate(t, port, nil, func(u *xfr.UpdateMessage) error { return u.Delete(nameOf("a")) }), py, "send_update", port, nil, []updateStep{{What: "delete", Name: "a"}})

	if last := bindSerial(t, port); last == first {
		t.Fatalf("the serial is still %d", first)
	}
	for _, mode := range []xfr.UDPMode{xfr.UDPNever, xfr.UDPTryFirst, xfr.UDPOnly} {
		opts := xfr.Options{Port: port, UDP: mode, Timeout: 5 * time.Second}
		sameAs(t, fmt.Sprint("IXFR, UDP mode ", mode), inboundZone(t, old, xfrKey, "IXFR", nil, opts), py, "inbound", port, old, named.XfrKey, "IXFR", nil, int(mode))
		serial := uint32(7)
		got := inboundZone(t, old, xfrKey, "IXFR", &serial, opts)
		sameAs(t, fmt.Sprint("IXFR from another serial, UDP mode ", mode), got, py, "inbound", port, old, named.XfrKey, "IXFR", 7, int(mode))
	}
	whole := inboundZone(t, "", xfrKey, "AXFR", nil, xfr.Options{Port: port})
	changes := inboundZone(t, old, xfrKey, "IXFR", nil, xfr.Options{Port: port})
	if got, want := sortedLines(changes), sortedLines(whole); !slices.Equal(got, want) {
		t.Errorf("the changes lead to\n%s\nthe whole is\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if text := whole.([]any)[1].(string); strings.Contains(text, "\nno ") || !strings.Contains(text, "\nyes 5 IN MX 5 mail\n") {
		t.Errorf("the updates lead to\n%s", text)
	}
}

func sortedLines(v any) []string {
	return slices.Sorted(slices.Values(strings.Split(v.([]any)[1].(string), "\n")))
}

// What is no whole transfer makes no zone.
func TestZoneFromNoTransfer(t *testing.T) {
	broken := errors.New("broken")
	message := func(records ...string) *dnsq.Message {
		m, err := dnsq.MessageFromText(xfrMessage(axfr, records...), &dnsq.MessageTextOptions{OneRRPerRRset: true})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	of := func(err error, messages ...*dnsq.Message) iter.Seq2[*dnsq.Message, error] {
		return func(yield func(*dnsq.Message, error) bool) {
			for _, m := range messages {
				if !yield(m, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
			}
		}
	}
	for _, c := range []struct {
		messages iter.Seq2[*dnsq.Message, error]
		want     error
	}{
		{of(nil), dnsq.ErrValue},
		{of(broken, message(soaOf(1))), broken},
		{of(nil, message()), dnsq.ErrFormError},
		{of(nil, message(soaOf(1), soaOf(1))), zone.ErrNoNS},
		{of(nil, message(soaOf(1), "x.other. 5 IN A 192.0.2.1")), zone.ErrNotFound},
	} {
		if z, err := zone.FromXFR(c.messages, nil); !errors.Is(err, c.want) || z != nil {
			t.Errorf("got %v, %v, want %v", z, err, c.want)
		}
	}
}
