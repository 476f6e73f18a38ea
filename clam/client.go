package clam

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"
)

// A Client speaks with a clamd. It is what [ClamdUnixSocket] and
// [ClamdNetworkSocket] have in common. Each method opens a connection of its own
// and closes it, so that a client may be used by several goroutines at once and
// keeps nothing open.
//
// Nothing is clean by default: a result is nil only when clamd said OK. No
// answer, half an answer, and one that is not understood are errors.
type Client struct {
	network, address string
	timeout          time.Duration
	unreachable      string // what pyClamd says then
}

// Options tell how to reach clamd.
type Options struct {
	// Timeout bounds each wait for clamd: to connect, to send a piece, to read a
	// piece of an answer. Zero is no limit but the context's, pyClamd's default.
	Timeout time.Duration
}

// newClient makes a client and connects once, to see that clamd is there.
func newClient(ctx context.Context, network, address, unreachable string, opts *Options) (*Client, error) {
	c := &Client{network: network, address: address, unreachable: unreachable}
	if opts != nil {
		c.timeout = opts.Timeout
	}
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	return c, conn.Close()
}

// dial opens a connection.
func (c *Client) dial(ctx context.Context) (*conn, error) {
	d := net.Dialer{Timeout: c.timeout}
	nc, err := d.DialContext(ctx, c.network, c.address)
	if err != nil {
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return nil, &ConnectionError{c.unreachable, err}
	}
	k := &conn{Conn: nc, timeout: c.timeout, ctx: ctx, lost: fmt.Sprintf("lost the connection to clamd at %s", c.address)}
	k.replies = newReplies(k)
	// The end of the context interrupts what is going on.
	k.release = context.AfterFunc(ctx, func() { nc.SetDeadline(past) })
	return k, nil
}

// past is a deadline that has been missed.
var past = time.Unix(1, 0)

// A conn is a connection with a time limit on every wait.
type conn struct {
	net.Conn
	*replies
	ctx     context.Context
	timeout time.Duration
	lost    string
	release func() bool
}

func (k *conn) Read(p []byte) (int, error) {
	k.extend(k.Conn.SetReadDeadline)
	return k.Conn.Read(p)
}

func (k *conn) Write(p []byte) (int, error) {
	k.extend(k.Conn.SetWriteDeadline)
	return k.Conn.Write(p)
}

// extend gives the next wait its time, unless the context has ended.
func (k *conn) extend(set func(time.Time) error) {
	if k.timeout > 0 {
		set(time.Now().Add(k.timeout))
		if k.ctx.Err() != nil {
			set(past)
		}
	}
}

// Close closes the connection.
func (k *conn) Close() error {
	k.release()
	return k.Conn.Close()
}

// fail makes an error of what befell the connection.
func (k *conn) fail(err error) error {
	if k.ctx.Err() != nil {
		err = context.Cause(k.ctx)
	}
	return &ConnectionError{k.lost, err}
}

// send sends a command, ended by a zero byte.
func (k *conn) send(command string) error {
	if _, err := k.Write([]byte("z" + command + "\x00")); err != nil {
		return k.fail(err)
	}
	return nil
}

// unanswered is the error for an answer that is missing, cut short or odd.
func (k *conn) unanswered(command, reply string, err error) error {
	if k.ctx.Err() != nil {
		return k.fail(nil)
	}
	if isEnd(err) {
		err = nil
	}
	return &ReplyError{command, clip(reply), err}
}

// ask sends a command to which there is one reply.
func (c *Client) ask(ctx context.Context, command string) (string, error) {
	k, err := c.dial(ctx)
	if err != nil {
		return "", err
	}
	defer k.Close()
	if err := k.send(command); err != nil {
		return "", err
	}
	reply, err := k.next()
	if err != nil {
		return "", k.unanswered(command, reply, err)
	}
	return reply, nil
}

// clip shortens what an error quotes.
func clip(s string) string { return s[:min(len(s), 200)] }

func networkAddress(host string, port int) (address, said string) {
	return net.JoinHostPort(host, strconv.Itoa(port)), fmt.Sprintf("Could not reach clamd using network (%s, %d)", host, port)
}
