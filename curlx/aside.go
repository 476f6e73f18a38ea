package curlx

import (
	"bytes"
	"io"
	"os"
	"strings"
	"time"
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
				panic(o.panic)
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
	if l := t.c.callbacks; l != nil {
		if err := l.Lock(t.ctx); err != nil {
			return t.interrupted()
		}
		defer l.Unlock()
	}
	return f()
}

// callWrite gives data to one of the user's writers; slow says that it may wait.
func (t *transfer) callWrite(w WriteFunc, p []byte, slow bool) (n int, err error) {
	l := t.c.callbacks
	if l == nil && (!slow || t.endless()) {
		return w(p)
	}
	call := func() (int, error) {
		if l != nil {
			if err := l.Lock(t.ctx); err != nil {
				return 0, t.interrupted()
			}
			defer l.Unlock()
		}
		return w(p)
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
