package dnsq_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// TestParityCaches runs rows of random operations through the caches of both.
func TestParityCaches(t *testing.T) {
	py, rand := startResolving(t), original.Rand(t)
	kinds := []string{"get", "get", "get", "put", "put", "put", "flush", "hits for", "flush all", "reset", "size"}
	var cases []cacheScript
	for range original.Rounds(t, 150) {
		kind := []string{"cache", "clean", "lru"}[rand.IntN(3)]
		ops := []cacheOp{}
		for range 40 {
			op := kinds[rand.IntN(len(kinds))]
			if kind != "lru" && (op == "hits for" || op == "size") || op == "flush all" && rand.IntN(4) > 0 {
				op = "get"
			}
			ops = append(ops, cacheOp{op, rand.IntN(9), []int{-5, 3600, 3600, 7200}[rand.IntN(4)]})
		}
		cases = append(cases, cacheScript{kind, rand.IntN(7), ops})
	}
	for i, r := range py.Batch(dnstest.AskAll(cases...)) {
		if got, want := cases[i].Ours(), raised(r); !original.Same(got, want) {
			t.Errorf("%v\n%s", cases[i], difference(original.Plain(got), want))
		}
	}
}

// A countingCache is what both caches can do.
type countingCache interface {
	dnsq.AnswerCache
	Hits() uint64
	Misses() uint64
	ResetStatistics()
	GetStatisticsSnapshot() dnsq.CacheStatistics
	Len() int
}

// A cacheScript is a row of operations on a cache of a kind and size.
type cacheScript struct {
	Kind string
	Size int
	Ops  []cacheOp
}

// A cacheOp is an operation on the entry of a number, which a put keeps for so many
// seconds.
type cacheOp struct {
	Op         string
	I, Seconds int
}

func (cacheScript) Asks() string { return "cache_script" }

func (script cacheScript) Ours() any {
	var c countingCache
	var lru *dnsq.LRUCache
	switch script.Kind {
	case "clean":
		c = dnsq.NewCache(time.Nanosecond)
	case "cache":
		c = dnsq.NewCache(0)
	default:
		lru = dnsq.NewLRUCache(max(script.Size, 1)) // zero is the default here
		c = lru
	}
	now := time.Now()
	key := func(format string, i int) dnsq.CacheKey {
		return dnsq.NewCacheKey(dnsq.MustName(fmt.Sprintf(format, i)), dnsq.RdataType(1+i%3), dnsq.ClassIN)
	}
	out := []any{}
	for _, o := range script.Ops {
		i, seconds := o.I, o.Seconds
		k := key("n%d.example.", i)
		switch o.Op {
		case "get":
			if a := c.Get(key("N%d.eXample.", i)); a != nil {
				out = append(out, a.Nameserver)
			} else {
				out = append(out, nil)
			}
		case "put":
			c.Put(k, &dnsq.Answer{Expiration: now.Add(time.Duration(seconds) * time.Second), Nameserver: fmt.Sprintf("%d/%d", i, seconds)})
		case "flush":
			c.Flush(&k)
		case "flush all":
			c.Flush(nil)
		case "size":
			lru.SetMaxSize(i)
		case "hits for":
			out = append(out, lru.GetHitsForKey(k))
		case "reset":
			c.ResetStatistics()
		}
		s := c.GetStatisticsSnapshot()
		out = append(out, []any{c.Len(), c.Hits(), c.Misses(), s.Hits, s.Misses})
	}
	return out
}

func TestParityFunctionsOfTheModule(t *testing.T) {
	py, named := startResolving(t), startNamed(t)
	r := resolverAt(t, named.Port)
	r.Search = []dnsq.Name{dnsq.MustName("example.test.")}
	defer dnsq.UseAsSystem(r)()
	for _, name := range []string{"www.example.test", "gone.example.test", "txt.example.test", "a..b"} {
		a, err := dnsq.Resolve(t.Context(), name, "", nil)
		got := []any{told(a, err)}
		a, err = dnsq.Query(t.Context(), "web", "AAAA", nil)
		got = append(got, told(a, err))
		a, err = dnsq.ResolveAddress(t.Context(), "127.0.0.1", nil)
		got = append(got, told(a, err))
		n, err := dnsq.CanonicalName(t.Context(), name)
		got = append(got, outcome(n.String(), err))
		n, err = dnsq.ZoneForName(t.Context(), dnsq.MustName("x.y.web.example.test."), nil)
		got = append(got, outcome(n.String(), err))
		got = append(got, r.Port)
		want := py.Value("by_default", named.Port, name, "127.0.0.1", "x.y.web.example.test.")
		if !original.Same(got, want) {
			t.Errorf("%s\n%s", name, difference(original.Plain(got), want))
		}
	}

	v, perr := py.Call("system_resolver")
	want := raised(original.Result{Value: v, Err: perr})
	d, err := dnsq.SystemResolver()
	var got any = outcome(nil, err)
	if err == nil {
		search := []any{}
		for _, n := range d.Search {
			search = append(search, n.String())
		}
		got = []any{d.Nameservers, d.Domain.String(), search, d.NDots, d.Rotate, d.Cache == nil}
	}
	// Where the file is missing the words tell of the two systems.
	if !original.Same(got, want) && (failure(got) == nil || failure(got) != failure(want)) {
		t.Errorf("the system's: %v, want %v", got, want)
	}
}

func TestParityZonesOfNames(t *testing.T) {
	py, named := startResolving(t), startNamed(t)
	for _, c := range []struct {
		name     string
		relative bool
	}{
		{"example.test.", false}, {"web.example.test.", false}, {"a.b.c.example.test.", false}, {"www.example.test.", false},
		{"1.0.0.127.in-addr.arpa.", false}, {"x.d.example.test.", false}, {"web.example.test", true}, {"elsewhere.invalid.", false}, {".", false},
	} {
		n := dnsq.MustName(c.name)
		if c.relative {
			n = relative(c.name)
		}
		r := resolverAt(t, named.Port)
		zone, err := r.ZoneForName(t.Context(), n, nil)
		v, perr := py.Call("zone_of", named.Port, c.name, c.relative)
		got, want := outcome(zone.String(), err), raised(original.Result{Value: v, Err: perr})
		var failed *dnsq.NoNameserversError
		if errors.As(err, &failed) {
			got = original.Dict{{Key: "error", Value: classOf(err)}, {Key: "text", Value: messageOf(err)}}
		}
		if !original.Same(got, want) && !(failure(want) == "NotAbsolute" && failure(got) == failure(want)) {
			t.Errorf("%s: %v, want %v", c.name, original.Plain(got), want)
		}
	}
	if zone, err := resolverAt(t, named.Port).ZoneForName(t.Context(), dnsq.MustName("x.web.example.test."), &dnsq.ResolveOptions{Lifetime: 10 * time.Second}); err != nil || zone.String() != py.Value("zone_in_time", named.Port, "x.web.example.test.") {
		t.Errorf("with a lifetime: %v, %v", zone, err)
	}
	// A lifetime bounds all queries together.
	f := startFaulty(t)
	f.begin(func(a *asking) { a.wait(30 * time.Millisecond); always(nothing(dnsq.RcodeNOERROR, false))(a) })
	if _, err := faultyResolver(f).ZoneForName(t.Context(), dnsq.MustName(strings.Repeat("a.", 100)), &dnsq.ResolveOptions{Lifetime: 200 * time.Millisecond}); !errors.Is(err, dnsq.ErrLifetimeTimeout) {
		t.Errorf("many names in little time: %v", err)
	}
	f.begin(always(nothing(dnsq.RcodeNOERROR, false)))
	_, err := faultyResolver(f).ZoneForName(t.Context(), dnsq.MustName("a.b."), nil)
	v, perr := py.Call("zone_of", f.port, "a.b.", false)
	// A query whose answer came too late is asked again; the names are as many.
	if want := raised(original.Result{Value: v, Err: perr}); classOf(err) != failure(want) || len(slices.Compact(f.queries()[0])) != 6 {
		t.Errorf("no SOA anywhere: %v, want %v; %v", err, want, f.queries())
	}
	for _, name := range []string{"www.example.test.", "chain1.example.test.", "dangle.example.test.", "gone.example.test.", "d.example.test."} {
		n, err := resolverAt(t, named.Port).CanonicalName(t.Context(), name)
		if want := py.Value("alias_of", named.Port, name); err != nil || n.String() != want {
			t.Errorf("the canonical name of %s: %v, %v, want %v", name, n, err, want)
		}
	}
}

func TestParityMissingNames(t *testing.T) {
	py, f := startResolving(t), startFaulty(t)
	f.begin(always(func(m *dnsq.Message) {
		nothing(dnsq.RcodeNXDOMAIN, true)(m)
		if name := m.Question[0].Name.String(); name == "gone.two.example." {
			records(dnsq.SectionAnswer, name+" 60 IN CNAME nowhere.example.")(m)
		}
	}))
	lists := [][]string{{"one.example."}, {"two.example.", "one.example."}, {"one.example.", "ONE.example.", "three.example."}}
	missing := func(names []string) *dnsq.NXDomainError {
		r := faultyResolver(f)
		for _, n := range names {
			r.Search = append(r.Search, dnsq.MustName(n))
		}
		yes := true
		_, err := r.Resolve(t.Context(), "gone", "A", &dnsq.ResolveOptions{Search: &yes})
		var e *dnsq.NXDomainError
		if !errors.As(err, &e) {
			t.Fatalf("%v: %v", names, err)
		}
		return e
	}
	for _, a := range lists {
		for _, b := range lists {
			sum := missing(a).Add(missing(b))
			names, responses, rcodes := []any{}, []string{}, []any{}
			for _, n := range sum.QNames {
				names = append(names, n.String())
				if key := strings.ToLower(n.String()); sum.Response(n) != nil && !slices.Contains(responses, key) {
					responses = append(responses, key)
				}
				rcodes = append(rcodes, int(sum.Response(n).Rcode()))
			}
			slices.Sort(responses)
			n, err := sum.CanonicalName()
			if err != nil {
				t.Fatal(err)
			}
			got := []any{messageOf(sum), names, responses, rcodes, n.String()}
			if want := py.Value("sum_of_missing", f.port, toAny(a), toAny(b)); !original.Same(got, want) {
				t.Errorf("%v and %v\n%s", a, b, difference(original.Plain(got), want))
			}
		}
	}
}

// TestParityQueriesOfResolvers looks at what a resolver sends.
func TestParityQueriesOfResolvers(t *testing.T) {
	py, f := startResolving(t), startFaulty(t)
	f.begin(func(a *asking) {
		// The header's flags, and the rest but for the id and the signature.
		q := a.query
		seen := fmt.Sprintf("%04x", uint16(q.Flags))
		if q.EDNS != nil {
			seen += fmt.Sprintf(" %d %04x %d", q.EDNS.Version, uint16(q.EDNS.Flags), q.EDNS.Payload)
			for _, o := range q.EDNS.Options {
				seen += fmt.Sprintf(" %d %x", o.Type(), o.ToWire())
			}
		}
		a.send(a.good(func(m *dnsq.Message) {
			records(dnsq.SectionAnswer, fmt.Sprintf("a.example. 60 IN TXT %q", seen))(m)
		}))
	})
	for _, settings := range []string{"", "edns", "no edns", "edns by truth", "flags", "no flags"} {
		r := faultyResolver(f)
		switch settings {
		case "edns":
			r.UseEDNS(&dnsq.EDNS{Flags: dnsq.EDNSFlagDO, Payload: 1400, Options: []dnsq.Option{&dnsq.GenericOption{OType: 65001, Data: []byte("abc")}}})
		case "no edns":
			r.UseEDNS(&dnsq.EDNS{})
			r.UseEDNS(nil)
		case "edns by truth":
			r.UseEDNS(&dnsq.EDNS{Payload: dnsq.DefaultPayload})
		case "flags":
			r.SetFlags(dnsq.FlagRD | dnsq.FlagCD)
		case "no flags":
			r.SetFlags(0)
		}
		a, err := r.Resolve(t.Context(), "a.example.", "TXT", nil)
		want := py.Value("query_seen", f.port, settings)
		if err != nil || a.At(0).String() != want {
			t.Errorf("%q: %v, %v, want %v", settings, a, err, want)
		}
	}
}

func TestParityAnswers(t *testing.T) {
	py, named := startResolving(t), startNamed(t)
	for _, name := range []string{"web.example.test.", "www.example.test.", "many.example.test."} {
		a, err := resolverAt(t, named.Port).Resolve(t.Context(), name, "A", nil)
		if err != nil {
			t.Fatal(err)
		}
		all := []any{}
		for rd := range a.All() {
			all = append(all, rd.String())
		}
		var beyond any // nothing, where the original raises an error
		if rd := a.At(5); rd != nil {
			beyond = rd.String()
		}
		got := []any{a.At(0).String(), all, a.Len(), a.RRset.Name.String(), a.RRset.TTL, beyond, []any{a.RRset.Items[0].String()}, a.QName.String(), int(a.RdType), int(a.RdClass)}
		if want := py.Value("parts_of", named.Port, name); !original.Same(got, want) {
			t.Errorf("%s\n%s", name, difference(original.Plain(got), want))
		}
	}
}

func TestParityNumbers(t *testing.T) {
	py, f := startResolving(t), startFaulty(t)
	f.begin(func(a *asking) {
		if q := a.query.Question[0]; strings.HasSuffix(q.Name.String(), ".e164.example.") {
			always(records(dnsq.SectionAnswer, q.Name.String()+` 60 IN NAPTR 100 10 "u" "E2U+sip" "!^.*$!sip:a@example!" .`))(a)
		} else {
			always(nothing(dnsq.RcodeNXDOMAIN, true))(a)
		}
	})
	r := faultyResolver(f)
	for _, domains := range [][]string{{"e164.example."}, {"e164.arpa.", "e164.example."}, {"e164.arpa.", "e164.test."}} {
		var origins []dnsq.Name
		for _, d := range domains {
			origins = append(origins, dnsq.MustName(d))
		}
		got := told(dnsq.E164Query(t.Context(), "+1 650 555 1212", origins, r))
		v, err := py.Call("enum_query", f.port, "+1 650 555 1212", toAny(domains))
		if want := raised(original.Result{Value: v, Err: err}); !original.Same(got, want) {
			t.Errorf("%v: %v, want %v", domains, original.Plain(got), want)
		}
	}
}

func toAny(list []string) []any {
	out := []any{}
	for _, s := range list {
		out = append(out, s)
	}
	return out
}

func TestParityMakingResolvers(t *testing.T) {
	py := startResolving(t)
	conf := filepath.Join(t.TempDir(), "resolv.conf")
	if err := os.WriteFile(conf, []byte("nameserver 192.0.2.1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shown := func(r *dnsq.Resolver, err error) any {
		if err != nil {
			return outcome(nil, err)
		}
		yes := true
		names := []any{}
		for _, n := range r.GetQNamesToTry(relative("web"), &yes) {
			names = append(names, n.String())
		}
		return []any{r.Nameservers, r.Domain.String(), names}
	}
	raises := func(args ...any) any {
		v, err := py.Call("made", args...)
		return raised(original.Result{Value: v, Err: err})
	}
	for _, file := range []string{conf, "/nonexistent/resolv.conf"} {
		if got, want := shown(dnsq.ReadResolvConfFile(file)), raises(file); !original.Same(got, want) {
			t.Errorf("%s: %v, want %v", file, original.Plain(got), want)
		}
	}
	for _, s := range []string{"192.0.2.1", "::1", "https://dns.example/dns-query", "dns.example", "", "http://dns.example/", "192.0.2"} {
		// What is refused is told with what was given, in other words.
		if got, want := shown(dnsq.NewResolver(s)), raises(nil, []any{s}); failure(got) != failure(want) || failure(got) == nil && !original.Same(got, want) {
			t.Errorf("%q: %v, want %v", s, original.Plain(got), want)
		}
	}
	for _, host := range []string{"a", "a.b", "a.b.c", "a.b.c.", "."} {
		want := raises(nil, nil, host)
		r, err := dnsq.NewResolver()
		if err != nil {
			t.Fatal(err)
		}
		r.Domain, r.Nameservers = dnsq.DomainOf(host), []string{}
		if got := shown(r, nil); !original.Same(got, want) {
			t.Errorf("on host %s: %v, want %v", host, original.Plain(got), want)
		}
	}
}

func TestParityNamesOfAddresses(t *testing.T) {
	py := startResolving(t)
	for _, name := range []string{
		"1.0.0.127.in-addr.arpa.", "0.0.127.in-addr.arpa.", "x.0.0.127.in-addr.arpa.", "example.", "1.2.e164.arpa.", "a.e164.arpa.", "12.e164.arpa.", "e164.arpa.",
		"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.", "1.ip6.arpa.", "10.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa.",
	} {
		a, aerr := dnsq.ReverseNameToAddress(dnsq.MustName(name), nil)
		text := a.String()
		if aerr == nil && a.Is6() {
			text = dnsq.IPv6ToText(a)
		}
		number, nerr := dnsq.E164ToNumber(dnsq.MustName(name), nil)
		got := []any{outcome(text, aerr), outcome(number, nerr)}
		if want := py.Value("of_name", name); !original.Same(got, want) {
			t.Errorf("%s\n%s", name, difference(original.Plain(got), want))
		}
	}
}

func TestRotationAsksEachServerFirst(t *testing.T) {
	f := startFaulty(t)
	f.begin(right)
	r := faultyResolver(f)
	r.Nameservers, r.Rotate = faultyAddresses, true
	for range 1000 {
		if _, err := r.Resolve(t.Context(), "a.example.", "A", nil); err != nil {
			t.Fatal(err)
		}
		if asked := f.queries(); len(asked[0]) > 0 && len(asked[1]) > 0 {
			return
		}
	}
	t.Errorf("one server was never asked first: %d and %d", len(f.queries()[0]), len(f.queries()[1]))
}
