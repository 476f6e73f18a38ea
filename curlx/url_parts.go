package curlx

import (
	"strconv"
	"strings"
)

// parseURL reads the URL of a transfer.
func parseURL(raw string, asIs bool, defaultScheme string) (*urlParts, error) {
	flags := U_GUESS_SCHEME | U_NON_SUPPORT_SCHEME
	if asIs {
		flags |= U_PATH_AS_IS
	}
	text := raw
	if defaultScheme != "" {
		if scheme, _ := cutScheme(raw, flags); scheme == "" {
			text = defaultScheme + "://" + raw
		}
	}
	u, code := readURL(text, flags)
	if code != CURLUE_OK {
		return nil, badURL(code)
	}
	p, err := u.parts()
	if err != nil {
		return nil, err
	}
	p.raw = raw
	scheme, _ := cutScheme(text, flags)
	p.schemeGuessed = scheme == ""
	return p, nil
}

// badURL is the error of a transfer whose URL is wrong. libcurl has no words for
// it.
func badURL(code URLCode) *Error {
	if code == CURLUE_UNSUPPORTED_SCHEME {
		return (&Error{Code: E_UNSUPPORTED_PROTOCOL}).because(code)
	}
	return (&Error{Code: E_URL_MALFORMAT}).because(code)
}

// resolveRef is where a Location leads.
func (u *urlParts) resolveRef(ref string, flags URLFlags) (*urlParts, error) {
	flags |= U_URLENCODE | U_ALLOW_SPACE
	if scheme, _ := cutScheme(ref, flags); scheme == "" {
		ref = joinURL(u.text(), ref)
	}
	v, code := readURL(ref, flags)
	if code != CURLUE_OK {
		return nil, badURL(code)
	}
	p, err := v.parts()
	if err != nil {
		return nil, err
	}
	// A question mark with nothing after it is left out.
	p.hasQuery = p.query != ""
	p.raw = p.text()
	return p, nil
}

// parts is a URL as transfers use it.
func (u *CurlURL) parts() (*urlParts, error) {
	p := &urlParts{
		scheme: u.scheme.text, hasUser: u.user.ok, hasPassword: u.password.ok, rawUser: u.user.text, rawPass: u.password.text,
		host: u.host.text, zone: u.zone.text, portGiven: u.port.ok,
		path: u.path.text, query: u.query.text, hasQuery: u.query.ok, fragment: u.fragment.text,
	}
	for _, part := range []struct {
		from string
		to   *string
	}{{u.user.text, &p.user}, {u.password.text, &p.password}, {u.options.text, &p.options}} {
		text, ok := percentDecode(part.from)
		if !ok {
			return nil, badURL(CURLUE_BAD_LOGIN)
		}
		*part.to = text
	}
	if strings.HasPrefix(p.host, "[") {
		p.host, p.ipv6 = strings.Trim(p.host, "[]"), true
	}
	if p.zone != "" {
		zone, ok := percentDecode(p.zone)
		if !ok {
			return nil, badURL(CURLUE_BAD_IPV6)
		}
		p.zone = zone
	}
	port := schemePort(p.scheme)
	if u.port.ok {
		port = u.port.text
	}
	for _, digit := range port {
		p.port = p.port*10 + int(digit-'0')
	}
	return p, nil
}

// text is the URL in one piece, as EFFECTIVE_URL tells it.
func (u *urlParts) text() string { return u.withPassword(u.rawPass) }

// shown is the URL as others may see it, its password hidden.
func (u *urlParts) shown() string { return u.withPassword("***") }

func (u *urlParts) withPassword(password string) string {
	var b strings.Builder
	b.WriteString(u.scheme + "://")
	if u.hasUser || u.hasPassword {
		b.WriteString(u.rawUser)
		if u.hasPassword {
			b.WriteString(":" + password)
		}
		b.WriteByte('@')
	}
	host := escapePercent(u.host)
	if u.ipv6 {
		host = "[" + u.host
		if u.zone != "" {
			host += "%25" + percentEncode(u.zone, lowerHex)
		}
		host += "]"
	}
	b.WriteString(host)
	if u.portGiven {
		b.WriteString(":" + strconv.Itoa(u.port))
	}
	if u.path == "" {
		b.WriteByte('/')
	}
	b.WriteString(u.path)
	if u.hasQuery && u.query != "" {
		b.WriteString("?" + u.query)
	}
	if u.fragment != "" {
		b.WriteString("#" + u.fragment)
	}
	return b.String()
}
