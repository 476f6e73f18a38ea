package dnsq_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/peers"
)

func faultyResolver(f *faulty) *dnsq.Resolver {
	return &dnsq.Resolver{Nameservers: faultyAddresses[:1], Port: f.port, Domain: dnsq.Root}
}

func TestEqualQuestionsAreAskedOnce(t *testing.T) {
	f := startFaulty(t)
	release := make(chan struct{})
	f.begin(func(a *asking) { <-release; right(a) })
	r := faultyResolver(f)
	r.Singleflight = true
	asked := func() int { return len(f.queries()[0]) }
	var wait sync.WaitGroup
	for i := range 50 {
		wait.Go(func() {
			name := "a.example."
			if i%2 == 0 {
				name = "A.Example."
			}
			if a, err := r.Resolve(t.Context(), name, "A", nil); err != nil || a.At(0).String() != "1.2.3.4" {
				t.Errorf("%v, %v", a, err)
			}
		})
	}
	// Another type is another question.
	wait.Go(func() {
		if _, err := r.Resolve(t.Context(), "a.example.", "AAAA", nil); !errors.Is(err, dnsq.ErrNoAnswer) {
			t.Error(err)
		}
	})
	peers.Eventually(t, "both questions", func() bool { return asked() == 2 })
	close(release)
	wait.Wait()
	// Who came late may have asked for himself; nobody else did.
	if n := asked(); n < 2 || n > 10 {
		t.Errorf("51 callers made %d queries", n)
	}
	without := faultyResolver(f)
	f.begin(right)
	for range 3 {
		wait.Go(func() { without.Resolve(t.Context(), "a.example.", "A", nil) })
	}
	wait.Wait()
	if n := asked(); n != 3 {
		t.Errorf("without Singleflight 3 callers made %d queries", n)
	}
}

func TestWhoWaitsAsksWhenTheOtherGivesUp(t *testing.T) {
	f := startFaulty(t)
	f.begin(then(silent, right))
	r := faultyResolver(f)
	r.Singleflight, r.Timeout = true, 4*time.Second
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	wait.Go(func() {
		if _, err := r.Resolve(ctx, "a.example.", "A", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("who gave up: %v", err)
		}
	})
	peers.Eventually(t, "the first query", func() bool { return len(f.queries()[0]) == 1 })
	// One has no time and one has.
	short := time.Now()
	if _, err := r.Resolve(t.Context(), "a.example.", "A", &dnsq.ResolveOptions{Lifetime: 20 * time.Millisecond}); !errors.Is(err, dnsq.ErrLifetimeTimeout) || time.Since(short) > 3*time.Second {
		t.Errorf("who had no time: %v after %v", err, time.Since(short))
	}
	wait.Go(func() {
		if a, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil || a.Len() != 1 {
			t.Errorf("who waited: %v, %v", a, err)
		}
	})
	cancel()
	wait.Wait()
	if n := len(f.queries()[0]); n != 2 {
		t.Errorf("%d queries", n)
	}
}

func TestStaleAnswers(t *testing.T) {
	f := startFaulty(t)
	for _, cache := range []interface {
		dnsq.StaleCache
		SetMaxStale(time.Duration)
		Len() int
	}{dnsq.NewCache(0), dnsq.NewLRUCache(0)} {
		r := faultyResolver(f)
		r.Cache = cache
		f.begin(always(records(dnsq.SectionAnswer, "a.example. 0 IN A 1.2.3.4")))
		resolve := func() (*dnsq.Answer, error) { return r.Resolve(t.Context(), "a.example.", "A", nil) }
		if a, err := resolve(); err != nil || a.Stale {
			t.Fatalf("%v, %v", a, err)
		}
		f.begin(servfail)
		if _, err := resolve(); !errors.Is(err, dnsq.ErrNoNameservers) {
			t.Errorf("%T without stale answers: %v", cache, err)
		}

		cache.SetMaxStale(time.Hour)
		f.begin(always(records(dnsq.SectionAnswer, "a.example. 0 IN A 1.2.3.4")))
		if _, err := resolve(); err != nil {
			t.Fatal(err)
		}
		// As long as a server answers, its answer is the one.
		if a, err := resolve(); err != nil || a.Stale || len(f.queries()[0]) != 2 {
			t.Errorf("%T: %v, %v", cache, a, err)
		}
		f.begin(servfail)
		a, err := resolve()
		if err != nil || !a.Stale || a.At(0).String() != "1.2.3.4" || a.RRset.TTL != 30 || a.Response.Answer[0].TTL != 0 {
			t.Fatalf("%T: %v, %v", cache, a, err)
		}
		if left := time.Until(a.Expiration); left <= 0 || left > 30*time.Second {
			t.Errorf("%T: the stale answer expires in %v", cache, left)
		}
		// For those 30 s nobody is asked again.
		if b, err := resolve(); err != nil || !b.Stale || len(f.queries()[0]) != 1 {
			t.Errorf("%T: %v, %v after %d queries", cache, b, err, len(f.queries()[0]))
		}
		key := dnsq.NewCacheKey(dnsq.MustName("a.example."), dnsq.TypeA, dnsq.ClassIN)
		old := *a
		old.Stale, old.Expiration = false, time.Now().Add(-time.Second)
		// That a name is gone is an answer too.
		cache.Put(key, &old)
		f.begin(always(nothing(dnsq.RcodeNXDOMAIN, true)))
		if _, err := resolve(); !errors.Is(err, dnsq.ErrNXDomain) {
			t.Errorf("%T: gone: %v", cache, err)
		}
		cache.Flush(nil)
		old.Expiration = time.Now().Add(-2 * time.Hour)
		cache.Put(key, &old)
		f.begin(servfail)
		if a, err := resolve(); !errors.Is(err, dnsq.ErrNoNameservers) {
			t.Errorf("%T: too old: %v, %v", cache, a, err)
		}
	}
}

func TestStaleAnswersAreNotWaitedForLong(t *testing.T) {
	f := startFaulty(t)
	f.begin(always(records(dnsq.SectionAnswer, "a.example. 0 IN A 1.2.3.4")))
	cache := dnsq.NewLRUCache(0)
	cache.SetMaxStale(time.Hour)
	r := faultyResolver(f)
	r.Cache, r.Lifetime, r.StaleAfter = cache, time.Minute, 50*time.Millisecond
	if _, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil {
		t.Fatal(err)
	}
	f.begin(silent)
	start := time.Now()
	if a, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil || !a.Stale || time.Since(start) > 30*time.Second {
		t.Errorf("%v, %v after %v", a, err, time.Since(start))
	}
}

const hostsFile = `# comment
127.0.0.1	localhost loopback.test
::1 localhost ip6-localhost   # and more
192.0.2.7 Printer.example printer
fe80::1%lo0 localhost
`

func TestHosts(t *testing.T) {
	hosts, err := dnsq.ReadHosts(strings.NewReader(hostsFile))
	if err != nil {
		t.Fatal(err)
	}
	f := startFaulty(t)
	f.begin(right)
	r := faultyResolver(f)
	r.Hosts = hosts
	for _, c := range []struct{ name, typ, want string }{
		{"localhost", "A", "127.0.0.1"}, {"LOCALHOST.", "AAAA", "::1 fe80::1"}, {"printer.example.", "A", "192.0.2.7"},
		{"7.2.0.192.in-addr.arpa.", "PTR", "Printer.example. printer."},
	} {
		a, err := r.Resolve(t.Context(), c.name, c.typ, nil)
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		var got []string
		for rd := range a.All() {
			got = append(got, rd.String())
		}
		if strings.Join(got, " ") != c.want || a.Nameserver != "" {
			t.Errorf("%v: %v from %q", c, got, a.Nameserver)
		}
	}
	if _, err := r.Resolve(t.Context(), "printer.", "AAAA", nil); !errors.Is(err, dnsq.ErrNoAnswer) {
		t.Errorf("no such address: %v", err)
	}
	if a, err := r.ResolveAddress(t.Context(), "::1", nil); err != nil || a.At(0).String() != "localhost." {
		t.Errorf("%v, %v", a, err)
	}
	if n := len(f.queries()[0]); n != 0 {
		t.Errorf("%d queries", n)
	}
	if a, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil || a.Nameserver != "127.0.0.1" {
		t.Errorf("a name that is not in the file: %v, %v", a, err)
	}
	if _, err := r.Resolve(t.Context(), "printer.", "TXT", nil); !errors.Is(err, dnsq.ErrNoAnswer) || len(f.queries()[0]) != 2 {
		t.Errorf("a type that the file says nothing of: %v", err)
	}
	hosts, err = dnsq.ReadHosts(strings.NewReader("1.2.3.4 good\n1.2.3 bad\n5.6.7.8\n9.9.9.9 a..b\n"))
	if !errors.Is(err, dnsq.ErrSyntax) || len(hosts.Addresses(relative("good"))) != 1 {
		t.Errorf("lines that are wrong: %v", err)
	}
	for _, want := range []string{`line 2 of the hosts: "1.2.3" is no IPv4 or IPv6 address`, "line 3 of the hosts: 5.6.7.8 has no name", `line 4 of the hosts: "a..b" is no name: a label of the name is empty`} {
		if !strings.Contains(fmt.Sprint(err), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if _, err := dnsq.HostsFile(t.TempDir() + "/none"); err == nil {
		t.Error("no file: no error")
	}
}

func TestResolversAreSafeForConcurrentUse(t *testing.T) {
	f := startFaulty(t)
	f.begin(byTransport(func(a *asking) {
		switch label := a.query.Question[0].Name.Labels()[0]; label[0] {
		case 'g':
			always(nothing(dnsq.RcodeNXDOMAIN, true))(a)
		case 't':
			always(truncate)(a)
		case 's':
			servfail(a)
		default:
			right(a)
		}
	}, right))
	r := &dnsq.Resolver{Nameservers: faultyAddresses, Port: f.port, Domain: dnsq.Root, Rotate: true, Singleflight: true, Cache: dnsq.NewLRUCache(5)}
	r.EDNS = &dnsq.EDNS{Payload: dnsq.DefaultPayload}
	var wait sync.WaitGroup
	for i := range 32 {
		wait.Go(func() {
			for k := range 20 {
				name := fmt.Sprintf("%c%d.example.", "agts"[(i+k)%4], k%3)
				_, err := r.Resolve(t.Context(), name, "A", nil)
				want := map[byte]error{'g': dnsq.ErrNXDomain, 's': dnsq.ErrNoNameservers}[name[0]]
				if !errors.Is(err, want) {
					t.Errorf("%s: %v, want %v", name, err, want)
				}
			}
		})
	}
	wait.Wait()
}

func TestAddressesOfNames(t *testing.T) {
	f := startFaulty(t)
	var both atomic.Int32
	met := make(chan struct{})
	f.begin(func(a *asking) {
		// Neither is answered before both are asked.
		if both.Add(1) == 2 {
			close(met)
		}
		select {
		case <-met:
		case <-a.f.stop:
		}
		if a.query.Question[0].Type == dnsq.TypeAAAA {
			always(records(dnsq.SectionAnswer, a.query.Question[0].Name.String()+" 60 IN AAAA ::7"))(a)
			return
		}
		right(a)
	})
	r := faultyResolver(f)
	h, err := r.ResolveName(t.Context(), "a.example.", nil)
	if err != nil || fmt.Sprint(h.Addresses()) != "[::7 1.2.3.4]" || h.CanonicalName().String() != "a.example." {
		t.Errorf("%v, %v", h.Addresses(), err)
	}
	for _, c := range []struct {
		name  string
		serve func(*asking)
		want  string
		err   error
	}{
		{"A only", byType(right, always(nothing(dnsq.RcodeNOERROR, true))), "[1.2.3.4]", nil},
		{"A, and no answer for AAAA", byType(right, servfail), "[1.2.3.4]", nil},
		{"neither", always(nothing(dnsq.RcodeNOERROR, true)), "[]", dnsq.ErrNoAnswer},
		{"gone", always(nothing(dnsq.RcodeNXDOMAIN, true)), "[]", dnsq.ErrNXDomain},
		{"failing", servfail, "[]", dnsq.ErrNoNameservers},
		{"nothing and failing", byType(always(nothing(dnsq.RcodeNOERROR, true)), servfail), "[]", dnsq.ErrNoNameservers},
	} {
		f.begin(c.serve)
		h, err := r.ResolveName(t.Context(), "a.example.", nil)
		if fmt.Sprint(h.Addresses()) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%s: %v, %v", c.name, h.Addresses(), err)
		}
		list, err := r.LookupNetIP(t.Context(), "ip", "a.example")
		var e *net.DNSError
		if fmt.Sprint(list) != c.want || !errors.Is(err, c.err) || errors.As(err, &e) != (c.err != nil) || e != nil && e.IsNotFound != (c.err == dnsq.ErrNoAnswer || c.err == dnsq.ErrNXDomain) {
			t.Errorf("%s: LookupNetIP: %v, %v", c.name, list, err)
		}
	}
	f.begin(right)
	if h, err := r.ResolveName(t.Context(), "a.example.", &dnsq.ResolveNameOptions{Family: 4}); err != nil || h.V6 != nil || len(f.queries()[0]) != 1 {
		t.Errorf("IPv4 only: %v, %v", h, err)
	}
	if _, err := r.ResolveName(t.Context(), "a.example.", &dnsq.ResolveNameOptions{Family: 5}); !errors.Is(err, dnsq.ErrValue) {
		t.Error(err)
	}
	if list, err := r.LookupNetIP(t.Context(), "ip6", "::1"); err != nil || fmt.Sprint(list) != "[::1]" {
		t.Errorf("an address: %v, %v", list, err)
	}
	if _, err := r.LookupNetIP(t.Context(), "ip4", "::1"); err == nil {
		t.Error("an address of another family: no error")
	}
	if _, err := r.LookupNetIP(t.Context(), "tcp", "a"); !errors.Is(err, dnsq.ErrValue) {
		t.Error(err)
	}
	a, err := dnsq.ResolveAt(t.Context(), "dns.test", "a.example.", "A", &dnsq.ResolveAtOptions{ResolverAtOptions: dnsq.ResolverAtOptions{Port: f.port, Resolver: &dnsq.Resolver{Hosts: mustHosts(t, "127.0.0.2 dns.test\n")}}})
	if err != nil || a.Nameserver != "127.0.0.2" {
		t.Errorf("ResolveAt: %v, %v", a, err)
	}
	if at, err := dnsq.MakeResolverAt(t.Context(), "192.0.2.1", nil); err != nil || at.String() != "resolver 192.0.2.1 port 53" {
		t.Errorf("MakeResolverAt: %v, %v", at, err)
	}
}

func mustHosts(t *testing.T, text string) *dnsq.Hosts {
	h, err := dnsq.ReadHosts(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func byType(a, aaaa func(*asking)) func(*asking) {
	return func(q *asking) {
		if q.query.Question[0].Type == dnsq.TypeA {
			a(q)
		} else {
			aaaa(q)
		}
	}
}

// TestDDR has a server tell of itself over TLS and HTTPS.
func TestDDR(t *testing.T) {
	named := startNamedTLS(t)
	f := startFaulty(t)
	var record atomic.Value
	f.begin(func(a *asking) {
		always(records(dnsq.SectionAnswer, "_dns.resolver.arpa. 60 IN SVCB "+record.Load().(string)))(a)
	})
	config := &tls.Config{RootCAs: named.Roots, MinVersion: tls.VersionTLS12}
	for _, c := range []struct{ record, kind string }{
		{fmt.Sprintf(`1 %s. alpn="dot" port=%d`, named.ServerName, named.TLSPort), "DoT"},
		{fmt.Sprintf(`1 %s. alpn="h2" port=%d key7="%s{?dns}"`, named.ServerName, named.HTTPSPort, named.Path), "DoH"},
	} {
		record.Store(c.record)
		r := faultyResolver(f)
		r.TLS = &dnsq.TLSOptions{Config: config}
		if err := r.TryDDR(t.Context(), 0); err != nil || len(r.Nameservers) != 0 || len(r.Servers) != 1 || r.Servers[0].Kind() != c.kind {
			t.Errorf("%s: %v, %v", c.record, r.Servers, err)
			continue
		}
		if a, err := r.Resolve(t.Context(), "www.example.test.", "A", nil); err != nil || a.Len() != 2 {
			t.Errorf("%s: %v, %v", c.record, a, err)
		}
	}
	for _, text := range []string{
		fmt.Sprintf(`1 other.example.test. alpn="dot" port=%d`, named.TLSPort),
		fmt.Sprintf(`1 %s. alpn="h2" port=%d key7="/dns-query"`, named.ServerName, named.HTTPSPort),
		fmt.Sprintf(`1 %s. alpn="h3" port=%d`, named.ServerName, named.HTTPSPort),
		fmt.Sprintf(`0 %s.`, named.ServerName),
	} {
		record.Store(text)
		r := faultyResolver(f)
		r.TLS = &dnsq.TLSOptions{Config: config}
		if err := r.TryDDR(t.Context(), 0); !errors.Is(err, dnsq.ErrNoNameservers) || len(r.Nameservers) != 1 || r.Servers != nil {
			t.Errorf("%s: %v, %v", text, r.Servers, err)
		}
	}
	r := faultyResolver(f)
	if err := r.TryDDR(t.Context(), 0); !errors.Is(err, dnsq.ErrNoNameservers) {
		t.Errorf("an authority that is not trusted: %v", err)
	}
}

// TestDDRWantsTheAddressCertified has a server tell of one whose certificate is
// good, but not for the address that was asked.
func TestDDRWantsTheAddressCertified(t *testing.T) {
	s, config := webServer(t)
	l, err := tls.Listen("tcp", "127.0.0.2:0", &tls.Config{Certificates: s.TLS.Certificates})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for c, err := l.Accept(); err == nil; c, err = l.Accept() {
			c.(*tls.Conn).HandshakeContext(context.Background())
			c.Close()
		}
	}()
	defer func() { l.Close(); <-done }()
	f := startFaulty(t)
	f.begin(always(records(dnsq.SectionAnswer, fmt.Sprintf(`_dns.resolver.arpa. 60 IN SVCB 1 example.com. alpn="dot" port=%d`, l.Addr().(*net.TCPAddr).Port))))
	r := faultyResolver(f)
	r.Nameservers = faultyAddresses[1:]
	r.TLS = &dnsq.TLSOptions{Config: &tls.Config{RootCAs: config.RootCAs, MinVersion: tls.VersionTLS12}}
	var wrong x509.HostnameError
	if err := r.TryDDR(t.Context(), 0); !errors.As(err, &wrong) || wrong.Host != "127.0.0.2" || len(r.Servers) != 0 {
		t.Errorf("%v", err)
	}
}

func TestSignedResolving(t *testing.T) {
	named := startNamed(t)
	key, err := dnsq.TSIGKeyFromText(named.XfrKey.Name, named.XfrKey.Secret, named.XfrKey.Algorithm)
	if err != nil {
		t.Fatal(err)
	}
	for _, tcp := range []bool{false, true} {
		r := resolverAt(t, named.Port)
		r.UseTSIG(key)
		if a, err := r.Resolve(t.Context(), "web.example.test.", "A", &dnsq.ResolveOptions{TCP: tcp}); err != nil || !a.Response.HadTSIG {
			t.Errorf("TCP %t: %v, %v", tcp, a, err)
		}
		wrong, err := dnsq.TSIGKeyFromText(named.XfrKey.Name, "AAAA", named.XfrKey.Algorithm)
		if err != nil {
			t.Fatal(err)
		}
		r.UseTSIG(wrong)
		r.Timeout = 10 * time.Second
		// Over UDP anybody could have said that the signature is bad: it is
		// waited for a better answer, and told when none comes.
		kind, lifetime := dnsq.ErrNoNameservers, 10*time.Second
		if !tcp {
			kind, lifetime = dnsq.ErrLifetimeTimeout, 300*time.Millisecond
		}
		if _, err := r.Resolve(t.Context(), "web.example.test.", "A", &dnsq.ResolveOptions{TCP: tcp, Lifetime: lifetime}); !errors.Is(err, kind) || !errors.Is(err, dnsq.ErrPeerBadSignature) {
			t.Errorf("another secret, TCP %t: %v", tcp, err)
		}
	}
}

func TestQueriesAreHardToGuess(t *testing.T) {
	f := startFaulty(t)
	var mu sync.Mutex
	ids, ports := map[uint16]bool{}, map[int]bool{}
	f.begin(func(a *asking) {
		mu.Lock()
		ids[a.query.ID], ports[a.from.(*net.UDPAddr).Port] = true, true
		mu.Unlock()
		right(a)
	})
	const queries = 100
	for range queries {
		if _, err := faultyResolver(f).Resolve(t.Context(), "a.example.", "A", nil); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	// Chance gives the same twice, but not often: 90 of 100 are exceeded with all
	// but certainty.
	if len(ids) < 90 || len(ports) < 90 {
		t.Errorf("%d queries had %d ids and %d ports", queries, len(ids), len(ports))
	}
}
