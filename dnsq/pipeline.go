package dnsq

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// DefaultIdleTimeout is how long a Pipeline keeps a connection on which nothing
// is asked.
const DefaultIdleTimeout = 10 * time.Second

// PipelineOptions say how a Pipeline connects. Nil means over TCP, at port 53.
type PipelineOptions struct {
	Port int // where the address has none; zero means 53, with TLS 853

	// TLS, if not nil, has the connection use TLS, with the settings of
	// QueryTLS.
	TLS *TLSOptions

	// Source is the local address. The zero Addr leaves it to the system.
	Source netip.Addr

	// IdleTimeout is how long a connection is kept on which nothing is asked.
	// Zero means DefaultIdleTimeout.
	IdleTimeout time.Duration
}

// A Pipeline asks one server over a connection that it keeps: over TCP (RFC
// 7766) or TLS (RFC 7858). It does not wait for one answer before it sends the
// next query, and takes the answers in whatever order they come. It connects
// when first needed, and anew after the connection was idle or has ended; a query
// that a connection ended under is sent once more over a new one.
//
// It is a Nameserver, and safe for concurrent use. Close ends it.
type Pipeline struct {
	to   netip.AddrPort
	opts PipelineOptions

	mu     sync.Mutex
	conn   *pipelineConn // or nil
	closed bool
}

// NewPipeline makes a pipeline to a server, given by its address, with a port or
// without; it does not connect yet. An error is of the kind ErrValue.
func NewPipeline(where string, opts *PipelineOptions) (*Pipeline, error) {
	p := &Pipeline{}
	if opts != nil {
		p.opts = *opts
	}
	usual := 53
	if p.opts.TLS != nil {
		usual = 853
	}
	if p.opts.IdleTimeout <= 0 {
		p.opts.IdleTimeout = DefaultIdleTimeout
	}
	var err error
	p.to, err = (&TransportOptions{Port: p.opts.Port}).address(where, usual)
	return p, err
}

// Kind is "DoT" with TLS, and else "Do53".
func (p *Pipeline) Kind() string {
	if p.opts.TLS != nil {
		return "DoT"
	}
	return "Do53"
}

// String is such as "DoT:127.0.0.1@853".
func (p *Pipeline) String() string {
	return p.Kind() + ":" + p.AnswerNameserver() + "@" + strconv.Itoa(p.AnswerPort())
}

// AnswerNameserver is the address.
func (p *Pipeline) AnswerNameserver() string { return p.to.Addr().String() }

// AnswerPort is the port.
func (p *Pipeline) AnswerPort() int { return int(p.to.Port()) }

// IsAlwaysMaxSize is true.
func (p *Pipeline) IsAlwaysMaxSize() bool { return true }

// Close ends the connection, and queries that are under way with ErrClosed.
func (p *Pipeline) Close() error {
	p.mu.Lock()
	c := p.conn
	p.conn, p.closed = nil, true
	p.mu.Unlock()
	if c != nil {
		c.end(fail(ErrClosed, ""))
		<-c.gone
	}
	return nil
}

// Query asks the server. Errors are those of QueryTCP and QueryTLS, and
// ErrClosed. Of the options, Timeout, OneRRPerRRset and IgnoreTrailing count. A
// query that is given up costs those of others nothing.
func (p *Pipeline) Query(ctx context.Context, m *Message, opts *NameserverOptions) (*Message, error) {
	o := opts.transport(int(p.to.Port()))
	late, stop := alarm(o.deadline(ctx))
	defer stop()
	r, err := p.ask(ctx, late, m, o)
	var lost *lostError
	if errors.As(err, &lost) && m.Opcode() == OpcodeQUERY {
		r, err = p.ask(ctx, late, m, o)
	}
	if errors.As(err, &lost) {
		err = TimedOut(ctx, lost.cause)
	}
	return r, err
}

// A lostError is that of a query that a connection ended under.
type lostError struct{ cause error }

func (e *lostError) Error() string { return e.cause.Error() }

func (e *lostError) Unwrap() error { return e.cause }

// ask asks once, over the connection that there is or over a new one.
func (p *Pipeline) ask(ctx context.Context, late <-chan time.Time, m *Message, o *TransportOptions) (*Message, error) {
	if err := ctx.Err(); err != nil {
		return nil, TimedOut(ctx, err)
	}
	c, err := p.connection()
	if err != nil {
		return nil, err
	}
	select {
	case <-c.ready:
	case <-late:
		return nil, TimedOut(ctx, context.DeadlineExceeded)
	case <-ctx.Done():
		return nil, TimedOut(ctx, ctx.Err())
	}
	w, wire, err := c.enter(m)
	if err != nil {
		return nil, err
	}
	defer c.forget(w)
	queue := c.queue
	for {
		select {
		case queue <- wire:
			queue = nil
		case wire := <-w.got:
			return w.read(wire, o)
		case <-c.gone:
			select {
			case wire := <-w.got:
				return w.read(wire, o)
			default:
				return nil, c.failure()
			}
		case <-late:
			return nil, TimedOut(ctx, context.DeadlineExceeded)
		case <-ctx.Done():
			return nil, TimedOut(ctx, ctx.Err())
		}
	}
}

// alarm goes off at a time, unless it is zero or the alarm is stopped.
func alarm(at time.Time) (late <-chan time.Time, stop func() bool) {
	if at.IsZero() {
		return nil, func() bool { return true }
	}
	t := time.NewTimer(time.Until(at))
	return t.C, t.Stop
}

// connection is the connection that there is, or a new one that is being made.
func (p *Pipeline) connection() (*pipelineConn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, fail(ErrClosed, "")
	}
	if p.conn == nil || p.conn.failure() != nil {
		p.conn = newPipelineConn(p.opts.IdleTimeout, p.dial)
	}
	return p.conn, nil
}

func (p *Pipeline) dial(ctx context.Context) (net.Conn, error) {
	o := &TransportOptions{TLS: p.opts.TLS, Source: p.opts.Source}
	raw, err := o.dial(ctx, p.to)
	if err != nil {
		return nil, TimedOut(ctx, err)
	}
	if p.opts.TLS == nil {
		return raw, nil
	}
	conn := tls.Client(raw, o.tlsConfig(p.to.Addr().String()))
	if err := conn.HandshakeContext(ctx); err != nil {
		raw.Close()
		return nil, TimedOut(ctx, err)
	}
	return conn, nil
}
