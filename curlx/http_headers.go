package curlx

import "strings"

// A customHeader is one line of HTTPHEADER or PROXYHEADER.
type customHeader struct {
	name, value string
	line        string // as it is sent, without line end; "" where it only takes a header out
	extra       bool   // of PROXYHEADER: it is sent, and takes no other's place
}

// A headerList is the user's own header lines.
type headerList []customHeader

// find gives the first line of a name.
func (l headerList) find(name string) (customHeader, bool) {
	for i := range l {
		if !l[i].extra && strings.EqualFold(l[i].name, name) {
			return l[i], true
		}
	}
	return customHeader{}, false
}

func (l headerList) has(name string) bool {
	_, ok := l.find(name)
	return ok
}

// parseHeaders reads lines: "Name: value" is sent, "Name:" takes libcurl's own
// header out, "Name;" sends an empty one. What is none of these is left out.
func parseHeaders(list headerList, lines []string) headerList {
	for _, s := range lines {
		if i := strings.IndexByte(s, ':'); i > 0 {
			h := customHeader{name: s[:i], value: strings.TrimSpace(s[i+1:])}
			if bare := strings.TrimRight(h.name, " \t"); strings.EqualFold(bare, "Host") || frames([]byte(bare)) {
				// Some servers read them all the same: there is one of them.
				h.name = bare
			}
			if h.value != "" {
				h.line = s
			}
			list = append(list, h)
			continue
		}
		if i := strings.IndexByte(s, ';'); i > 0 && i == len(s)-1 {
			list = append(list, customHeader{name: s[:i], line: s[:i] + ":"})
		}
	}
	return list
}

// customHeaders are the user's lines for this request.
func (x *exchange) customHeaders() headerList {
	lines := get(x.t.o, HTTPHEADER)
	var list headerList
	if len(lines) > 0 {
		list = parseHeaders(nil, lines)
	}
	if x.c.proxied && get(x.t.o, HEADEROPT) == HEADER_SEPARATE {
		for _, l := range parseHeaders(nil, get(x.t.o, PROXYHEADER)) {
			l.extra = !strings.EqualFold(l.name, "Proxy-Connection")
			list = append(list, l)
		}
	}
	return list
}

// appendCustom adds the user's lines, but those that the request's framing and
// the rules for secrets keep out.
func (x *exchange) appendCustom(b []byte, custom headerList) []byte {
	t, h := x.t, &x.t.http
	for _, l := range custom {
		if l.line == "" {
			continue
		}
		switch strings.ToLower(strings.TrimRight(l.name, " \t")) {
		case "host":
			if t.sameHost() || l.value != "" {
				continue
			}
		case "content-type":
			if h.req == reqForm && x.src != nil {
				continue
			}
		case "content-length":
			// Ours says how much is really sent.
			if x.src != nil {
				continue
			}
		case "transfer-encoding":
			if x.withhold {
				continue
			}
		case "connection":
			if on(t.o, TRANSFER_ENCODING) || t.url.isWS() {
				continue
			}
		case "authorization", "cookie":
			if !t.trusted() {
				continue
			}
		}
		b = append(append(b, l.line...), "\r\n"...)
	}
	return b
}

// trusted reports whether what the user gave for the first URL may go to where
// the request goes: to the same scheme, host and port only.
func (t *transfer) trusted() bool {
	return t.url == t.origin || t.url.sameOrigin(t.origin) || on(t.o, UNRESTRICTED_AUTH)
}

// hasToken reports whether a header's list of words has one.
func hasToken(value, token string) bool {
	for v := range strings.SplitSeq(value, ",") {
		if strings.EqualFold(strings.TrimSpace(v), token) {
			return true
		}
	}
	return false
}
