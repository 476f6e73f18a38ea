package curlx

import (
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"
)

// A cookie is one cookie of a jar.
type cookie struct {
	name, value, path string
	domain            string // without leading dot
	tail              bool   // hosts under the domain get it too
	secure, httpOnly  bool
	expires           int64 // seconds since 1970, 0 at the end of the session
	order             int64 // rises with each new cookie
}

// Limits that libcurl sets.
const (
	maxCookie       = 4096 // bytes of name and value
	maxCookieHeader = 8190
	maxSentCookies  = 150
)

// setCookie takes a Set-Cookie header.
func (t *transfer) setCookie(value string) {
	j := t.c.cookies()
	if j == nil {
		return
	}
	secure := t.url.overTLS() || loopback(t.url.host)
	c, ok := parseSetCookie(value, t.cookieHost(), t.url.path, secure)
	if !ok {
		t.textf("skipped cookie")
		return
	}
	added, replaced := j.add(c, secure)
	if !added || !t.sink.verbose {
		return
	}
	word := "Added"
	if replaced {
		word = "Replaced"
	}
	// Who debugs sees the cookie in the header anyway.
	t.textf("%s cookie %s=\"%s\" for domain %s, path %s, expire %d", word, c.name, c.value, c.domain, c.path, c.expires)
}

// cookieHost is the host that cookies belong to: that of a Host header, if the
// user sets one.
func (t *transfer) cookieHost() string {
	if t.sameHost() {
		for _, l := range get(t.o, HTTPHEADER) {
			if name, v, ok := strings.Cut(l, ":"); ok && strings.EqualFold(name, "Host") {
				if v = strings.TrimSpace(v); v != "" {
					host, _, _ := cutHost(v)
					return strings.ToLower(strings.Trim(host, "[]"))
				}
			}
		}
	}
	return strings.ToLower(strings.TrimSuffix(t.url.host, "."))
}

// loopback reports whether a host is this machine, which is as good as TLS.
func loopback(host string) bool {
	return strings.EqualFold(host, "localhost") || host == "127.0.0.1" || host == "::1"
}

// parseSetCookie reads the value of a Set-Cookie header for a host. It refuses
// what a host may not set.
func parseSetCookie(s, host, urlPath string, secureOrigin bool) (cookie, bool) {
	var c cookie
	var maxAge string
	var maxAgeGiven bool
	for i, part := range strings.Split(s, ";") {
		name, value, hasValue := strings.Cut(part, "=")
		name, value = strings.Trim(name, " \t"), strings.Trim(value, " \t")
		if i == 0 {
			if !hasValue || name == "" || len(name)+len(value) > maxCookie || hasControl(name) || hasControl(value) {
				return c, false
			}
			c.name, c.value = name, value
			continue
		}
		switch strings.ToLower(name) {
		case "secure":
			if !secureOrigin {
				return c, false
			}
			c.secure = true
		case "httponly":
			c.httpOnly = true
		case "path":
			if hasValue {
				c.path = cleanPath(value)
			}
		case "domain":
			if value == "" {
				continue
			}
			d := strings.TrimPrefix(value, ".")
			if !domainFits(d, host) {
				return c, false
			}
			c.domain = d
			c.tail = net.ParseIP(host) == nil
		case "max-age":
			maxAge, maxAgeGiven = strings.Trim(value, `"`), true
		case "expires":
			if c.expires == 0 && !maxAgeGiven {
				if d, ok := parseDate(value); ok {
					c.expires = max(d.Unix(), 1)
				}
			}
		}
	}
	if maxAgeGiven {
		c.expires = expiry(maxAge)
	}
	c.expires = capExpires(c.expires)
	if c.domain == "" {
		c.domain = host
	}
	if c.path == "" {
		c.path = defaultPath(urlPath)
	}
	return c, c.keepsPrefix()
}

// keepsPrefix reports whether a cookie whose name promises something keeps it.
func (c *cookie) keepsPrefix() bool {
	switch {
	case strings.HasPrefix(c.name, "__Secure-"):
		return c.secure
	case strings.HasPrefix(c.name, "__Host-"):
		return c.secure && c.path == "/" && !c.tail
	}
	return true
}

// maxCookieAge is how long a cookie may last, as browsers have it.
const maxCookieAge = 400 * 24 * 3600

// capExpires shortens a cookie's life to 400 days, to the minute.
func capExpires(at int64) int64 {
	now := time.Now().Unix()
	if at <= now+maxCookieAge {
		return at
	}
	end := now + maxCookieAge + 30
	return end - end%60
}

// expiry is when Max-Age is over.
func expiry(age string) int64 {
	n, err := strconv.ParseInt(age, 10, 64)
	switch {
	case err != nil && strings.HasPrefix(age, "-"):
		return 1
	case err != nil && isDigits(age):
		return 1<<63 - 1
	case err != nil:
		return 0
	case n <= 0:
		return 1
	}
	now := time.Now().Unix()
	if n > 1<<63-1-now {
		return 1<<63 - 1
	}
	return now + n
}

// hasControl reports whether text has control characters, which no cookie has.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < 32 || s[i] == 127 {
			return true
		}
	}
	return false
}

func cleanPath(p string) string {
	p = strings.Trim(p, `"`)
	if !strings.HasPrefix(p, "/") {
		return "/"
	}
	if len(p) > 1 {
		p = strings.TrimSuffix(p, "/")
	}
	return p
}

// defaultPath is a cookie's path where it names none: the URL's folder.
func defaultPath(p string) string {
	i := strings.LastIndexByte(p, '/')
	if i <= 0 {
		return "/"
	}
	return p[:i]
}

// domainFits reports whether a host may set a cookie for a domain: one that it is
// in, and that does not belong to everybody.
func domainFits(domain, host string) bool {
	domain = strings.ToLower(domain)
	if domain == host {
		return true
	}
	if net.ParseIP(host) != nil || !strings.HasSuffix(host, "."+domain) {
		return false
	}
	if !strings.Contains(domain, ".") {
		return domain == "localhost"
	}
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix != domain
}

// fits reports whether a cookie is sent to a host and a path. One of no domain goes
// where the user's own secrets may go.
func (c *cookie) fits(host, path string, secure, trusted bool, now int64) bool {
	if c.expires != 0 && c.expires < now || c.secure && !secure {
		return false
	}
	if c.domain == "" {
		if !trusted {
			return false
		}
	} else if d := strings.ToLower(c.domain); d != host && (!c.tail || net.ParseIP(host) != nil || !strings.HasSuffix(host, "."+d)) {
		return false
	}
	if c.path == "/" || c.path == path {
		return true
	}
	return strings.HasPrefix(path, c.path) && len(path) > len(c.path) && path[len(c.path)] == '/'
}

// before orders cookies on the wire: longer paths, longer domains and longer names
// first, then the newest.
func (c *cookie) before(d *cookie) int {
	for _, n := range []int{len(d.path) - len(c.path), len(d.domain) - len(c.domain), len(d.name) - len(c.name)} {
		if n != 0 {
			return n
		}
	}
	switch {
	case c.order > d.order:
		return -1
	case c.order < d.order:
		return 1
	}
	return 0
}

// cookieHeader is the Cookie line of a request, "" for none.
func (x *exchange) cookieHeader(custom headerList) string {
	t := x.t
	var own string
	if !custom.has("Cookie") && t.trustedWithCookie() {
		own = get(t.o, COOKIE)
	}
	j := t.c.cookies()
	if j == nil && own == "" {
		return ""
	}
	var b strings.Builder
	if j != nil {
		path := t.url.path
		if path == "" {
			path = "/"
		}
		for i, c := range j.find(t.cookieHost(), path, t.url.overTLS() || loopback(t.url.host), t.trusted()) {
			piece := c.name + "=" + c.value
			if i >= maxSentCookies || b.Len()+len(piece)+2 > maxCookieHeader {
				break
			}
			if b.Len() > 0 {
				b.WriteString("; ")
			}
			b.WriteString(piece)
		}
	}
	if own != "" {
		if b.Len() > 0 {
			b.WriteString("; ")
		}
		b.WriteString(own)
	}
	if b.Len() == 0 {
		return ""
	}
	return "Cookie: " + b.String() + "\r\n"
}

// trustedWithCookie reports whether the option COOKIE may go along.
func (t *transfer) trustedWithCookie() bool { return t.trusted() }

// find gives the cookies for a request, in the order in which they are sent.
func (j *jar) find(host, path string, secure, trusted bool) []cookie {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.list) == 0 {
		return nil
	}
	now := time.Now().Unix()
	var found []cookie
	for _, c := range j.list {
		if c.fits(host, path, secure, trusted, now) {
			found = append(found, *c)
		}
	}
	slices.SortStableFunc(found, func(a, b cookie) int { return a.before(&b) })
	return found
}
