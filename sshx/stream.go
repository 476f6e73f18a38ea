package sshx

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// streams keep what a channel has sent and nobody has read. Each side is read by a
// goroutine of its own, so that who reads one to its end never waits for the other.
type streams struct {
	mu       sync.Mutex
	changed  chan struct{} // closed and replaced when anything below changes
	buffer   [2]bytes.Buffer
	end      [2]error // why no more will come; io.EOF in good order
	wanted   int      // how many wait for something that has not come yet
	most     int64    // bytes that may be kept while somebody waits
	into     [2]int   // which buffer a side goes to
	failed   error    // what ended all of it
	status   int
	signal   string
	statusIn bool
	over     bool // no request will come any more
}

// Sides of a channel.
const (
	stdout = iota
	stderr
)

// readAhead is how much is kept for nobody; beyond it the server has to wait, unless
// somebody waits for more.
const readAhead = 1 << 20

func (s *streams) init(most int64) {
	s.changed, s.status, s.most = make(chan struct{}), -1, most
	s.into = [2]int{stdout, stderr}
}

// change tells those who wait. The lock must be held.
func (s *streams) change() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// fail ends everything; the first reason stands. The lock must be held.
func (s *streams) fail(err error) {
	if s.failed == nil {
		s.failed = err
		s.change()
	}
}

func bufferFull(op string, most int64) error {
	return &Error{Kind: ErrBufferFull, Op: op, Reason: fmt.Sprintf("more than the %d bytes of MaxBuffer", most)}
}

func (s *streams) kept() int { return s.buffer[stdout].Len() + s.buffer[stderr].Len() }

// How much is read at a time, at first, and of a side that has much to say.
const (
	firstRead = 512
	largeRead = 32 << 10
)

// pump reads a side until its end.
func (s *streams) pump(side int, r io.Reader, full func()) {
	p := make([]byte, firstRead)
	for {
		n, err := r.Read(p)
		s.mu.Lock()
		if n > 0 {
			s.buffer[s.into[side]].Write(p[:n])
		}
		if err != nil {
			s.end[side] = err
		}
		s.change()
		for s.kept() >= readAhead && s.wanted == 0 && s.failed == nil && err == nil && !s.over {
			wait := s.changed
			s.mu.Unlock()
			<-wait
			s.mu.Lock()
		}
		tooMuch := int64(s.kept()) > s.most
		if tooMuch {
			s.fail(bufferFull("read", s.most))
		}
		stop := err != nil || s.failed != nil
		s.mu.Unlock()
		if tooMuch {
			full()
		}
		if stop {
			return
		}
		if n == len(p) && n < largeRead { // as many commands say little as say much
			p = make([]byte, 4*len(p))
		}
	}
}

// finished reports whether a buffer will get no more. The lock must be held.
func (s *streams) finished(which int) bool {
	for side, into := range s.into {
		if into == which && s.end[side] == nil {
			return false
		}
	}
	return true
}

// wait waits until ready says so. It returns the lock held, and an error where it was
// not to be. Ready is asked with the lock held.
func (s *streams) wait(ctx context.Context, limit time.Duration, ready func() bool) error {
	var timeout <-chan time.Time
	if limit > 0 {
		t := time.NewTimer(limit)
		defer t.Stop()
		timeout = t.C
	}
	s.mu.Lock()
	if ready() {
		return nil
	}
	s.wanted++
	defer func() { s.wanted-- }()
	s.change() // who holds back must not any longer
	for !ready() {
		if s.failed != nil {
			return s.failed
		}
		changed := s.changed
		s.mu.Unlock()
		select {
		case <-changed:
			s.mu.Lock()
		case <-timeout:
			s.mu.Lock()
			return &Error{Kind: ErrTimeout, Op: "read", Reason: "nothing came within " + limit.String(), Err: os.ErrDeadlineExceeded}
		case <-ctx.Done():
			s.mu.Lock()
			return ended(ctx, "read")
		}
	}
	return nil
}

// read takes from a buffer.
func (s *streams) read(ctx context.Context, limit time.Duration, which int, p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	err := s.wait(ctx, limit, func() bool { return s.buffer[which].Len() > 0 || s.finished(which) })
	defer s.mu.Unlock()
	if s.buffer[which].Len() > 0 {
		n, _ := s.buffer[which].Read(p)
		s.change()
		return n, nil
	}
	if err != nil {
		return 0, err
	}
	if s.failed != nil {
		return 0, s.failed
	}
	for side, into := range s.into {
		if into == which && s.end[side] != io.EOF {
			return 0, s.end[side]
		}
	}
	return 0, io.EOF
}
