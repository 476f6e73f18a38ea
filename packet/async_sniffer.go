package packet

import (
	"context"
	"sync"
)

// An AsyncSniffer captures packets beside what a program does: scapy's
// AsyncSniffer. It may be used by several goroutines.
type AsyncSniffer struct {
	opts SniffOptions

	mu   sync.Mutex
	stop context.CancelCauseFunc
	done chan struct{}
	got  PacketList
	err  error
}

// errNotStarted is the error of a sniffer that captures nothing.
var errNotStarted = &Error{Kind: ErrScapy, Op: "sniff", Reason: "it was not started"}

// NewAsyncSniffer makes a sniffer; nothing is captured yet.
func NewAsyncSniffer(opts *SniffOptions) *AsyncSniffer {
	a := &AsyncSniffer{}
	if opts != nil {
		a.opts = *opts
	}
	return a
}

// Start begins to capture. When it returns, the sockets are bound and the filter
// is in force: a packet that is sent from then on is captured. The capture ends
// with ctx, or by [AsyncSniffer.Stop]. One that runs already is an error.
func (a *AsyncSniffer) Start(ctx context.Context) error {
	if a == nil {
		return errNotStarted
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.done != nil {
		select {
		case <-a.done:
		default:
			return &Error{Kind: ErrScapy, Op: "sniff", Reason: "it runs already: stop it first"}
		}
	}
	o := a.opts
	ready := make(chan struct{})
	o.Started = func() {
		if a.opts.Started != nil {
			a.opts.Started()
		}
		close(ready)
	}
	inner, stop := context.WithCancelCause(ctx)
	done := make(chan struct{})
	a.stop, a.done, a.got, a.err = stop, done, PacketList{}, nil
	var got PacketList
	var err error
	go func() {
		defer close(done)
		got, err = Sniff(inner, &o)
		if context.Cause(inner) == errEnough {
			err = nil // it was stopped
		}
		stop(nil)
		a.mu.Lock()
		a.got, a.err = got, err
		a.mu.Unlock()
	}()
	select {
	case <-ready:
		return nil
	case <-done:
		// It could not begin, unless it has ended so soon.
		select {
		case <-ready:
			return nil
		default:
			return a.err
		}
	}
}

// Stop ends the capture and returns what it captured. One that has ended by itself
// is no error.
func (a *AsyncSniffer) Stop() (PacketList, error) {
	if a == nil {
		return PacketList{}, errNotStarted
	}
	a.mu.Lock()
	stop, done := a.stop, a.done
	a.mu.Unlock()
	if done == nil {
		return PacketList{}, errNotStarted
	}
	stop(errEnough)
	<-done
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.got, a.err
}

// Join waits until the capture ends by itself, or until ctx ends, which leaves the
// capture running.
func (a *AsyncSniffer) Join(ctx context.Context) (PacketList, error) {
	if a == nil {
		return PacketList{}, errNotStarted
	}
	a.mu.Lock()
	done := a.done
	a.mu.Unlock()
	if done == nil {
		return PacketList{}, errNotStarted
	}
	select {
	case <-ctx.Done():
		return PacketList{}, context.Cause(ctx)
	case <-done:
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.got, a.err
}

// Running reports whether it captures.
func (a *AsyncSniffer) Running() bool {
	if a == nil {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.done == nil {
		return false
	}
	select {
	case <-a.done:
		return false
	default:
		return true
	}
}
