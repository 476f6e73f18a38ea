package expect

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A source is where a session's input comes from and its output goes.
type source interface {
	// read reads what has come, waiting until the deadline for something: zero
	// waits for ever. It fails with os.ErrDeadlineExceeded when nothing came,
	// with an *endError or io.EOF at the end, with the context's cause, or with
	// os.ErrClosed once close was called, from whatever goroutine.
	read(ctx context.Context, p []byte, deadline time.Time) (int, error)

	// write writes all of p, or fails as read does. With os.ErrDeadlineExceeded it
	// tells how much was written until then.
	write(ctx context.Context, p []byte, deadline time.Time) (int, error)

	// close wakes those who read and write. It may be called twice.
	close() error
}

// An endError is the end of input, in the words of the original.
type endError struct{ text string }

func (e *endError) Error() string { return e.text }

func (e *endError) Is(target error) bool { return target == io.EOF }

// isEnd tells whether an error of a transport means that its other side is gone.
func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) }

// deadliner is what os.File on a pipe or terminal and net.Conn have.
type deadliner interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// past is a deadline that has passed.
var past = time.Unix(1, 0)

// grace is how long even a poll waits: what has come may be on its way through
// the system or another goroutine.
const grace = 2 * time.Millisecond

// atLeast is a deadline that leaves the time to look.
func atLeast(deadline time.Time) time.Time {
	if soon := time.Now().Add(grace); !deadline.IsZero() && deadline.Before(soon) {
		return soon
	}
	return deadline
}

// timedSource reads from something that knows deadlines.
type timedSource struct {
	d   deadliner
	end error // what the end of input is called
}

func (s *timedSource) read(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	return s.readUnless(ctx, p, deadline, nil)
}

// errWoken is what readUnless was told to end for.
var errWoken = errors.New("woken")

// readUnless is read that ends, too, when somebody sets a deadline in the past
// and woken says yes.
func (s *timedSource) readUnless(ctx context.Context, p []byte, deadline time.Time, woken func() bool) (int, error) {
	bond := netctx.NewBond(ctx, s.d.SetReadDeadline)
	defer bond.Release()
	deadline = atLeast(deadline)
	for {
		if err := bond.Until(deadline); isEnd(err) {
			return 0, s.end // as a net.Pipe says whose other end is closed
		} else if err != nil {
			return 0, err
		}
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if woken != nil && woken() {
			return 0, errWoken
		}
		n, err := s.d.Read(p)
		switch {
		case n > 0:
			return n, nil
		case errors.Is(err, os.ErrDeadlineExceeded):
			if ctx.Err() != nil {
				return 0, context.Cause(ctx)
			}
			// What woke us may have been meant for an earlier call.
			if deadline.IsZero() || time.Now().Before(deadline) {
				continue
			}
			return 0, os.ErrDeadlineExceeded
		case isEnd(err):
			return 0, s.end
		case err != nil:
			return 0, err
		}
	}
}

func (s *timedSource) write(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	return s.writeUnless(ctx, p, deadline, nil)
}

// patience is how long who has ended may take to read what it will not read.
const patience = 20 * time.Millisecond

// writeUnless is write that gives up soon once ended says yes; who makes it say
// yes sets a deadline in the past, which wakes a write that waits.
func (s *timedSource) writeUnless(ctx context.Context, p []byte, deadline time.Time, ended func() bool) (n int, err error) {
	bond := netctx.NewBond(ctx, s.d.SetWriteDeadline)
	defer bond.Release()
	deadline = atLeast(deadline)
	for gone := false; ; {
		if err := bond.Until(deadline); err != nil {
			return n, err
		}
		if ctx.Err() != nil {
			return n, context.Cause(ctx)
		}
		if !gone && ended != nil && ended() {
			gone, deadline = true, time.Now().Add(patience)
			continue
		}
		k, err := s.d.Write(p[n:])
		n += k
		switch {
		case !errors.Is(err, os.ErrDeadlineExceeded):
			return n, err
		case ctx.Err() != nil:
			return n, context.Cause(ctx)
		case gone:
			return n, errWoken
		case !deadline.IsZero() && !time.Now().Before(deadline):
			return n, os.ErrDeadlineExceeded
		}
	}
}

func (s *timedSource) close() error {
	if err := s.d.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

// pumpSource reads from something that knows no deadlines, in a goroutine that
// ends with it.
type pumpSource struct {
	rwc    io.ReadWriteCloser
	pieces chan []byte
	closed chan struct{}
	once   sync.Once
	name   string // what the end of input is called
	end    error  // valid once pieces is closed
	rest   []byte
	writer asideWriter
}

func newPump(rwc io.ReadWriteCloser, name string) *pumpSource {
	s := &pumpSource{rwc: rwc, name: name, pieces: make(chan []byte), closed: make(chan struct{})}
	go s.pump()
	return s
}

func (s *pumpSource) pump() {
	defer close(s.pieces)
	for {
		p := make([]byte, readAhead)
		n, err := s.rwc.Read(p)
		if n > 0 {
			select {
			case s.pieces <- p[:n]:
			case <-s.closed:
				s.end = os.ErrClosed
				return
			}
		}
		if err != nil {
			s.end = err
			return
		}
	}
}

func (s *pumpSource) read(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	if len(s.rest) == 0 {
		var late <-chan time.Time
		if !deadline.IsZero() {
			timer := time.NewTimer(time.Until(atLeast(deadline)))
			defer timer.Stop()
			late = timer.C
		}
		select {
		case piece, ok := <-s.pieces:
			if !ok {
				return 0, s.ended()
			}
			s.rest = piece
		case <-late:
			return 0, os.ErrDeadlineExceeded
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-s.closed:
			return 0, os.ErrClosed
		}
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func (s *pumpSource) ended() error {
	select {
	case <-s.closed:
		return os.ErrClosed
	default:
	}
	if isEnd(s.end) {
		return &endError{s.name}
	}
	return s.end
}

// write writes in a goroutine, which knows no deadline either: one that is given up
// ends with the transport, and what it still writes comes before what is written
// next.
func (s *pumpSource) write(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	return s.writer.write(ctx, p, deadline, s.closed, s.rwc.Write)
}

func (s *pumpSource) close() (err error) {
	s.once.Do(func() {
		close(s.closed)
		err = s.rwc.Close()
	})
	return err
}

// An asideWriter writes in a goroutine, one write after another.
type asideWriter struct{ busy netctx.Mutex }

func (w *asideWriter) write(ctx context.Context, p []byte, deadline time.Time, closed <-chan struct{}, to func([]byte) (int, error)) (int, error) {
	select {
	case <-closed:
		return 0, os.ErrClosed
	default:
	}
	if !deadline.IsZero() {
		limited, cancel := context.WithDeadlineCause(ctx, atLeast(deadline), os.ErrDeadlineExceeded)
		defer cancel()
		ctx = limited
	}
	if err := w.busy.Lock(ctx); err != nil {
		return 0, err
	}
	type result struct {
		n   int
		err error
	}
	done := make(chan result, 1)
	p = bytes.Clone(p) // the caller may have its own back before it is written
	go func() {
		n, err := to(p)
		w.busy.Unlock()
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-ctx.Done():
		return 0, context.Cause(ctx)
	case <-closed:
		return 0, os.ErrClosed
	}
}

// noDeadline waits for ever.
var noDeadline time.Time
