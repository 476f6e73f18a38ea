package packet

import (
	"context"
	"sync"
)

// An AsyncSniffer captures packets beside what a program does: scapy's
// AsyncSniffer. It may be used by several goroutines.
type AsyncSniffer struct {
	opts SniffOptions

	mu  sync.Mutex
	now *sniffing
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
	if a.now.running() {
		a.mu.Unlock()
		return &Error{Kind: ErrScapy, Op: "sniff", Reason: "it runs already: stop it first"}
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
	r := &sniffing{stop: stop, done: make(chan struct{})}
	a.now = r
	a.mu.Unlock() // what is called back may ask the sniffer
	go func() {
		defer close(r.done)
		r.got, r.err = Sniff(inner, &o)
		if context.Cause(inner) == errEnough {
			r.err = nil // it was stopped
		}
		stop(nil)
	}()
	select {
	case <-ready:
		return nil
	case <-r.done:
		// It could not begin, unless it has ended so soon.
		select {
		case <-ready:
			return nil
		default:
			return r.err
		}
	}
}

// A sniffing is one run of a sniffer.
type sniffing struct {
	stop context.CancelCauseFunc
	done chan struct{} // closed when got and err are there
	got  PacketList
	err  error
}

func (r *sniffing) running() bool {
	if r == nil {
		return false
	}
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

// last is the run that was started last; nil if there was none.
func (a *AsyncSniffer) last() *sniffing {
	if a == nil {
		return nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.now
}

// Stop ends the capture and returns what it captured. One that has ended by itself
// is no error.
func (a *AsyncSniffer) Stop() (PacketList, error) {
	r := a.last()
	if r == nil {
		return PacketList{}, errNotStarted
	}
	r.stop(errEnough)
	<-r.done
	return r.got, r.err
}

// Join waits until the capture ends by itself, or until ctx ends, which leaves the
// capture running.
func (a *AsyncSniffer) Join(ctx context.Context) (PacketList, error) {
	r := a.last()
	if r == nil {
		return PacketList{}, errNotStarted
	}
	select {
	case <-ctx.Done():
		return PacketList{}, context.Cause(ctx)
	case <-r.done:
	}
	return r.got, r.err
}

// Running reports whether it captures.
func (a *AsyncSniffer) Running() bool { return a.last().running() }
