package curlx

import (
	"strconv"
	"strings"
)

// How a transfer goes, for who adds a protocol:
//
// [Curl.Perform] makes a transfer and calls run, which parses the URL, looks the
// scheme up in protocolFor, and calls the protocol's perform, once a hop: perform
// makes one request and delivers its reply. To be called again it leaves t.next (a
// redirect) or t.again (the same URL: another round of authentication).
//
// A protocol
//
//   - reads its settings by get(t.o, NAME), and asks isSet(t.o, NAME) where unset
//     differs from zero;
//   - gets its connection by t.connect(target) and gives it back by
//     t.release(conn, reusable); the connection has a buffered reader br, and
//     Write. Time limits, the context, progress and low speed are looked after
//     beneath Read and Write, in wire.go: their errors are *Error already;
//   - makes other errors by fail(code, format, …), and of a failed read or write
//     by t.recvError(err) and t.sendError(err);
//   - delivers header lines by t.headerLine(line), body by t.body(p), which
//     counts, limits the speed and the size, pauses, and calls the callbacks, and
//     ends the body by t.bodyEnd();
//   - takes what is to be sent from t.source() (see source.go), and counts it by
//     t.sent(n) once it has gone out;
//   - says what happens by t.textf (DEBUGFUNCTION's INFOTYPE_TEXT) and t.debug;
//   - stamps times by t.stamp(stampPretransfer) and so on; connect stamps its own;
//   - leaves results in t.info.
type protocol interface {
	// defaultPort is the port of URLs that name none.
	defaultPort() int
	// perform makes one request to t.url.
	perform(t *transfer) error
}

// protocolFor gives the protocol of a scheme, which is in small letters.
func protocolFor(scheme string) protocol {
	switch scheme {
	case "http":
		return httpProtocol{port: 80}
	case "https":
		return httpProtocol{port: 443, tls: true}
	case "ws":
		return httpProtocol{port: 80, ws: true}
	case "wss":
		return httpProtocol{port: 443, tls: true, ws: true}
	case "ftp":
		return ftpProtocol{port: 21}
	case "ftps":
		return ftpProtocol{port: 990, tls: true}
	case "file":
		return fileProtocol{}
	case "dict":
		return dictProtocol{}
	case "gopher":
		return gopherProtocol{port: 70}
	case "gophers":
		return gopherProtocol{port: 70, tls: true}
	case "telnet":
		return telnetProtocol{}
	}
	return nil
}

// urlParts is a URL taken apart. Nothing in it is decoded but user, password and
// options.
type urlParts struct {
	scheme           string // in small letters
	user, password   string
	hasUser          bool // the URL had a user, which may be empty
	hasPassword      bool
	options          string // of ;options in the login part
	host             string // without brackets and zone, as written
	zone             string // of an IPv6 address
	ipv6             bool   // the host was in brackets
	port             int    // that of the protocol where the URL has none
	portGiven        bool
	path             string // with its slash, not decoded
	query            string // without ?
	hasQuery         bool
	fragment         string // without #
	raw              string // as given, or as made by a redirect
	schemeGuessed    bool
	rawUser, rawPass string // as they stand in the URL
}

// hostPort is the host as it stands in a URL or a Host header, with its port
// unless that is the scheme's own.
func (u *urlParts) hostPort() string {
	h := u.hostText()
	if p := protocolFor(u.scheme); p == nil || p.defaultPort() != u.port {
		h += ":" + strconv.Itoa(u.port)
	}
	return h
}

// hostText is the host with brackets around an IPv6 address.
func (u *urlParts) hostText() string {
	if u.ipv6 {
		return "[" + u.host + "]"
	}
	return u.host
}

// target is what is asked of a server: path and query.
func (u *urlParts) target() string {
	p := u.path
	if p == "" {
		p = "/"
	}
	if u.hasQuery {
		p += "?" + u.query
	}
	return p
}

// sameOrigin reports whether secrets meant for v may go to u.
func (u *urlParts) sameOrigin(v *urlParts) bool {
	return u.scheme == v.scheme && u.port == v.port && strings.EqualFold(u.host, v.host) && u.zone == v.zone
}
