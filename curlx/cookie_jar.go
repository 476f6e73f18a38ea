package curlx

import (
	"bytes"
	"errors"
	"io/fs"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A jar keeps cookies. It may be used by several goroutines.
type jar struct {
	mu   sync.Mutex
	list []*cookie // in the order in which they came
	next int64
}

func newJar() *jar { return &jar{} }

// add keeps a cookie, in the place of one with the same name, domain and path. One
// that has expired only takes that one out. It reports whether the cookie counts,
// and whether there was one in its place.
func (j *jar) add(c cookie, secureOrigin bool) (added, replaced bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	now := time.Now().Unix()
	for i, old := range j.list {
		if old.name != c.name || !strings.EqualFold(old.domain, c.domain) || old.tail != c.tail || old.path != c.path {
			// A cookie that TLS protects is not hidden by one that came without it.
			if old.name == c.name && old.secure && !secureOrigin && tails(old, &c) && strings.HasPrefix(c.path, old.path) {
				return false, false
			}
			continue
		}
		if old.secure && !c.secure && !secureOrigin {
			return false, false
		}
		if c.expires != 0 && c.expires <= now {
			j.list = slices.Delete(j.list, i, i+1)
			return true, true
		}
		c.order = old.order
		*old = c
		return true, true
	}
	if c.expires != 0 && c.expires <= now {
		return true, false
	}
	j.next++
	c.order = j.next
	j.list = append(j.list, &c)
	return true, false
}

func tails(a, b *cookie) bool {
	x, y := strings.ToLower(a.domain), strings.ToLower(b.domain)
	return x == y || strings.HasSuffix(x, "."+y) || strings.HasSuffix(y, "."+x)
}

// expire drops what is too old. The caller holds mu.
func (j *jar) expire() {
	now := time.Now().Unix()
	j.list = slices.DeleteFunc(j.list, func(c *cookie) bool { return c.expires != 0 && c.expires < now })
}

// clear drops all cookies, or those of the session.
func (j *jar) clear(session bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.list = slices.DeleteFunc(j.list, func(c *cookie) bool { return !session || c.expires == 0 })
}

// lines are the cookies as lines of a cookie file.
func (j *jar) lines() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.expire()
	out := make([]string, 0, len(j.list))
	for _, c := range j.list {
		if c.domain != "" {
			out = append(out, c.line())
		}
	}
	return out
}

// line is a cookie as Netscape's files have it: seven fields with tabs between
// them.
func (c *cookie) line() string {
	domain := c.domain
	if c.tail {
		domain = "." + domain
	}
	if c.httpOnly {
		domain = "#HttpOnly_" + domain
	}
	path := c.path
	if path != cleanPath(path) {
		path += "/" // the slash that stood there: without it the end would be taken off once more
	}
	yes := map[bool]string{true: "TRUE", false: "FALSE"}
	return strings.Join([]string{domain, yes[c.tail], path, yes[c.secure], strconv.FormatInt(c.expires, 10), c.name, c.value}, "\t")
}

// parseCookieLine reads a line of a cookie file, or one that begins with
// Set-Cookie:.
func parseCookieLine(line string) (cookie, bool) {
	if len(line) >= 11 && strings.EqualFold(line[:11], "Set-Cookie:") {
		return parseSetCookieFile(strings.TrimLeft(line[11:], " \t"))
	}
	var c cookie
	if rest, ok := strings.CutPrefix(line, "#HttpOnly_"); ok {
		c.httpOnly = true
		line = rest
	}
	if line == "" || line[0] == '#' {
		return c, false
	}
	// Several tabs are one, and the path may be left out.
	f := strings.FieldsFunc(line, func(r rune) bool { return r == '\t' })
	if len(f) > 2 && (f[2] == "TRUE" || f[2] == "FALSE") {
		f = slices.Insert(f, 2, "/")
	}
	if len(f) == 6 {
		f = append(f, "")
	}
	if len(f) != 7 {
		return c, false
	}
	n, ok := leadingNumber(f[4])
	if !ok || hasControl(f[5]) || hasControl(f[6]) || len(f[5])+len(f[6]) > maxCookie {
		return c, false
	}
	c.domain = strings.TrimPrefix(f[0], ".")
	c.tail = strings.EqualFold(f[1], "TRUE")
	c.path, c.secure, c.expires, c.name, c.value = f[2], strings.EqualFold(f[3], "TRUE"), n, f[5], f[6]
	c.path = cleanPath(c.path)
	if !c.keepsPrefix() || oddDomain(c.domain) || c.domain == "" {
		return c, false
	}
	if !c.tail || net.ParseIP(c.domain) != nil {
		return c, true
	}
	// What belongs to everybody is no cookie's domain.
	return c, domainFits(c.domain, "x."+strings.ToLower(c.domain))
}

// leadingNumber is the number that a text begins with.
func leadingNumber(s string) (int64, bool) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end == 0 && (s[end] == '-' || s[end] == '+')) {
		end++
	}
	n, err := strconv.ParseInt(s[:end], 10, 64)
	return n, err == nil
}

// oddDomain reports whether a domain is none of a host, and would be taken for a
// comment or another domain in a cookie file.
func oddDomain(d string) bool { return strings.HasPrefix(d, "#") || strings.HasPrefix(d, ".") }

// parseSetCookieFile reads a Set-Cookie header of a file: it has no host but its
// own domain.
func parseSetCookieFile(s string) (cookie, bool) {
	domain := ""
	for i, part := range strings.Split(s, ";") {
		if name, v, ok := strings.Cut(part, "="); ok && i > 0 && strings.EqualFold(strings.TrimSpace(name), "domain") {
			domain = strings.ToLower(strings.Trim(strings.TrimSpace(v), "."))
		}
	}
	if oddDomain(domain) {
		return cookie{}, false
	}
	c, ok := parseSetCookie(s, domain, "/", true)
	if ok && domain != "" && net.ParseIP(domain) == nil {
		c.tail = true
		ok = domainFits(domain, "x."+domain)
	}
	return c, ok
}

// load reads a cookie file.
func (j *jar) load(path string, dropSession bool) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(b) {
		c, ok := parseCookieLine(strings.TrimRight(string(line), "\r\n"))
		if ok && !(dropSession && c.expires == 0) {
			j.add(c, true)
		}
	}
	return nil
}

// cookiesOn gives the handle a jar. The caller holds c.mu.
func (c *Curl) cookiesOn() {
	c.engine = true
	if c.ownJar == nil {
		c.ownJar = newJar()
	}
}

// cookieFile takes COOKIEFILE: its cookies are read when a transfer begins.
func (c *Curl) cookieFile(v any) error {
	path, ok := v.(string)
	if !ok {
		c.cookieFiles = nil
		return nil
	}
	c.cookiesOn()
	if path != "" {
		c.cookieFiles = append(c.cookieFiles, path)
	}
	return nil
}

// loadCookies reads the cookie files. A file that is not there has no cookies.
func (t *transfer) loadCookies() error {
	files := t.c.cookieFiles
	t.c.cookieFiles = nil
	j := t.c.cookies()
	for _, f := range files {
		if err := j.load(f, on(t.o, COOKIESESSION)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fail(E_READ_ERROR, "the cookie file %s cannot be read", f).because(err)
		}
		t.c.cookieRead = append(t.c.cookieRead, f)
	}
	return nil
}

// cookieCommand does what OPT_COOKIELIST says. The caller holds c.mu.
func (c *Curl) cookieCommand(s string) error {
	switch strings.ToUpper(s) {
	case "ALL":
		if j := c.cookies(); j != nil {
			j.clear(false)
		}
		return nil
	case "SESS":
		if j := c.cookies(); j != nil {
			j.clear(true)
		}
		return nil
	case "FLUSH":
		return c.flushCookies()
	case "RELOAD":
		c.cookieFiles = append(c.cookieFiles, c.cookieRead...)
		c.cookieRead = nil
		return nil
	}
	c.cookiesOn()
	if k, ok := parseCookieLine(s); ok {
		c.cookies().add(k, true)
	}
	return nil
}

// cookieList is what INFO_COOKIELIST tells.
func (c *Curl) cookieList() []string {
	if j := c.cookies(); j != nil {
		return j.lines()
	}
	return []string{}
}

// jarHead is how a cookie file begins.
const jarHead = "# Netscape HTTP Cookie File\n# https://curl.se/docs/http-cookies.html\n# This file was generated by libcurl! Edit at your own risk.\n\n"

// flushCookies writes COOKIEJAR. The caller holds c.mu.
func (c *Curl) flushCookies() error {
	path := get(&c.o, COOKIEJAR)
	j := c.cookies()
	if path == "" || j == nil {
		return nil
	}
	text := j.file()
	if path == "-" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	// A jar holds what logs one in: it is for its owner alone.
	if err := atomicfile.WriteFile(path, []byte(text), &atomicfile.Options{Mode: 0o600, InPlace: true}); err != nil {
		return fail(E_WRITE_ERROR, "WARNING: failed to save cookies in %s", path).because(err)
	}
	return nil
}

// file is the jar as a file: the newest cookie first.
func (j *jar) file() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.expire()
	list := slices.Clone(j.list)
	slices.SortStableFunc(list, func(a, b *cookie) int { return int(b.order - a.order) })
	var b strings.Builder
	b.WriteString(jarHead)
	for _, c := range list {
		if c.domain != "" {
			b.WriteString(c.line())
			b.WriteByte('\n')
		}
	}
	return b.String()
}
