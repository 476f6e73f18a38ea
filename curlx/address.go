package curlx

import (
	"net/url"
	"strconv"
	"strings"
)

func parseURL(raw string, pathAsIs bool, defaultScheme string) (*urlParts, error) {
	guessed := false
	if !strings.Contains(raw, "://") {
		raw = "http://" + raw
		guessed = true
	}
	v, err := url.Parse(raw)
	if err != nil {
		return nil, fail(E_URL_MALFORMAT, "").because(err)
	}
	u := &urlParts{scheme: strings.ToLower(v.Scheme), host: v.Hostname(), path: v.EscapedPath(), query: v.RawQuery, hasQuery: v.RawQuery != "" || v.ForceQuery, fragment: v.EscapedFragment(), schemeGuessed: guessed}
	if u.path == "" {
		u.path = "/"
	}
	u.ipv6 = strings.Contains(u.host, ":")
	if v.User != nil {
		u.hasUser = true
		u.user = v.User.Username()
		u.password, u.hasPassword = v.User.Password()
	}
	if p := v.Port(); p != "" {
		u.port, _ = strconv.Atoi(p)
		u.portGiven = true
	} else if p := protocolFor(u.scheme); p != nil {
		u.port = p.defaultPort()
	}
	u.raw = v.String()
	return u, nil
}

func (u *urlParts) text() string {
	if u.raw != "" {
		return u.raw
	}
	return u.scheme + "://" + u.hostPort() + u.target()
}

func (u *urlParts) resolveRef(ref string, pathAsIs bool) (*urlParts, error) {
	b, err := url.Parse(u.text())
	if err != nil {
		return nil, err
	}
	r, err := b.Parse(ref)
	if err != nil {
		return nil, fail(E_URL_MALFORMAT, "").because(err)
	}
	return parseURL(r.String(), pathAsIs, "")
}
