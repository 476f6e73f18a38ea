package fab_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestServersThatMisbehave has peers that are slow, die, or speak of other things.
func TestServersThatMisbehave(t *testing.T) {
	serve := func(t *testing.T, speak func(net.Conn)) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				wg.Go(func() { defer conn.Close(); speak(conn) })
			}
		})
		t.Cleanup(func() { l.Close(); wg.Wait() })
		return l.Addr().String()
	}
	base := func(t *testing.T, host string) *fab.Env {
		t.Setenv("HOME", t.TempDir())
		return &fab.Env{HostString: host, User: "u", Password: "p", DisableKnownHosts: true, NoAgent: true, NoKeys: true}
	}
	t.Run("says nothing", func(t *testing.T) {
		e := base(t, serve(t, func(conn net.Conn) { io.Copy(io.Discard, conn) }))
		e.Timeout, e.ConnectionAttempts = 100*time.Millisecond, 2
		c, _ := open(t, e)
		_, err := c.Run("true", nil)
		if !errors.Is(err, fab.ErrNetwork) || !errors.Is(err, os.ErrDeadlineExceeded) || !strings.Contains(err.Error(), "Timed out trying to connect to 127.0.0.1 (tried 2 times)") {
			t.Errorf("%v", err)
		}
	})
	t.Run("speaks something else", func(t *testing.T) {
		e := base(t, serve(t, func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") }))
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); !errors.Is(err, fab.ErrNetwork) {
			t.Errorf("%v", err)
		}
	})
	t.Run("goes away", func(t *testing.T) {
		s := peers.StartSSHD(t)
		e := env(t, s)
		c, _ := open(t, e)
		c.Env.NoPTY = true
		r, err := c.Run("echo began; kill -9 $PPID; exec sleep 600", nil)
		if !errors.Is(err, fab.ErrNetwork) || !errors.Is(err, net.ErrClosed) || !strings.Contains(err.Error(), "connection was lost") {
			t.Errorf("%v, %v", r, err)
		}
		if r, err := c.Run("echo again", nil); err != nil || r.Stdout != "again" {
			t.Errorf("a new connection: %v, %v", r, err)
		}
	})
	t.Run("has no SFTP", func(t *testing.T) {
		s := peers.StartSSHD(t, "ForceCommand /bin/false")
		c, _ := open(t, env(t, s))
		if _, err := c.PutReader(strings.NewReader("x"), "y", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "SFTP") {
			t.Errorf("%v", err)
		}
	})
	t.Run("falls silent after the login", func(t *testing.T) {
		// Nothing that is asked of it is answered; not even channels are closed. All wait
		// side by side.
		var wait sync.WaitGroup
		defer wait.Wait()
		for name, answers := range map[string]int{"at the command": 0, "while it runs": 2} {
			e := base(t, serve(t, func(conn net.Conn) { silent(t, conn, answers) }))
			e.Timeout, e.CommandTimeout = 500*time.Millisecond, 700*time.Millisecond
			for op, do := range map[string]func(c *fab.Context) error{
				"run": func(c *fab.Context) error { return second(c.Run("true", nil)) },
				"put": func(c *fab.Context) error { return second(c.PutReader(strings.NewReader("x"), "y", nil)) },
				"put by sudo": func(c *fab.Context) error {
					return second(c.PutReader(strings.NewReader("x"), "y", &fab.PutOptions{UseSudo: true}))
				},
			} {
				c, _ := open(t, e)
				wait.Go(func() {
					if err := do(c); !errors.Is(err, os.ErrDeadlineExceeded) || op == "run" && !errors.Is(err, fab.ErrNetwork) && !errors.Is(err, fab.ErrCommandTimeout) {
						t.Errorf("%s, %s: %v", op, name, err)
					}
				})
			}
		}
	})
	t.Run("takes nothing any more", func(t *testing.T) {
		s := peers.StartSSHD(t)
		e := env(t, s)
		// Through here go the login and a part of the input, and not a byte more.
		relay := fmt.Sprintf("exec 3<>/dev/tcp/127.0.0.1/%d; cat <&3 & { dd bs=1 count=50000 status=none; exec sleep 600; } >&3", s.Port)
		file := filepath.Join(t.TempDir(), "config")
		text := fmt.Sprintf("Host *\n  ProxyCommand bash -c %s\n", fab.Quote(relay))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		e.UseSSHConfig, e.SSHConfigPath = true, file
		c, _ := open(t, e)
		if _, err := c.Run("true", nil); err != nil {
			t.Fatal(err)
		}
		_, err := c.Run("cat >/dev/null", &fab.RunOptions{NoPTY: true, Stdin: endless{}, Timeout: 500 * time.Millisecond})
		if !errors.Is(err, fab.ErrCommandTimeout) {
			t.Errorf("%v", err)
		}
	})
	t.Run("lists what is elsewhere", func(t *testing.T) {
		// The names of these are looked at before anything is written.
		for _, name := range []string{"x/..", "/", "a\x00b"} {
			e := base(t, serve(t, func(conn net.Conn) { listing(t, conn, name) }))
			c, _ := open(t, e)
			to := t.TempDir()
			if _, err := c.Get("dir", to+"/in/", nil); !errors.Is(err, fab.ErrTransfer) || !strings.Contains(err.Error(), "which is no name") {
				t.Errorf("%q: %v", name, err)
			}
			if all := tree(t, to); len(all) != 0 {
				t.Errorf("%q: written: %q", name, all)
			}
		}
		// Of this one the last part alone counts.
		e := base(t, serve(t, func(conn net.Conn) { listing(t, conn, "../../out") }))
		c, _ := open(t, e)
		to := t.TempDir()
		if x, err := c.Get("dir", to+"/in/", nil); err != nil || !equal(tree(t, to), map[string]string{"in/dir/out": "bad"}) {
			t.Errorf("%+v, %v, written: %q", x, err, tree(t, to))
		}
	})
}

// endless is input without an end.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// accept lets anybody in.
func accept(t *testing.T, conn net.Conn) (<-chan ssh.NewChannel, <-chan *ssh.Request, bool) {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Error(err)
		return nil, nil, false
	}
	signer, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Error(err)
		return nil, nil, false
	}
	config := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }}
	config.AddHostKey(signer)
	_, channels, requests, err := ssh.NewServerConn(conn, config)
	return channels, requests, err == nil
}

// silent answers the first requests of a channel, and then nothing any more.
func silent(t *testing.T, conn net.Conn, answers int) {
	channels, requests, ok := accept(t, conn)
	if !ok {
		return
	}
	go ssh.DiscardRequests(requests)
	var wg sync.WaitGroup
	defer wg.Wait()
	for n := range channels {
		_, requests, err := n.Accept()
		if err != nil {
			return
		}
		wg.Go(func() {
			left := answers
			for r := range requests {
				if left > 0 && r.WantReply {
					r.Reply(true, nil)
					left--
				}
			}
		})
	}
}

// listing serves SFTP with a directory in which one file has the name given.
func listing(t *testing.T, conn net.Conn, name string) {
	channels, requests, ok := accept(t, conn)
	if !ok {
		return
	}
	go ssh.DiscardRequests(requests)
	for n := range channels {
		channel, requests, err := n.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				r.Reply(true, nil)
			}
		}()
		files := oneFile{name}
		server := sftp.NewRequestServer(channel, sftp.Handlers{FileGet: files, FilePut: files, FileCmd: files, FileList: files})
		server.Serve()
		server.Close()
	}
}

type oneFile struct{ name string }

func (oneFile) Fileread(*sftp.Request) (io.ReaderAt, error)  { return strings.NewReader("bad"), nil }
func (oneFile) Filewrite(*sftp.Request) (io.WriterAt, error) { return nil, errors.ErrUnsupported }
func (oneFile) Filecmd(*sftp.Request) error                  { return errors.ErrUnsupported }
func (f oneFile) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	if r.Method == "List" {
		return entries{entry{f.name, 0o644}}, nil
	}
	if strings.HasSuffix(r.Filepath, "dir") {
		return entries{entry{"dir", os.ModeDir | 0o755}}, nil
	}
	return entries{entry{"file", 0o644}}, nil
}

type entries []entry

func (e entries) ListAt(to []os.FileInfo, offset int64) (int, error) {
	if offset >= int64(len(e)) {
		return 0, io.EOF
	}
	n := 0
	for n < len(to) && int(offset)+n < len(e) {
		to[n] = e[int(offset)+n]
		n++
	}
	return n, io.EOF
}

type entry struct {
	name string
	mode os.FileMode
}

func (e entry) Name() string       { return e.name }
func (e entry) Size() int64        { return 3 }
func (e entry) Mode() os.FileMode  { return e.mode }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.mode.IsDir() }
func (e entry) Sys() any           { return nil }
