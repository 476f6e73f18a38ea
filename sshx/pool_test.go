package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// pooled is a pool of connections to one server, and how often it connected.
func pooled(t testing.TB, s *peers.SSHD, opts *sshx.PoolOptions) (*sshx.Pool, *atomic.Int32) {
	t.Helper()
	var made atomic.Int32
	p, err := sshx.NewPool(func(ctx context.Context, host string) (*sshx.SSHClient, error) {
		if host != "web" {
			return nil, fmt.Errorf("no host %q", host)
		}
		made.Add(1)
		c := sshx.NewSSHClient()
		if _, err := c.LoadSystemHostKeys(s.KnownHosts); err != nil {
			return nil, err
		}
		return c, c.Connect(ctx, "127.0.0.1", options(s))
	}, opts)
	must(t, err)
	t.Cleanup(func() { p.Close() })
	return p, &made
}

func TestAPoolSharesConnections(t *testing.T) {
	s := peers.StartSSHD(t)
	p, made := pooled(t, s, &sshx.PoolOptions{MaxConnections: 2, MaxSessions: 3})
	var wg sync.WaitGroup
	for i := range 30 {
		wg.Go(func() {
			r, err := p.Run(ctx(t), "web", fmt.Sprint("echo ", i), nil)
			if err != nil || r.String() != fmt.Sprint(i) {
				t.Errorf("%d: %q %v", i, r, err)
			}
		})
	}
	wg.Wait()
	if n := made.Load(); n < 1 || n > 2 || p.Len() != int(n) {
		t.Errorf("%d connections, %d stand", n, p.Len())
	}
	if _, err := p.Run(ctx(t), "other", "true", nil); err == nil || err.Error() != `no host "other"` {
		t.Errorf("%v", err)
	}
	if r, err := p.Run(ctx(t), "web", "exit 3", nil); err != nil || r.ExitStatus != 3 {
		t.Errorf("%v %v", r, err)
	}
	// One that broke is replaced.
	must(t, p.Do(ctx(t), "web", func(c *sshx.SSHClient) error { return c.Transport().Close() }))
	if r, err := p.Run(ctx(t), "web", "echo again", nil); err != nil || r.String() != "again" {
		t.Errorf("%v %v", r, err)
	}
	must(t, p.Close())
	if _, err := p.Run(ctx(t), "web", "true", nil); !errors.Is(err, sshx.ErrClosed) || p.Len() != 0 {
		t.Errorf("after Close: %v", err)
	}
	if _, err := sshx.NewPool(nil, nil); !errors.Is(err, sshx.ErrInvalid) {
		t.Errorf("%v", err)
	}
}

// A server that allows two sessions on a connection is found out.
func TestAPoolAtAServerOfFewSessions(t *testing.T) {
	s := peers.StartSSHD(t, "MaxSessions 2")
	c := connect(t, s)
	for range 2 {
		ch, err := c.Transport().OpenSession(ctx(t))
		must(t, err)
		defer ch.Close()
	}
	if _, err := c.Transport().OpenSession(ctx(t)); !errors.Is(err, sshx.ErrSessionLimit) || !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("a third session: %v", err)
	}
	p, made := pooled(t, s, nil)
	running := make(chan struct{}, 6)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			err := p.Do(ctx(t), "web", func(c *sshx.SSHClient) error {
				in, out, _, err := c.ExecCommand(ctx(t), "echo here; cat", nil)
				if err != nil {
					return err
				}
				defer out.Channel().Close()
				if _, err := out.Read(make([]byte, 5)); err != nil {
					return err
				}
				running <- struct{}{}
				for len(running) < 6 { // all six at a time
					peers.Eventually(t, "six sessions", func() bool { return len(running) == 6 })
				}
				return in.Close()
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := made.Load(); n < 3 || n > 4 {
		t.Errorf("%d connections for six sessions, two on each", n)
	}
	none := peers.StartSSHD(t, "MaxSessions 0")
	p, _ = pooled(t, none, nil)
	if _, err := p.Run(ctx(t), "web", "true", nil); !errors.Is(err, sshx.ErrSessionLimit) {
		t.Errorf("a server without sessions: %v", err)
	}
}

func TestAPoolWaitsAndForgets(t *testing.T) {
	s := peers.StartSSHD(t)
	p, made := pooled(t, s, &sshx.PoolOptions{MaxConnections: 1, MaxSessions: 1, IdleTimeout: time.Millisecond})
	must(t, p.Do(ctx(t), "web", func(*sshx.SSHClient) error {
		short, cancel := context.WithTimeout(ctx(t), 20*time.Millisecond)
		defer cancel()
		if _, err := p.Run(short, "web", "true", nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("no room: %v", err)
		}
		return nil
	}))
	peers.Eventually(t, "the end of an idle connection", func() bool { return p.Len() == 0 })
	must(t, second(p.Run(ctx(t), "web", "true", nil)))
	if made.Load() != 2 {
		t.Errorf("%d connections", made.Load())
	}
}
