package dnsq

import (
	"context"
	"io"
	"net"
	"sync"
	"time"
)

// A pipe is one connection of a Pipeline.
type pipe struct {
	idle  time.Duration
	ready chan struct{} // closed once it is connected, or could not be
	gone  chan struct{} // closed once it has ended and nothing reads it any more
	turn  chan struct{} // holds one while a query is written

	mu      sync.Mutex
	conn    net.Conn
	err     error // why it ended
	waiting map[uint16]*waiter
	timer   *time.Timer // ends an idle connection
}

// A waiter is a query under way.
type waiter struct {
	query Message     // as it is sent, with an id that it alone has
	id    uint16      // that the caller chose
	got   chan []byte // holds the answer once it has come
}

func newPipe(idle time.Duration) *pipe {
	return &pipe{idle: idle, ready: make(chan struct{}), gone: make(chan struct{}), turn: make(chan struct{}, 1), waiting: map[uint16]*waiter{}}
}

// begin has the pipe run on a connection, or end as there is none.
func (c *pipe) begin(conn net.Conn, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer close(c.ready)
	if c.err == nil {
		c.err = err
	}
	if c.err != nil {
		if conn != nil {
			conn.Close()
		}
		close(c.gone)
		return
	}
	c.conn = conn
	c.timer = time.AfterFunc(c.idle, c.rest)
	go c.run()
}

// connected waits until the pipe is connected or could not be.
func (c *pipe) connected(ctx context.Context, deadline time.Time) error {
	late, stop := alarm(deadline)
	defer stop()
	select {
	case <-c.ready:
		return nil
	case <-ctx.Done():
		return timeoutError(ctx, ctx.Err())
	case <-late:
		return timeoutError(ctx, context.DeadlineExceeded)
	}
}

func (c *pipe) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// end ends the pipe, for a reason that is told to those who wait. It reports
// whether the pipe was connected.
func (c *pipe) end(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	if c.conn != nil {
		c.conn.Close()
	}
	return c.conn != nil
}

// rest ends a pipe that nobody waits on.
func (c *pipe) rest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 && c.err == nil {
		c.err = &lostError{io.EOF}
		c.conn.Close()
	}
}

// send writes a query under an id that no other has.
func (c *pipe) send(ctx context.Context, deadline time.Time, late <-chan time.Time, m *Message) (*waiter, error) {
	w := &waiter{query: *m, id: m.ID, got: make(chan []byte, 1)}
	if err := c.enter(w); err != nil {
		return nil, err
	}
	wire, err := w.query.ToWire(nil)
	if err == nil {
		err = c.put(ctx, deadline, late, wire)
	}
	if err != nil {
		c.forget(w)
		return nil, err
	}
	return w, nil
}

// put writes a message when it is its turn.
func (c *pipe) put(ctx context.Context, deadline time.Time, late <-chan time.Time, wire []byte) error {
	select {
	case c.turn <- struct{}{}:
	case <-c.gone:
		return c.failure()
	case <-late:
		return context.DeadlineExceeded
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-c.turn }()
	c.conn.SetWriteDeadline(deadline)
	defer context.AfterFunc(ctx, func() { c.conn.SetWriteDeadline(time.Unix(1, 0)) })()
	if err := writeStream(c.conn, wire); err != nil {
		// Part of the message may have been written: nothing can follow it.
		lost := &lostError{err}
		c.end(lost)
		return lost
	}
	return nil
}

// enter gives a query its id on the connection.
func (c *pipe) enter(w *waiter) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.err != nil:
		return c.err
	case len(c.waiting) > 1<<15:
		return fail(ErrValue, "too many queries under way on one connection")
	}
	id := RandomID()
	for c.waiting[id] != nil {
		id = RandomID()
	}
	// What is signed is the id that is sent.
	w.query.ID, w.query.OriginalID = id, id
	c.waiting[id] = w
	return nil
}

// forget ends the wait for an answer. The last one starts the clock.
func (c *pipe) forget(w *waiter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, w.query.ID)
	if len(c.waiting) == 0 && c.err == nil {
		c.timer.Reset(c.idle)
	}
}

// run hands out what comes until the connection ends.
func (c *pipe) run() {
	defer close(c.gone)
	for {
		wire, err := readStream(c.conn)
		if err != nil {
			c.end(&lostError{err})
			c.timer.Stop()
			return
		}
		if len(wire) < headerSize {
			continue // it answers no query
		}
		c.mu.Lock()
		if w := c.waiting[uint16(wire[0])<<8|uint16(wire[1])]; w != nil {
			select {
			case w.got <- wire:
			default: // a second answer
			}
		}
		c.mu.Unlock()
	}
}

// read reads the answer to a query, and gives both the id that the caller chose.
func (w *waiter) read(wire []byte, o *TransportOptions) (*Message, error) {
	r, err := o.read(&w.query, wire)
	if r != nil {
		r.ID = w.id
	}
	return r, err
}
