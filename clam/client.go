package clam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A Client speaks with a clamd. It is what [ClamdUnixSocket] and
// [ClamdNetworkSocket] have in common. Each method opens a connection of its own
// and closes it, so that a client may be used by several goroutines at once and
// keeps nothing open.
//
// Nothing is clean by default: a result is nil only when clamd said OK of what it
// was asked for. No answer, half an answer, and one that is not understood are
// errors, and the result beside an error is never nil.
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
	if c.timeout < 0 {
		return nil, fmt.Errorf("clam: a time limit of %v: expected more than zero, or zero for none", c.timeout)
	}
	conn, err := c.dial(ctx)
	if err != nil {
		return nil, err
	}
	return c, conn.Close()
}

// dial opens a connection.
func (c *Client) dial(ctx context.Context) (*conn, error) {
	if c == nil || c.network == "" {
		return nil, &ConnectionError{Reason: "no clamd to connect to: clients are made by NewClamdUnixSocket, NewClamdNetworkSocket and ClamdAgnostic"}
	}
	d := net.Dialer{Timeout: c.timeout}
	nc, err := d.DialContext(ctx, c.network, c.address)
	if err != nil {
		return nil, &ConnectionError{c.address, c.unreachable, netctx.Err(ctx, err)}
	}
	k := &conn{Conn: nc, address: c.address, timeout: c.timeout}
	k.replies = newReplies(k)
	k.bind(ctx)
	return k, nil
}

// local reports whether clamd runs on this machine, as far as its address tells.
func (c *Client) local() bool {
	if c == nil {
		return false
	}
	host, _, err := net.SplitHostPort(c.address)
	ip := net.ParseIP(host)
	return c.network == "unix" || err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// A conn is a connection with a time limit on every wait, and a context that
// interrupts them.
type conn struct {
	net.Conn
	*replies
	ctx              context.Context
	address          string
	timeout          time.Duration
	patient          bool // its owner sets the time limits of reading
	reading, writing *netctx.Bond
}

func (k *conn) bind(ctx context.Context) {
	k.ctx = ctx
	k.reading = netctx.NewBond(ctx, k.Conn.SetReadDeadline)
	k.writing = netctx.NewBond(ctx, k.Conn.SetWriteDeadline)
}

func (k *conn) Read(p []byte) (int, error) {
	if !k.patient {
		k.limit(k.reading)
	}
	return k.Conn.Read(p)
}

func (k *conn) Write(p []byte) (int, error) {
	k.limit(k.writing)
	return k.Conn.Write(p)
}

// limit gives the next wait its time.
func (k *conn) limit(b *netctx.Bond) {
	if k.timeout > 0 {
		b.Until(time.Now().Add(k.timeout))
	}
}

// Close closes the connection.
func (k *conn) Close() error {
	k.reading.Release()
	k.writing.Release()
	return k.Conn.Close()
}

// fail makes an error of what befell the connection.
func (k *conn) fail(err error) error {
	return &ConnectionError{k.address, "lost the connection to clamd at " + k.address, netctx.Err(k.ctx, err)}
}

// send sends a command, ended by a zero byte.
func (k *conn) send(command string) error {
	if _, err := k.Write([]byte("z" + command + "\x00")); err != nil {
		return k.fail(err)
	}
	return nil
}

// unanswered is the error for an answer that is missing, cut short or odd.
func (k *conn) unanswered(op, path, reply string, err error) error {
	if err != nil && k.ctx.Err() != nil {
		return k.fail(err)
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = nil
	}
	return &ReplyError{Op: op, Path: path, Input: clip(reply), Err: err}
}

// isEnd reports whether clamd closed the connection. A connection that it closes
// with something of ours unread ends with a reset.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
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
		return "", k.unanswered(command, "", reply, err)
	}
	return reply, nil
}

func networkAddress(host string, port int) (address, said string) {
	return net.JoinHostPort(host, strconv.Itoa(port)), fmt.Sprintf("Could not reach clamd using network (%s, %d)", host, port)
}
