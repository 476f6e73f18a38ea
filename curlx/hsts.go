package curlx

import (
	"math"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
)

// maxHSTS is how many hosts are remembered; the oldest go first.
const maxHSTS = 10_000

// forever is the end of what does not end.
const forever = math.MaxInt64

// lastYear is where the years end that a file can have, four digits long.
const lastYear = 253402300799

// hstsLongest is how long a name may be; no host's is longer.
const hstsLongest = 255

// An hstsCache knows the hosts that want to be visited by TLS alone. It may be used
// by several goroutines.
type hstsCache struct {
	mu    sync.Mutex
	hosts map[string]*hstsHost // by name in small letters
	order []*hstsHost          // as they came; those that were forgotten stay until their turn
}

// An hstsHost is one of them.
type hstsHost struct {
	name       string // without the dot at its end
	subdomains bool   // those under it too
	expires    int64  // seconds since 1970
}

// hstsName is a host as it is remembered.
func hstsName(host string) string { return strings.TrimSuffix(host, ".") }

// known is what is remembered of a host itself, nil for nothing. The caller holds mu.
func (h *hstsCache) known(name string) *hstsHost {
	key := strings.ToLower(name)
	e := h.hosts[key]
	if e != nil && e.expires <= time.Now().Unix() {
		delete(h.hosts, key)
		return nil
	}
	return e
}

// put remembers a host, or changes what is remembered of it.
func (h *hstsCache) put(e hstsHost) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.set(e)
}

// set is put for a caller that holds mu.
func (h *hstsCache) set(e hstsHost) {
	if old := h.known(e.name); old != nil {
		e.name = old.name
		*old = e
		return
	}
	if h.hosts == nil {
		h.hosts = map[string]*hstsHost{}
	}
	h.hosts[strings.ToLower(e.name)] = &e
	h.order = append(h.order, &e)
	if len(h.order) > 2*maxHSTS {
		h.tidy()
	}
	for len(h.hosts) > maxHSTS {
		if h.remembers(h.order[0]) {
			delete(h.hosts, strings.ToLower(h.order[0].name))
		}
		h.order = h.order[1:]
	}
}

// remembers reports whether an entry has not been forgotten. The caller holds mu.
func (h *hstsCache) remembers(e *hstsHost) bool { return h.hosts[strings.ToLower(e.name)] == e }

// tidy lets go of what has been forgotten or has expired. The caller holds mu.
func (h *hstsCache) tidy() {
	h.order = slices.DeleteFunc(h.order, func(e *hstsHost) bool { return !h.remembers(e) || h.known(e.name) == nil })
}

// load remembers a host of a file or a callback. What is known already of it lasts at
// least as long, and for as many hosts.
func (h *hstsCache) load(e hstsHost) {
	if e.name == "" || e.expires <= time.Now().Unix() {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if old := h.known(e.name); old != nil {
		e.expires, e.subdomains = max(old.expires, e.expires), old.subdomains || e.subdomains
	}
	h.set(e)
}

// forget takes a host out.
func (h *hstsCache) forget(name string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.hosts, strings.ToLower(name))
}

// wants reports whether a host is to be visited by TLS alone: for its own sake, or
// for that of a domain that it is in.
func (h *hstsCache) wants(host string) bool {
	name := hstsName(host)
	if len(name) > hstsLongest {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.known(name) != nil {
		return true
	}
	for {
		_, parent, ok := strings.Cut(name, ".")
		if !ok {
			return false
		}
		if e := h.known(parent); e != nil && e.subdomains {
			return true
		}
		name = parent
	}
}

// all are the hosts that are remembered, in the order in which they came.
func (h *hstsCache) all() []hstsHost {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.tidy()
	list := make([]hstsHost, len(h.order))
	for i, e := range h.order {
		list[i] = *e
	}
	return list
}

// learn takes a Strict-Transport-Security header of a host. One that makes no sense
// is as good as none; an address has no such thing.
func (h *hstsCache) learn(host, header string) {
	if net.ParseIP(host) != nil {
		return
	}
	age, subdomains, ok := parseSTS(header)
	name := hstsName(host)
	switch {
	case !ok || name == "" || strings.HasSuffix(name, ".") || len(name) > hstsLongest:
	case age == 0:
		h.forget(name)
	default:
		h.put(hstsHost{name, subdomains, after(time.Now().Unix(), age)})
	}
}

// after is a time so many seconds after another.
func after(now, age int64) int64 {
	if age > lastYear-now {
		return forever
	}
	return now + age
}

// parseSTS reads the value of a Strict-Transport-Security header. max-age must be
// there, and neither it nor includeSubDomains twice; other directives are passed
// over. What follows a directive without the semicolon between them is one more
// directive, as libcurl has it.
func parseSTS(s string) (age int64, subdomains, ok bool) {
	for s = trimBlanks(s); s != ""; s = trimBlanks(strings.TrimPrefix(trimBlanks(s), ";")) {
		if rest, is := cutFold(s, "max-age"); is {
			if ok {
				return 0, false, false
			}
			if age, s, ok = parseAge(trimBlanks(rest)); !ok {
				return 0, false, false
			}
			continue
		}
		if rest, is := cutFold(s, "includeSubDomains"); is {
			if subdomains {
				return 0, false, false
			}
			subdomains, s = true, rest
			continue
		}
		if _, rest, more := strings.Cut(s, ";"); more {
			s = rest
		} else {
			s = ""
		}
	}
	return age, subdomains, ok
}

// parseAge reads what follows max-age: =100 or ="100". Ages that cannot be counted
// have no end.
func parseAge(s string) (age int64, rest string, ok bool) {
	s, ok = strings.CutPrefix(s, "=")
	if !ok {
		return 0, s, false
	}
	s, quoted := strings.CutPrefix(trimBlanks(s), `"`)
	n := len(s) - len(strings.TrimLeft(s, "0123456789"))
	if n == 0 {
		return 0, s, false
	}
	for _, d := range []byte(s[:n]) {
		if age > (forever-9)/10 {
			age = forever
			break
		}
		age = age*10 + int64(d-'0')
	}
	if s = s[n:]; quoted {
		s, ok = strings.CutPrefix(s, `"`)
	}
	return age, s, ok
}

func trimBlanks(s string) string { return strings.TrimLeft(s, " \t") }

// cutFold cuts a prefix off, capitals or not.
func cutFold(s, prefix string) (rest string, ok bool) {
	if len(s) < len(prefix) || !strings.EqualFold(s[:len(prefix)], prefix) {
		return s, false
	}
	return s[len(prefix):], true
}

// hsts is the cache in use, nil where HSTS is off.
func (c *Curl) hsts() *hstsCache {
	if c.ownHSTS == nil {
		return nil
	}
	if c.share.shares(LOCK_DATA_HSTS) {
		return c.share.hsts
	}
	return c.ownHSTS
}

// hstsOn gives the handle a cache. The caller holds c.mu.
func (c *Curl) hstsOn() {
	if c.ownHSTS == nil {
		c.ownHSTS = &hstsCache{}
	}
}

// learnHSTS takes a Strict-Transport-Security header, which counts over TLS only.
func (t *transfer) learnHSTS(value string) {
	if h := t.c.hsts(); h != nil && t.url.overTLS() {
		h.learn(t.url.host, value)
	}
}

// secure turns a URL of a host that wants TLS into one of https, or of wss. A port
// that it names stays.
func (t *transfer) secure() {
	h := t.c.hsts()
	if h == nil {
		return
	}
	scheme := ""
	switch t.url.scheme {
	case "http":
		scheme = "https"
	case "ws":
		scheme = "wss"
	}
	if scheme == "" || !h.wants(t.url.host) {
		return
	}
	v := *t.url
	v.scheme = scheme
	if !v.portGiven {
		v.port = protocolFor(scheme).defaultPort()
	}
	t.textf("Switched from HTTP to HTTPS due to HSTS => %s", v.withoutSecrets())
	if t.origin == t.url {
		t.origin = &v
	}
	t.url = &v
}
