// Package netctx binds a context to what blocks and knows no context: a
// connection, a caller's reader, a lock. It is one rule for all packages: a call
// whose context ends returns promptly, and its error wraps [context.Cause].
package netctx

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// past is a deadline that has been missed.
var past = time.Unix(1, 0)

// Bind makes the end of ctx interrupt what reads from c or writes to it: they
// fail with [os.ErrDeadlineExceeded], and [Err] tells what ended them. The
// deadline of c belongs to the bond meanwhile; a caller with time limits of its
// own uses [Bond].
//
// release takes the bond off and clears the deadline, so that c can serve the
// next call; it must be called, once.
func Bind(ctx context.Context, c interface{ SetDeadline(time.Time) error }) (release func()) {
	b := NewBond(ctx, c.SetDeadline)
	return b.Release
}

// A Bond is a context bound to one deadline of a connection, for callers that set
// this deadline themselves as they go.
type Bond struct {
	ctx  context.Context
	set  func(time.Time) error
	stop func() bool
	done chan struct{} // closed when the interrupt has been made
}

// NewBond binds ctx to what set sets: the SetDeadline, SetReadDeadline or
// SetWriteDeadline method of a connection.
func NewBond(ctx context.Context, set func(time.Time) error) *Bond {
	b := &Bond{ctx: ctx, set: set}
	if ctx.Done() == nil {
		return b
	}
	b.done = make(chan struct{})
	b.stop = context.AfterFunc(ctx, func() {
		defer close(b.done)
		set(past)
	})
	return b
}

// Until gives what is waited for next its own time limit; the zero time is none.
// It never takes back the interrupt of a context that has ended.
func (b *Bond) Until(deadline time.Time) error {
	err := b.set(deadline)
	// The interrupt may have come just before, and been overwritten.
	if b.ctx.Err() != nil {
		return errors.Join(err, b.set(past))
	}
	return err
}

// Release takes the bond off and clears the deadline. An interrupt that is just
// being made is waited for, so that it cannot hit the next call.
func (b *Bond) Release() {
	if b.stop != nil && !b.stop() {
		<-b.done
	}
	b.set(time.Time{})
}

// Err is the error of a call that ended with err: nil for nil; once ctx has
// ended, an error that wraps both [context.Cause] and err; err otherwise. Its
// text is that of the cause, followed by err's where that says more than that
// time was up.
func Err(ctx context.Context, err error) error {
	if err == nil || ctx.Err() == nil && !(errors.Is(err, os.ErrDeadlineExceeded) && Ended(ctx)) {
		return err
	}
	cause := context.Cause(ctx)
	switch {
	case errors.Is(err, cause):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &ended{cause, err}
	}
	return fmt.Errorf("%w (%w)", cause, err)
}

// Ended reports whether ctx has ended. Once its deadline has come it waits for that:
// who waits for the time itself, as net.Dialer does, may be earlier than the context.
func Ended(ctx context.Context) bool {
	if d, ok := ctx.Deadline(); ok && !time.Now().Before(d) {
		late := time.NewTimer(time.Second)
		defer late.Stop()
		select {
		case <-ctx.Done():
		case <-late.C: // it is one of its own kind
		}
	}
	return ctx.Err() != nil
}

// ended reads as what ended the context, and is the interrupt too.
type ended struct{ cause, err error }

func (e *ended) Error() string   { return e.cause.Error() }
func (e *ended) Unwrap() []error { return []error{e.cause, e.err} }
