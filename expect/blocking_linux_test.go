//go:build linux

package expect_test

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/peers"
)

// blockingPipe is a pipe whose ends block, as those that a program was started with.
func blockingPipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	var fds [2]int
	if err := unix.Pipe(fds[:]); err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fds[0]), "r"), os.NewFile(uintptr(fds[1]), "w")
}

// TestCloseWakesABlockedRead: Close ends a read of a descriptor that blocks, whatever
// there is to read on standard input.
func TestCloseWakesABlockedRead(t *testing.T) {
	quiet, silent := blockingPipe(t)
	defer quiet.Close()
	defer silent.Close()
	stdin, err := unix.Dup(0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(stdin)
	if err := unix.Dup2(int(quiet.Fd()), 0); err != nil {
		t.Fatal(err)
	}
	defer unix.Dup2(stdin, 0)

	r, w := blockingPipe(t)
	defer w.Close()
	s, err := expect.NewFdSpawn(t.Context(), r, &expect.SessionOptions{Timeout: expect.NoTimeout})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		_, err := s.Expect("never")
		ended <- err
	}()
	if _, err := w.WriteString("text"); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the reader", func() bool { // it has taken the text, and waits for more
		left, err := unix.IoctlGetInt(int(w.Fd()), unix.TIOCINQ)
		return err == nil && left == 0
	})
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, expect.ErrClosed) {
		t.Errorf("got %v", err)
	}
}

// TestSendToABlockedDescriptor: what is sent goes out whole, and a side that does not read
// ends the call with its time.
func TestSendToABlockedDescriptor(t *testing.T) {
	ends, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	here, there := os.NewFile(uintptr(ends[0]), "here"), os.NewFile(uintptr(ends[1]), "there")
	defer there.Close()
	s, err := expect.NewFdSpawn(t.Context(), here, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if n, err := s.SendLine("a line"); n != 7 || err != nil {
		t.Errorf("sent %d: %v", n, err)
	}
	line := make([]byte, 7)
	if _, err := io.ReadFull(there, line); err != nil || string(line) != "a line\n" {
		t.Errorf("it read %q: %v", line, err)
	}
	s.Timeout = 300 * time.Millisecond // it ends however late that is seen
	n, err := s.Send(strings.Repeat("x", 8<<20))
	if !errors.Is(err, expect.TIMEOUT) || n >= 8<<20 {
		t.Errorf("sent %d to nobody who reads: %v", n, err)
	}
}
