package curlx

import (
	"errors"
	"io"
	"strings"
)

// tunnel asks an HTTP proxy for a connection with a host, by CONNECT.
func (t *transfer) tunnel(c *conn, p *proxy, host string, port int) error {
	where := dialAddress(host, port)
	if t.tunnelAuth == nil {
		t.tunnelAuth = &authState{want: authMask(get(t.o, PROXYAUTH))}
	}
	for range 4 {
		again, err := t.connectOnce(c, p, t.tunnelAuth, where)
		if err != nil || !again {
			if err != errRedial {
				t.tunnelAuth = nil
			}
			return err
		}
	}
	return fail(E_COULDNT_CONNECT, "CONNECT tunnel failed, response %d", t.info.connectCode)
}

// errRedial asks for a new connection with the proxy, which ended the one on which
// it asked who we are.
var errRedial = errors.New("the proxy ended the connection")

// connectOnce makes one CONNECT; it asks for another one with an answer to the
// proxy's challenge.
func (t *transfer) connectOnce(c *conn, p *proxy, state *authState, where string) (again bool, err error) {
	t.textf("Establish HTTP proxy tunnel to %s", where)
	x := &exchange{t: t, c: c, method: "CONNECT"}
	if err := t.sendConnect(x, p, state, where); err != nil {
		return false, err
	}
	var lines headerSink
	for {
		if err := x.readConnectHead(&lines); err != nil {
			return false, err
		}
		if x.reply.code >= 200 {
			break
		}
	}
	code := x.reply.code
	t.info.connectCode = code
	t.info.responseCode = 0
	if code/100 == 2 {
		t.textf("CONNECT tunnel established, response %d", code)
		return false, nil
	}
	if code == 407 {
		t.info.proxyAuthAvail = offered(x.reply.proxy)
		if p.hasUser {
			before := t.again
			t.again = false
			err := x.nextRound(state, &t.c.http.proxy, login{p.user, p.password, true}, x.reply.proxy)
			again, t.again = t.again, before
			if err != nil {
				return false, err
			}
			if again && !x.reply.keep {
				return false, errRedial
			}
			if again {
				return true, x.drain()
			}
		}
	}
	return false, fail(E_COULDNT_CONNECT, "CONNECT tunnel failed, response %d", code)
}

func (t *transfer) sendConnect(x *exchange, p *proxy, state *authState, where string) error {
	version := "1.1"
	if p.kind == proxyHTTP10 {
		version = "1.0"
	}
	own := parseHeaders(nil, get(t.o, PROXYHEADER))
	if get(t.o, HEADEROPT) != HEADER_SEPARATE {
		own = parseHeaders(nil, get(t.o, HTTPHEADER))
	}
	var b strings.Builder
	b.WriteString("CONNECT " + where + " HTTP/" + version + "\r\n")
	if l, ok := own.find("Host"); !ok {
		b.WriteString("Host: " + where + "\r\n")
	} else if l.line != "" {
		b.WriteString(l.line + "\r\n")
	}
	if p.hasUser {
		v, err := t.authValue(state, &t.c.http.proxy, login{p.user, p.password, true}, "CONNECT", where)
		if err != nil {
			return err
		}
		t.authText("Proxy", state, v, false, login{user: p.user})
		if v != "" {
			b.WriteString("Proxy-Authorization: " + v + "\r\n")
		}
	}
	if ua := get(t.o, USERAGENT); ua != "" && !own.has("User-Agent") {
		b.WriteString("User-Agent: " + ua + "\r\n")
	}
	if !own.has("Proxy-Connection") {
		b.WriteString("Proxy-Connection: Keep-Alive\r\n")
	}
	for _, l := range own {
		if l.line != "" && !strings.EqualFold(l.name, "Host") && !strings.EqualFold(l.name, "Content-Length") {
			b.WriteString(l.line + "\r\n")
		}
	}
	b.WriteString("\r\n")
	t.debug(INFOTYPE_HEADER_OUT, []byte(b.String()))
	t.info.requestSize += int64(b.Len())
	if _, err := io.WriteString(x.c, b.String()); err != nil {
		return t.sendError(err)
	}
	return nil
}

// headerSink is where a proxy's header lines go.
type headerSink struct{}

// readConnectHead reads the headers of a proxy's answer. They are shown to who
// asks for headers, as libcurl does.
func (x *exchange) readConnectHead(*headerSink) error {
	err := x.readHead()
	var e *Error
	if errors.As(err, &e) && e.Code == E_GOT_NOTHING {
		return fail(E_RECV_ERROR, "Proxy CONNECT aborted").because(err)
	}
	if e != nil && e.Code == E_FTP_WEIRD_SERVER_REPLY {
		return fail(E_RECV_ERROR, "Invalid response from the proxy: %s", e.Reason).because(err)
	}
	return err
}

// drain reads a refusal's body, so that the connection can be used again.
func (x *exchange) drain() error {
	if x.bodylessConnect() {
		return nil
	}
	// What a proxy says is no body of the transfer's.
	down, total := x.t.meter.down, x.t.meter.downTotal
	whole, err := x.skipBody()
	x.t.meter.down, x.t.meter.downTotal = down, total
	if err == nil && !whole {
		return errRedial
	}
	return err
}

func (x *exchange) bodylessConnect() bool {
	return x.reply.code == 204 || x.reply.code == 304 || x.reply.length == 0 && !x.reply.chunked
}
