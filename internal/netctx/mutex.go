package netctx

import (
	"context"
	"sync"
)

// A Mutex is a lock whose wait ends with a context. The zero value is unlocked.
type Mutex struct {
	once sync.Once
	held chan struct{} // full while locked
}

func (m *Mutex) init() { m.once.Do(func() { m.held = make(chan struct{}, 1) }) }

// Lock takes the lock, or returns the cause of ctx once that has ended.
func (m *Mutex) Lock(ctx context.Context) error {
	m.init()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	select {
	case m.held <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// TryLock takes the lock if nobody has it, and reports whether it did.
func (m *Mutex) TryLock() bool {
	m.init()
	select {
	case m.held <- struct{}{}:
		return true
	default:
		return false
	}
}

// Unlock gives the lock back. To unlock what is not locked is a programming
// error and panics, as with [sync.Mutex].
func (m *Mutex) Unlock() {
	m.init()
	select {
	case <-m.held:
	default:
		panic("netctx: Unlock of an unlocked Mutex")
	}
}
