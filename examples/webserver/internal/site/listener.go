package site

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// limited accepts so many connections at once; more wait in the system's queue. It
// hands out connections that the system can still copy a file to, which those of
// golang.org/x/net/netutil cannot.
type limited struct {
	*net.TCPListener
	room *room
	over chan struct{}
	once sync.Once
}

// A room is the places of an address, and who has them.
type room struct {
	free  chan struct{}
	open  *atomic.Int64 // connections of the whole server
	idle  *idlers
	parks *parks // nil where connections are not parked
}

func limit(l net.Listener, r *room) net.Listener {
	return &limited{TCPListener: l.(*net.TCPListener), room: r, over: make(chan struct{})}
}

func (l *limited) Accept() (net.Conn, error) {
	// The system is asked first: who comes in vain must not cost an idle
	// connection.
	c, err := l.AcceptTCP()
	if err != nil {
		return nil, err
	}
	select {
	case l.room.free <- struct{}{}:
		return l.room.enter(c), nil
	default:
	}
	again := time.NewTicker(makeRoom)
	defer again.Stop()
	for {
		l.room.idle.endOldest()
		select {
		case l.room.free <- struct{}{}:
			return l.room.enter(c), nil
		case <-again.C: // perhaps another is idle by now
		case <-l.over:
			c.Close()
			return nil, net.ErrClosed
		}
	}
}

// makeRoom is how often room is made for a client that waits.
const makeRoom = 100 * time.Millisecond

func (l *limited) Close() error {
	l.once.Do(func() { close(l.over) })
	return l.TCPListener.Close()
}

func (r *room) enter(c *net.TCPConn) *conn {
	r.open.Add(1)
	return &conn{TCPConn: c, room: r}
}

func (r *room) leave() {
	r.open.Add(-1)
	<-r.free
}

// idlers are the connections that wait for their next request, in the order in
// which they began to. One whose turn has come is closed when a new client wants
// its place: a browser opens it again, and who opens thousands and says nothing
// locks nobody out.
type idlers struct {
	mu      sync.Mutex
	entries map[net.Conn]*idler
	oldest  *idler
	newest  *idler
}

type idler struct {
	conn         net.Conn
	older, newer *idler
}

func newIdlers() *idlers { return &idlers{entries: map[net.Conn]*idler{}} }

// note is told of every change of a connection's state.
func (l *idlers) note(c net.Conn, state http.ConnState) {
	if state == http.StateNew {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if e := l.entries[c]; e != nil {
		l.remove(e)
	}
	if state != http.StateIdle {
		return
	}
	e := &idler{conn: c, older: l.newest}
	if l.newest != nil {
		l.newest.newer = e
	} else {
		l.oldest = e
	}
	l.newest = e
	l.entries[c] = e
}

// replace puts a connection in the place of another.
func (l *idlers) replace(old, c net.Conn) {
	l.mu.Lock()
	e := l.entries[old]
	if e != nil {
		delete(l.entries, old)
		e.conn = c
		l.entries[c] = e
	}
	l.mu.Unlock()
	if e == nil {
		l.note(c, http.StateIdle)
	}
}

func (l *idlers) remove(e *idler) {
	delete(l.entries, e.conn)
	if e.older != nil {
		e.older.newer = e.newer
	} else {
		l.oldest = e.newer
	}
	if e.newer != nil {
		e.newer.older = e.older
	} else {
		l.newest = e.older
	}
}

// endOldest closes the connection that has been idle longest, if any is.
func (l *idlers) endOldest() {
	l.mu.Lock()
	e := l.oldest
	if e != nil {
		l.remove(e)
	}
	l.mu.Unlock()
	if e != nil {
		if c, ok := e.conn.(*conn); ok {
			c.end()
			return
		}
		go e.conn.Close() // that of TLS says goodbye first, which may take a moment
	}
}
