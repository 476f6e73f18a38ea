package curlx

import (
	"context"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A dnsCache keeps addresses by host and port, as libcurl does.
type dnsCache struct {
	mu      sync.Mutex
	entries map[string]dnsEntry
}

type dnsEntry struct {
	addrs   []net.IPAddr
	at      time.Time
	forever bool
}

func (d *dnsCache) get(key string, age time.Duration) ([]net.IPAddr, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	e, ok := d.entries[key]
	if ok && !e.forever && age >= 0 && time.Since(e.at) > age {
		delete(d.entries, key)
		ok = false
	}
	return e.addrs, ok
}

func (d *dnsCache) put(key string, e dnsEntry) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.entries == nil {
		d.entries = map[string]dnsEntry{}
	}
	e.at = time.Now()
	d.entries[key] = e
}

func (d *dnsCache) drop(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.entries, key)
}

func dnsKey(host string, port int) string {
	return strings.ToLower(strings.TrimSuffix(host, ".")) + ":" + strconv.Itoa(port)
}

// loadResolve puts the entries of RESOLVE into the cache.
func (t *transfer) loadResolve() error {
	cache := t.c.dns()
	for _, e := range get(t.o, RESOLVE) {
		if rest, ok := strings.CutPrefix(e, "-"); ok {
			if host, port, ok := cutHost(rest); ok {
				n, _ := strconv.Atoi(port)
				cache.drop(dnsKey(host, n))
			}
			continue
		}
		e, aging := strings.CutPrefix(e, "+")
		host, rest, ok := cutHost(e)
		portText, list, ok2 := strings.Cut(rest, ":")
		port, err := strconv.Atoi(portText)
		if !ok || !ok2 || err != nil || port < 0 || port > 65535 {
			return fail(E_TELNET_OPTION_SYNTAX, "Couldn't parse CURLOPT_RESOLVE entry '%s'", e)
		}
		var addrs []net.IPAddr
		for a := range strings.SplitSeq(list, ",") {
			a = strings.TrimSuffix(strings.TrimPrefix(a, "["), "]")
			a, zone, _ := strings.Cut(a, "%")
			ip := net.ParseIP(a)
			if ip == nil {
				return fail(E_TELNET_OPTION_SYNTAX, "Resolve address '%s' found illegal", a)
			}
			addrs = append(addrs, net.IPAddr{IP: ip, Zone: zone})
		}
		t.textf("Added %s:%d:%s to DNS cache", host, port, list)
		cache.put(dnsKey(host, port), dnsEntry{addrs: addrs, forever: !aging})
	}
	return nil
}

// resolve finds the addresses of a host.
func (t *transfer) resolve(host, zone string, port int, failed Code) ([]net.IPAddr, error) {
	if ip := net.ParseIP(host); ip != nil {
		// An address that is spelled out may be redirected by RESOLVE all the same.
		if addrs, ok := t.c.dns().get(dnsKey(host, port), -1); ok {
			return addrs, nil
		}
		v4 := ip.To4() != nil
		if want := get(t.o, IPRESOLVE); want == IPRESOLVE_V4 && !v4 || want == IPRESOLVE_V6 && v4 {
			return nil, t.unresolved(host, failed, nil)
		}
		if scope := get(t.o, ADDRESS_SCOPE); scope > 0 && zone == "" && !v4 {
			zone = strconv.Itoa(scope)
		}
		return []net.IPAddr{{IP: ip, Zone: zone}}, nil
	}
	age := time.Duration(get(t.o, DNS_CACHE_TIMEOUT)) * time.Second
	cache := t.c.dns()
	key := dnsKey(host, port)
	if addrs, ok := cache.get(key, age); ok {
		return t.family(addrs, host, failed)
	}
	if addrs, ok := cache.get(dnsKey("*", port), -1); ok {
		return t.family(addrs, host, failed)
	}
	addrs, err := t.lookup(host, failed)
	if err != nil {
		return nil, err
	}
	if age != 0 {
		cache.put(key, dnsEntry{addrs: addrs})
	}
	return t.family(addrs, host, failed)
}

// family keeps the addresses of the family that IPRESOLVE asks for.
func (t *transfer) family(addrs []net.IPAddr, host string, failed Code) ([]net.IPAddr, error) {
	want := get(t.o, IPRESOLVE)
	var out []net.IPAddr
	for _, a := range addrs {
		v4 := a.IP.To4() != nil
		if want == IPRESOLVE_V4 && !v4 || want == IPRESOLVE_V6 && v4 {
			continue
		}
		out = append(out, a)
	}
	if len(out) == 0 {
		return nil, t.unresolved(host, failed, nil)
	}
	return interleave(out), nil
}

// interleave puts addresses of the two families by turns, the family of the first
// one first.
func interleave(addrs []net.IPAddr) []net.IPAddr {
	var a, b []net.IPAddr
	first := addrs[0].IP.To4() != nil
	for _, x := range addrs {
		if (x.IP.To4() != nil) == first {
			a = append(a, x)
		} else {
			b = append(b, x)
		}
	}
	if len(b) == 0 {
		return a
	}
	var out []net.IPAddr
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return out
}

func (t *transfer) unresolved(host string, failed Code, err error) error {
	what := "host"
	if failed == E_COULDNT_RESOLVE_PROXY {
		what = "proxy"
	}
	return fail(failed, "Could not resolve %s: %s", what, host).because(err)
}

// lookup asks the system's resolver, or DNS_SERVERS, in time.
func (t *transfer) lookup(host string, failed Code) ([]net.IPAddr, error) {
	if lower := strings.ToLower(strings.TrimSuffix(host, ".")); lower == "localhost" || strings.HasSuffix(lower, ".localhost") {
		return []net.IPAddr{{IP: net.IPv6loopback}, {IP: net.IPv4(127, 0, 0, 1)}}, nil
	}
	if strings.HasSuffix(strings.ToLower(strings.TrimSuffix(host, ".")), ".onion") {
		return nil, fail(failed, "Not resolving .onion address (RFC 7686)")
	}
	name := t.phase.name
	t.phase.name = "resolving"
	defer func() { t.phase.name = name }()
	ctx, cancel := context.WithCancel(t.ctx)
	if d := t.limit(); !d.IsZero() {
		cancel()
		ctx, cancel = context.WithDeadline(t.ctx, d)
	}
	defer cancel()
	look := t.lookupDoH
	if get(t.o, DOH_URL) == "" {
		resolver, end := t.resolver()
		defer end()
		look = resolver.LookupIPAddr
	}
	var addrs []net.IPAddr
	err := t.await(func() (err error) {
		addrs, err = look(ctx, host)
		return err
	})
	if err == nil {
		return addrs, nil
	}
	if gone := t.expired(); gone != nil {
		return nil, gone
	}
	return nil, t.unresolved(host, failed, err)
}

// resolver is the system's, or one that asks DNS_SERVERS. end ends what it has
// begun: Go's resolver goes on by itself when its context has ended.
func (t *transfer) resolver() (r *net.Resolver, end func()) {
	servers := get(t.o, DNS_SERVERS)
	if servers == "" {
		return net.DefaultResolver, func() {}
	}
	q := &questions{servers: strings.Split(servers, ",")}
	return &net.Resolver{PreferGo: true, Dial: q.dial}, q.end
}

// questions are the connections with name servers of one lookup.
type questions struct {
	mu      sync.Mutex
	servers []string
	turn    int
	open    []net.Conn
	ended   bool
}

func (q *questions) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	q.mu.Lock()
	s := strings.TrimSpace(q.servers[q.turn%len(q.servers)])
	q.turn++
	q.mu.Unlock()
	if _, _, err := net.SplitHostPort(s); err != nil {
		s = net.JoinHostPort(strings.Trim(s, "[]"), "53")
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, network, s)
	if err != nil {
		return nil, err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ended {
		// Nothing was said on it yet.
		_ = c.Close()
		return nil, net.ErrClosed
	}
	q.open = append(q.open, c)
	return c, nil
}

func (q *questions) end() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ended = true
	for _, c := range q.open {
		// The resolver has closed those that it is done with.
		_ = c.Close()
	}
}

// await runs what blocks, and looks after progress and time meanwhile. What is
// left behind when time is up must end by itself, by its context.
func (t *transfer) await(f func() error) error {
	if !t.meter.ticking {
		return f()
	}
	done := make(chan error, 1)
	go func() { done <- f() }()
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-ticker.C:
			if err := t.meter.tick(); err != nil {
				return err
			}
		}
	}
}
