package sshx

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// PoolOptions say how many connections a [Pool] keeps. Nil is the same as the zero
// value.
type PoolOptions struct {
	// MaxConnections is how many connections there are to one host at most. Zero
	// means 4.
	MaxConnections int

	// MaxSessions is how much goes through one connection at a time. Zero means 10,
	// which is what OpenSSH allows. A server that allows less is found out.
	MaxSessions int

	// IdleTimeout is after which time a connection that nobody uses is closed. Zero
	// keeps it until [Pool.Close].
	IdleTimeout time.Duration
}

// A Pool keeps connections to hosts and shares them: who asks for a host gets one that
// stands, another where it is busy, and waits where there are enough. Connections that
// broke are replaced. It is safe for concurrent use.
type Pool struct {
	connect func(ctx context.Context, host string) (*SSHClient, error)
	opts    PoolOptions

	mu     sync.Mutex
	hosts  map[string]*poolHost
	closed bool
}

// A poolHost is what a pool has for one host.
type poolHost struct {
	conns   []*poolConn
	opening int
	changed chan struct{} // closed and replaced when somebody gives back
}

type poolConn struct {
	client *SSHClient
	used   int
	limit  int // what the server allows, as far as it is known
	idle   *time.Timer
}

// NewPool makes a pool. The function logs in to a host, by whatever name the pool's
// user calls it.
func NewPool(connect func(ctx context.Context, host string) (*SSHClient, error), opts *PoolOptions) (*Pool, error) {
	p := &Pool{connect: connect, hosts: map[string]*poolHost{}}
	if opts != nil {
		p.opts = *opts
	}
	if connect == nil {
		return nil, &Error{Kind: ErrInvalid, Op: "pool", Reason: "no function to connect with"}
	}
	if o := p.opts; o.MaxConnections < 0 || o.MaxSessions < 0 || o.IdleTimeout < 0 {
		return nil, &Error{Kind: ErrInvalid, Op: "pool", Reason: fmt.Sprintf("%d connections, %d sessions, closed after %v; expected none below 0", o.MaxConnections, o.MaxSessions, o.IdleTimeout)}
	}
	if p.opts.MaxConnections == 0 {
		p.opts.MaxConnections = 4
	}
	if p.opts.MaxSessions == 0 {
		p.opts.MaxSessions = 10
	}
	return p, nil
}

// Do calls a function with a connection to a host, which is the function's as long as
// it runs, beside others. When the server gives no session there, and f returns that
// error ([ErrSessionLimit]), it is called again with another connection.
func (p *Pool) Do(ctx context.Context, host string, f func(*SSHClient) error) error {
	if f == nil {
		return &Error{Kind: ErrInvalid, Op: "pool", Host: host, Reason: "no function to call"}
	}
	for {
		h, c, err := p.get(ctx, host)
		if err != nil {
			return err
		}
		alone := false
		err = func() (err error) {
			// A function that panics gives its share back as well.
			defer func() { alone = p.put(h, c, errors.Is(err, ErrSessionLimit)) }()
			return f(c.client)
		}()
		if !errors.Is(err, ErrSessionLimit) || alone {
			return err
		}
	}
}

// Run runs a command on a host to its end; see [SSHClient.Run].
func (p *Pool) Run(ctx context.Context, host, command string, opts *ExecOptions) (*Result, error) {
	r := &Result{ExitStatus: -1}
	err := p.Do(ctx, host, func(c *SSHClient) (err error) {
		r, err = c.Run(ctx, command, opts)
		return err
	})
	return r, err
}

// get takes a share of a connection.
func (p *Pool) get(ctx context.Context, name string) (*poolHost, *poolConn, error) {
	if p == nil || p.connect == nil {
		return nil, nil, &Error{Kind: ErrInvalid, Op: "pool", Reason: "no pool"}
	}
	for {
		p.mu.Lock()
		if p.closed {
			p.mu.Unlock()
			return nil, nil, &Error{Kind: ErrClosed, Op: "pool", Host: name, Reason: "the pool is closed"}
		}
		h := p.hosts[name]
		if h == nil {
			h = &poolHost{changed: make(chan struct{})}
			p.hosts[name] = h
		}
		if c := h.free(); c != nil {
			c.used++
			if c.idle != nil {
				c.idle.Stop()
			}
			p.mu.Unlock()
			return h, c, nil
		}
		if len(h.conns)+h.opening < p.opts.MaxConnections {
			h.opening++
			p.mu.Unlock()
			c, err := p.open(ctx, h, name)
			return h, c, err
		}
		wait := h.changed
		p.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, nil, ended(ctx, "pool")
		}
	}
}

// open adds a connection to those of a host.
func (p *Pool) open(ctx context.Context, h *poolHost, name string) (*poolConn, error) {
	defer func() { // also when connect panics
		p.mu.Lock()
		defer p.mu.Unlock()
		h.opening--
		h.change()
	}()
	client, err := p.connect(ctx, name)
	if err == nil && client.Transport() == nil {
		err = &Error{Kind: ErrNotConnected, Op: "pool", Host: name}
	}
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		client.Close()
		return nil, &Error{Kind: ErrClosed, Op: "pool", Host: name, Reason: "the pool is closed"}
	}
	c := &poolConn{client: client, used: 1, limit: p.opts.MaxSessions}
	h.conns = append(h.conns, c)
	return c, nil
}

// free is a connection with room, the fullest first, so that idle ones get old. Broken
// ones are left out for good. The lock must be held.
func (h *poolHost) free() *poolConn {
	var best *poolConn
	var standing []*poolConn
	for _, c := range h.conns {
		if !c.client.Transport().IsActive() {
			c.client.Close()
			continue
		}
		standing = append(standing, c)
		if c.used < c.limit && (best == nil || c.used > best.used) {
			best = c
		}
	}
	h.conns = standing
	return best
}

// change tells those who wait. The lock must be held.
func (h *poolHost) change() {
	close(h.changed)
	h.changed = make(chan struct{})
}

// put gives a share back. After a session was refused it reports whether nobody else
// had a share: then the server gives none at all.
func (p *Pool) put(h *poolHost, c *poolConn, refused bool) (alone bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c.used--
	if refused {
		c.limit = max(min(c.limit, c.used), 1)
		alone = c.used == 0
	}
	if c.used == 0 && p.opts.IdleTimeout > 0 && !p.closed {
		c.idle = time.AfterFunc(p.opts.IdleTimeout, func() { p.expire(h, c) })
	}
	if p.closed && c.used == 0 {
		c.client.Close()
	}
	h.change()
	return alone
}

// expire closes a connection that nobody has used for long.
func (p *Pool) expire(h *poolHost, c *poolConn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.used > 0 {
		return
	}
	for i, other := range h.conns {
		if other == c {
			h.conns = append(h.conns[:i:i], h.conns[i+1:]...)
			c.client.Close()
			return
		}
	}
}

// Len is how many connections stand.
func (p *Pool) Len() int {
	if p == nil {
		return 0
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, h := range p.hosts {
		n += len(h.conns)
	}
	return n
}

// Close closes all connections; what goes through them ends.
func (p *Pool) Close() error {
	if p == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var errs []error
	for _, h := range p.hosts {
		for _, c := range h.conns {
			if c.idle != nil {
				c.idle.Stop()
			}
			errs = append(errs, c.client.Close())
		}
		h.conns = nil
		h.change()
	}
	return errors.Join(errs...)
}
