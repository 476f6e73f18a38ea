package curlx

import (
	"net/netip"
	"net/url"
	"os"
	"strconv"
	"strings"
)

type proxyKind int

const (
	proxyHTTP proxyKind = iota
	proxyHTTP10
	proxyHTTPS
	proxySOCKS4
	proxySOCKS4a
	proxySOCKS5
	proxySOCKS5h
)

// A proxy is whom we go through.
type proxy struct {
	kind           proxyKind
	host           string
	port           int
	user, password string
	hasUser        bool
}

func (p *proxy) speaksHTTP() bool { return p.kind <= proxyHTTPS }

// key tells connections through different proxies, and for different users,
// apart.
func (p *proxy) key(t *transfer) string {
	k := strconv.Itoa(int(p.kind)) + " " + dialAddress(strings.ToLower(p.host), p.port)
	if p.hasUser {
		k += " " + strconv.Quote(p.user) + " " + strconv.Quote(p.password)
	}
	if p.kind == proxyHTTPS {
		k += " " + t.tlsKey(proxyTLS)
	}
	return k
}

// proxies finds the proxies for a target.
func (t *transfer) proxies(tg target) (pre, main *proxy, err error) {
	raw, preRaw := get(t.o, PROXY), get(t.o, PRE_PROXY)
	if !isSet(t.o, PROXY) && !isSet(t.o, PRE_PROXY) {
		raw = environmentProxy(tg.scheme)
	}
	if raw == "" && preRaw == "" || t.withoutProxy(tg.host) {
		return nil, nil, nil
	}
	if raw != "" {
		if main, err = t.parseProxy(raw, true); err != nil {
			return nil, nil, err
		}
	}
	if preRaw != "" {
		if pre, err = t.parseProxy(preRaw, false); err != nil {
			return nil, nil, err
		}
		if pre.speaksHTTP() {
			pre.kind = proxySOCKS4
		}
		if main == nil {
			pre, main = nil, pre
		}
	}
	return pre, main, nil
}

// environmentProxy is what the environment says. HTTP_PROXY in capitals does not
// count: a CGI program gets it from whoever asks.
func environmentProxy(scheme string) string {
	if v := os.Getenv(scheme + "_proxy"); v != "" {
		return v
	}
	if scheme != "http" {
		if v := os.Getenv(strings.ToUpper(scheme) + "_PROXY"); v != "" {
			return v
		}
	}
	if v := os.Getenv("all_proxy"); v != "" {
		return v
	}
	return os.Getenv("ALL_PROXY")
}

// parseProxy reads PROXY or PRE_PROXY.
func (t *transfer) parseProxy(raw string, main bool) (*proxy, error) {
	p := &proxy{kind: kindOfType(get(t.o, PROXYTYPE)), port: get(t.o, PROXYPORT)}
	rest := raw
	if scheme, after, ok := strings.Cut(raw, "://"); ok {
		rest = after
		switch strings.ToLower(scheme) {
		case "http":
			p.kind = proxyHTTP
			if get(t.o, PROXYTYPE) == PROXYTYPE_HTTP_1_0 {
				p.kind = proxyHTTP10
			}
		case "https":
			p.kind = proxyHTTPS
		case "socks", "socks4":
			p.kind = proxySOCKS4
		case "socks4a":
			p.kind = proxySOCKS4a
		case "socks5":
			p.kind = proxySOCKS5
		case "socks5h":
			p.kind = proxySOCKS5h
		default:
			return nil, fail(E_COULDNT_CONNECT, "Unsupported proxy scheme for '%s'", withoutLogin(raw))
		}
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndexByte(rest, '@'); i >= 0 {
		user, password, _ := strings.Cut(rest[:i], ":")
		p.user, p.password, p.hasUser = unescape(user), unescape(password), true
		rest = rest[i+1:]
	}
	bad := fail(E_COULDNT_RESOLVE_PROXY, "Unsupported proxy syntax in '%s'", withoutLogin(raw))
	host, port := rest, ""
	if strings.HasPrefix(rest, "[") {
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			return nil, bad
		}
		host, port = rest[1:end], strings.TrimPrefix(rest[end+1:], ":")
	} else if h, q, ok := strings.Cut(rest, ":"); ok {
		host, port = h, q
	}
	if host == "" || strings.ContainsAny(host, " \t") {
		return nil, bad
	}
	p.host = host
	switch {
	case port != "":
		n, err := strconv.Atoi(port)
		if err != nil || n < 0 || n > 65535 {
			return nil, bad
		}
		p.port = n
	case p.port == 0:
		p.port = 1080
		if p.kind == proxyHTTPS {
			p.port = 443
		}
	}
	if main {
		if u := get(t.o, PROXYUSERPWD); u != "" {
			user, password, _ := strings.Cut(u, ":")
			p.user, p.password, p.hasUser = unescape(user), unescape(password), true
		}
		if isSet(t.o, PROXYUSERNAME) || isSet(t.o, PROXYPASSWORD) {
			p.user, p.password, p.hasUser = get(t.o, PROXYUSERNAME), get(t.o, PROXYPASSWORD), true
		}
	}
	return p, nil
}

func kindOfType(n int) proxyKind {
	switch n {
	case PROXYTYPE_HTTP_1_0:
		return proxyHTTP10
	case 2: // CURLPROXY_HTTPS, which pycurl has no name for
		return proxyHTTPS
	case PROXYTYPE_SOCKS4:
		return proxySOCKS4
	case PROXYTYPE_SOCKS4A:
		return proxySOCKS4a
	case PROXYTYPE_SOCKS5:
		return proxySOCKS5
	case PROXYTYPE_SOCKS5_HOSTNAME:
		return proxySOCKS5h
	}
	return proxyHTTP
}

// withoutLogin is a proxy's text as an error may show it.
func withoutLogin(raw string) string {
	if i := strings.LastIndexByte(raw, '@'); i >= 0 {
		scheme, _, ok := strings.Cut(raw, "://")
		if ok {
			return scheme + "://" + raw[i+1:]
		}
		return raw[i+1:]
	}
	return raw
}

// unescape decodes percent signs; what is no escape stays as it is.
func unescape(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// withoutProxy reports whether NOPROXY, or the environment, has a host.
func (t *transfer) withoutProxy(host string) bool {
	list := get(t.o, NOPROXY)
	if !isSet(t.o, NOPROXY) {
		if list = os.Getenv("no_proxy"); list == "" {
			list = os.Getenv("NO_PROXY")
		}
	}
	return inNoProxy(list, host)
}

// inNoProxy reports whether a host is in a list of hosts, domains and networks.
func inNoProxy(list, host string) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	addr, err := netip.ParseAddr(host)
	isAddr := err == nil
	for item := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' }) {
		item = strings.ToLower(item)
		if isAddr {
			bare, bits, ok := strings.Cut(item, "/")
			bare = strings.TrimSuffix(strings.TrimPrefix(bare, "["), "]")
			a, err := netip.ParseAddr(bare)
			if err != nil {
				continue
			}
			if !ok {
				if a.Unmap() == addr.Unmap() {
					return true
				}
				continue
			}
			n, err := strconv.Atoi(bits)
			if err != nil {
				continue
			}
			if p, err := a.Prefix(n); err == nil && p.Contains(addr) {
				return true
			}
			continue
		}
		item = strings.TrimSuffix(strings.TrimPrefix(item, "."), ".")
		if item != "" && (host == item || strings.HasSuffix(host, "."+item)) {
			return true
		}
	}
	return false
}
