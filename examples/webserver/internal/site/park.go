package site

import (
	"io"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// A connection that waits for its next request takes 20 kB in net/http: buffers for
// reading and writing, and a stack that has grown. After a moment of silence it is
// taken away from there, as if its client had gone, and waits with next to nothing.
// When the client speaks again it comes in like a new one. So many browsers may
// keep their connections open.

// silence is after which time a connection is parked: long enough that one in use
// never is.
const silence = 250 * time.Millisecond

// The states of a connection.
const (
	inUse   int32 = iota
	leaving       // net/http was told that it has ended, and will close it
	parked
	closed
)

// A conn makes room for another when it is closed.
type conn struct {
	*net.TCPConn
	room *room

	state atomic.Int32
	idle  atomic.Bool  // it waits for a request
	until atomic.Int64 // the deadline of a read, in nanoseconds; 0 is none
}

// SetReadDeadline remembers what it sets.
func (c *conn) SetReadDeadline(t time.Time) error {
	if t.IsZero() {
		c.until.Store(0)
	} else {
		c.until.Store(t.UnixNano())
	}
	return c.TCPConn.SetReadDeadline(t)
}

// Read ends as if the client had gone where it is to be parked.
func (c *conn) Read(p []byte) (int, error) {
	if !c.idle.Swap(false) || c.room.parks == nil {
		return c.TCPConn.Read(p)
	}
	until, soon := c.until.Load(), time.Now().Add(silence)
	if until != 0 && until <= soon.UnixNano() {
		return c.TCPConn.Read(p)
	}
	c.TCPConn.SetReadDeadline(soon)
	n, err := c.TCPConn.Read(p)
	if e, ok := err.(net.Error); ok && e.Timeout() && n == 0 && c.state.CompareAndSwap(inUse, leaving) {
		return 0, io.EOF
	}
	if until == 0 {
		c.TCPConn.SetReadDeadline(time.Time{})
	} else {
		c.TCPConn.SetReadDeadline(time.Unix(0, until))
	}
	return n, err
}

// Close parks the connection if it is to be, and closes it else.
func (c *conn) Close() error {
	if c.state.CompareAndSwap(leaving, parked) {
		c.room.parks.park(c)
		return nil
	}
	return c.end()
}

// end closes the connection, unless it is somebody else's by now.
func (c *conn) end() error {
	for was := c.state.Load(); ; was = c.state.Load() {
		if was == closed || was == parked {
			return net.ErrClosed
		}
		if c.state.CompareAndSwap(was, closed) {
			break
		}
	}
	err := c.TCPConn.Close()
	c.room.leave()
	return err
}

// parks are the parked connections of an address: a listener that hands them out
// when their clients speak again.
type parks struct {
	room    *room
	addr    net.Addr
	timeout time.Duration
	ready   chan net.Conn

	mu   sync.Mutex
	over chan struct{} // closed when no more are parked
	all  map[*conn]bool
	wait sync.WaitGroup
}

func newParks(r *room, addr net.Addr, timeout time.Duration) *parks {
	return &parks{room: r, addr: addr, timeout: timeout, ready: make(chan net.Conn), over: make(chan struct{}), all: map[*conn]bool{}}
}

// park keeps a connection until its client speaks or its time is over.
func (p *parks) park(old *conn) {
	c := &conn{TCPConn: old.TCPConn, room: p.room}
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.over:
		c.end()
		return
	default:
	}
	p.all[c] = true
	p.room.idle.replace(old, c)
	c.TCPConn.SetReadDeadline(time.Now().Add(p.timeout))
	p.wait.Add(1)
	go p.watch(c)
}

// watch is all that a parked connection has.
func (p *parks) watch(c *conn) {
	defer p.wait.Done()
	err := readable(c.TCPConn)
	p.room.idle.note(c, http.StateActive)
	p.mu.Lock()
	delete(p.all, c)
	p.mu.Unlock()
	if err != nil {
		c.end()
		return
	}
	c.TCPConn.SetReadDeadline(time.Time{})
	select {
	case p.ready <- c:
	case <-p.over:
		c.end()
	}
}

// Accept is a connection whose client speaks again.
func (p *parks) Accept() (net.Conn, error) {
	select {
	case c := <-p.ready:
		return c, nil
	case <-p.over:
		return nil, net.ErrClosed
	}
}

// Close ends what is parked.
func (p *parks) Close() error {
	p.mu.Lock()
	select {
	case <-p.over:
		p.mu.Unlock()
		return nil
	default:
	}
	close(p.over)
	for c := range p.all {
		c.end()
	}
	p.mu.Unlock()
	p.wait.Wait()
	return nil
}

// Addr is that of the connections.
func (p *parks) Addr() net.Addr { return p.addr }
