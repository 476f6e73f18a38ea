//go:build unix

package expect

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// blocking reads from a file that the runtime's poller does not have: standard
// input, or a descriptor that others share and expect to block. It asks poll(2)
// before each read, and a pipe of its own wakes it.
type blocking struct {
	f           *os.File
	end         string
	wake, waker *os.File
	mu          sync.Mutex // of reading, which closing waits for
	closed      chan struct{}
	once        sync.Once
	writer      asideWriter
}

func newBlocking(f *os.File, end string) (source, error) {
	wake, waker, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	return &blocking{f: f, end: end, wake: wake, waker: waker, closed: make(chan struct{})}, nil
}

func (b *blocking) isClosed() bool {
	select {
	case <-b.closed:
		return true
	default:
		return false
	}
}

func (b *blocking) read(ctx context.Context, p []byte, deadline time.Time) (n int, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.isClosed() {
		return 0, os.ErrClosed
	}
	if ctx.Done() != nil {
		defer context.AfterFunc(ctx, func() { b.waker.Write([]byte{0}) })()
	}
	for {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		if b.isClosed() {
			return 0, os.ErrClosed
		}
		ready, err := b.poll(deadline)
		switch {
		case err != nil:
			return 0, err
		case ready:
			n, err := b.f.Read(p)
			if n == 0 && (err == nil || isEnd(err)) {
				return 0, &endError{b.end}
			}
			return n, err
		case !deadline.IsZero() && !time.Now().Before(deadline):
			return 0, os.ErrDeadlineExceeded
		}
	}
}

// poll waits until there is something to read, or somebody wakes it.
func (b *blocking) poll(deadline time.Time) (ready bool, err error) {
	timeout := -1
	if !deadline.IsZero() {
		// Rounded up: before the deadline nothing is late.
		timeout = int(max(0, time.Until(deadline)+time.Millisecond-1) / time.Millisecond)
	}
	fds := []unix.PollFd{{Events: unix.POLLIN}, {Events: unix.POLLIN}}
	err = control(b.wake, func(fd int) error { fds[1].Fd = int32(fd); return nil })
	if err != nil {
		return false, err
	}
	err = control(b.f, func(fd int) error {
		fds[0].Fd = int32(fd)
		_, err := unix.Poll(fds, timeout)
		return err
	})
	if err != nil && !errors.Is(err, unix.EINTR) {
		return false, err
	}
	if fds[1].Revents != 0 {
		b.wake.Read(make([]byte, 8))
		return false, nil
	}
	return fds[0].Revents != 0, nil
}

func (b *blocking) write(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	return b.writer.write(ctx, p, deadline, b.closed, b.f.Write)
}

// release wakes who reads and gives up everything but the file.
func (b *blocking) release() {
	b.once.Do(func() {
		close(b.closed)
		b.waker.Write([]byte{0})
		b.mu.Lock() // the reader is on its way out
		defer b.mu.Unlock()
		b.wake.Close()
		b.waker.Close()
	})
}

func (b *blocking) close() error {
	b.release()
	if err := b.f.Close(); err != nil && !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

// userFile is a source of a file that stays open.
func userFile(f *os.File) (source, func(), error) {
	s, err := newBlocking(f, "")
	if err != nil {
		return nil, nil, err
	}
	return s, s.(*blocking).release, nil
}
