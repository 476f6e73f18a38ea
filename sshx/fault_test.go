package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A cutter stands between a client and a server, and can end the connection or stop
// all that goes through it.
type cutter struct {
	net.Listener
	mu    sync.Mutex
	conns []net.Conn
	hold  chan struct{} // closed when nothing goes through any more
	bytes atomic.Int32  // that go through at a time; 0 is many
}

func newCutter(t testing.TB, to string) *cutter {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	c := &cutter{Listener: l, hold: make(chan struct{})}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				continue
			}
			c.mu.Lock()
			c.conns = append(c.conns, near, far)
			c.mu.Unlock()
			for _, way := range [][2]net.Conn{{near, far}, {far, near}} {
				wg.Go(func() { c.copy(way[0], way[1]) })
			}
		}
	})
	t.Cleanup(func() {
		l.Close()
		c.cut()
		wg.Wait()
	})
	return c
}

func (c *cutter) copy(from, to net.Conn) {
	defer to.Close()
	p := make([]byte, 4096)
	for {
		most := len(p)
		if n := int(c.bytes.Load()); n > 0 {
			most = n
		}
		n, err := from.Read(p[:most])
		select {
		case <-c.hold:
			n = 0 // swallowed
		default:
		}
		if _, werr := to.Write(p[:n]); err != nil || werr != nil {
			return
		}
	}
}

func (c *cutter) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, conn := range c.conns {
		conn.Close()
	}
}

func (c *cutter) port() int { return c.Addr().(*net.TCPAddr).Port }

// through is a client behind a cutter.
func through(t testing.TB, s *peers.SSHD, c *cutter, change func(*sshx.ConnectOptions)) *sshx.SSHClient {
	client := sshx.NewSSHClient()
	client.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{}) // the port is another
	o := options(s)
	o.Port = c.port()
	if change != nil {
		change(o)
	}
	must(t, client.Connect(ctx(t), "127.0.0.1", o))
	t.Cleanup(func() { client.Close() })
	return client
}

// lostSilently holds that all who wait hear of it when nothing goes through any more, and
// who comes later. It is false when the connection was lost before that.
func lostSilently(t *testing.T, s *peers.SSHD, c *cutter, every time.Duration) bool {
	client := sshx.NewSSHClient()
	client.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
	o := options(s)
	o.Port, o.KeepAlive = c.port(), every
	must(t, client.Connect(ctx(t), "127.0.0.1", o))
	defer client.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	_, out, _, err := client.ExecCommand(ctx(t), "echo here; exec sleep 600", nil)
	var sftp *sshx.SFTPClient
	if err == nil {
		sftp, err = client.OpenSFTP(ctx(t), nil)
	}
	var forwarded net.Conn
	if err == nil {
		forwarded, err = client.Transport().DialContext(ctx(t), "tcp", l.Addr().String())
	}
	if errors.Is(err, sshx.ErrConnLost) {
		return false
	}
	must(t, err)
	defer forwarded.Close()
	close(c.hold)
	ended := make(chan error, 4)
	go func() { _, err := io.ReadAll(out); ended <- err }()
	go func() { _, err := out.Channel().RecvExitStatus(ctx(t)); ended <- err }()
	go func() { _, err := sftp.Stat(ctx(t), "."); ended <- err }()
	go func() { _, err := sftp.PutFO(ctx(t), endless{}, "x", 0, nil); ended <- err }()
	for range cap(ended) {
		if err := <-ended; !errors.Is(err, sshx.ErrConnLost) || !strings.Contains(err.Error(), "keepalive") {
			t.Errorf("%v", err)
		}
	}
	if _, err := forwarded.Read(make([]byte, 1)); err == io.EOF || !errors.Is(err, net.ErrClosed) {
		t.Errorf("what is forwarded: %v", err)
	}
	if _, err := client.Run(ctx(t), "true", nil); !errors.Is(err, sshx.ErrConnLost) {
		t.Errorf("%v", err)
	}
	return true
}

func TestAConnectionThatIsCut(t *testing.T) {
	s := peers.StartSSHD(t)
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port))
	t.Run("while a command runs", func(t *testing.T) {
		c := newCutter(t, at)
		_, out, _, err := through(t, s, c, nil).ExecCommand(ctx(t), "echo here; exec sleep 600", nil)
		must(t, err)
		must(t, second(io.ReadFull(out, make([]byte, 5))))
		c.cut()
		if _, err := out.Read(make([]byte, 1)); !errors.Is(err, sshx.ErrConnLost) {
			t.Errorf("%v", err)
		}
		if _, err := out.Channel().RecvExitStatus(ctx(t)); !errors.Is(err, sshx.ErrConnLost) {
			t.Errorf("%v", err)
		}
	})
	t.Run("during an upload", func(t *testing.T) {
		c := newCutter(t, at)
		f, err := through(t, s, c, nil).OpenSFTP(ctx(t), nil)
		must(t, err)
		_, err = f.PutFO(ctx(t), io.MultiReader(bytes.NewReader(noise(1<<20)), calling(c.cut), endless{}), "cut", 0, nil)
		var e *sshx.SFTPError
		if !errors.Is(err, sshx.ErrConnLost) || !errors.As(err, &e) || e.Leftover == "" {
			t.Fatalf("%v", err)
		}
		// What was acknowledged is there, without holes.
		if left := read(t, filepath.Join(s.Home, "cut")); e.Acked > 1<<20 || int64(len(left)) < e.Acked || left[:e.Acked] != string(noise(1 << 20))[:e.Acked] {
			t.Errorf("%d bytes are acknowledged, %d are there", e.Acked, len(left))
		}
	})
	t.Run("silently", func(t *testing.T) {
		// A busy machine may not answer in time before anything is lost.
		for every := 100 * time.Millisecond; !lostSilently(t, s, newCutter(t, at), every); every *= 2 {
			if every > peers.ReadyTimeout {
				t.Fatal("the connection is lost at once")
			}
		}
	})
	t.Run("silently, and the context ends", func(t *testing.T) {
		c := newCutter(t, at)
		f, err := through(t, s, c, nil).OpenSFTP(ctx(t), nil)
		must(t, err)
		close(c.hold)
		short, cancel := context.WithTimeout(ctx(t), 50*time.Millisecond)
		defer cancel()
		if _, err := f.Stat(short, "."); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
		again, cancelAgain := context.WithTimeout(ctx(t), 50*time.Millisecond)
		defer cancelAgain()
		if _, err := f.Stat(again, "."); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// Slow is not lost: what comes by the byte comes whole.
func TestAServerThatIsSlow(t *testing.T) {
	s := peers.StartSSHD(t)
	c := newCutter(t, net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port)))
	c.bytes.Store(1)
	client := through(t, s, c, nil)
	if r, err := client.Run(ctx(t), "seq 100; seq 100 >&2; exit 3", nil); err != nil || r.ExitStatus != 3 || strings.Count(string(r.Stdout), "\n") != 100 || !bytes.Equal(r.Stdout, r.Stderr) {
		t.Errorf("%+v %v", r, err)
	}
	f, err := client.OpenSFTP(ctx(t), nil)
	must(t, err)
	must(t, second(f.PutFO(ctx(t), bytes.NewReader(noise(5000)), "f", 5000, nil)))
	var back bytes.Buffer
	if _, err := f.GetFO(ctx(t), "f", &back, nil); err != nil || !bytes.Equal(back.Bytes(), noise(5000)) {
		t.Errorf("%d bytes, %v", back.Len(), err)
	}
}

// Who has too many guests already says so instead of a version.
func TestAServerThatIsFull(t *testing.T) {
	s := peers.StartSSHD(t, "PerSourceMaxStartups 1")
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port))
	peers.Eventually(t, "a place at the door", func() bool {
		conn, err := dialTCP(at)
		must(t, err)
		says := make([]byte, 4)
		if _, err := io.ReadFull(conn, says); err == nil && string(says) == "SSH-" {
			t.Cleanup(func() { conn.Close() }) // it stays there, and does not log in
			return true
		}
		conn.Close()
		return false
	})
	c := sshx.NewSSHClient()
	must(t, second(c.LoadSystemHostKeys(s.KnownHosts)))
	if err := c.Connect(ctx(t), "127.0.0.1", options(s)); !errors.Is(err, sshx.ErrNotSSH) || !strings.Contains(err.Error(), `the peer says "Exceeded MaxStartups`) && !strings.Contains(err.Error(), "before its version") && !strings.Contains(err.Error(), "Not allowed") {
		t.Errorf("%v", err)
	}
}
