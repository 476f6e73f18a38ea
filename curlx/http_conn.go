package curlx

import "errors"

// note10 remembers that a connection's server speaks HTTP/1.0.
func (c *Curl) note10(k *conn) { k.is10 = true }

// http10 reports whether a server is known to speak HTTP/1.0.
func (c *Curl) http10(k *conn) bool { return k.is10 }

// keepForUser keeps the connection of CONNECT_ONLY for Send and Recv.
func (c *Curl) keepForUser(t *transfer, k *conn) {
	if old := c.user; old != nil {
		old.close()
	}
	k.wire.detach()
	c.user = k
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
