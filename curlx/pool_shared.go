package curlx

import (
	"slices"
	"time"
)

// shared gives a connection that others use too, nil where there is none. The caller
// holds mu.
func (p *pool) shared(key connKey, life time.Duration) *conn {
	if p.streams < 2 {
		return nil
	}
	for _, c := range p.busy {
		if c.key == key && (life == 0 || time.Since(c.born) <= life) && c.h2.join(p.streams) {
			return c
		}
	}
	return nil
}

// quit takes a transfer's leave of an HTTP/2 connection. The last one keeps it for
// later, if it is good, or is to close it; at no time can it be found in two places,
// or in none.
func (p *pool) quit(o *options, c *conn, good bool) (last, kept bool, out []*conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	last, useful := c.h2.quit(good)
	if last || !useful {
		p.busy = slices.DeleteFunc(p.busy, func(x *conn) bool { return x == c })
	}
	if last && useful {
		return true, true, p.keep(o, c)
	}
	p.wake()
	return last, false, nil
}

// dialling notes that a connection is being made. done tells what came of it: nil
// if nothing did.
func (p *pool) dialling(t *transfer, key connKey) (done func(c *conn)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.streams < 2 && !t.makes {
		return func(*conn) {}
	}
	if !t.makes {
		p.begin(key)
	}
	t.makes = false
	return func(c *conn) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.making[key]--; p.making[key] == 0 {
			delete(p.making, key)
		}
		if c != nil && c.h2 != nil {
			p.busy = append(p.busy, c)
			p.wake()
		} else if c != nil {
			p.plain[key] = true
		}
		close(p.made)
		p.made = make(chan struct{})
	}
}

// begin counts a connection that is being made. The caller holds mu.
func (p *pool) begin(key connKey) {
	if p.making == nil {
		p.making, p.plain, p.made = map[connKey]int{}, map[connKey]bool{}, make(chan struct{})
	}
	p.making[key]++
}

// soon gives what tells that a connection of a key has been made, nil where none is
// to be waited for: then the transfer is the one that makes it.
func (p *pool) soon(t *transfer, key connKey) <-chan struct{} {
	if !on(t.o, PIPEWAIT) || t.makes {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.streams < 2 || p.plain[key] {
		return nil
	}
	if p.making[key] == 0 {
		p.begin(key)
		t.makes = true
		return nil
	}
	return p.made
}

// waitFor waits for something, looking after time limits and progress.
func (t *transfer) waitFor(done <-chan struct{}) error {
	for {
		var late <-chan time.Time
		var timer *time.Timer
		if wait, ok := t.patience(); ok {
			timer = time.NewTimer(wait)
			late = timer.C
		}
		var err error
		ok := false
		select {
		case <-done:
			ok = true
		case <-t.ctx.Done():
			err = t.interrupted()
		case <-late:
			err = t.meter.tick()
		}
		if timer != nil {
			timer.Stop()
		}
		if ok || err != nil {
			return err
		}
	}
}
