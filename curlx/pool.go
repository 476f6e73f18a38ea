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

	streams int                       // how many transfers may share an HTTP/2 connection; 0 and 1 for none
	busy    []*conn                   // those that may be shared, and are in use
	making  map[connKey]int           // connections that are being made
	plain   map[connKey]bool          // where there is no HTTP/2
	made    chan struct{}             // closed when one has been made
	judging map[connKey]chan struct{} // idle ones that somebody looks at, which may be shared afterwards; closed then
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
		c, joined, wait := p.find(key, life)
		switch {
		case joined:
			return c, nil
		case c == nil:
			if wait == nil {
				wait = p.soon(t, key)
			}
			if wait == nil {
				return nil, nil
			}
			if err := t.waitFor(wait); err != nil {
				return nil, err
			}
			continue
		}
		good := !c.stale(t) && (age == 0 || time.Since(c.idle) <= age) && (life == 0 || time.Since(c.born) <= life) && (c.h2 == nil || c.h2.join(1))
		p.judged(c, good)
		if good {
			return c, nil
		}
		t.textf("Connection %d seems to be dead", c.id)
		c.close()
	}
}

// find gives a connection of a key: one that others use and that may be shared, which
// is joined, or else the idle one that was used last, which is to be judged. Where
// somebody judges one that could be shared, wait tells when that is done.
func (p *pool) find(key connKey, life time.Duration) (c *conn, joined bool, wait <-chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.shared(key, life); c != nil {
		return c, true, nil
	}
	if p.judging[key] != nil {
		return nil, false, p.judging[key]
	}
	for i := len(p.idle) - 1; i >= 0; i-- {
		if c := p.idle[i]; c.key == key {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			if c.h2 != nil && p.streams > 1 {
				if p.judging == nil {
					p.judging = map[connKey]chan struct{}{}
				}
				p.judging[key] = make(chan struct{})
			}
			return c, false, nil
		}
	}
	return nil, false, nil
}

// judged lets others share an idle connection that is good, and those that waited
// for that look again.
func (p *pool) judged(c *conn, good bool) {
	if c.h2 == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if good && p.streams > 1 {
		p.busy = append(p.busy, c)
	}
	if done := p.judging[c.key]; done != nil {
		delete(p.judging, c.key)
		close(done)
	}
}

// put keeps a connection for later.
func (p *pool) put(o *options, c *conn) {
	p.mu.Lock()
	out := p.keep(o, c)
	p.mu.Unlock()
	for _, c := range out {
		c.close()
	}
}

// keep is put for a caller that holds mu. It gives those that are to be closed.
func (p *pool) keep(o *options, c *conn) (out []*conn) {
	c.idle = time.Now()
	limit := get(o, MAXCONNECTS)
	if p.hosts != nil {
		limit = p.auto
	}
	if p.limit > 0 {
		limit = p.limit
	}
	if p.gone || limit <= 0 {
		return []*conn{c}
	}
	p.idle = append(p.idle, c)
	p.wake()
	for len(p.idle) > limit {
		out = append(out, p.idle[0])
		p.idle = append(p.idle[:0], p.idle[1:]...)
	}
	return out
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
