package dnsq

import (
	"context"
	"errors"
	"net/netip"
	"sync"
	"time"
)

// A flightKey is what makes questions equal, so that one may be asked for all.
type flightKey struct {
	CacheKey
	tcp    bool
	source netip.AddrPort
}

// A flight is a question under way. Its outcome is there once done is closed.
type flight struct {
	done   chan struct{}
	answer *Answer
	err    error
}

// flights are the questions that a resolver has under way.
type flights struct {
	mu  sync.Mutex
	all map[flightKey]*flight
}

// join finds the flight of a question, or begins one, which the caller must end.
func (f *flights) join(key flightKey) (c *flight, mine bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if c = f.all[key]; c != nil {
		return c, false
	}
	if f.all == nil {
		f.all = map[flightKey]*flight{}
	}
	c = &flight{done: make(chan struct{})}
	f.all[key] = c
	return c, true
}

func (f *flights) end(key flightKey, c *flight) {
	f.mu.Lock()
	delete(f.all, key)
	f.mu.Unlock()
	close(c.done)
}

// askOnce asks for one name, or waits for who is asking the same.
func (x *resolution) askOnce(ctx context.Context, name Name) (*Answer, error) {
	if !x.r.Singleflight {
		return x.ask(ctx, name)
	}
	key := flightKey{NewCacheKey(name, x.typ, x.class), x.opts.TCP, netip.AddrPortFrom(x.opts.Source, uint16(x.opts.SourcePort))}
	for {
		c, mine := x.r.flights.join(key)
		if mine {
			return x.fly(ctx, name, key, c)
		}
		if err := x.await(ctx, c); err != nil {
			return nil, err
		}
		// Who asked may have given up or had less time. Then another asks.
		if !errors.Is(c.err, context.Canceled) && !errors.Is(c.err, ErrLifetimeTimeout) {
			return c.answer, c.err
		}
		if err := ctx.Err(); err != nil {
			return nil, x.ended(ctx)
		}
		if !time.Now().Before(x.deadline) {
			return nil, x.over()
		}
	}
}

func (x *resolution) fly(ctx context.Context, name Name, key flightKey, c *flight) (*Answer, error) {
	// Should a Nameserver panic, those who wait are to ask themselves.
	c.err = context.Canceled
	defer x.r.flights.end(key, c)
	c.answer, c.err = x.ask(ctx, name)
	return c.answer, c.err
}

// await waits for a flight, at most until the lifetime ends.
func (x *resolution) await(ctx context.Context, c *flight) error {
	t := time.NewTimer(time.Until(x.deadline))
	defer t.Stop()
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
		return x.ended(ctx)
	case <-t.C:
		return x.over()
	}
}
