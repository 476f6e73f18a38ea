package expect_test

import (
	"context"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pyops-go/pyops/expect"
)

// Before something is sent to a terminal there is a pause, since its echo may have to be
// turned off; where there is no terminal there is one only if it is asked for.
func TestPausesBeforeSending(t *testing.T) {
	for _, c := range []struct {
		asked, want time.Duration
	}{{0, 0}, {expect.NoDelay, 0}, {1, 1}, {70 * time.Millisecond, 70 * time.Millisecond}} {
		opts := &expect.SessionOptions{DelayBeforeSend: c.asked}
		for name, start := range map[string]func(net.Conn) (*expect.Session, error){
			"any": func(conn net.Conn) (*expect.Session, error) {
				return expect.NewSession(context.Background(), conn, opts)
			},
			"socket": func(conn net.Conn) (*expect.Session, error) {
				s, err := expect.NewSocketSpawn(context.Background(), conn, opts)
				if err != nil {
					return nil, err
				}
				return &s.Session, nil
			},
		} {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				go io.Copy(io.Discard, theirs)
				s, err := start(ours)
				if err != nil {
					t.Fatal(err)
				}
				before := time.Now()
				if _, err := s.Send("x"); err != nil {
					t.Fatal(err)
				}
				if waited := time.Since(before); waited != c.want {
					t.Errorf("%s, asked for %v: %v passed before it was sent, want %v", name, c.asked, waited, c.want)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	c := spawn(t, context.Background(), nil, "cat")
	before := time.Now()
	if _, err := c.Send("x"); err != nil {
		t.Fatal(err)
	}
	if waited := time.Since(before); waited < expect.DefaultDelayBeforeSend {
		t.Errorf("a terminal was sent to after %v", waited)
	}
}
