package sshconn_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sshconn"
)

func TestThroughJumpHostsAndProxyCommands(t *testing.T) {
	ssh := peers.Need(t, "ssh")
	s := peers.StartSSHD(t)
	jump := func(c *sshconn.Config) { c.Jump = &sshconn.Jump{Host: "127.0.0.1", Port: s.Port, Config: login(s, t)} }
	for name, change := range map[string]func(*sshconn.Config){
		"one jump": jump,
		"two jumps": func(c *sshconn.Config) {
			jump(c)
			jump(c.Jump.Config)
		},
		"proxy command": func(c *sshconn.Config) {
			c.ProxyCommand = fmt.Sprintf("%s -F none -o UserKnownHostsFile=%s -i %s -p %d -W 127.0.0.1:%d %s@127.0.0.1", ssh, s.KnownHosts, s.Key, s.Port, s.Port, s.User)
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := login(s, t)
			change(c)
			client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
			if err != nil {
				t.Fatal(err)
			}
			var want strings.Builder
			for i := range 20000 {
				fmt.Fprintln(&want, i+1)
			}
			if got := output(t, client, "seq 20000"); got != want.String() {
				t.Errorf("got %d bytes of %d", len(got), want.Len())
			}
			if err := client.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A proxy command that ends while the connection is in use ends it, and is gone itself:
// the end of all tests counts processes.
func TestAProxyCommandThatIsKilled(t *testing.T) {
	s := peers.StartSSHD(t)
	file := filepath.Join(t.TempDir(), "pid")
	c := login(s, t)
	c.ProxyCommand = fmt.Sprintf("bash -c 'echo $$ >%s; exec 3<>/dev/tcp/127.0.0.1/%d; cat <&3 & exec cat >&3'", file, s.Port)
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, c)
	if err != nil {
		t.Fatal(err)
	}
	session, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.Start("exec sleep 600"); err != nil {
		t.Fatal(err)
	}
	pid, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	do(t, "kill", "-KILL", "--", "-"+strings.TrimSpace(string(pid))) // it leads a group
	if err := session.Wait(); err == nil {
		t.Error("the command went well")
	}
	<-client.Over()
	if err := client.Lost(); !errors.Is(err, sshconn.ErrLost) {
		t.Errorf("%v", err)
	}
	client.Close()
	if _, err := os.Stat("/proc/" + strings.TrimSpace(string(pid))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is still there: %v", err)
	}
}

func TestWaysThatLeadNowhere(t *testing.T) {
	s := peers.StartSSHD(t)
	for name, test := range map[string]struct {
		change func(*sshconn.Config)
		kind   error
		says   string
	}{
		"the proxy command fails":        {func(c *sshconn.Config) { c.ProxyCommand = "sh -c 'echo no route to there >&2; exit 7'" }, sshconn.ErrProxy, "(exit status 7) before the server said anything: no route to there"},
		"the proxy command is not there": {func(c *sshconn.Config) { c.ProxyCommand = "/no/such/program" }, sshconn.ErrProxy, "exit status 127"},
		"the proxy command says nothing": {func(c *sshconn.Config) { c.ProxyCommand, c.Timeout = "sleep 1000", soon }, sshconn.ErrTimeout, "version: no answer within 300ms"},
		"the jump host refuses the login": {func(c *sshconn.Config) {
			c.Jump = &sshconn.Jump{Host: "127.0.0.1", Port: s.Port, Config: &sshconn.Config{User: s.User, KnownHosts: c.KnownHosts}}
		}, sshconn.ErrNoMethod, "on the way"},
		"the jump host is refused the rest": {func(c *sshconn.Config) { c.Jump = &sshconn.Jump{Host: "127.0.0.1", Port: s.Port, Config: login(s, t)} }, sshconn.ErrChannel, "on the way"},
		"the jump host is gone":             {func(c *sshconn.Config) { c.Jump = &sshconn.Jump{Host: "127.0.0.1", Port: 1, Config: login(s, t)} }, sshconn.ErrRefused, "on the way"},
		"connect fails": {func(c *sshconn.Config) {
			c.Connect = func(_ ctxType) (net.Conn, error) { return nil, errors.New("no socket today") }
		}, sshconn.ErrUnreachable, "no socket today"},
		"the proxy command ends in good order": {func(c *sshconn.Config) { c.ProxyCommand = "true" }, sshconn.ErrProxy, "(exit status 0) before the server said anything"},
		"the proxy command has much to say": {func(c *sshconn.Config) {
			c.ProxyCommand = `sh -c "yes xxx | head -n 20000 >&2; echo the end >&2; exit 1"`
		}, sshconn.ErrProxy, "xxx the end"},
		"the proxy command closes its output, and stays": {func(c *sshconn.Config) {
			c.ProxyCommand = `sh -c "trap '' TERM HUP INT; exec >&-; while :; do sleep 1; done"`
		}, sshconn.ErrProxy, "(signal: killed) before the server said anything"},
	} {
		t.Run(name, func(t *testing.T) {
			c := login(s, t)
			test.change(c)
			port := s.Port
			if test.kind == sshconn.ErrChannel {
				port = 1 // where nobody listens
			}
			_, err := sshconn.Dial(ctx(t), "127.0.0.1", port, c)
			if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v", err)
			}
			if strings.Contains(err.Error(), "\n") || len(err.Error()) > 5000 {
				t.Errorf("more than one line: %q", err)
			}
		})
	}
}

// The time holds behind a jump host as it does before one, at every stage.
func TestTheTimeHoldsBehindAJumpHost(t *testing.T) {
	s := peers.StartSSHD(t)
	mute := func(c net.Conn) { io.Copy(io.Discard, c) }
	hold := make(chan struct{})
	defer close(hold)
	asks := serve(t, &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { <-hold; return nil, errors.New("late") }}, idle)
	for stage, target := range map[sshconn.Stage]*server{
		sshconn.StageVersion: {addr: listen(t, mute)},
		sshconn.StageKeys:    {addr: listen(t, func(c net.Conn) { io.WriteString(c, "SSH-2.0-x\r\n"); mute(c) })},
		sshconn.StageAuth:    asks,
	} {
		inTime(t, func(limit time.Duration) bool {
			c := &sshconn.Config{User: "x", KnownHosts: target.known, Timeout: limit, Auth: sshconn.Auth{Passwords: sshconn.Password("x")}}
			c.Jump = &sshconn.Jump{Host: "127.0.0.1", Port: s.Port, Config: login(s, t)}
			_, err := sshconn.Dial(ctx(t), "127.0.0.1", target.addr.Port, c)
			var e *sshconn.Error
			if !errors.As(err, &e) || !errors.Is(err, sshconn.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("%s: %v", stage, err)
			}
			return e.Stage == stage // else the jump host itself took so long
		})
	}
}

// held is a connection over a channel, and its other end, which reads and writes
// nothing by itself.
func held(t *testing.T) (conn, peer net.Conn) {
	s := peers.StartSSHD(t)
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, login(s, t))
	if err != nil {
		t.Fatal(err)
	}
	far, over := make(chan net.Conn), make(chan struct{})
	addr := listen(t, func(c net.Conn) { far <- c; <-over })
	t.Cleanup(func() { close(over); client.Close() })
	conn, err = client.DialContext(ctx(t), "tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	return conn, <-far
}

func TestDeadlinesOverAChannel(t *testing.T) {
	conn, peer := held(t)
	p := make([]byte, 100)

	conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	if n, err := conn.Read(p); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read: %d, %v", n, err)
	}
	conn.SetReadDeadline(time.Time{})
	io.WriteString(peer, "late")
	if n, err := conn.Read(p); string(p[:n]) != "late" || err != nil {
		t.Errorf("after a deadline: %q, %v", p[:n], err)
	}
	// A deadline that is set while a read goes on.
	began := make(chan struct{})
	go func() { close(began); conn.SetReadDeadline(time.Unix(1, 0)) }()
	<-began
	if _, err := conn.Read(p); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("interrupted: %v", err)
	}
	// Nobody reads at the other end, until the windows are full.
	conn.SetWriteDeadline(time.Now().Add(soon))
	if _, err := conn.Write(make([]byte, 64<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("write: %v", err)
	}
	if err := conn.Close(); err != nil {
		t.Error(err)
	}
	if err := conn.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("closed again: %v", err)
	}
	if err := conn.SetDeadline(time.Time{}); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a deadline of what is closed: %v", err)
	}
	for name, f := range map[string]func([]byte) (int, error){"read": conn.Read, "write": conn.Write} {
		if _, err := f(p); !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s after Close: %v", name, err)
		}
	}
}

// A write that waits for its turn has the same deadline as the one that has it.
func TestTwoWritersAndADeadline(t *testing.T) {
	conn, _ := held(t)
	conn.SetWriteDeadline(time.Now().Add(soon))
	ended := make(chan error, 3)
	for range cap(ended) {
		go func() { _, err := conn.Write(make([]byte, 64<<20)); ended <- err }()
	}
	for range cap(ended) {
		select {
		case err := <-ended:
			if !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("%v", err)
			}
		case <-ctx(t).Done():
			t.Error("a write is still there after its deadline")
		}
	}
	conn.Close()
}

func TestAChannelCarriesManyBytesBothWays(t *testing.T) {
	s := peers.StartSSHD(t)
	client, err := sshconn.Dial(ctx(t), "127.0.0.1", s.Port, login(s, t))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	addr := listen(t, func(c net.Conn) {
		// A splice would keep pipes of the runtime open.
		io.Copy(struct{ io.Writer }{c}, c)
		c.(*net.TCPConn).CloseWrite()
	})
	conn, err := client.DialContext(ctx(t), "tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	sent := strings.Repeat("0123456789abcdef", 300_000)
	go func() {
		io.WriteString(conn, sent)
		conn.(interface{ CloseWrite() error }).CloseWrite()
	}()
	got, err := io.ReadAll(conn)
	if err != nil || string(got) != sent {
		t.Errorf("%d of %d bytes, %v", len(got), len(sent), err)
	}
	// One write after the other, as long as there is no deadline that has passed.
	again, err := client.DialContext(ctx(t), "tcp", addr.String())
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	for _, until := range []time.Time{{}, time.Now().Add(time.Hour), {}} {
		again.SetDeadline(until)
		p := make([]byte, 2)
		if _, err := io.WriteString(again, "ab"); err != nil {
			t.Error(err)
		}
		if _, err := io.ReadFull(again, p); err != nil || string(p) != "ab" {
			t.Errorf("%q %v", p, err)
		}
	}
}

// Whoever finds a channel at its end can ask at once whether it is the connection that
// has ended.
func TestConnectionsThatServersEnd(t *testing.T) {
	s := serve(t, &ssh.ServerConfig{NoClientAuth: true}, func(c *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
		go ssh.DiscardRequests(requests)
		if n, ok := <-channels; ok {
			if _, requests, err := n.Accept(); err == nil {
				go ssh.DiscardRequests(requests)
			}
		}
	})
	for range 50 {
		c, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known})
		if err != nil {
			t.Fatal(err)
		}
		ch, requests, err := c.Open(ctx(t), "session", nil)
		if err == nil {
			go ssh.DiscardRequests(requests)
			_, err = ch.Read(make([]byte, 1))
		}
		if lost := c.Lost(); err == nil || !errors.Is(lost, sshconn.ErrLost) {
			t.Fatalf("the channel ended by %v, the connection by %v", err, lost)
		}
		// The server was first, which is no failure of Close.
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestKeepalivesThatAreNotAnswered(t *testing.T) {
	deaf := serve(t, &ssh.ServerConfig{NoClientAuth: true}, func(c *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
		go func() {
			for range requests { // answers nothing
			}
		}()
		for range channels {
		}
	})
	c, err := sshconn.Dial(ctx(t), "127.0.0.1", deaf.addr.Port, &sshconn.Config{User: "x", KnownHosts: deaf.known, KeepAlive: time.Millisecond, KeepAliveMax: 5})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	select {
	case <-c.Over():
	case <-ctx(t).Done():
		t.Fatal("never lost")
	}
	if err := c.Lost(); !errors.Is(err, sshconn.ErrLost) || !strings.Contains(err.Error(), "5 keepalives") {
		t.Errorf("got %v", err)
	}
	if _, _, err := c.Open(ctx(t), "session", nil); !errors.Is(err, sshconn.ErrLost) {
		t.Errorf("a channel over a lost connection: %v", err)
	}
}

// An eager connection takes what is written at once, as the system's do.
type eager struct {
	net.Conn
	out    chan []byte
	closed chan struct{}
	once   sync.Once
}

func eagerly(c net.Conn) *eager {
	e := &eager{Conn: c, out: make(chan []byte, 100), closed: make(chan struct{})}
	go func() {
		for {
			select {
			case p := <-e.out:
				c.Write(p)
			case <-e.closed:
				return
			}
		}
	}()
	return e
}

func (e *eager) Write(p []byte) (int, error) {
	select {
	case e.out <- bytes.Clone(p):
		return len(p), nil
	case <-e.closed:
		return 0, net.ErrClosed
	}
}

func (e *eager) Close() error {
	e.once.Do(func() { close(e.closed) })
	return e.Conn.Close()
}

// Each of the answers that may be missing has its time, after that of the question: a
// connection is given up neither sooner nor later.
func TestKeepalivesHaveTheirTime(t *testing.T) {
	key := newKey(t)
	for most, times := range map[int]time.Duration{0: 4, 1: 2, 2: 3, 7: 8} { // 0 is 3
		synctest.Test(t, func(t *testing.T) { // where time passes when all wait
			const every = time.Minute
			a, b := net.Pipe()
			near, far := eagerly(a), eagerly(b)
			config := &ssh.ServerConfig{NoClientAuth: true}
			config.AddHostKey(key)
			var deaf sync.WaitGroup
			deaf.Go(func() {
				_, channels, requests, err := ssh.NewServerConn(far, config)
				if err != nil {
					t.Error(err)
					return
				}
				deaf.Go(func() {
					for range channels {
					}
				})
				for range requests { // answers nothing
				}
			})
			began := time.Now()
			c, err := sshconn.Dial(t.Context(), "h", 22, &sshconn.Config{
				User: "x", KeepAlive: every, KeepAliveMax: most, Connect: func(context.Context) (net.Conn, error) { return near, nil },
				UnknownHost: func(context.Context, *sshconn.HostKeyError, net.Addr) error { return nil },
			})
			if err != nil {
				t.Fatal(err)
			}
			<-c.Over()
			if took := time.Since(began); took != times*every {
				t.Errorf("%d answers were missing after %v", most, took)
			}
			c.Close()
			deaf.Wait()
		})
	}
}

func TestKeepalivesThatAreAnswered(t *testing.T) {
	asked := make(chan struct{}, 100)
	s := serve(t, &ssh.ServerConfig{NoClientAuth: true}, func(c *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
		go func() {
			for r := range requests {
				if r.Type != "keepalive@openssh.com" || !r.WantReply {
					t.Errorf("asked %s, an answer is wanted: %t", r.Type, r.WantReply)
				}
				r.Reply(false, nil)
				select {
				case asked <- struct{}{}:
				default:
				}
			}
		}()
		for range channels {
		}
	})
	c, err := sshconn.Dial(ctx(t), "127.0.0.1", s.addr.Port, &sshconn.Config{User: "x", KnownHosts: s.known, KeepAlive: time.Millisecond, KeepAliveMax: 10000})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		<-asked
	}
	if err := c.Lost(); err != nil {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := c.Lost(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// A server may take a request and never answer it.
func TestAListenerThatNeverComes(t *testing.T) {
	asked, late, taken := make(chan struct{}, 1), make(chan struct{}), make(chan string, 1)
	deaf := serve(t, &ssh.ServerConfig{NoClientAuth: true}, func(_ *ssh.ServerConn, channels <-chan ssh.NewChannel, requests <-chan *ssh.Request) {
		go func() {
			for r := range requests {
				switch r.Type {
				case "tcpip-forward":
					asked <- struct{}{}
					<-late
					r.Reply(true, ssh.Marshal(struct{ Port uint32 }{4711}))
				default:
					taken <- r.Type
					r.Reply(true, nil)
				}
			}
		}()
		for range channels {
		}
	})
	c, err := sshconn.Dial(ctx(t), "127.0.0.1", deaf.addr.Port, &sshconn.Config{User: "x", KnownHosts: deaf.known})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	why := errors.New("no longer wanted")
	waiting, cancel := context.WithCancelCause(ctx(t))
	go func() { <-asked; cancel(why) }()
	if _, err := c.ListenOn(waiting, "127.0.0.1:0"); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
	// What comes all the same is given back.
	close(late)
	select {
	case kind := <-taken:
		if kind != "cancel-tcpip-forward" {
			t.Errorf("it was asked for %s", kind)
		}
	case <-ctx(t).Done():
		t.Error("the server listens, and nobody is there")
	}
	for _, bad := range []string{"127.0.0.1", "127.0.0.1:nosuchport", "127.0.0.1:70000", ""} {
		if _, err := c.ListenOn(ctx(t), bad); !errors.Is(err, sshconn.ErrConfig) || !strings.Contains(err.Error(), fmt.Sprintf("%q is no address", bad)) {
			t.Errorf("%v", err)
		}
	}
	c.Close()
	if _, err := c.ListenOn(ctx(t), "127.0.0.1:0"); !errors.Is(err, sshconn.ErrLost) {
		t.Errorf("after Close: %v", err)
	}
}
