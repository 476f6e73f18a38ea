package curlx

import (
	"bytes"
	"context"
	"io"
	"net"
	"os"
	"reflect"
	"runtime"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A caller's function runs on the goroutine of its transfer, and holds it up for as
// long as it takes. A caller's reader or writer may wait for somebody else, a pipe
// for its other end: it is called on a goroutine of its own, and left behind when
// the transfer's time is up.

// prompt reports whether a reader or writer of the caller's never waits for long.
func prompt(v any) bool {
	switch v := v.(type) {
	case nil, WriteFunc, ReadFunc, *bytes.Buffer, *bytes.Reader, *strings.Reader, *strings.Builder:
		return true
	case *os.File:
		return v == nil || regular(v)
	case io.Writer:
		return v == io.Discard
	}
	return false
}

// endless reports whether nothing of ours can end the transfer while it waits.
func (t *transfer) endless() bool {
	return t.ctx.Done() == nil && t.limit().IsZero() && !t.meter.ticking
}

// An asideResult is what a call on another goroutine came to.
type asideResult struct {
	n     int
	err   error
	panic any
}

// aside makes a call that may wait, and looks after time limits and progress
// meanwhile. A panic in it is the caller's, as if the call had been made here.
func (t *transfer) aside(f func() (int, error)) (int, error) {
	done := make(chan asideResult, 1)
	go func() {
		var o asideResult
		defer func() {
			if o.panic = recover(); o.panic != nil {
				done <- o
			}
		}()
		o.n, o.err = f()
		done <- o
	}()
	for {
		var late <-chan time.Time
		var timer *time.Timer
		if wait, ok := t.patience(); ok {
			timer = time.NewTimer(wait)
			late = timer.C
		}
		select {
		case o := <-done:
			if timer != nil {
				timer.Stop()
			}
			if o.panic != nil {
				panic(o.panic) // unreachable: but for a function of the caller that panics, whose panic this is
			}
			return o.n, o.err
		case <-t.ctx.Done():
			if timer != nil {
				timer.Stop()
			}
			return 0, t.interrupted()
		case <-late:
			if err := t.meter.tick(); err != nil {
				return 0, err
			}
		}
	}
}

// callback calls one of the user's functions. Those of a Multi never overlap.
func (t *transfer) callback(f func() error) error {
	l := t.c.callbacks
	if l == nil {
		return f()
	}
	if err := t.turn(l); err != nil {
		return err
	}
	defer l.Unlock()
	return callOfMulti(f)
}

// turn waits until no other callback of the Multi is being called, for as long as the
// transfer has time.
func (t *transfer) turn(l *netctx.Mutex) error {
	if l.TryLock() {
		return nil
	}
	ctx := t.ctx
	if d := t.limit(); !d.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, d)
		defer cancel()
	}
	if l.Lock(ctx) == nil {
		return nil
	}
	if err := t.expired(); err != nil {
		return err
	}
	return t.timedOut()
}

// callOfMulti is above every callback of a Multi's transfer on the stack: it is how
// inCallback knows one.
//
//go:noinline
func callOfMulti(f func() error) error { return f() }

// inCallback reports whether the caller has been called by a callback of a Multi's
// transfer. What waits for that transfer would wait for itself then, and a lock cannot
// tell who has it.
func inCallback() bool {
	above := reflect.ValueOf(callOfMulti).Pointer()
	var pcs [64]uintptr
	for skip := 2; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs[:])
		for _, pc := range pcs[:n] {
			if f := runtime.FuncForPC(pc - 1); f != nil && f.Entry() == above {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}

// callWrite gives data to one of the user's writers; slow says that it may wait. A call
// that is left behind holds up no callbacks of other transfers.
func (t *transfer) callWrite(w WriteFunc, p []byte, slow bool) (n int, err error) {
	l := t.c.callbacks
	if l == nil && (!slow || t.endless()) {
		return w(p)
	}
	if l == nil {
		return t.aside(func() (int, error) { return w(p) })
	}
	if err := t.turn(l); err != nil {
		return 0, err
	}
	defer l.Unlock()
	call := func() (n int, err error) {
		err = callOfMulti(func() (err error) { n, err = w(p); return err })
		return n, err
	}
	if slow {
		return t.aside(call)
	}
	return call()
}

// callRead takes data from one of the user's readers.
func (t *transfer) callRead(r io.Reader, p []byte) (n int, err error) {
	slow := !prompt(r)
	return t.callWrite(r.Read, p, slow)
}

// closer is CLOSESOCKETFUNCTION as connections call it, nil where there is none. It has
// its turn among a Multi's callbacks, though the time of its transfer may be up.
func (t *transfer) closer() ClosesocketFunc {
	f, l := get(t.o, CLOSESOCKETFUNCTION), t.c.callbacks
	if f == nil || l == nil {
		return f
	}
	return func(c net.Conn) error {
		// The context never ends.
		_ = l.Lock(context.Background())
		defer l.Unlock()
		return callOfMulti(func() error { return f(c) })
	}
}
