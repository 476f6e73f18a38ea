package dnsq_test

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

//go:embed testdata/example.test.zone
var exampleZone string

func startNamed(t testing.TB) *peers.Named {
	many := ""
	for i := range 120 {
		many += fmt.Sprintf("many IN A 127.9.0.%d\n", i+1)
	}
	return peers.StartNamed(t,
		peers.NamedZone{Name: "example.test", Text: exampleZone + many},
		peers.NamedZone{Name: "0.0.127.in-addr.arpa", Text: "$TTL 300\n@ IN SOA ns1.example.test. hostmaster.example.test. 1 3600 600 86400 60\n@ IN NS ns1.example.test.\n1 IN PTR ns1.example.test.\n"},
	)
}

func resolverAt(t testing.TB, port int) *dnsq.Resolver {
	r, err := dnsq.NewResolver("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	r.Port = port
	return r
}

// told is what told in testdata/original.py says of an answer.
func told(a *dnsq.Answer, err error) any {
	switch err.(type) {
	case nil:
	case *dnsq.NXDomainError, *dnsq.NoAnswerError, *dnsq.NoNameserversError, *dnsq.LifetimeTimeoutError:
		return original.Dict{{Key: "error", Value: classOf(err)}, {Key: "text", Value: messageOf(err)}}
	default:
		return outcome(nil, err)
	}
	var rrset any
	if a.RRset != nil {
		rrset = written(a.RRset.ToText(nil))
	}
	items, cnames := []any{}, []any{}
	for rd := range a.All() {
		items = append(items, rd.String())
	}
	for _, c := range a.ChainingResult.CNAMEs {
		cnames = append(cnames, written(c.ToText(nil)))
	}
	return original.Dict{
		{Key: "qname", Value: a.QName.String()}, {Key: "type", Value: int(a.RdType)}, {Key: "class", Value: int(a.RdClass)},
		{Key: "canonical", Value: a.CanonicalName.String()}, {Key: "rrset", Value: rrset}, {Key: "items", Value: items},
		{Key: "ttl", Value: a.ChainingResult.MinimumTTL}, {Key: "cnames", Value: cnames}, {Key: "len", Value: a.Len()},
		{Key: "nameserver", Value: a.Nameserver}, {Key: "expires", Value: !a.Expiration.IsZero()},
	}
}

func TestParityResolving(t *testing.T) {
	py, named := startDNS(t), startNamed(t)
	yes := true
	for _, c := range []struct {
		qname, typ string
		opts       dnsq.ResolveOptions
		kw         string
	}{
		{"web.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"www.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"chain1.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"example.test", "MX", dnsq.ResolveOptions{}, ""},
		{"example.test", "NS", dnsq.ResolveOptions{}, ""},
		{"www.example.test", "CNAME", dnsq.ResolveOptions{}, ""},
		{"example.test", "SOA", dnsq.ResolveOptions{}, ""},
		{"txt.example.test", "TXT", dnsq.ResolveOptions{}, ""},
		{"_sip._tcp.example.test", "SRV", dnsq.ResolveOptions{}, ""},
		{"svc.example.test", "HTTPS", dnsq.ResolveOptions{}, ""},
		{"unk.example.test", "TYPE65280", dnsq.ResolveOptions{}, ""},
		{"many.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"many.example.test", "A", dnsq.ResolveOptions{TCP: true}, ", tcp=True"},
		{"web.example.test", "MX", dnsq.ResolveOptions{}, ""},
		{"web.example.test", "MX", dnsq.ResolveOptions{NoRaiseOnNoAnswer: true}, ", raise_on_no_answer=False"},
		{"nope.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"dangle.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"loop1.example.test", "A", dnsq.ResolveOptions{}, ""},
		{"elsewhere.invalid", "A", dnsq.ResolveOptions{}, ""},
		{"web", "A", dnsq.ResolveOptions{Search: &yes}, ", search=True, settings={'search': ['example.test.']}"},
		{"gone", "A", dnsq.ResolveOptions{Search: &yes}, ", search=True, settings={'search': ['example.test.']}"},
		{"x.wild.example.test", "A", dnsq.ResolveOptions{Source: netip.MustParseAddr("127.0.0.2")}, ", source='127.0.0.2'"},
		{"web.example.test", "ANY", dnsq.ResolveOptions{}, ""},
		{"web.example.test", "A", dnsq.ResolveOptions{RdClass: dnsq.ClassCH}, ", rdclass='CH'"},
		{"web.example.test", "A", dnsq.ResolveOptions{RdClass: dnsq.ClassANY}, ", rdclass='ANY'"},
		{"1.0.0.127.in-addr.arpa", "PTR", dnsq.ResolveOptions{}, ""},
		{"a..b", "A", dnsq.ResolveOptions{}, ""},
		{"web.example.test", "NOTYPE", dnsq.ResolveOptions{}, ""},
	} {
		r := resolverAt(t, named.Port)
		if c.opts.Search != nil {
			r.Search = []dnsq.Name{dnsq.MustName("example.test.")}
		}
		got := told(r.Resolve(t.Context(), c.qname, c.typ, &c.opts))
		v, perr := py.Call(fmt.Sprintf("lambda p, q, t: resolve(p, q, t%s)", c.kw), named.Port, c.qname, c.typ)
		want := raised(original.Result{Value: v, Err: perr})
		if !original.Same(got, want) {
			t.Errorf("%s %s%s\n  got %v\n want %v", c.qname, c.typ, c.kw, original.Plain(got), want)
		}
	}
	// query() searches, resolve() does not.
	r := resolverAt(t, named.Port)
	r.Search = []dnsq.Name{dnsq.MustName("example.test.")}
	got := told(r.Query(t.Context(), "web", "A", nil))
	if want := py.Value("lambda p: resolve(p, 'web', 'A', {'search': ['example.test.']}, method='query')", named.Port); !original.Same(got, want) {
		t.Errorf("query:\n  got %v\n want %v", original.Plain(got), want)
	}
	if n, err := r.CanonicalName(t.Context(), "dangle.example.test."); err != nil || n.String() != py.Value("lambda p: resolver(p).canonical_name('dangle.example.test.').to_text()", named.Port) {
		t.Errorf("the canonical name is %v, %v", n, err)
	}
	a, err := r.ResolveAddress(t.Context(), "127.0.0.1", nil)
	if want := py.Value("lambda p: told(resolver(p).resolve_address('127.0.0.1'))", named.Port); !original.Same(told(a, err), want) {
		t.Errorf("address: %v, want %v", told(a, err), want)
	}
	zone, err := r.ZoneForName(t.Context(), dnsq.MustName("x.y.web.example.test."), nil)
	if want := py.Value("lambda p: dns.resolver.zone_for_name('x.y.web.example.test.', resolver=resolver(p)).to_text()", named.Port); err != nil || zone.String() != want {
		t.Errorf("the zone is %v, %v, want %v", zone, err, want)
	}
	hosts, err := r.ResolveName(t.Context(), "web.example.test.", nil)
	if err != nil || fmt.Sprint(hosts.Addresses()) != "[::1 127.0.0.10 127.0.0.11]" {
		t.Errorf("addresses %v, %v", hosts.Addresses(), err)
	}
}

// patiently asks up to three times: a datagram may be lost, even here, and the
// functions of the module send one.
func patiently(t *testing.T, ask func() (*dnsq.Message, error)) (*dnsq.Message, error) {
	t.Helper()
	m, err := ask()
	for tries := 0; tries < 2 && errors.Is(err, dnsq.ErrTimeout); tries++ {
		t.Logf("asked again after %v", err)
		m, err = ask()
	}
	return m, err
}

func TestParityTransports(t *testing.T) {
	py, named := startDNS(t), startNamed(t)
	o := &dnsq.TransportOptions{Port: named.Port, Timeout: 5 * time.Second}
	q := dnsq.MakeQuery(dnsq.MustName("many.example.test."), dnsq.TypeA, nil)
	for method, ask := range map[string]func() (*dnsq.Message, error){
		"udp": func() (*dnsq.Message, error) { return dnsq.QueryUDP(t.Context(), q, "127.0.0.1", o) },
		"tcp": func() (*dnsq.Message, error) { return dnsq.QueryTCP(t.Context(), q, "127.0.0.1", o) },
		"fallback": func() (*dnsq.Message, error) {
			m, tcp, err := dnsq.QueryUDPWithFallback(t.Context(), q, "127.0.0.1", o)
			if err == nil && !tcp {
				err = errors.New("no TCP")
			}
			return m, err
		},
	} {
		m, err := patiently(t, ask)
		if err != nil {
			t.Errorf("%s: %v", method, err)
			continue
		}
		want := py.Value(`lambda how, p, i: patiently((lambda q: {"udp": lambda: dns.query.udp(q, "127.0.0.1", 5, p), "tcp": lambda: dns.query.tcp(q, "127.0.0.1", 5, p),
			"fallback": lambda: dns.query.udp_with_fallback(q, "127.0.0.1", 5, p)[0]}[how])(dns.message.make_query("many.example.test.", "A", id=i))).to_text()`, method, named.Port, int(q.ID))
		if got := written(m.ToText(nil)); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", method, got, want)
		}
	}
	o.RaiseOnTruncation = true
	m, err := patiently(t, func() (*dnsq.Message, error) { return dnsq.QueryUDP(t.Context(), q, "127.0.0.1", o) })
	if !errors.Is(err, dnsq.ErrTruncated) || m == nil {
		t.Errorf("a truncated response: %v, %v", m, err)
	}
	key, err := dnsq.TSIGKeyFromText(named.XfrKey.Name, named.XfrKey.Secret, named.XfrKey.Algorithm)
	if err != nil {
		t.Fatal(err)
	}
	q.UseTSIG(key)
	if m, err := dnsq.QueryTCP(t.Context(), q, "127.0.0.1", o); err != nil || !m.HadTSIG {
		t.Errorf("a signed query: %v, %v", m, err)
	}
	wrong, err := dnsq.TSIGKeyFromText(named.XfrKey.Name, "AAAA", named.XfrKey.Algorithm)
	if err != nil {
		t.Fatal(err)
	}
	q.UseTSIG(wrong)
	if _, err := dnsq.QueryTCP(t.Context(), q, "127.0.0.1", o); !errors.Is(err, dnsq.ErrPeerBadSignature) || !errors.Is(err, dnsq.ErrPeer) {
		t.Errorf("a query signed with another secret: %v", err)
	}
}

func TestParityResolverSettings(t *testing.T) {
	py := startDNS(t)
	confs := []string{
		"nameserver 1.2.3.4\nnameserver ::1\n", "nameserver 1.2.3.4\nsearch a b.c\ndomain x\n", "nameserver 1.2.3.4\ndomain x\nsearch a\n",
		"nameserver 1.2.3.4\noptions ndots:2 timeout:7 rotate edns0\n", "nameserver 1.2.3.4\noptions ndots:x timeout:x timeout attempts:3\nsearch a\n# c\n; d\n\n", "search a\n", "",
		"nameserver 1.2.3.4\nsearch example.test\noptions ndots:0\n",
	}
	if err := new(dnsq.Resolver).ReadResolvConf(strings.NewReader("nameserver foo\n")); classOf(err) != "ValueError" {
		t.Errorf("a nameserver that is no address: %v", err)
	}
	for _, conf := range confs {
		for _, name := range []string{"a", "a.b", "a.b.c", "a.", "a.b."} {
			for _, search := range []any{nil, true, false} {
				v, perr := py.Call("tried", conf, name, search)
				want := raised(original.Result{Value: v, Err: perr})
				r := &dnsq.Resolver{Domain: dnsq.Root}
				err := r.ReadResolvConf(strings.NewReader(conf))
				got := outcome(nil, err)
				if err == nil {
					var how *bool
					if b, ok := search.(bool); ok {
						how = &b
					}
					texts := func(names []dnsq.Name) []any {
						out := []any{}
						for _, n := range names {
							out = append(out, n.String())
						}
						return out
					}
					timeout := r.Timeout
					if timeout == 0 {
						timeout = dnsq.DefaultTimeout
					}
					edns, payload := -1, 0
					if r.EDNS != nil {
						edns, payload = 0, int(r.EDNS.Payload)
					}
					got = []any{r.Nameservers, r.Domain.String(), texts(r.Search), r.NDots, r.Rotate, edns, payload, timeout.Seconds(), texts(r.GetQNamesToTry(relative(name), how))}
				}
				if !original.Same(got, want) {
					t.Errorf("%q, %s, %v\n  got %v\n want %v", conf, name, search, original.Plain(got), want)
				}
			}
		}
	}
}

// A fakeServer answers each datagram as the test wants.
func fakeServer(t *testing.T, answer func(conn net.PacketConn, from net.Addr, query []byte)) int {
	conn, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 65535)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			answer(conn, from, append([]byte{}, buf[:n]...))
		}
	}()
	t.Cleanup(func() { conn.Close(); <-done })
	return conn.LocalAddr().(*net.UDPAddr).Port
}

// respond makes the right response to a query.
func respond(query []byte, change func(*dnsq.Message)) []byte {
	q, err := dnsq.MessageFromWire(query, nil)
	if err != nil {
		return nil
	}
	r, err := dnsq.MakeResponse(q, nil)
	if err != nil {
		return nil
	}
	set, err := dnsq.RRsetFromText(q.Question[0].Name.String(), 300, dnsq.ClassIN, dnsq.TypeA, "1.2.3.4")
	if err != nil {
		return nil
	}
	r.Answer = []*dnsq.RRset{set}
	if change != nil {
		change(r)
	}
	w, err := r.ToWire(nil)
	if err != nil {
		return nil
	}
	return w
}

func TestBadResponsesAreWaitedOut(t *testing.T) {
	port := fakeServer(t, func(c net.PacketConn, from net.Addr, query []byte) {
		good := respond(query, nil)
		c.WriteTo(respond(query, func(m *dnsq.Message) { m.ID++ }), from)
		c.WriteTo(respond(query, func(m *dnsq.Message) { m.Question[0] = dnsq.NewRRset(dnsq.MustName("other."), 1, 1) }), from)
		c.WriteTo(good[:20], from)
		c.WriteTo([]byte("garbage"), from)
		c.WriteTo(query, from)
		c.WriteTo(good, from)
	})
	r := resolverAt(t, port)
	a, err := r.Resolve(t.Context(), "a.example.", "A", nil)
	if err != nil || a.Len() != 1 || a.At(0).String() != "1.2.3.4" {
		t.Errorf("%v, %v", a, err)
	}
	// The plain query function says so instead, as Python's does.
	q := dnsq.MakeQuery(dnsq.MustName("a.example."), dnsq.TypeA, nil)
	if _, err := dnsq.QueryUDP(t.Context(), q, "127.0.0.1", &dnsq.TransportOptions{Port: port, Timeout: 5 * time.Second}); !errors.Is(err, dnsq.ErrBadResponse) {
		t.Errorf("a response with another id: %v", err)
	}
}

func TestTheLifetimeIsHard(t *testing.T) {
	port := fakeServer(t, func(net.PacketConn, net.Addr, []byte) {})
	r := resolverAt(t, port)
	r.Timeout = 50 * time.Millisecond
	start := time.Now()
	_, err := r.Resolve(t.Context(), "a.example.", "A", &dnsq.ResolveOptions{Lifetime: 320 * time.Millisecond})
	var e *dnsq.LifetimeTimeoutError
	if !errors.As(err, &e) || !errors.Is(err, dnsq.ErrTimeout) || len(e.Errors) == 0 {
		t.Fatalf("%v", err)
	}
	if want := fmt.Sprintf("server 127.0.0.1 UDP port %d: no answer in time", port); !strings.Contains(err.Error(), want) {
		t.Errorf("%v does not say %q", err, want)
	}
	if d := time.Since(start); d < 320*time.Millisecond || d > time.Minute {
		t.Errorf("it took %v", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Resolve(ctx, "a.example.", "A", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestServersThatFailAreDropped(t *testing.T) {
	var asked atomic.Int32
	bad := fakeServer(t, func(c net.PacketConn, from net.Addr, query []byte) {
		asked.Add(1)
		c.WriteTo(respond(query, func(m *dnsq.Message) { m.SetRcode(dnsq.RcodeSERVFAIL); m.Answer = nil }), from)
	})
	good := fakeServer(t, func(c net.PacketConn, from net.Addr, query []byte) { c.WriteTo(respond(query, nil), from) })
	r, err := dnsq.NewResolver("127.0.0.1", "127.0.0.2")
	if err != nil {
		t.Fatal(err)
	}
	// 127.0.0.2 is not where the good server is, but its port is told apart.
	r.NameserverPorts = map[string]int{"127.0.0.1": bad}
	r.Nameservers = []string{"127.0.0.1"}
	_, err = r.Resolve(t.Context(), "a.example.", "A", nil)
	var e *dnsq.NoNameserversError
	if !errors.As(err, &e) || asked.Load() != 1 || !strings.HasSuffix(err.Error(), ": SERVFAIL") {
		t.Errorf("%v after %d tries", err, asked.Load())
	}
	r.Port, r.NameserverPorts = good, nil
	if _, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil {
		t.Error(err)
	}
}

func TestCaches(t *testing.T) {
	var asked atomic.Int32
	port := fakeServer(t, func(c net.PacketConn, from net.Addr, query []byte) {
		asked.Add(1)
		c.WriteTo(respond(query, func(m *dnsq.Message) {
			if strings.HasPrefix(m.Question[0].Name.String(), "gone") {
				m.SetRcode(dnsq.RcodeNXDOMAIN)
				m.Answer = nil
				soa, err := dnsq.RRsetFromText("example.", 300, dnsq.ClassIN, dnsq.TypeSOA, "a. b. 1 2 3 4 60")
				if err == nil {
					m.Authority = []*dnsq.RRset{soa}
				}
			}
		}), from)
	})
	for _, cache := range []interface {
		dnsq.AnswerCache
		Hits() uint64
		Misses() uint64
		Len() int
	}{dnsq.NewCache(0), dnsq.NewLRUCache(10)} {
		asked.Store(0)
		r := resolverAt(t, port)
		r.Cache = cache
		for _, name := range []string{"a.example.", "A.EXAMPLE.", "a.example."} {
			if _, err := r.Resolve(t.Context(), name, "A", nil); err != nil {
				t.Fatal(err)
			}
		}
		if asked.Load() != 1 || cache.Hits() != 2 || cache.Misses() != 2 {
			t.Errorf("%T: %d asked, %d hits, %d misses", cache, asked.Load(), cache.Hits(), cache.Misses())
		}
		for range 2 {
			if _, err := r.Resolve(t.Context(), "gone.example.", "A", nil); !errors.Is(err, dnsq.ErrNXDomain) {
				t.Error(err)
			}
		}
		if asked.Load() != 2 || cache.Len() != 2 {
			t.Errorf("%T: %d asked, %d kept", cache, asked.Load(), cache.Len())
		}
		key := dnsq.NewCacheKey(dnsq.MustName("a.example."), dnsq.TypeA, dnsq.ClassIN)
		cache.Flush(&key)
		if cache.Get(key) != nil || cache.Len() != 1 {
			t.Errorf("%T keeps what was flushed", cache)
		}
		cache.Flush(nil)
		if cache.Len() != 0 {
			t.Errorf("%T keeps what was flushed", cache)
		}
	}
}
