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

	// Of a Multi: how many connections may be open, and are. They are counted where
	// hosts is there.
	most, mostHost int
	auto           int // how many idle ones are kept unless limit says otherwise
	open           int
	hosts          map[string]int // connections by where they lead
	freed          chan struct{}  // closed when one has been given up, nil while nobody waits

	streams int              // how many transfers may share an HTTP/2 connection; 0 and 1 for none
	busy    []*conn          // those that may be shared, and are in use
	making  map[connKey]int  // connections that are being made
	plain   map[connKey]bool // where there is no HTTP/2
	made    chan struct{}    // closed when one has been made
}

// number is the number of a new connection.
func (p *pool) number() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next++
	return p.next - 1
}

// take gives a connection of a key that is still good, or nil: one that several
// transfers share, or an idle one. With PIPEWAIT it waits for one that is being
// made and may be shared. A connection is looked at outside the lock: what is on it
// may have to be read.
func (p *pool) take(t *transfer, key connKey) (*conn, error) {
	age := time.Duration(get(t.o, MAXAGE_CONN)) * time.Second
	life := time.Duration(get(t.o, MAXLIFETIME_CONN)) * time.Second
	for {
		if c := p.shared(key, life); c != nil {
			return c, nil
		}
		c := p.remove(key)
		if c == nil {
			made := p.soon(t, key)
			if made == nil {
				return nil, nil
			}
			if err := t.waitFor(made); err != nil {
				return nil, err
			}
			continue
		}
		if !c.stale(t) && (age == 0 || time.Since(c.idle) <= age) && (life == 0 || time.Since(c.born) <= life) && (c.h2 == nil || c.h2.join(1)) {
			p.list(c)
			return c, nil
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
	if p.hosts != nil {
		limit = p.auto
	}
	if p.limit > 0 {
		limit = p.limit
	}
	if p.gone || limit <= 0 {
		p.mu.Unlock()
		c.close()
		return
	}
	p.idle = append(p.idle, c)
	p.wake()
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
