package curlx

import (
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// A CurlURL is a URL taken apart, pycurl.CurlUrl: parts can be asked for, set and
// taken out, and give a URL again. The zero CurlURL has no parts. It reads what
// libcurl reads, which is less than browsers do and a little more than RFC 3986.
//
// A CurlURL may be read by several goroutines at once.
type CurlURL struct {
	scheme, user, password, options, host, zone, port, path, query, fragment urlText

	guessed bool // the scheme was guessed from the host
	hash    bool // there was a # with nothing after it
}

// A urlText is a part that may be missing.
type urlText struct {
	text string
	ok   bool
}

func given(s string) urlText { return urlText{s, true} }

// NewCurlURL reads a URL. An empty one gives a CurlURL without parts, to be set one
// by one. The error is a [*URLError].
func NewCurlURL(url string, flags URLFlags) (*CurlURL, error) {
	u := &CurlURL{}
	if url == "" {
		return u, nil
	}
	if err := u.SetPart(UPART_URL, url, flags); err != nil {
		return nil, err
	}
	return u, nil
}

// A URLError says why a part of a URL could not be read or told.
type URLError struct {
	Kind  URLCode // what is wrong
	Op    string  // get or set
	Part  URLPart // of which part
	Input string  // what was to be set, passwords taken out
}

func (e *URLError) Error() string {
	if e == nil {
		return "curlx: no error"
	}
	s := fmt.Sprintf("curlx: %s of a URL's %s: %s", e.Op, e.Part, urlCodeText(e.Kind))
	if e.Input != "" {
		s += fmt.Sprintf(": %q", e.Input[:min(len(e.Input), 200)])
	}
	return s
}

// Unwrap returns the code, and that of a failed transfer for a URL that is wrong.
func (e *URLError) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, E_URL_MALFORMAT)
}

// String is the part's name, such as "host".
func (p URLPart) String() string {
	if p < 0 || p > UPART_ZONEID {
		return fmt.Sprintf("URLPart(%d)", int(p))
	}
	return [...]string{"url", "scheme", "user", "password", "options", "host", "port", "path", "query", "fragment", "zoneid"}[p]
}

// hideLogin takes user and password out of a URL that is to be shown.
func hideLogin(s string) string {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return s
	}
	begin := 0
	if i := strings.Index(s[:at], "//"); i >= 0 {
		begin = i + 2
	}
	return s[:begin] + "***" + s[at:]
}

// String is the URL, or "" where host or scheme are missing.
func (u *CurlURL) String() string {
	s, err := u.GetPart(UPART_URL, 0)
	if err != nil {
		return ""
	}
	return s
}

// Clone returns a copy.
func (u *CurlURL) Clone() *CurlURL {
	if u == nil {
		return nil
	}
	v := *u
	return &v
}

// GetPart tells a part. For one that is missing the error's Kind is the part's own
// code, such as CURLUE_NO_PORT; a path is "/" where there is none. The flags that
// mean something here are U_DEFAULT_PORT, U_NO_DEFAULT_PORT, U_DEFAULT_SCHEME,
// U_URLDECODE, U_URLENCODE, U_PUNYCODE, U_PUNY2IDN, U_GET_EMPTY and
// U_NO_GUESS_SCHEME.
func (u *CurlURL) GetPart(part URLPart, flags URLFlags) (string, error) {
	s, code := u.part(part, flags)
	if code != CURLUE_OK {
		return "", &URLError{Kind: code, Op: "get", Part: part}
	}
	return s, nil
}

func (u *CurlURL) part(part URLPart, flags URLFlags) (string, URLCode) {
	if u == nil {
		return "", CURLUE_BAD_HANDLE
	}
	var p urlText
	var missing URLCode
	decode := flags&U_URLDECODE != 0
	switch part {
	case UPART_URL:
		return u.whole(flags)
	case UPART_SCHEME:
		p, missing, decode = u.scheme, CURLUE_NO_SCHEME, false
		p.ok = p.ok && !u.keepsScheme(flags)
	case UPART_USER:
		p, missing = u.user, CURLUE_NO_USER
	case UPART_PASSWORD:
		p, missing = u.password, CURLUE_NO_PASSWORD
	case UPART_OPTIONS:
		p, missing = u.options, CURLUE_NO_OPTIONS
	case UPART_HOST:
		p, missing = u.host, CURLUE_NO_HOST
		if p.ok && flags&(U_PUNYCODE|U_PUNY2IDN) != 0 {
			var code URLCode
			if p.text, code = idnOf(p.text, flags); code != CURLUE_OK {
				return "", code
			}
		}
	case UPART_PORT:
		p, missing, decode = u.shownPort(flags), CURLUE_NO_PORT, false
	case UPART_PATH:
		if p = u.path; !p.ok {
			p = given("/")
		}
	case UPART_QUERY:
		p, missing = u.query, CURLUE_NO_QUERY
		if decode {
			p.text = strings.ReplaceAll(p.text, "+", " ")
		}
	case UPART_FRAGMENT:
		p, missing = u.fragment, CURLUE_NO_FRAGMENT
		p.ok = p.ok || u.hash && flags&U_GET_EMPTY != 0
	case UPART_ZONEID:
		p, missing = u.zone, CURLUE_NO_ZONEID
	default:
		return "", CURLUE_UNKNOWN_PART
	}
	if !p.ok {
		return "", missing
	}
	if decode {
		var ok bool
		if p.text, ok = percentDecode(p.text); !ok {
			return "", CURLUE_URLDECODE
		}
	}
	if flags&U_URLENCODE != 0 {
		p.text = encodeOdd(p.text, part == UPART_QUERY)
	}
	return p.text, CURLUE_OK
}

// shownPort is the port as the flags want it.
func (u *CurlURL) shownPort(flags URLFlags) urlText {
	own := schemePort(u.scheme.text)
	switch {
	case !u.port.ok && flags&U_DEFAULT_PORT != 0 && own != "":
		return given(own)
	case u.port.ok && flags&U_NO_DEFAULT_PORT != 0 && samePort(u.port.text, own):
		return urlText{}
	}
	return u.port
}

// whole is the URL in one piece.
func (u *CurlURL) whole(flags URLFlags) (string, URLCode) {
	var b strings.Builder
	path := u.path.text
	if u.scheme.ok && strings.EqualFold(u.scheme.text, "file") {
		if !u.path.ok {
			path = "/"
		}
		b.WriteString("file://" + path)
		u.writeTail(&b, flags)
		return b.String(), CURLUE_OK
	}
	if !u.host.ok {
		return "", CURLUE_NO_HOST
	}
	scheme := u.scheme.text
	if !u.scheme.ok {
		if flags&U_DEFAULT_SCHEME == 0 {
			return "", CURLUE_NO_SCHEME
		}
		scheme = "https"
	}
	host, code := u.shownHost(flags)
	if code != CURLUE_OK {
		return "", code
	}
	options := u.options
	if knownScheme(scheme) && !takesOptions(scheme) {
		options = urlText{}
	}
	if !u.keepsScheme(flags) {
		b.WriteString(scheme + "://")
	}
	b.WriteString(u.user.text)
	if u.password.ok {
		b.WriteString(":" + u.password.text)
	}
	if options.ok {
		b.WriteString(";" + options.text)
	}
	if u.user.ok || u.password.ok || options.ok {
		b.WriteByte('@')
	}
	b.WriteString(host)
	port := u.shownPort(flags)
	if scheme != u.scheme.text { // the scheme is the default one
		port = (&CurlURL{scheme: given(scheme), port: u.port}).shownPort(flags)
	}
	if port.ok {
		b.WriteString(":" + port.text)
	}
	if !strings.HasPrefix(path, "/") {
		b.WriteByte('/')
	}
	b.WriteString(path)
	u.writeTail(&b, flags)
	return b.String(), CURLUE_OK
}

// writeTail writes query and fragment.
func (u *CurlURL) writeTail(b *strings.Builder, flags URLFlags) {
	if u.query.ok && (u.query.text != "" || flags&U_GET_EMPTY != 0) {
		b.WriteString("?" + u.query.text)
	}
	if u.fragment.ok || u.hash && flags&U_GET_EMPTY != 0 {
		b.WriteString("#" + u.fragment.text)
	}
}

// keepsScheme reports whether the scheme is not to be told.
func (u *CurlURL) keepsScheme(flags URLFlags) bool { return u.guessed && flags&U_NO_GUESS_SCHEME != 0 }

// shownHost is the host as it stands in a URL.
func (u *CurlURL) shownHost(flags URLFlags) (string, URLCode) {
	h := u.host.text
	switch {
	case strings.HasPrefix(h, "["):
		if u.zone.ok && u.zone.text != "" {
			h = strings.TrimSuffix(h, "]") + "%25" + u.zone.text + "]"
		}
		return h, CURLUE_OK
	case flags&U_URLENCODE != 0:
		return percentEncode(h, "0123456789ABCDEF"), CURLUE_OK
	case flags&(U_PUNYCODE|U_PUNY2IDN) != 0:
		return idnOf(h, flags)
	}
	return escapePercent(h), CURLUE_OK
}

// escapePercent writes a percent sign that is one of the name.
func escapePercent(s string) string { return strings.ReplaceAll(s, "%", "%25") }

// SetPart sets a part. A whole URL takes the place of all parts; one without a
// scheme is taken relative to the URL that is there, as a redirect would be. What
// is set is taken as it is, or with U_URLENCODE percent-encoded; U_APPENDQUERY adds
// to the query. The error is a [*URLError], and leaves the URL as it was.
func (u *CurlURL) SetPart(part URLPart, value string, flags URLFlags) error {
	code := u.set(part, value, flags)
	if code == CURLUE_OK {
		return nil
	}
	e := &URLError{Kind: code, Op: "set", Part: part}
	if part != UPART_PASSWORD && part != UPART_USER {
		e.Input = hideLogin(value)
	}
	return e
}

// ClearPart takes a part out, pycurl's setpart with None. To take out UPART_URL
// takes out all parts.
func (u *CurlURL) ClearPart(part URLPart) error {
	if u == nil {
		return &URLError{Kind: CURLUE_BAD_HANDLE, Op: "set", Part: part}
	}
	switch part {
	case UPART_URL:
		*u = CurlURL{}
	default:
		p := u.place(part)
		if p == nil {
			return &URLError{Kind: CURLUE_UNKNOWN_PART, Op: "set", Part: part}
		}
		*p = urlText{}
		u.hash = u.hash && part != UPART_FRAGMENT
	}
	return nil
}

// place is where a part is kept.
func (u *CurlURL) place(part URLPart) *urlText {
	switch part {
	case UPART_SCHEME:
		return &u.scheme
	case UPART_USER:
		return &u.user
	case UPART_PASSWORD:
		return &u.password
	case UPART_OPTIONS:
		return &u.options
	case UPART_HOST:
		return &u.host
	case UPART_PORT:
		return &u.port
	case UPART_PATH:
		return &u.path
	case UPART_QUERY:
		return &u.query
	case UPART_FRAGMENT:
		return &u.fragment
	case UPART_ZONEID:
		return &u.zone
	}
	return nil
}

func (u *CurlURL) set(part URLPart, value string, flags URLFlags) URLCode {
	if u == nil {
		return CURLUE_BAD_HANDLE
	}
	if len(value) > longestURL {
		return CURLUE_MALFORMED_INPUT
	}
	place := u.place(part)
	encode := flags&U_URLENCODE != 0
	switch part {
	case UPART_URL:
		return u.setURL(value, flags)
	case UPART_SCHEME:
		if len(value) > longestScheme {
			return CURLUE_BAD_SCHEME
		}
		if flags&U_NON_SUPPORT_SCHEME == 0 && !knownScheme(value) {
			return CURLUE_UNSUPPORTED_SCHEME
		}
		encode = false
	case UPART_PORT:
		if !isPort(value) || strings.Trim(value, "0") == "" {
			return CURLUE_BAD_PORT_NUMBER
		}
		encode = false
	case UPART_HOST:
		return u.setHost(value, flags)
	default:
		if place == nil {
			return CURLUE_UNKNOWN_PART
		}
	}
	text := lowerEscapes(value)
	if encode {
		text = encodePart(value, part, flags)
	}
	if part == UPART_QUERY && flags&U_APPENDQUERY != 0 && u.query.text != "" {
		joint := "&"
		if strings.HasSuffix(u.query.text, "&") {
			joint = ""
		}
		text = u.query.text + joint + text
	}
	*place = given(text)
	u.guessed = u.guessed && part != UPART_SCHEME
	u.hash = u.hash && part != UPART_FRAGMENT
	return CURLUE_OK
}

func (u *CurlURL) setHost(value string, flags URLFlags) URLCode {
	if strings.ContainsAny(value, " \r\n") {
		return CURLUE_BAD_HOSTNAME
	}
	text := lowerEscapes(value)
	if flags&U_URLENCODE != 0 {
		text = encodePart(value, UPART_HOST, flags)
	}
	var host, zone urlText
	if text == "" {
		if flags&U_NO_AUTHORITY == 0 {
			return CURLUE_BAD_HOSTNAME
		}
		host = given("")
	} else {
		var code URLCode
		if host, zone, code = checkHost(text); code != CURLUE_OK {
			return CURLUE_BAD_HOSTNAME
		}
	}
	u.host, u.zone = host, zone
	return CURLUE_OK
}

// setURL reads a whole URL, or one relative to what is there.
func (u *CurlURL) setURL(value string, flags URLFlags) URLCode {
	if u.host.ok || u.scheme.ok {
		if _, rest := cutScheme(value, flags); rest == value {
			if base, code := u.whole(flags); code == CURLUE_OK {
				if value == "" {
					return CURLUE_OK
				}
				value = joinURL(base, value)
			}
		}
	}
	v, code := readURL(value, flags)
	if code == CURLUE_OK {
		*u = *v
	}
	return code
}
