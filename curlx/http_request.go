package curlx

import (
	"strconv"
	"strings"
	"time"
)

// manyBytes is from when on a POST asks for 100 Continue first.
const manyBytes = 1 << 20

// inlineBytes is up to when a POST goes out in one piece with its headers.
const inlineBytes = 64 << 10

// head makes the request's head, and the body after it where that is small.
func (x *exchange) head() ([]byte, error) {
	t, h := x.t, &x.t.http
	x.method = h.method(t)
	t.info.effectiveMethod = x.method
	b := t.c.http.head[:0]
	defer func() { t.c.http.head = b[:0] }()

	if h.req == reqPost || h.req == reqPut || h.req == reqForm {
		x.src = h.body
	}
	target := x.requestTarget()
	version := "1.1"
	if x.http10() && !t.url.isWS() {
		version = "1.0"
	}
	auth, err := x.authorization(t.url.target())
	if err != nil {
		return nil, err
	}
	b = append(append(append(append(append(append(b, x.method...), ' '), target...), " HTTP/"...), version...), "\r\n"...)
	custom := x.customHeaders()
	te, err := x.framing(custom)
	if err != nil {
		return nil, err
	}
	b = x.standardHeaders(b, custom, auth, te)
	b = append(b, x.cookieHeader(custom)...)
	b = x.timeCondition(b, custom)
	b = x.appendCustom(b, custom)
	b = x.bodyHeaders(b, custom)
	b = x.upgradeConnection(b, custom)
	b = append(b, "\r\n"...)
	if t.sink.verbose {
		t.debug(INFOTYPE_HEADER_OUT, b)
	}
	n := len(b)
	if s := x.src; s != nil && s.isText && !x.expect && !x.withhold && s.size < inlineBytes && s.size > 0 {
		if x.chunked {
			b = strconv.AppendInt(b, s.size, 16)
			b = append(b, "\r\n"...)
		}
		b = append(b, s.inline...)
		if x.chunked {
			b = append(b, "\r\n0\r\n\r\n"...)
		}
		x.inline = true
		s.read = s.size
		if t.sink.verbose {
			t.debug(INFOTYPE_DATA_OUT, b[n:])
		}
	}
	t.info.requestSize += int64(len(b))
	return b, nil
}

// method is the request's word.
func (h *httpState) method(t *transfer) string {
	if m := get(t.o, CUSTOMREQUEST); m != "" {
		return m
	}
	if h.noBody {
		return "HEAD"
	}
	switch h.req {
	case reqHead:
		return "HEAD"
	case reqPost, reqForm:
		return "POST"
	case reqPut:
		return "PUT"
	}
	return "GET"
}

// requestTarget is what stands after the method.
func (x *exchange) requestTarget() string {
	t := x.t
	if s := get(t.o, REQUEST_TARGET); s != "" && t.url == t.origin {
		return s
	}
	if !x.c.proxied {
		return t.url.target()
	}
	login := ""
	if l := t.http.user; t.url.scheme == "ftp" && l.given {
		login = percentEncode(l.user, lowerHex) + ":" + percentEncode(l.password, lowerHex) + "@"
	}
	s := t.url.scheme + "://" + login + t.url.hostPort() + t.url.target()
	if t.url.scheme == "ftp" && on(t.o, PROXY_TRANSFER_MODE) && !strings.Contains(strings.ToLower(s), ";type=") {
		kind := "i"
		if on(t.o, TRANSFERTEXT) {
			kind = "a"
		}
		s += ";type=" + kind
	}
	return s
}

// standardHeaders are those that libcurl makes itself, in its order.
func (x *exchange) standardHeaders(b []byte, custom headerList, auth authHeaders, te string) []byte {
	t, h := x.t, &x.t.http
	put := func(name, value string) {
		b = append(append(append(append(b, name...), ": "...), value...), "\r\n"...)
	}
	b = x.hostHeader(b, custom)
	if auth.proxy != "" {
		put("Proxy-Authorization", auth.proxy)
	}
	if auth.server != "" && !custom.has("Authorization") {
		put("Authorization", auth.server)
		b = append(b, auth.more...)
	}
	b = append(b, x.rangeHeader(custom)...)
	if ua := get(t.o, USERAGENT); ua != "" && !custom.has("User-Agent") {
		put("User-Agent", ua)
	}
	if !custom.has("Accept") {
		b = append(b, "Accept: */*\r\n"...)
	}
	if on(t.o, TRANSFER_ENCODING) && !custom.has("TE") {
		b = append(b, "TE: gzip\r\n"...)
	}
	if isSet(t.o, ACCEPT_ENCODING) && !custom.has("Accept-Encoding") {
		codings := get(t.o, ACCEPT_ENCODING)
		if codings == "" {
			codings = "deflate, gzip, br, zstd"
		}
		put("Accept-Encoding", codings)
	}
	if h.referer != "" && !custom.has("Referer") {
		put("Referer", h.referer)
	}
	if x.c.proxied && !custom.has("Proxy-Connection") {
		b = append(b, "Proxy-Connection: Keep-Alive\r\n"...)
	}
	if on(t.o, TRANSFER_ENCODING) && !custom.has("TE") {
		l, _ := custom.find("Connection")
		if l.value != "" {
			l.value += ", "
		}
		put("Connection", l.value+"TE")
	}
	return x.upgradeHeaders(append(b, te...), custom)
}

// hostHeader adds the Host line; one of HTTPHEADER takes its place.
func (x *exchange) hostHeader(b []byte, custom headerList) []byte {
	t := x.t
	b = append(b, "Host:"...)
	if l, ok := custom.find("Host"); ok && t.sameHost() {
		switch {
		case l.line == "":
			return b[:len(b)-len("Host:")]
		case l.value == "":
			return append(b, "\r\n"...)
		}
		b = append(append(b, ' '), l.value...)
		return append(b, "\r\n"...)
	}
	b = append(append(b, ' '), t.url.hostText()...)
	if t.otherPort() {
		b = strconv.AppendInt(append(b, ':'), int64(t.url.port), 10)
	}
	return append(b, "\r\n"...)
}

// otherPort reports whether a Host header names the port.
func (t *transfer) otherPort() bool {
	return t.url.scheme == "ftp" || t.url.port != protocolFor(t.url.scheme).defaultPort()
}

func (t *transfer) hostValue() string {
	if !t.otherPort() {
		return t.url.hostText()
	}
	return t.url.hostText() + ":" + strconv.Itoa(t.url.port)
}

// sameHost reports whether the request still goes to the first URL's host.
func (t *transfer) sameHost() bool { return strings.EqualFold(t.url.host, t.origin.host) }

// rangeText is the range that the settings ask for, "" for none: RESUME_FROM goes
// before RANGE.
func (t *transfer) rangeText() string {
	if n := get(t.o, RESUME_FROM); n != 0 {
		return strconv.FormatInt(n, 10) + "-"
	}
	return get(t.o, RANGE)
}

// rangeHeader is the Range line, or the Content-Range line of an upload. One of
// HTTPHEADER takes its place.
func (x *exchange) rangeHeader(custom headerList) string {
	t := x.t
	r := t.rangeText()
	if r == "" {
		return ""
	}
	switch t.http.req {
	case reqGet, reqHead:
		if !custom.has("Range") {
			return "Range: bytes=" + r + "\r\n"
		}
	case reqPost, reqPut:
		if !custom.has("Content-Range") {
			return contentRange(r, get(t.o, RESUME_FROM), t.http.whole)
		}
	}
	return ""
}

// contentRange is the line for an upload of so many bytes, -1 where nobody knows.
func contentRange(r string, from, size int64) string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	switch {
	case from < 0 && size < 0:
		return ""
	case from < 0:
		r = "0-" + number(size-1)
	case from > 0:
		if size < 0 {
			size = from - 1 // as libcurl has it
		}
		r += number(size - 1)
	case size < 0:
		return "Content-Range: bytes " + r + "/*\r\n"
	}
	return "Content-Range: bytes " + r + "/" + number(size) + "\r\n"
}

// timeCondition adds the line of TIMECONDITION.
func (x *exchange) timeCondition(b []byte, custom headerList) []byte {
	name := ""
	switch get(x.t.o, TIMECONDITION) {
	case TIMECONDITION_IFMODSINCE:
		name = "If-Modified-Since"
	case TIMECONDITION_IFUNMODSINCE:
		name = "If-Unmodified-Since"
	case TIMECONDITION_LASTMOD:
		name = "Last-Modified"
	}
	if name == "" || custom.has(name) {
		return b
	}
	b = append(append(b, name...), ": "...)
	b = time.Unix(int64(get(x.t.o, TIMEVALUE)), 0).UTC().AppendFormat(b, "Mon, 02 Jan 2006 15:04:05 GMT")
	return append(b, "\r\n"...)
}

// framing chooses between a length and chunks, and gives the line for chunks.
func (x *exchange) framing(custom headerList) (string, error) {
	if l, ok := custom.find("Transfer-Encoding"); ok {
		if x.src != nil && hasToken(l.value, "chunked") {
			x.chunked = true
		}
		return "", nil
	}
	if x.src == nil || x.size(custom) >= 0 || x.withhold {
		return "", nil
	}
	if x.c.h2 != nil || x.c.speaksH2() {
		return "", nil
	}
	if x.http10() {
		return "", fail(E_UPLOAD_FAILED, "Chunky upload is not supported by HTTP 1.0")
	}
	x.chunked = true
	return "Transfer-Encoding: chunked\r\n", nil
}

// size is how much is to be sent, by the settings or a Content-Length among
// HTTPHEADER; -1 if nobody knows.
func (x *exchange) size(custom headerList) int64 {
	if x.src == nil {
		return 0
	}
	if x.src.size < 0 {
		if l, ok := custom.find("Content-Length"); ok {
			if n, err := strconv.ParseInt(l.value, 10, 64); err == nil && n >= 0 {
				x.src.size = n
			}
		}
	}
	return x.src.size
}

// bodyHeaders are the lines that tell of the body, the last ones of a head.
func (x *exchange) bodyHeaders(b []byte, custom headerList) []byte {
	h := &x.t.http
	if x.src == nil {
		return b
	}
	size := x.size(custom)
	if x.withhold {
		size = 0
	}
	if size >= 0 && !x.chunked {
		b = append(b, "Content-Length: "...)
		b = strconv.AppendInt(b, size, 10)
		b = append(b, "\r\n"...)
	}
	switch h.req {
	case reqPost:
		if !custom.has("Content-Type") {
			b = append(b, "Content-Type: application/x-www-form-urlencoded\r\n"...)
		}
	case reqForm:
		if x.withhold {
			break
		}
		b = append(append(append(b, "Content-Type: "...), h.bodyType...), "\r\n"...)
	}
	never := x.http10() || x.t.c.http.noExpect || x.c.h2 != nil
	if l, ok := custom.find("Expect"); ok {
		x.expect = hasToken(l.value, "100-continue") && size != 0 && !(never && h.req == reqPut)
		return b
	}
	if !never && (size > manyBytes || size < 0) {
		x.expect = true
		b = append(b, "Expect: 100-continue\r\n"...)
	}
	return b
}
