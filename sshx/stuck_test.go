package sshx_test

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A clogged connection takes nothing any more once it is told so.
type clogged struct {
	net.Conn
	full atomic.Bool
	gone chan struct{}
}

func (c *clogged) Write(p []byte) (int, error) {
	if c.full.Load() {
		<-c.gone
		return 0, net.ErrClosed
	}
	return c.Conn.Write(p)
}

func (c *clogged) Close() error {
	select {
	case <-c.gone:
	default:
		close(c.gone)
	}
	return c.Conn.Close()
}

// A server may stop to read while it holds the connection open.
func TestTheEndOfAContextOnAConnectionThatTakesNothing(t *testing.T) {
	v := serve(t, nil)
	conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(v.port)))
	must(t, err)
	sock := &clogged{Conn: conn, gone: make(chan struct{})}
	c := sshx.NewSSHClient()
	must(t, second(c.LoadSystemHostKeys(v.known)))
	must(t, c.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: v.port, Username: v.user, Password: v.password, NoAgent: true, NoLookForKeys: true, Sock: sock}))
	defer c.Close()
	_, _, _, err = c.ExecCommand(ctx(t), "cat", nil)
	must(t, err)
	sftp, err := c.OpenSFTP(ctx(t), nil)
	must(t, err)
	cause := errors.New("no longer wanted")
	running, cancel := context.WithCancelCause(ctx(t))
	defer cancel(nil)
	input := notifying{endless{}, make(chan struct{})}
	ended := make(chan error, 2)
	go func() {
		_, err := c.Run(running, "cat", &sshx.ExecOptions{Stdin: input})
		ended <- err
	}()
	<-input.read
	sock.full.Store(true)
	go func() {
		_, err := sftp.PutFO(running, endless{}, "f", 0, nil)
		ended <- err
	}()
	cancel(cause)
	for range 2 {
		if err := <-ended; !errors.Is(err, cause) {
			t.Errorf("%v", err)
		}
	}
	must(t, sftp.Close())
}

// A notifying reader tells that it is read from.
type notifying struct {
	endless
	read chan struct{}
}

func (n notifying) Read(p []byte) (int, error) {
	select {
	case <-n.read:
	default:
		close(n.read)
	}
	return n.endless.Read(p)
}

// silentAgent is one that takes questions and answers none.
func silentAgent(t testing.TB) {
	path := filepath.Join(t.TempDir(), "agent")
	l, err := net.Listen("unix", path)
	must(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-done })
	t.Setenv("SSH_AUTH_SOCK", path)
}

func TestAnAgentThatIsSilent(t *testing.T) {
	silentAgent(t)
	c := sshx.NewSSHClient()
	o := &sshx.ConnectOptions{Port: 1, Username: "x", NoLookForKeys: true, Timeout: 100 * time.Millisecond} // it gets to no server
	if err := c.Connect(ctx(t), "127.0.0.1", o); !errors.Is(err, sshx.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

// A shortListener has no descriptors at first.
type shortListener struct {
	net.Listener
	failures atomic.Int32
}

func (l *shortListener) Accept() (net.Conn, error) {
	if l.failures.Add(-1) >= 0 {
		return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}

func TestAServerThatIsOutOfDescriptors(t *testing.T) {
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	l := &shortListener{Listener: inner}
	l.failures.Store(2)
	running, stop := context.WithCancel(ctx(t))
	done := make(chan error, 1)
	s := &sshx.Server{HostKeys: []*sshx.PKey{newKey(t)}, NoAuth: func(context.Context, string) bool { return true }}
	go func() { done <- s.Serve(running, l) }()
	c := sshx.NewSSHClient()
	c.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
	o := &sshx.ConnectOptions{Port: inner.Addr().(*net.TCPAddr).Port, Username: "x", NoAgent: true, NoLookForKeys: true}
	if err := c.Connect(ctx(t), "127.0.0.1", o); err != nil {
		t.Error(err)
	}
	c.Close()
	stop()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	lasting := &shortListener{Listener: inner} // it is closed: no other error is waited for
	if err := s.Serve(ctx(t), lasting); !errors.Is(err, net.ErrClosed) {
		t.Errorf("%v", err)
	}
}

func TestAClientThatWantsAllSessions(t *testing.T) {
	v := serve(t, nil)
	tr := v.connect(t).Transport()
	var open []*sshx.Channel
	for {
		ch, err := tr.OpenSession(ctx(t))
		if err != nil {
			if !errors.Is(err, sshx.ErrSessionLimit) || len(open) < 100 {
				t.Errorf("after %d: %v", len(open), err)
			}
			break
		}
		if open = append(open, ch); len(open) > 1000 {
			t.Fatal("a thousand sessions, and more")
		}
	}
	must(t, open[0].Close())
	peers.Eventually(t, "room for another", func() bool {
		ch, err := tr.OpenSession(ctx(t))
		if err == nil {
			ch.Close()
		}
		return err == nil
	})
}

func TestAPipeInTheRoot(t *testing.T) {
	v := serve(t, nil)
	do(t, "mkfifo", filepath.Join(v.dir, "pipe"))
	f, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer f.Close()
	if _, err := f.Open(ctx(t), "pipe", "r"); !errors.Is(err, sshx.ErrSFTP) {
		t.Errorf("%v", err)
	}
	if err := f.Truncate(ctx(t), "pipe", 5); !errors.Is(err, sshx.ErrSFTP) {
		t.Errorf("%v", err)
	}
	if names, err := f.Listdir(ctx(t), "/"); err != nil || len(names) != 1 {
		t.Errorf("%v %v", names, err)
	}
}

// A share of a connection that a panic took away would never come back.
func TestAPoolAfterAPanic(t *testing.T) {
	v := serve(t, nil)
	p, err := sshx.NewPool(func(context.Context, string) (*sshx.SSHClient, error) { return v.connect(t), nil }, &sshx.PoolOptions{MaxConnections: 1, MaxSessions: 1})
	must(t, err)
	defer p.Close()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		p.Do(ctx(t), "web", func(*sshx.SSHClient) error { panic("careless") })
	}()
	must(t, second(p.Run(ctx(t), "web", "true", nil)))
	if err := p.Do(ctx(t), "web", nil); !errors.Is(err, sshx.ErrInvalid) {
		t.Errorf("no function: %v", err)
	}
	bad := true
	connecting, err := sshx.NewPool(func(context.Context, string) (*sshx.SSHClient, error) {
		if bad {
			panic("careless")
		}
		return nil, errors.New("no connection")
	}, &sshx.PoolOptions{MaxConnections: 1})
	must(t, err)
	func() {
		defer func() { recover() }()
		connecting.Run(ctx(t), "web", "true", nil)
	}()
	bad = false
	if _, err := connecting.Run(ctx(t), "web", "true", nil); err == nil || err.Error() != "no connection" {
		t.Errorf("%v", err)
	}
}
