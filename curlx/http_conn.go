package curlx

import (
	"errors"
	"time"
)

// note10 remembers whether a connection's server speaks HTTP/1.0.
func (x *exchange) note10(is bool) {
	x.c.is10 = is
	x.t.http.seen10 = x.t.http.seen10 || is
}

// http10 reports whether requests are in HTTP/1.0: by the settings, or because a
// server that the transfer came to, or the connection is to, speaks nothing else.
func (x *exchange) http10() bool {
	return get(x.t.o, HTTP_VERSION) == CURL_HTTP_VERSION_1_0 || x.c.is10 || x.t.http.seen10
}

// keepForUser keeps the connection of CONNECT_ONLY for Send and Recv.
func (c *Curl) keepForUser(t *transfer, k *conn) error {
	t.drop(k)
	if old := c.user; old != nil {
		old.close()
	}
	// A deadline of the transfer is none of what comes after it; one that cannot be
	// cleared shows in the next read.
	k.wire.rd, k.wire.wr = time.Time{}, time.Time{}
	whole := k.wire.detach()
	_ = k.wire.Conn.SetDeadline(time.Time{})
	if !whole {
		k.close()
		c.user = nil
		return t.interrupted()
	}
	c.user = k
	return nil
}

// errNoConnection is why Send and Recv cannot work.
var errNoConnection = errors.New("no connection: set CONNECT_ONLY and Perform first")

// Send writes to the connection that CONNECT_ONLY left open, as pycurl's send.
func (c *Curl) Send(p []byte) (int, error) {
	k, err := c.userConn("send")
	if err != nil {
		return 0, err
	}
	n, err := k.Write(p)
	if err != nil {
		return n, fail(E_SEND_ERROR, "Send failure: %s", err).because(err)
	}
	return n, nil
}

// Recv reads from the connection that CONNECT_ONLY left open. The end of it is
// io.EOF.
func (c *Curl) Recv(p []byte) (int, error) {
	k, err := c.userConn("recv")
	if err != nil {
		return 0, err
	}
	return k.br.Read(p)
}

func (c *Curl) userConn(op string) (*conn, error) {
	if c == nil {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke %s() - no curl handle", op)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable(op); err != nil {
		return nil, err
	}
	if c.user == nil {
		return nil, fail(E_UNSUPPORTED_PROTOCOL, "%s", errNoConnection)
	}
	return c.user, nil
}
