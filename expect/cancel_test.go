package expect_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
)

// Sending waits for who does not read no longer than the session's Timeout, nor
// for who has died.
func TestSendingToWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	c := spawn(t, context.Background(), &expect.SpawnOptions{NoEcho: true, SessionOptions: expect.SessionOptions{DelayBeforeSend: expect.NoDelay}}, "sh", "-c", "stty raw; echo ready; exec sleep 1000")
	if _, err := c.Expect("ready"); err != nil {
		t.Fatal(err)
	}
	c.Timeout = 100 * time.Millisecond
	n, err := c.Send(long)
	if !errors.Is(err, expect.TIMEOUT) || n >= len(long) || n == 0 {
		t.Errorf("a child that does not read: %d, %v", n, err)
	}
	c.Timeout = expect.NoTimeout
	sent := make(chan error, 1)
	began := make(chan struct{})
	go func() {
		close(began)
		_, err := c.Send(long)
		sent <- err
	}()
	<-began
	if err := c.Kill(9); err != nil {
		t.Fatal(err)
	}
	if err := <-sent; err == nil {
		t.Error("a child that has died took a megabyte")
	}

	// Without deadlines of the transport's own.
	plain, other := net.Pipe()
	defer other.Close()
	s, err := expect.NewSession(context.Background(), struct{ io.ReadWriteCloser }{plain}, &expect.SessionOptions{Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send("nobody reads this"); !errors.Is(err, expect.TIMEOUT) {
		t.Errorf("a pipe that nobody reads: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A cancelled call wraps the reason that was given.
func TestCausesOfCancelledCalls(t *testing.T) {
	why := errors.New("the operator went home")
	ctx, cancel := context.WithCancelCause(context.Background())
	c := spawn(t, ctx, nil, "sh", "-c", "echo ready; sleep 1000")
	if _, err := c.Expect("ready"); err != nil {
		t.Fatal(err)
	}
	cancel(why)
	if _, err := c.Expect("never"); !errors.Is(err, why) {
		t.Errorf("Expect: %v", err)
	}
	if _, err := c.Send("x"); !errors.Is(err, why) {
		t.Errorf("Send: %v", err)
	}
	if _, err := c.WaitNoEcho(0); !errors.Is(err, why) {
		t.Errorf("WaitNoEcho: %v", err)
	}
	if _, err := expect.Spawn(ctx, "true", nil); !errors.Is(err, why) {
		t.Errorf("Spawn: %v", err)
	}
	if err := expect.NewPxssh(nil).Login(ctx, "h", "u", "", nil); !errors.Is(err, why) || !errors.Is(err, expect.ErrPxssh) {
		t.Errorf("Login: %v", err)
	}
	a, b := net.Pipe()
	defer b.Close()
	s, err := expect.NewSocketSpawn(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Expect("never"); !errors.Is(err, why) {
		t.Errorf("a socket: %v", err)
	}
}
