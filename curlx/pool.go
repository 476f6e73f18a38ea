package curlx

import (
	"sync"
	"time"
)

// A pool keeps idle connections, those used last first.
type pool struct {
	mu    sync.Mutex
	idle  []*conn
	next  int // number of the next connection
	limit int // how many idle ones are kept, 0 for what the handle says
	gone  bool
}

// number is the number of a new connection.
func (p *pool) number() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	return p.next - 1
}

// take gives an idle connection of a key that is still good, or nil. A connection
// is looked at outside the lock: what is on it may have to be read.
func (p *pool) take(t *transfer, key connKey) *conn {
	age := time.Duration(get(t.o, MAXAGE_CONN)) * time.Second
	life := time.Duration(get(t.o, MAXLIFETIME_CONN)) * time.Second
	for {
		c := p.remove(key)
		if c == nil {
			return nil
		}
		if !c.stale(t) && (age == 0 || time.Since(c.idle) <= age) && (life == 0 || time.Since(c.born) <= life) {
			return c
		}
		t.textf("Connection %d seems to be dead", c.id)
		c.close()
	}
}

// remove takes the connection of a key out that was used last.
func (p *pool) remove(key connKey) *conn {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.idle) - 1; i >= 0; i-- {
		if c := p.idle[i]; c.key == key {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			return c
		}
	}
	return nil
}

// put keeps a connection for later.
func (p *pool) put(o *options, c *conn) {
	c.idle = time.Now()
	limit := get(o, MAXCONNECTS)
	p.mu.Lock()
	if p.limit > 0 {
		limit = p.limit
	}
	if p.gone || limit <= 0 {
		p.mu.Unlock()
		c.close()
		return
	}
	p.idle = append(p.idle, c)
	var out []*conn
	for len(p.idle) > limit {
		out = append(out, p.idle[0])
		p.idle = append(p.idle[:0], p.idle[1:]...)
	}
	p.mu.Unlock()
	for _, c := range out {
		c.close()
	}
}

// close ends all idle connections; those that come back later are closed too.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	p.idle, p.gone = nil, true
	p.mu.Unlock()
	for _, c := range idle {
		c.close()
	}
}
