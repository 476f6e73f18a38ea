package sshx

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// A Transport is a connection that is logged in: channels go through it. It is safe
// for concurrent use.
type Transport struct {
	conn     *sshconn.Client
	username string

	mu     sync.Mutex
	banner string
}

// Close ends the connection and all that goes through it.
func (t *Transport) Close() error {
	if t == nil || t.conn == nil {
		return nil
	}
	if err := t.conn.Close(); err != nil {
		return &Error{Kind: ErrConnLost, Op: "close", Err: err}
	}
	return nil
}

// IsActive reports whether the connection stands.
func (t *Transport) IsActive() bool { return t != nil && t.conn != nil && t.conn.Lost() == nil }

// Err is nil while the connection stands, and else of kind [ErrConnLost].
func (t *Transport) Err() error {
	if t == nil || t.conn == nil {
		return &Error{Kind: ErrNotConnected, Op: "transport"}
	}
	return ours("transport", t.conn.Lost())
}

// Done is closed when the connection is gone.
func (t *Transport) Done() <-chan struct{} {
	if t == nil || t.conn == nil {
		gone := make(chan struct{})
		close(gone)
		return gone
	}
	return t.conn.Over()
}

// ServerKey is the key that the server showed, or nil without a connection.
func (t *Transport) ServerKey() *PKey {
	if t == nil || t.conn == nil {
		return nil
	}
	return publicPKey(t.conn.HostKey())
}

// Username is who is logged in.
func (t *Transport) Username() string {
	if t == nil {
		return ""
	}
	return t.username
}

// Banner is what the server said before the login.
func (t *Transport) Banner() string {
	if t == nil {
		return ""
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.banner
}

// RemoteVersion is what the server calls itself, such as "SSH-2.0-OpenSSH_9.2".
func (t *Transport) RemoteVersion() string {
	if t == nil || t.conn == nil {
		return ""
	}
	return string(t.conn.ServerVersion())
}

// LocalVersion is what we call ourselves.
func (t *Transport) LocalVersion() string {
	if t == nil || t.conn == nil {
		return ""
	}
	return string(t.conn.ClientVersion())
}

// RemoteAddr is the address of the server, or nil without a connection.
func (t *Transport) RemoteAddr() net.Addr {
	if t == nil || t.conn == nil {
		return nil
	}
	return t.conn.RemoteAddr()
}

// GlobalRequest sends a request that concerns the whole connection, and returns the
// server's answer where one is wanted.
func (t *Transport) GlobalRequest(ctx context.Context, kind string, wantReply bool, payload []byte) (ok bool, reply []byte, err error) {
	if t == nil || t.conn == nil {
		return false, nil, &Error{Kind: ErrNotConnected, Op: kind}
	}
	err = await(ctx, func() (err error) {
		ok, reply, err = t.conn.SendRequest(kind, wantReply, payload)
		return err
	})
	if err != nil {
		return false, nil, t.failure(ctx, kind, err)
	}
	return ok, reply, nil
}

// failure names an error of something on the connection.
func (t *Transport) failure(ctx context.Context, op string, err error) error {
	if ctx.Err() != nil {
		return ended(ctx, op)
	}
	if lost := t.conn.Lost(); lost != nil {
		return ours(op, lost)
	}
	return &Error{Kind: ErrSSH, Op: op, Err: err}
}

// ended is the error of a call whose context is over.
func ended(ctx context.Context, op string) error {
	e := &Error{Op: op, Err: context.Cause(ctx)}
	if ctx.Err() == context.DeadlineExceeded {
		e.Kind = ErrTimeout
	}
	return e
}

// await runs f, which blocks without a context, and leaves it behind when ctx ends;
// what f writes must then not be read. f ends with the connection at the latest.
func await(ctx context.Context, f func() error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if ctx.Done() == nil {
		return f()
	}
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// OpenSession opens a channel for a command, a shell, or a subsystem.
func (t *Transport) OpenSession(ctx context.Context) (*Channel, error) {
	return t.openSession(ctx, false)
}

func (t *Transport) openSession(ctx context.Context, raw bool) (*Channel, error) {
	c, err := t.openChannel(ctx, "session", nil, raw)
	if err != nil {
		var e *Error
		if errors.As(err, &e) && e.Kind == ErrChannel && strings.Contains(err.Error(), "session") {
			e.Kind = ErrSessionLimit
			e.Reason += ": the server's MaxSessions may be reached, or it gives no sessions to this user"
		}
		return nil, err
	}
	return c, nil
}

// OpenChannel opens a channel of any kind, with the payload that its kind has in RFC
// 4254.
func (t *Transport) OpenChannel(ctx context.Context, kind string, payload []byte) (*Channel, error) {
	return t.openChannel(ctx, kind, payload, false)
}

func (t *Transport) openChannel(ctx context.Context, kind string, payload []byte, raw bool) (*Channel, error) {
	if t == nil || t.conn == nil {
		return nil, &Error{Kind: ErrNotConnected, Op: "open channel"}
	}
	ch, requests, err := t.conn.Open(ctx, kind, payload)
	if err != nil {
		return nil, ours("open channel", err)
	}
	return newChannel(t, ch, requests, raw), nil
}

// DialContext connects from the server to an address ("host:port", over tcp) or to a
// socket of its file system (network "unix"): paramiko's channel of kind
// direct-tcpip. Deadlines of the connection work.
func (t *Transport) DialContext(ctx context.Context, network, addr string) (net.Conn, error) {
	if t == nil || t.conn == nil {
		return nil, &Error{Kind: ErrNotConnected, Op: "forward"}
	}
	c, err := t.conn.DialContext(ctx, network, addr)
	if err != nil {
		return nil, ours("forward", err)
	}
	return c, nil
}

// RequestPortForward has the server listen at an address ("127.0.0.1:0"); what
// connects there comes out of the listener. Port 0 lets the server choose, and the
// listener's Addr tells which. Closing the listener is cancel_port_forward of Python.
// Deadlines of the connections work.
func (t *Transport) RequestPortForward(ctx context.Context, addr string) (net.Listener, error) {
	if t == nil || t.conn == nil {
		return nil, &Error{Kind: ErrNotConnected, Op: "port forward"}
	}
	l, err := t.conn.ListenOn(ctx, addr)
	if err != nil {
		return nil, ours("port forward", err)
	}
	return l, nil
}
