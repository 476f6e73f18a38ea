//go:build unix

package expect

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A terminal is our side of a pseudo-terminal.
//
// The pty package opens it so that reads block a thread, deadlines do nothing,
// and closing does not wake a reader. Opened anew as nonblocking, the runtime's
// poller has it. Nobody may call Fd on it, which undoes that.
type terminal struct {
	timedSource
	f     *os.File
	drain bool // the end is when nobody has it open any more

	ended chan struct{} // closed once the program has ended
	once  sync.Once
}

// openTerminal returns our side, and the program's.
func openTerminal() (*terminal, *os.File, error) {
	master, slave, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer master.Close()
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		if err = unix.SetNonblock(fd, true); err != nil {
			unix.Close(fd)
		}
	}
	if err != nil {
		slave.Close()
		return nil, nil, err
	}
	f := os.NewFile(uintptr(fd), master.Name())
	end := &endError{"End Of File (EOF). Exception style platform."}
	return &terminal{timedSource: timedSource{d: f, end: end}, f: f, ended: make(chan struct{})}, slave, nil
}

// lastWords is how long the terminal of a program that has ended is read on
// while other programs have it open. What the program itself wrote is there.
const lastWords = 20 * time.Millisecond

// childEnded wakes who waits for the program.
func (t *terminal) childEnded() {
	t.once.Do(func() { close(t.ended) })
	if !t.drain {
		t.f.SetReadDeadline(past)
		t.f.SetWriteDeadline(past)
	}
}

func (t *terminal) hasEnded() bool {
	select {
	case <-t.ended:
		return !t.drain
	default:
		return false
	}
}

// read is that of timedSource, except that what Linux reports when the last
// program has closed the terminal is the end, and so is silence after the
// program's.
func (t *terminal) read(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	n, err := t.readUnless(ctx, p, deadline, t.hasEnded)
	if errors.Is(err, errWoken) {
		n, err = t.timedSource.read(ctx, p, time.Now().Add(lastWords))
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return n, &endError{"End Of File (EOF). Braindead platform."}
		}
	}
	if errors.Is(err, syscall.EIO) || errors.Is(err, io.EOF) {
		return n, t.end
	}
	return n, err
}

// write is that of timedSource, except that nobody waits for a program that has
// ended to take what it did not.
func (t *terminal) write(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	n, err := t.writeUnless(ctx, p, deadline, t.hasEnded)
	if errors.Is(err, errWoken) {
		return n, t.end
	}
	return n, err
}
