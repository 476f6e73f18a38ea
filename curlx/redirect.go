package curlx

import (
	"errors"
	"strings"
)

// redirect follows a Location, or remembers it. Where it must not be followed, that
// is the error when the reply has been read: its connection is good.
func (x *exchange) redirect() error {
	t, r, h := x.t, &x.reply, &x.t.http
	if r.location == "" {
		return nil
	}
	most := get(t.o, MAXREDIRS)
	enough := most >= 0 && t.hops >= most
	if follow := on(t.o, FOLLOWLOCATION); !follow || enough {
		// Nobody goes there: it may be anywhere, and what is no URL is told as it came.
		t.info.redirectURL = r.location
		if to, err := t.url.resolveRef(r.location, U_NON_SUPPORT_SCHEME); err == nil {
			t.info.redirectURL = to.text()
		}
		if follow {
			x.refuse(fail(E_TOO_MANY_REDIRECTS, "Maximum (%d) redirects followed", most))
		}
		return nil
	}
	to, err := t.url.resolveRef(r.location, 0)
	if err != nil {
		t.hops++
		var e *Error
		var code URLCode
		if errors.As(err, &e) && errors.As(err, &code) {
			err = fail(e.Code, "The redirect target URL could not be parsed: %s", urlCodeText(code)).because(err)
		}
		x.refuse(err)
		return nil
	}
	if on(t.o, AUTOREFERER) {
		h.referer = t.url.withoutSecrets()
	}
	t.hops++
	t.next = to
	t.sink.ignore = true
	h.change(t, r.code)
	h.retried = false
	h.server.fresh()
	h.proxy.fresh()
	if h.body != nil && (h.req == reqPost || h.req == reqForm || h.req == reqPut) {
		return h.body.again()
	}
	return nil
}

// refuse ends the transfer with an error once the present reply has been read.
func (x *exchange) refuse(err error) {
	x.refusal = err
	x.t.sink.ignore = true
}

// change turns a POST into a GET where a redirect's status asks for it.
func (h *httpState) change(t *transfer, code int) {
	keep := get(t.o, POSTREDIR)
	posted := h.req == reqPost || h.req == reqForm
	switch code {
	case 301:
		if posted && keep&REDIR_POST_301 == 0 {
			h.req, h.switched = reqGet, "Switch from POST to GET"
		}
	case 302:
		if posted && keep&REDIR_POST_302 == 0 {
			h.req, h.switched = reqGet, "Switch from POST to GET"
		}
	case 303:
		if h.req != reqHead && h.req != reqGet && (!posted || keep&REDIR_POST_303 == 0) {
			h.req, h.switched = reqGet, "Switch to GET"
		}
	}
}

// withoutSecrets is a URL as a Referer shows it: without user, password and
// fragment.
func (u *urlParts) withoutSecrets() string {
	v := *u
	v.user, v.password, v.hasUser, v.hasPassword, v.fragment, v.options = "", "", false, false, "", ""
	v.rawUser, v.rawPass, v.raw = "", "", ""
	return v.text()
}

// protoWS is the bit of ws and wss, which has no name in pycurl.
const protoWS = 1 << 30

// protocolBits are the PROTO constants of schemes.
func protocolBit(scheme string) int {
	switch scheme {
	case "http":
		return PROTO_HTTP
	case "https":
		return PROTO_HTTPS
	case "ftp":
		return PROTO_FTP
	case "ftps":
		return PROTO_FTPS
	case "telnet":
		return PROTO_TELNET
	case "dict":
		return PROTO_DICT
	case "file":
		return PROTO_FILE
	case "gopher":
		return PROTO_GOPHER
	case "ws", "wss":
		return protoWS
	}
	return 0
}

// allowedIn reports whether a mask of PROTO values has the URL's scheme.
func (u *urlParts) allowedIn(mask int) bool { return protocolBit(u.scheme)&mask != 0 }

// allowed is an error for a scheme that does not exist or must not be used. Where
// redirects lead is by default http, https, ftp and ftps.
func (t *transfer) allowed() error {
	mask := get(t.o, PROTOCOLS)
	if t.url != t.origin {
		redirects := PROTO_HTTP | PROTO_HTTPS | PROTO_FTP | PROTO_FTPS
		if isSet(t.o, REDIR_PROTOCOLS) {
			redirects = get(t.o, REDIR_PROTOCOLS)
		}
		mask &= redirects
	}
	if protocolFor(t.url.scheme) == nil || !t.url.allowedIn(mask) {
		return fail(E_UNSUPPORTED_PROTOCOL, "Protocol \"%s\" not supported or disabled in libcurl", strings.ToLower(t.url.scheme))
	}
	return nil
}

// A urlMemo keeps a URL taken apart while the settings do not change.
type urlMemo struct {
	changed uint64
	url     *urlParts
}

// parsedURL is the URL of the settings, taken apart. Nothing changes it afterwards.
func (c *Curl) parsedURL(raw string) (*urlParts, error) {
	if m := &c.urlMemo; m.url != nil && m.changed == c.o.changed {
		return m.url, nil
	}
	u, err := parseURL(raw, on(&c.o, PATH_AS_IS), get(&c.o, DEFAULT_PROTOCOL))
	if err == nil {
		c.urlMemo = urlMemo{c.o.changed, u}
	}
	return u, err
}

// prepare reads the URL.
func (t *transfer) prepare() error {
	raw := get(t.o, URL)
	if !isSet(t.o, URL) {
		return fail(E_URL_MALFORMAT, "No URL set")
	}
	u, err := t.c.parsedURL(raw)
	if err != nil {
		return err
	}
	t.url, t.origin = u, u
	if err := t.loadHSTS(); err != nil {
		return err
	}
	t.secure()
	if err := t.allowed(); err != nil {
		return err
	}
	if err := t.loadCookies(); err != nil {
		return err
	}
	return t.loadResolve()
}
