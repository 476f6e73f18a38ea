//go:build linux

package fab_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// A person sits at a terminal: what a session shows there, and what is typed.
type person struct {
	t      *testing.T
	mu     sync.Mutex
	sees   bytes.Buffer
	master *os.File
	slave  *os.File
}

func newPerson(t *testing.T) *person {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, master: master, slave: slave}
	done := make(chan struct{})
	go func() {
		defer close(done)
		b := make([]byte, 4096)
		for {
			n, err := master.Read(b)
			p.mu.Lock()
			p.sees.Write(b[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() {
		// A session may still wait for what is typed; closing would wait for it.
		io.WriteString(master, "\n")
		slave.Close()
		<-done
		master.Close()
	})
	return p
}

func (p *person) screen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sees.String()
}

// types waits for what is on the screen, and types.
func (p *person) types(after, text string) {
	p.t.Helper()
	peers.Eventually(p.t, strconv.Quote(after), func() bool { return strings.Contains(p.screen(), after) })
	if _, err := io.WriteString(p.master, text); err != nil {
		p.t.Error(err)
	}
}

func (p *person) context(t *testing.T, e *fab.Env) *fab.Context {
	c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: p.slave, Stdout: p.slave, Stderr: p.slave})
	t.Cleanup(func() { c.Close() })
	return c
}

// Who types as soon as a question is written is not shown.
func TestSilentBeforeAsking(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	p := newPerson(t)
	quick := onWrite(sync.OnceFunc(func() { io.WriteString(p.master, "quick\n") }))
	program := &fab.Program{Tasks: []fab.Task{{Name: "fine", Func: func(c *fab.Context) error {
		if c.Env.Password != "quick" {
			t.Errorf("the password is %q", string(c.Env.Password))
		}
		return nil
	}}}}
	if status := program.Run(ctx(t), []string{"fine", "-I"}, &fab.Streams{In: p.slave, Out: quick, Err: io.Discard}); status != 0 {
		t.Errorf("status %d", status)
	}
	io.WriteString(p.slave, "the end")
	peers.Eventually(t, "the end", func() bool { return strings.Contains(p.screen(), "the end") })
	if strings.Contains(p.screen(), "quick") {
		t.Errorf("the screen shows %q", p.screen())
	}
}

func TestAtATerminal(t *testing.T) {
	s := peers.StartSudoSSHD(t, may)
	t.Run("passwords are not shown", func(t *testing.T) {
		e := env(t, s)
		e.Password = ""
		p := newPerson(t)
		c := p.context(t, e)
		go p.types("Login password for 'opsuser': ", s.Password+"\n")
		if r, err := c.Run("echo in", nil); err != nil || r.Stdout != "in" {
			t.Fatalf("%v, %v", r, err)
		}
		go p.types("sudo password for 'opsuser': ", s.Password+"\n")
		if r, err := c.Sudo("id -u", nil); err != nil || r.Stdout != "0" {
			t.Fatalf("%v, %v\n%s", r, err, p.screen())
		}
		if strings.Contains(p.screen(), s.Password) {
			t.Errorf("a password is on the screen:\n%s", p.screen())
		}
		// The terminal shows again what is typed.
		go p.types("Name? ", "Ada\n")
		if name, err := c.Prompt("Name?", nil); err != nil || name != "Ada" {
			t.Errorf("%q, %v", name, err)
		}
		peers.Eventually(t, "the echo", func() bool { return strings.Contains(p.screen(), "Name? Ada") })
	})
	t.Run("the passphrase of a key", func(t *testing.T) {
		e := env(t, s)
		e.Password, e.KeyFilename = "", []string{s.LockedKey}
		p := newPerson(t)
		c := p.context(t, e)
		go p.types("Passphrase for private key "+s.LockedKey+": ", s.Passphrase+"\n")
		if r, err := c.Run("echo in", nil); err != nil || r.Stdout != "in" {
			t.Errorf("%v, %v\n%s", r, err, p.screen())
		}
		if strings.Contains(p.screen(), s.Passphrase) {
			t.Errorf("it is on the screen:\n%s", p.screen())
		}
	})
	t.Run("no passphrase of a key that the agent holds", func(t *testing.T) {
		e := env(t, s)
		e.Password, e.KeyFilename, e.NoAgent = "", []string{s.LockedKey}, false
		text, err := os.ReadFile(s.LockedKey)
		if err != nil {
			t.Fatal(err)
		}
		key, err := ssh.ParseRawPrivateKeyWithPassphrase(text, []byte(s.Passphrase))
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("SSH_AUTH_SOCK", agentWith(t, agent.AddedKey{PrivateKey: key}))
		p := newPerson(t)
		c := p.context(t, e)
		p.types("", "\n") // a question would have its answer
		if r, err := c.Run("echo in", nil); err != nil || r.Stdout != "in" {
			t.Errorf("%v, %v", r, err)
		}
		if strings.Contains(p.screen(), "Passphrase") {
			t.Errorf("it is asked for:\n%s", p.screen())
		}
	})
	t.Run("what is typed goes to the command", func(t *testing.T) {
		p := newPerson(t)
		c := p.context(t, env(t, s))
		go p.types("out: Who? ", "Ada\n")
		r, err := c.Run(`printf 'Who? '; read -r x; echo "Hello $x"`, nil)
		if err != nil || !strings.HasSuffix(r.Stdout, "Hello Ada") {
			t.Errorf("%q, %v", r.Stdout, err)
		}
		// Once by the terminal there, and once in the answer.
		peers.Eventually(t, "what was typed, and the answer", func() bool { return strings.Count(p.screen(), "Ada") == 2 })
		if err := pty.Setsize(p.master, &pty.Winsize{Rows: 33, Cols: 99}); err != nil {
			t.Fatal(err)
		}
		if r, err := c.Run("stty size", nil); err != nil || r.Stdout != "33 99" {
			t.Errorf("%v, %v", r, err)
		}
	})
	t.Run("what is typed is shown, or not, where the command has no terminal", func(t *testing.T) {
		for _, silent := range []bool{false, true} {
			p := newPerson(t)
			e := env(t, s)
			e.NoEchoStdin = silent
			c := p.context(t, e)
			go p.types("out: Who? ", "Ada\n")
			r, err := c.Run(`printf 'Who? '; read -r x; echo "Hello $x"`, &fab.RunOptions{NoPTY: true})
			if err != nil || !strings.HasSuffix(r.Stdout, "Hello Ada") {
				t.Errorf("%q, %v", r.Stdout, err)
			}
			peers.Eventually(t, "the answer", func() bool { return strings.Contains(p.screen(), "Hello Ada") })
			if n, want := strings.Count(p.screen(), "Ada"), map[bool]int{false: 2, true: 1}[silent]; n != want {
				t.Errorf("silent %t: %d times, want %d:\n%s", silent, n, want, p.screen())
			}
		}
	})
	t.Run("Ctrl-C goes to the command", func(t *testing.T) {
		p := newPerson(t)
		e := env(t, s)
		e.RemoteInterrupt = true
		c := p.context(t, e)
		go p.types("out: ready", "\x03")
		r, err := c.Run(`trap 'echo caught; exit 7' INT; echo ready; while :; do sleep 0.05; done`, &fab.RunOptions{WarnOnly: true})
		if err != nil || r.ReturnCode != 7 || !strings.HasSuffix(r.Stdout, "caught") {
			t.Errorf("%+v, %v", r, err)
		}
	})
	t.Run("a shell", func(t *testing.T) {
		p := newPerson(t)
		c := p.context(t, env(t, s))
		go func() {
			p.types("begun-2", "echo $((20+3)); exit 0\n")
		}()
		if err := c.OpenShell(&fab.OpenShellOptions{Command: "echo begun-$((1+1))"}); err != nil {
			t.Fatal(err)
		}
		peers.Eventually(t, "the shell's answer", func() bool { return strings.Contains(p.screen(), "23\r\n") })
	})
	t.Run("a shell in a terminal whose size changes", func(t *testing.T) {
		p := newPerson(t)
		c := p.context(t, env(t, s))
		told := make(chan struct{})
		go func() {
			defer close(told)
			peers.Eventually(t, "the shell", func() bool { return strings.Contains(p.screen(), "begun-2") })
			if err := pty.Setsize(p.master, &pty.Winsize{Rows: 34, Cols: 98}); err != nil {
				t.Error(err)
			}
			// The signal goes to who has the terminal in front, which is not the test.
			peers.Eventually(t, "the new size", func() bool {
				if err := syscall.Kill(syscall.Getpid(), syscall.SIGWINCH); err != nil {
					t.Error(err)
				}
				return strings.Contains(p.screen(), "seen-34")
			})
		}()
		if err := c.OpenShell(&fab.OpenShellOptions{Command: "echo begun-$((1+1)); until [ \"$(stty size)\" = '34 98' ]; do sleep 0.05; done; echo seen-$((30+4)); exit 0"}); err != nil {
			t.Error(err)
		}
		<-told
	})
	t.Run("once for many hosts", func(t *testing.T) {
		p := newPerson(t)
		e := env(t, s)
		e.Password, e.Parallel = "", true
		e.Hosts = []string{e.HostString, "127.0.0.1:" + strconv.Itoa(s.Port) + "0", e.HostString}
		e.Hosts = e.Hosts[:1]
		for _, user := range []string{"opsuser"} {
			e.Hosts = append(e.Hosts, user+"@"+e.HostString, user+"@localhost:"+strconv.Itoa(s.Port))
		}
		e.HostString, e.DisableKnownHosts = "", true
		c := p.context(t, e)
		go p.types("Login password for 'opsuser': ", s.Password+"\n")
		x, err := c.Execute(func(c *fab.Context) error { _, err := c.Run("true", nil); return err }, nil)
		if err != nil || len(x.Hosts) != 3 {
			t.Errorf("%+v, %v", x, err)
		}
		if n := strings.Count(p.screen(), "Login password"); n != 1 {
			t.Errorf("asked %d times:\n%s", n, p.screen())
		}
		go p.types("sudo password for 'opsuser': ", s.Password+"\n")
		x, err = c.Execute(func(c *fab.Context) error { _, err := c.Sudo("true", nil); return err }, nil)
		if err != nil || len(x.Hosts) != 3 {
			t.Errorf("%+v, %v", x, err)
		}
		if n := strings.Count(p.screen(), "sudo password for"); n != 1 || strings.Contains(p.screen(), s.Password) {
			t.Errorf("asked %d times:\n%s", n, p.screen())
		}
	})
}

func TestTunnelsAndReboots(t *testing.T) {
	s := peers.StartSSHD(t, "GatewayPorts clientspecified")
	c, _ := open(t, env(t, s))
	t.Run("a tunnel", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				io.WriteString(conn, "from here\n")
				conn.Close()
			}
		}()
		tunnel, err := c.RemoteTunnel(0, &fab.TunnelOptions{LocalHost: "127.0.0.1", LocalPort: l.Addr().(*net.TCPAddr).Port})
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Run("exec 3<>/dev/tcp/127.0.0.1/"+strconv.Itoa(tunnel.Port())+" && cat <&3", nil)
		if err != nil || r.Stdout != "from here" {
			t.Errorf("%v, %v", r, err)
		}
		if err := tunnel.Close(); err != nil {
			t.Error(err)
		}
		other, err := c.RemoteTunnel(0, &fab.TunnelOptions{RemoteBindAddress: "127.0.0.2", LocalHost: "127.0.0.1", LocalPort: l.Addr().(*net.TCPAddr).Port})
		if err != nil {
			t.Fatal(err)
		}
		for address, want := range map[string]bool{"127.0.0.2": true, "127.0.0.1": false} {
			r, err := c.WarnOnly().Run("exec 3<>/dev/tcp/"+address+"/"+strconv.Itoa(other.Port())+" && cat <&3", nil)
			if err != nil || want != (r.Stdout == "from here") {
				t.Errorf("at %s: %v, %v", address, r, err)
			}
		}
		if err := other.Close(); err != nil {
			t.Error(err)
		}
		if r, _ := c.WarnOnly().Run("exec 3<>/dev/tcp/127.0.0.1/"+strconv.Itoa(tunnel.Port()), nil); r.Succeeded() {
			t.Error("the host listens still")
		}
		for _, port := range []int{-1, 65536, 70000, 0} {
			if _, err := c.RemoteTunnel(port, nil); !errors.Is(err, fab.ErrInvalid) {
				t.Errorf("port %d: %v", port, err)
			}
			if port == 0 {
				continue // which means the other's here, and any there
			}
			if _, err := c.RemoteTunnel(7, &fab.TunnelOptions{LocalPort: port}); !errors.Is(err, fab.ErrInvalid) {
				t.Errorf("local port %d: %v", port, err)
			}
		}
	})
	t.Run("a tunnel ends, and what goes through it", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		came := make(chan net.Conn, 2)
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					close(came)
					return
				}
				came <- conn
			}
		}()
		for _, way := range []string{"close", "context"} {
			stopping, cancel := context.WithCancel(ctx(t))
			d := fab.NewContext(stopping, c.Env, nil)
			tunnel, err := d.RemoteTunnel(0, &fab.TunnelOptions{LocalHost: "127.0.0.1", LocalPort: l.Addr().(*net.TCPAddr).Port})
			if err != nil {
				t.Fatal(err)
			}
			conn, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(tunnel.Port()))
			if err != nil {
				t.Fatal(err)
			}
			far := <-came
			// Both ways, and one after the other's end.
			if _, err := io.WriteString(conn, "to here"); err != nil {
				t.Error(err)
			}
			conn.(*net.TCPConn).CloseWrite()
			if text, err := io.ReadAll(far); err != nil || string(text) != "to here" {
				t.Errorf("%q, %v", text, err)
			}
			if _, err := io.WriteString(far, "and back"); err != nil {
				t.Error(err)
			}
			b := make([]byte, len("and back"))
			if _, err := io.ReadFull(conn, b); err != nil || string(b) != "and back" {
				t.Errorf("%q, %v", b, err)
			}
			if way == "context" {
				cancel()
			} else if err := errors.Join(tunnel.Close(), tunnel.Close()); err != nil {
				t.Error(err)
			}
			// Its end is that of the connection, at both sides.
			if n, err := conn.Read(b); err == nil {
				t.Errorf("%s: %d bytes still come", way, n)
			}
			if n, err := far.Read(b); err == nil {
				t.Errorf("%s: %d bytes still come", way, n)
			}
			cancel()
			if err := tunnel.Close(); err != nil {
				t.Error(err)
			}
			conn.Close()
			far.Close()
			d.Close()
		}
		taken := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
		port, err := strconv.Atoi(taken)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.RemoteTunnel(port, nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), taken) {
			t.Errorf("a port that is taken: %v", err)
		}
	})
	t.Run("waiting for a host ends with the context", func(t *testing.T) {
		why := errors.New("enough")
		stopping, cancel := context.WithCancelCause(ctx(t))
		d := fab.NewContext(stopping, c.Env, nil)
		defer d.Close()
		go func() {
			peers.Eventually(t, "the command to run", func() bool { _, err := os.Stat(s.Home + "/goes"); return err == nil })
			cancel(why)
		}()
		if err := d.Reboot(&fab.RebootOptions{NoSudo: true, Command: "touch goes"}); !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
	})
	t.Run("a shell with no terminal here", func(t *testing.T) {
		seen := &screen{}
		d := fab.NewContext(ctx(t), c.Env, &fab.ContextOptions{Stdin: strings.NewReader("echo $((40+2)); exit 3\n"), Stdout: seen})
		defer d.Close()
		if err := d.OpenShell(nil); err != nil || !strings.Contains(seen.String(), "42\r\n") {
			t.Errorf("%v\n%s", err, seen)
		}
		// It ends with what is typed, and with the context.
		if err := d.OpenShell(&fab.OpenShellOptions{Command: "echo $((50+3))"}); err != nil || !strings.Contains(seen.String(), "53\r\n") {
			t.Errorf("%v\n%s", err, seen)
		}
		why := errors.New("enough")
		stopping, cancel := context.WithCancelCause(ctx(t))
		r, w := io.Pipe()
		defer w.Close()
		waits := fab.NewContext(stopping, c.Env, &fab.ContextOptions{Stdin: r, Stdout: onWrite(func() { cancel(why) })})
		defer waits.Close()
		if err := waits.OpenShell(nil); !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
		e := c.Env.Clone()
		e.Hosts, e.Parallel = []string{e.HostString, s.User + "@" + e.HostString}, true
		many, _ := open(t, e)
		if _, err := many.Execute(func(c *fab.Context) error { return c.OpenShell(nil) }, nil); !errors.Is(err, fab.ErrPrompt) || !strings.Contains(err.Error(), "several hosts run at once") {
			t.Errorf("%v", err)
		}
	})
	t.Run("a host that starts anew", func(t *testing.T) {
		before, err := c.Run("echo $PPID", nil)
		if err != nil {
			t.Fatal(err)
		}
		// The connection's own process goes, as all do in a reboot.
		if err := c.Reboot(&fab.RebootOptions{NoSudo: true, Command: "kill -9 $PPID", Wait: time.Minute}); err != nil {
			t.Fatal(err)
		}
		after, err := c.Run("echo $PPID", nil)
		if err != nil || after.Stdout == before.Stdout {
			t.Errorf("%v, %v, %v", before, after, err)
		}
		if err := c.Reboot(&fab.RebootOptions{NoSudo: true, Command: "exit 3"}); !errors.Is(err, fab.ErrFailed) {
			t.Errorf("%v", err)
		}
		if err := c.Reboot(&fab.RebootOptions{NoSudo: true, Command: "true", Wait: 300 * time.Millisecond}); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "did not come back") {
			t.Errorf("a host that stays: %v", err)
		}
	})
}
