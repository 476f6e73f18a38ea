package curlx

import (
	"bufio"
	"crypto/tls"
	"net"
	"slices"
	"strconv"
	"time"
)

// A target is what a protocol wants to be connected with.
type target struct {
	scheme string // of the protocol
	host   string // without brackets
	zone   string
	port   int
	tls    bool
	alpn   []string // protocols to offer in TLS
	login  string   // what makes a connection somebody's own: FTP's user and password, NTLM's
	whole  bool     // HTTP that an HTTP proxy may serve by itself, without a tunnel
	fresh  bool     // no connection of earlier transfers
}

// A connKey says which transfers may share a connection: all of it must be equal.
type connKey struct {
	scheme, host, zone string
	port               int
	tls                string // all TLS settings
	proxy              string // the proxy, its type, its user and its TLS settings
	login              string
	way                string // INTERFACE, LOCALPORT, UNIX_SOCKET_PATH, CONNECT_TO, …
}

// A conn is a connection with what was learnt on it. Reads go through br, writes
// through Write.
type conn struct {
	net.Conn              // what is spoken through: the wire, or TLS on it
	wire                  *wire
	br                    *bufio.Reader
	key                   connKey
	id                    int
	tls                   *tls.ConnectionState // nil without TLS
	proxied               bool                 // requests go to an HTTP proxy, with whole URLs
	proxy                 *proxy               // that proxy
	verified              *verified            // what was learnt of the other side's certificates
	is10                  bool                 // the server speaks HTTP/1.0
	ntlmServer, ntlmProxy bool                 // NTLM is through on it
	h2                    *h2conn              // what HTTP/2 keeps
	used                  int                  // transfers served before this one
	name                  string               // of the host that it leads to, or of the proxy
	born                  time.Time
	idle                  time.Time
	state                 any    // what the protocol keeps with it
	bye                   func() // what is said before it is closed, may be nil
	fd                    syscallConn
	place                 *pool // where it is counted, nil for nowhere

	remoteIP   string
	remotePort int
	localIP    string
	localPort  int
}

func newConn(w *wire, key connKey) *conn {
	c := &conn{Conn: w, wire: w, key: key, born: time.Now()}
	c.br = bufio.NewReaderSize(c.Conn, 32<<10)
	c.remoteIP, c.remotePort = addrParts(w.Conn.RemoteAddr())
	c.localIP, c.localPort = addrParts(w.Conn.LocalAddr())
	c.fd.of(w.Conn)
	return c
}

// addrParts is the IP address and the port of an address of a TCP connection.
func addrParts(a net.Addr) (string, int) {
	t, ok := a.(*net.TCPAddr)
	if !ok {
		return "", 0
	}
	return t.IP.String(), t.Port
}

// close ends a connection.
func (c *conn) close() {
	if c.bye != nil {
		c.bye()
	}
	if p := c.place; p != nil {
		p.mu.Lock()
		p.leave(c)
		p.mu.Unlock()
	}
	// There is nobody left to tell, and nothing unsent.
	_ = c.wire.Close()
}

// stale reports whether an idle connection is of no use: closed by the other
// side, or with bytes on it that nobody asked for.
func (c *conn) stale(t *transfer) bool {
	some := c.br.Buffered() > 0 || c.fd.readable()
	if some && c.h2 != nil {
		c.wire.rd, c.wire.wr = unset, unset
		c.wire.attach(t)
		good := c.h2.idleGood()
		return !c.wire.detach() || !good
	}
	return some
}

// connect gives the transfer a connection, one of an earlier transfer where there
// is one. It stamps the times of looking up and connecting.
func (t *transfer) connect(tg target) (*conn, error) {
	route, err := t.route(tg)
	if err != nil {
		return nil, err
	}
	pool := t.c.pool()
	t.reused = false
	defer func() {
		if t.makes {
			// Whoever waits for this connection waits no longer.
			pool.dialling(t, route.key)(nil)
		}
	}()
	for {
		c, err := t.reuse(tg, route, pool)
		if c != nil || err != nil {
			return c, err
		}
		wait := pool.room(route.key)
		if wait == nil {
			break
		}
		if err := t.waitFor(wait); err != nil {
			return nil, err
		}
	}
	c, err := t.open(route, pool)
	if err != nil {
		return nil, err
	}
	t.info.connected(c)
	return c, nil
}

// open makes a connection, for which there is a place. The place is given up again
// if there is none in the end, a callback's panic included.
func (t *transfer) open(route *route, pool *pool) (made *conn, err error) {
	route.counts = true
	done := pool.dialling(t, route.key)
	id := pool.number()
	route.id = id
	defer func() {
		if made == nil {
			pool.failed(route.key)
		}
		done(made)
		if err != nil {
			t.failed(err)
			t.textf("Closing connection %d", id)
		}
	}()
	c, err := t.dial(route)
	if err == nil && (c.speaksH2() || route.target.login == priorH2 && !c.proxied) {
		if err = t.begin2(c); err != nil {
			t.drop(c)
			c.wire.detach()
			// The error is that of beginning.
			_ = c.wire.Close()
		}
	}
	if err != nil {
		return nil, err
	}
	if pool.hosts != nil {
		c.place = pool
	}
	return c, nil
}

// hold notes that a connection is in the transfer's service.
func (t *transfer) hold(c *conn) {
	if t.held == nil {
		t.held = t.holds[:0]
	}
	t.held = append(t.held, c)
}

// drop notes that it no longer is.
func (t *transfer) drop(c *conn) {
	t.held = slices.DeleteFunc(t.held, func(h *conn) bool { return h == c })
}

// abandon closes what a callback's panic has left in the transfer's service.
func (t *transfer) abandon() {
	t.sink.verbose = false
	for len(t.held) > 0 {
		t.release(t.held[0], false)
	}
}

// reuse gives an old connection, nil where there is none.
func (t *transfer) reuse(tg target, route *route, pool *pool) (*conn, error) {
	// Only the first request of a transfer must have a new connection: NTLM goes on
	// where it began.
	if tg.fresh || t.hops == 0 && on(t.o, FRESH_CONNECT) {
		return nil, nil
	}
	c, err := pool.take(t, route.key)
	if c == nil || err != nil {
		return nil, err
	}
	t.reused = true
	t.hold(c)
	if c.h2 == nil {
		c.used++
		c.wire.attach(t)
	}
	if t.sink.verbose {
		what := "host"
		if route.proxy != nil {
			what = "proxy"
		}
		t.textf("Re-using existing connection #%d with %s %s", c.id, what, c.name)
	}
	t.stamp(stampNamelookup)
	t.clock.reused()
	t.info.connected(c)
	return c, nil
}

// release gives a connection back: to be kept for the next transfer, or to be
// closed.
func (t *transfer) release(c *conn, reusable bool) {
	t.drop(c)
	if c.h2 != nil {
		t.release2(c, reusable)
		return
	}
	whole := c.wire.detach()
	// The callback that is told may panic.
	if !reusable || !whole || on(t.o, FORBID_REUSE) || c.br.Buffered() > 0 {
		defer c.close()
		t.textf("Closing connection %d", c.id)
		return
	}
	defer t.c.pool().put(t.o, c)
	if t.sink.verbose {
		t.textf("Connection #%d to host %s left intact", c.id, c.name)
	}
}

// release2 gives an HTTP/2 connection back, which others may go on to use.
func (t *transfer) release2(c *conn, reusable bool) {
	last, kept, out := t.c.pool().quit(t.o, c, reusable && !on(t.o, FORBID_REUSE))
	// The callback that is told may panic.
	defer func() {
		for _, c := range out {
			c.close()
		}
	}()
	switch {
	case kept:
		t.textf("Connection #%d to host %s left intact", c.id, c.name)
	case last:
		out = append(out, c)
		t.textf("Closing connection %d", c.id)
	}
}

// dialAddress is a host and a port as net.Dial takes them.
func dialAddress(host string, port int) string { return net.JoinHostPort(host, strconv.Itoa(port)) }
