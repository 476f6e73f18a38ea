package curlx

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A wire is a network connection in the service of one transfer at a time. Its
// reads and writes keep the transfer's time limits, end with its context, and
// look after progress and low speed while they wait. TLS goes on top of it.
type wire struct {
	net.Conn
	t       *transfer
	release func() bool
	mu      sync.Mutex // of cut and the deadlines
	cut     bool       // the context has ended
	rd, wr  time.Time  // the deadlines that are set
	closer  ClosesocketFunc
	watched atomic.Bool // another goroutine reads: it leaves time limits and progress alone
	duplex  *duplex     // sends while the transfer reads, nil for nobody
}

// attach puts the wire into a transfer's service.
func (w *wire) attach(t *transfer) {
	w.t = t
	w.cut = false
	if t.ctx.Done() != nil {
		w.release = context.AfterFunc(t.ctx, func() {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.cut = true
			// A connection that cannot take a deadline is closed already.
			_ = w.Conn.SetDeadline(time.Unix(1, 0))
		})
	}
}

// detach ends its service. The connection is good for another transfer only if
// nothing interrupted it.
func (w *wire) detach() (whole bool) {
	whole = true
	if w.release != nil {
		// What has begun to cut the connection may do so at any time: after that it
		// is of no use to anybody.
		whole = w.release()
		w.release = nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.t = nil
	return whole && !w.cut
}

// until sets a deadline unless the context has taken it over.
func (w *wire) until(d time.Time, set func(time.Time) error, now *time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cut || now.Equal(d) {
		return nil
	}
	*now = d
	return set(d)
}

// wait is until when the next wait may last, and whether that is for a tick only.
func (w *wire) wait() (time.Time, bool) {
	d := w.t.limit()
	if !w.t.meter.ticking {
		return d, false
	}
	if next := time.Now().Add(tick); d.IsZero() || next.Before(d) {
		return next, true
	}
	return d, false
}

// unset is a deadline that none is equal to, so that the next one is set.
var unset = time.Unix(2, 0)

func (w *wire) Read(p []byte) (int, error) {
	if w.t == nil || w.watched.Load() {
		return w.Conn.Read(p)
	}
	if w.duplex != nil {
		return w.duplex.read(p)
	}
	for {
		d, ticks := w.wait()
		if err := w.until(d, w.Conn.SetReadDeadline, &w.rd); err != nil {
			return 0, err
		}
		n, err := w.Conn.Read(p)
		if n > 0 || err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if err := w.late(ticks); err != nil {
			return 0, err
		}
	}
}

func (w *wire) Write(p []byte) (done int, err error) {
	if w.t == nil || w.duplex != nil {
		return w.Conn.Write(p)
	}
	for {
		d, ticks := w.wait()
		if err := w.until(d, w.Conn.SetWriteDeadline, &w.wr); err != nil {
			return done, err
		}
		n, err := w.Conn.Write(p[done:])
		done += n
		if err == nil || !errors.Is(err, os.ErrDeadlineExceeded) {
			return done, err
		}
		if err := w.late(ticks); err != nil {
			return done, err
		}
	}
}

// late is what to do when a deadline has passed: nothing after a tick.
func (w *wire) late(ticks bool) error {
	if w.t.ctx.Err() != nil {
		return w.t.interrupted()
	}
	if ticks {
		return w.t.meter.tick()
	}
	if err := w.t.expired(); err != nil {
		return err
	}
	return nil
}

// Close closes the connection, by CLOSESOCKETFUNCTION where there is one.
func (w *wire) Close() error {
	if w.closer != nil {
		return w.closer(w.Conn)
	}
	return w.Conn.Close()
}

// interruptWrite makes a Write that hangs return.
func (w *wire) interruptWrite() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wr = time.Unix(1, 0)
	// A connection that cannot take a deadline is closed already.
	_ = w.Conn.SetWriteDeadline(w.wr)
}

// interruptRead makes a Read that hangs return, for good.
func (w *wire) interruptRead() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.cut = true
	_ = w.Conn.SetReadDeadline(time.Unix(1, 0))
}
