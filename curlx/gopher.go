package curlx

import (
	"errors"
	"strings"
)

// gopherProtocol is Gopher, RFC 1436, and with tls Gopher through TLS. A URL's path
// is the type of an entry, which is not sent, and its selector.
type gopherProtocol struct {
	port int
	tls  bool
}

func (p gopherProtocol) defaultPort() int { return p.port }

func (p gopherProtocol) perform(t *transfer) error {
	path := t.url.path
	if t.url.hasQuery {
		path += "?" + t.url.query
	}
	selector := ""
	if len(path) > 2 {
		selector = decodeAll(path[2:]) // without slash and type
	}
	// A selector may hold a tab and what is searched for, but only one line.
	if strings.ContainsAny(selector, "\r\n\x00") {
		return fail(E_URL_MALFORMAT, "").because(errors.New("the selector holds a line end or a zero byte"))
	}
	return t.ask(target{tls: p.tls}, selector+"\r\n")
}
