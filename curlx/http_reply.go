package curlx

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// Limits of a reply's headers.
const (
	maxHeaderLine  = 100 << 10
	maxHeaderBytes = 300 << 10
)

// A reply is what the headers of a reply say.
type reply struct {
	code     int
	minor    int  // HTTP/1.minor
	version  int  // as INFO_HTTP_VERSION
	kept     bool // its headers have been read before their turn
	length   int64
	lengthIs string // the text of Content-Length, "" where there was none
	chunked  bool
	keep     bool // the connection may be used again
	saysKeep bool
	saysEnd  bool
	location string
	hasLoc   bool
	coding   []string // Content-Encoding, in order of application
	transfer []string // Transfer-Encoding but chunked
	ranged   string   // Content-Range
	modified time.Time
	isMod    bool
	http09   bool
	auth     []string // WWW-Authenticate
	proxy    []string // Proxy-Authenticate
	upgrade  upgradeReply
	bytes    int
	done     bool // the body is not to be read
}

// readHead reads the headers of one reply, line by line, and delivers them.
func (x *exchange) readHead() error {
	t := x.t
	if x.reply.kept {
		x.reply.kept = false
		return nil
	}
	if err := x.waitFirst(); err != nil {
		return err
	}
	interim := x.reply.code != 0
	x.reply = reply{length: -1}
	r := &x.reply
	first := true
	if b, _ := x.c.br.Peek(1); len(b) > 0 && b[0] != 'H' && len(get(t.o, HTTP200ALIASES)) == 0 {
		return x.begin09(interim)
	}
	for {
		line, err := x.headerBytes()
		if err != nil {
			if first && x.is09(line) {
				return x.begin09(interim)
			}
			return err
		}
		r.bytes += len(line)
		if x.heads += len(line); x.heads > maxHeaderBytes {
			return fail(E_RECV_ERROR, "Too large response headers: %d > %d", x.heads, maxHeaderBytes)
		}
		if first {
			first = false
			if err := x.statusLine(line); err != nil {
				return err
			}
			if r.http09 {
				return x.begin09(interim)
			}
			if err := t.headerLine(line); err != nil {
				return err
			}
			continue
		}
		if bytes.HasPrefix(line, []byte("\r\n")) || line[0] == '\n' {
			return x.endOfHead(line)
		}
		if line, err = x.unfold(line); err != nil {
			return err
		}
		if err := x.field(line); err != nil {
			return err
		}
		if t.sink.verbose && len(x.lines) == 0 {
			t.debug(INFOTYPE_HEADER_IN, line)
		}
		for _, l := range x.lines {
			t.debug(INFOTYPE_HEADER_IN, l)
		}
		x.lines = nil
		if err := t.giveHeader(line); err != nil {
			return err
		}
	}
}

// unfold joins a line with those after it that begin with a blank and so go on
// with it: a blank stands between them then. Who debugs is shown them as they came.
func (x *exchange) unfold(line []byte) ([]byte, error) {
	if line[0] == ' ' || line[0] == '\t' {
		return nil, malformed("a folded line without a header before it")
	}
	owned := false
	for {
		if x.c.br.Buffered() == 0 && !owned {
			line, owned = bytes.Clone(line), true
		}
		next, err := x.c.br.Peek(1)
		if err != nil || next[0] != ' ' && next[0] != '\t' {
			// What ended the connection is met by who reads on.
			return line, nil
		}
		if !owned {
			line, owned = bytes.Clone(line), true
		}
		more, err := x.headerBytes()
		if err != nil {
			return nil, err
		}
		if x.t.sink.verbose {
			if len(x.lines) == 0 {
				x.lines = append(x.lines, bytes.Clone(line))
			}
			x.lines = append(x.lines, bytes.Clone(more))
		}
		if x.reply.bytes += len(more); x.reply.bytes > maxHeaderBytes || len(line) > maxHeaderLine {
			return nil, fail(E_OUT_OF_MEMORY, "Too large header line: more than %d bytes", maxHeaderLine)
		}
		line = append(append(bytes.TrimRight(line, " \t\r\n"), ' '), bytes.TrimLeft(more, " \t")...)
	}
}

// headerBytes reads one line with its line end.
func (x *exchange) headerBytes() ([]byte, error) {
	line, err := x.c.br.ReadSlice('\n')
	if err == nil {
		return line, nil
	}
	if err == bufio.ErrBufferFull {
		long := bytes.Clone(line)
		for err == bufio.ErrBufferFull {
			if len(long) > maxHeaderLine {
				return long, fail(E_OUT_OF_MEMORY, "Too large header line: more than %d bytes", maxHeaderLine)
			}
			if line, err = x.c.br.ReadSlice('\n'); err == nil || err == bufio.ErrBufferFull {
				long = append(long, line...)
			}
		}
		if err == nil && len(long) > maxHeaderLine {
			return long, fail(E_OUT_OF_MEMORY, "Too large header line: more than %d bytes", maxHeaderLine)
		}
		if err == nil {
			return long, nil
		}
	}
	if err == io.EOF {
		return line, fail(E_RECV_ERROR, "the connection ended inside the headers of a reply").because(io.ErrUnexpectedEOF)
	}
	return line, x.t.recvError(err)
}

var httpSlash = []byte("HTTP/")

// is09 reports whether what came is no HTTP/1 at all.
func (x *exchange) is09(line []byte) bool {
	n := min(len(line), len(httpSlash))
	return len(line) > 0 && !bytes.Equal(line[:n], httpSlash[:n])
}

// begin09 takes everything for a body, where that is allowed.
func (x *exchange) begin09(interim bool) error {
	if interim || x.c.used > 0 || x.t.http.noBody {
		return malformed("Invalid status line")
	}
	if !on(x.t.o, HTTP09_ALLOWED) {
		return fail(E_UNSUPPORTED_PROTOCOL, "Received HTTP/0.9 when not allowed")
	}
	x.reply = reply{length: -1, http09: true, code: 200, kept: false}
	return nil
}

// statusLine reads HTTP/1.1 200 OK.
func (x *exchange) statusLine(line []byte) error {
	r := &x.reply
	rest, ok := bytes.CutPrefix(line, httpSlash)
	if !ok {
		for _, alias := range get(x.t.o, HTTP200ALIASES) {
			if bytes.HasPrefix(line, []byte(alias)) {
				r.code, r.version, r.minor = 200, 1, 0
				x.saw(200, 1)
				return nil
			}
		}
		r.http09 = true
		// It is body: it goes back into the reader.
		x.unread(line)
		return nil
	}
	rest = bytes.TrimRight(rest, "\r\n")
	odd := func() error {
		return fail(E_UNSUPPORTED_PROTOCOL, "Unsupported HTTP/1 subversion in response")
	}
	two := false
	for _, version := range []string{"2 ", "2\t", "2.0 "} {
		if after, ok := bytes.CutPrefix(rest, []byte(version)); ok {
			// What follows is HTTP/1, of a server that takes its program's word for it.
			two, rest = true, append([]byte("1.1 "), after...)
		}
	}
	if len(rest) < 5 || rest[0] != '1' || rest[1] != '.' || rest[2] < '0' || rest[2] > '9' || rest[3] != ' ' {
		if len(rest) > 1 && rest[0] != '1' {
			return fail(E_UNSUPPORTED_PROTOCOL, "Unsupported HTTP version in response")
		}
		return odd()
	}
	code := bytes.TrimLeft(rest[4:], " \t")
	if len(code) < 3 || len(code) > 3 && code[3] >= '0' && code[3] <= '9' {
		return fail(E_UNSUPPORTED_PROTOCOL, "Unsupported response code in HTTP response")
	}
	n := 0
	for _, d := range code[:3] {
		if d < '0' || d > '9' {
			return fail(E_UNSUPPORTED_PROTOCOL, "Unsupported response code in HTTP response")
		}
		n = n*10 + int(d-'0')
	}
	if n < 100 {
		return fail(E_UNSUPPORTED_PROTOCOL, "Unsupported response code in HTTP response")
	}
	if rest[2] > '1' {
		return odd()
	}
	r.code, r.minor, r.version = n, int(rest[2]-'0'), int(rest[2]-'0')+1
	if two {
		r.version = 3
	}
	if r.minor == 0 && x.method != "CONNECT" {
		x.t.textf("HTTP 1.0, assume close after body")
	}
	x.saw(n, r.version)
	if bytes.IndexByte(rest, 0) >= 0 {
		return malformed("Nul byte in header")
	}
	return nil
}

// saw notes the code and the version of a reply. A proxy's is none of the server's.
func (x *exchange) saw(code, version int) {
	x.t.info.responseCode = code
	if x.method != "CONNECT" {
		x.t.info.httpVersion = version
	}
}

// unread puts bytes back before what is still to be read.
func (x *exchange) unread(p []byte) {
	x.c.br = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(bytes.Clone(p)), x.c.br), x.c.br.Size())
}

// malformed is the error for headers that break the rules.
func malformed(format string, args ...any) error {
	return fail(E_FTP_WEIRD_SERVER_REPLY, format, args...)
}

// field reads one header line, and keeps what concerns the transfer.
func (x *exchange) field(line []byte) error {
	body := bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	if bytes.IndexByte(body, 0) >= 0 {
		return malformed("Nul byte in header")
	}
	if bytes.IndexByte(body, '\r') >= 0 {
		return malformed("a bare CR in a header")
	}
	colon := bytes.IndexByte(body, ':')
	if colon < 0 {
		return malformed("Header without colon")
	}
	name := body[:colon]
	if len(name) == 0 || name[len(name)-1] == ' ' || name[len(name)-1] == '\t' {
		return malformed("a blank before the colon of a header")
	}
	value := bytes.Trim(body[colon+1:], " \t")
	if x.reply.code == 101 {
		x.reply.upgrade.known(string(name), string(value))
	}
	return x.known(name, value)
}

// known keeps what a header says that the package acts on.
func (x *exchange) known(name, value []byte) error {
	switch len(name) {
	case 8, 10, 12, 13, 14, 16, 17, 18, 25:
	default:
		return nil
	}
	if x.method == "CONNECT" && !frames(name) {
		// What a proxy says is no word of the server's behind it.
		return nil
	}
	is := func(s string) bool { return len(name) == len(s) && strings.EqualFold(string(name), s) }
	r, t := &x.reply, x.t
	switch {
	case is("Content-Length"):
		if n, ok := shortLength(value); ok && r.length < 0 && !on(t.o, IGNORE_CONTENT_LENGTH) {
			r.length = n
			return nil
		}
		return x.contentLength(string(value))
	case is("Transfer-Encoding"):
		return x.transferEncoding(string(value))
	case is("Content-Encoding"):
		r.coding = appendTokens(r.coding, string(value))
		if len(r.coding) > maxCodings && isSet(t.o, ACCEPT_ENCODING) {
			return fail(E_BAD_CONTENT_ENCODING, "Reject response due to more than %d content encodings", maxCodings)
		}
	case is("Content-Type"):
		// Most replies of a handle have the same one.
		if last := t.c.lastType; last == string(value) {
			t.info.contentType = last
		} else {
			t.info.contentType = string(value)
			t.c.lastType = t.info.contentType
		}
	case is("Connection"):
		if string(value) == "keep-alive" {
			r.saysKeep = true
			if r.minor == 0 {
				t.textf("HTTP/1.0 connection set to keep alive")
			}
			return nil
		}
		r.saysEnd = r.saysEnd || hasToken(string(value), "close")
		r.saysKeep = r.saysKeep || hasToken(string(value), "keep-alive")
	case is("Proxy-Connection"):
		if x.c.proxied {
			r.saysEnd = r.saysEnd || hasToken(string(value), "close")
			r.saysKeep = r.saysKeep || hasToken(string(value), "keep-alive")
		}
	case is("Location"):
		if !r.hasLoc && r.code >= 300 && r.code < 400 {
			r.location, r.hasLoc = string(value), true
		}
	case is("Set-Cookie"):
		t.setCookie(string(value))
	case is("Strict-Transport-Security"):
		t.learnHSTS(string(value))
	case is("Content-Range"):
		r.ranged = string(value)
	case is("Last-Modified") && (on(t.o, OPT_FILETIME) || get(t.o, TIMECONDITION) != 0):
		if d, ok := parseDate(string(value)); ok {
			r.modified, r.isMod = d, true
			if on(t.o, OPT_FILETIME) {
				t.info.filetime = d.Unix()
			}
		}
	case is("WWW-Authenticate"):
		r.auth = append(r.auth, string(value))
	case is("Proxy-Authenticate"):
		r.proxy = append(r.proxy, string(value))
	}
	return nil
}

// frames reports whether a header tells of the connection it comes over, or where
// its body ends.
func frames(name []byte) bool {
	for _, s := range []string{"Content-Length", "Transfer-Encoding", "Connection", "Proxy-Connection", "Proxy-Authenticate"} {
		if len(name) == len(s) && strings.EqualFold(string(name), s) {
			return true
		}
	}
	return false
}

func appendTokens(list []string, value string) []string {
	for v := range strings.SplitSeq(value, ",") {
		if v = strings.ToLower(strings.TrimSpace(v)); v != "" {
			list = append(list, v)
		}
	}
	return list
}

// contentLength takes a length: decimal, and the same each time.
func (x *exchange) contentLength(value string) error {
	r := &x.reply
	if on(x.t.o, IGNORE_CONTENT_LENGTH) {
		return nil
	}
	for v := range strings.SplitSeq(value, ",") {
		v = strings.TrimSpace(v)
		n, err := strconv.ParseUint(v, 10, 63)
		switch {
		case errors.Is(err, strconv.ErrRange) && isDigits(v):
			// Longer than can be counted: it is read to its end, as libcurl does.
			if x.t.sink.maxSize > 0 {
				return tooLarge()
			}
			r.saysEnd, r.lengthIs = true, v
			continue
		case err != nil || !isDigits(v):
			return malformed("Invalid Content-Length: value")
		case r.length >= 0 && r.length != int64(n):
			return malformed("two different Content-Length headers: %d and %d", r.length, n)
		}
		r.length, r.lengthIs = int64(n), v
	}
	return nil
}

// shortLength reads a length of a few digits, as nearly all are.
func shortLength(b []byte) (n int64, ok bool) {
	if len(b) == 0 || len(b) > 15 {
		return 0, false
	}
	for _, d := range b {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int64(d-'0')
	}
	return n, true
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// transferEncoding takes codings: chunked comes last, and once.
func (x *exchange) transferEncoding(value string) error {
	r := &x.reply
	for v := range strings.SplitSeq(value, ",") {
		v = strings.ToLower(strings.TrimSpace(v))
		switch {
		case v == "":
		case v == "chunked":
			r.chunked = true
		case r.chunked:
			return fail(E_BAD_CONTENT_ENCODING, "a Transfer-Encoding '%s' was listed after chunked", v)
		case v == "identity":
		default:
			r.transfer = append(r.transfer, v)
		}
	}
	return nil
}

// showBlank shows the line that ended the headers. Like libcurl it comes after the
// reply has been judged, and not at all for one that is an error or an interim one.
func (x *exchange) showBlank() {
	if x.t.sink.verbose && x.blank != "" { // HTTP/0.9 has no headers
		x.t.debug(INFOTYPE_HEADER_IN, []byte(x.blank))
	}
}

// endOfHead is reached with the empty line.
func (x *exchange) endOfHead(line []byte) error {
	r, t := &x.reply, x.t
	if most := t.sink.maxSize; most > 0 && r.length > most && !(r.hasLoc && on(t.o, FOLLOWLOCATION)) && !t.http.noBody {
		return tooLarge()
	}
	if r.length < 0 && !r.chunked && !r.saysEnd && r.minor == 1 && !x.bodyless() && x.method != "CONNECT" {
		t.textf("no chunk, no close, no size. Assume close to signal end")
		r.saysEnd = true
	}
	if err := t.giveHeader(line); err != nil {
		return err
	}
	if r.length >= 0 && r.code >= 200 && x.method != "CONNECT" {
		t.meter.downTotal = r.length
	}
	if t.sink.verbose {
		x.blank = string(line)
	}
	if x.method == "CONNECT" {
		x.showBlank()
	}
	if r.chunked && r.length >= 0 {
		return malformed("both Transfer-Encoding: chunked and Content-Length")
	}
	r.keep = !r.saysEnd && (r.minor >= 1 || r.saysKeep)
	if r.code >= 200 && x.method != "CONNECT" {
		x.note10(r.minor == 0)
	}
	return nil
}
