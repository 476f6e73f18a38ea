package dnsq

import (
	"context"
	"io"
	"net"
	"sync"
	"time"
)

// The limits of a connection of a Pipeline: how long it may take to be made, and
// how many queries may wait to be written.
const (
	dialTimeout = 10 * time.Second
	mostQueued  = 64
)

// A pipelineConn is one connection of a Pipeline. No caller's deadline or
// cancellation touches it, since it serves others too: they leave it, and their
// answers are dropped.
type pipelineConn struct {
	idle   time.Duration
	ready  chan struct{}      // closed once it is connected, or could not be
	gone   chan struct{}      // closed once it has ended and nothing uses it any more
	queue  chan []byte        // messages to be written
	cancel context.CancelFunc // ends the dialling

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

// newPipelineConn begins to dial.
func newPipelineConn(idle time.Duration, dial func(context.Context) (net.Conn, error)) *pipelineConn {
	ctx, cancel := context.WithTimeout(context.Background(), dialTimeout)
	c := &pipelineConn{
		idle: idle, ready: make(chan struct{}), gone: make(chan struct{}), queue: make(chan []byte, mostQueued),
		cancel: cancel, waiting: map[uint16]*waiter{},
	}
	go func() {
		defer cancel()
		conn, err := dial(ctx)
		c.begin(conn, err)
	}()
	return c
}

// begin has the connection serve, or end as there is none.
func (c *pipelineConn) begin(conn net.Conn, err error) {
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
	ended := make(chan struct{})
	written := make(chan struct{})
	go func() {
		defer close(written)
		c.write(ended)
	}()
	go func() {
		defer close(c.gone)
		c.read()
		close(ended)
		<-written
	}()
}

func (c *pipelineConn) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// end ends the connection, for a reason that is told to those who wait.
func (c *pipelineConn) end(err error) {
	c.cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.err = err
	}
	if c.conn != nil {
		c.conn.Close()
	}
}

// rest ends a connection that nobody waits on.
func (c *pipelineConn) rest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.waiting) == 0 && c.err == nil {
		c.err = &lostError{io.EOF}
		c.conn.Close()
	}
}

// enter gives a query its id on the connection, and writes it as bytes.
func (c *pipelineConn) enter(m *Message) (*waiter, []byte, error) {
	w := &waiter{query: *m, id: m.ID, got: make(chan []byte, 1)}
	if err := c.name(w); err != nil {
		return nil, nil, err
	}
	wire, err := w.query.ToWire(nil)
	if err != nil {
		c.forget(w)
		return nil, nil, err
	}
	return w, append([]byte{byte(len(wire) >> 8), byte(len(wire))}, wire...), nil
}

// name finds an id that no other query has.
func (c *pipelineConn) name(w *waiter) error {
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
func (c *pipelineConn) forget(w *waiter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, w.query.ID)
	if len(c.waiting) == 0 && c.err == nil {
		c.timer.Reset(c.idle)
	}
}

// write sends what is queued, as much at once as there is.
func (c *pipelineConn) write(ended <-chan struct{}) {
	for {
		var batch []byte
		select {
		case batch = <-c.queue:
		case <-ended:
			return
		}
		for more := true; more && len(batch) < 1<<16; {
			select {
			case next := <-c.queue:
				batch = append(batch, next...)
			default:
				more = false
			}
		}
		// A server that reads no more must not hold up everybody for ever.
		c.conn.SetWriteDeadline(time.Now().Add(c.idle))
		if _, err := c.conn.Write(batch); err != nil {
			c.end(&lostError{err})
			return
		}
	}
}

// read hands out what comes until the connection ends.
func (c *pipelineConn) read() {
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
	r, err := w.query.ReadResponse(wire, o.parse(&w.query))
	if r != nil {
		r.ID = w.id
	}
	return r, err
}
