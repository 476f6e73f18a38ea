package sshx_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// login is a client of our server, by other means than its key.
func (v *served) login(t testing.TB, change func(*sshx.ConnectOptions)) (*sshx.SSHClient, error) {
	t.Helper()
	c := sshx.NewSSHClient()
	must(t, second(c.LoadHostKeys(v.known)))
	o := &sshx.ConnectOptions{Port: v.port, Username: v.user, NoAgent: true, NoLookForKeys: true}
	change(o)
	t.Cleanup(func() { c.Close() })
	return c, c.Connect(ctx(t), "127.0.0.1", o)
}

func TestWaysIntoOurServer(t *testing.T) {
	py := startParamiko(t)
	py.Define(`
def ways(port, user, key):
    "How a client of paramiko gets in, and what it is told."
    r = []
    for login in (
        lambda t: t.auth_none(user),
        lambda t: t.auth_none("guest"),
        lambda t: t.auth_interactive(user, lambda title, text, fields: [f[0].strip(": ") for f in fields]),
        lambda t: t.auth_interactive(user, lambda title, text, fields: ["wrong" for f in fields]),
        lambda t: t.auth_publickey(user, Ed25519Key.from_private_key_file(key)),
    ):
        t = Transport(("127.0.0.1", port))
        try:
            t.start_client(timeout=20)
            try:
                r.append(login(t))
            except BadAuthenticationType as e:
                r.append(["bad type", sorted(e.allowed_types)])
            except SSHException as e:
                r.append(type(e).__name__)
        finally:
            t.close()
    return r
`)
	v := serve(t, func(s *sshx.Server) {
		s.Banner = "hello\n"
		s.NoAuth = func(_ context.Context, user string) bool { return user == "guest" }
		s.Questions = func(_ context.Context, user string, ask func(string, string, []sshx.Question) ([]string, error)) bool {
			for _, word := range []string{"one", "two"} {
				answers, err := ask("title", "text", []sshx.Question{{Prompt: word + ": "}, {Prompt: "again: ", Echo: true}})
				if err != nil || answers[0] != word || answers[1] != "again" {
					return false
				}
			}
			return true
		}
		s.More = func(_ context.Context, user string, passed []string) []string {
			if slices.Equal(passed, []string{"publickey"}) {
				return []string{"password"}
			}
			return nil
		}
	})
	// The key alone is half of it, the questions are all of it. The second half would
	// need a second request of paramiko's for the service, which crypto/ssh takes for
	// disorder: two steps are for other clients.
	want := []any{[]any{"bad type", []any{"keyboard-interactive", "password", "publickey"}}, []any{}, []any{}, "AuthenticationException", []any{"password"}}
	if got := call(t, py, "ways", v.port, v.user, v.key); !original.Same(original.Plain(got), original.Plain(want)) {
		t.Errorf("%v, expected %v", got, want)
	}
	if _, err := v.login(t, func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{v.key} }); !errors.Is(err, sshx.ErrPartialAuthentication) {
		t.Errorf("the key alone: %v", err)
	}
	c, err := v.login(t, func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = []string{v.key}, v.password })
	must(t, err)
	if said := c.Transport().Banner(); said != "hello\n" {
		t.Errorf("the banner is %q", said)
	}
	// After two steps the key is still known.
	key, err := sshx.ReadPKey(v.key, nil)
	must(t, err)
	if r, err := c.Run(ctx(t), "x", nil); err != nil || string(r.Stderr) != key.Fingerprint() {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := v.login(t, func(o *sshx.ConnectOptions) { o.Username = "guest" }); err != nil {
		t.Errorf("a guest: %v", err)
	}
	if _, err := v.login(t, func(o *sshx.ConnectOptions) {
		o.Questions = func(_ context.Context, _, _ string, q []sshx.Question) ([]string, error) {
			return []string{strings.TrimSuffix(q[0].Prompt, ": "), "again"}, nil
		}
	}); err != nil {
		t.Errorf("questions: %v", err)
	}
}

func TestWhatASessionTellsOurServer(t *testing.T) {
	got := make(chan string, 10)
	v := serve(t, func(s *sshx.Server) {
		s.AgentForwarding = func(_ context.Context, user string) bool { return user == "anna" }
		s.Command = func(ctx context.Context, s *sshx.ServerSession) int {
			switch s.Command {
			case "agent":
				a, err := s.Agent(ctx)
				if err != nil {
					fmt.Fprint(s.Stderr, err)
					return 1
				}
				defer a.Close()
				keys, err := a.Keys(ctx)
				if err != nil || len(keys) != 1 {
					return 2
				}
				if sig, err := keys[0].SignSSHData([]byte("x"), ""); err != nil || !keys[0].VerifySSHSig([]byte("x"), sig) {
					return 3
				}
				fmt.Fprint(s.Stdout, keys[0].Fingerprint())
			case "killed":
				s.ExitSignal = "SEGV"
			case "":
				got <- fmt.Sprint(s.PTY.Term, s.PTY.Width, s.PTY.Height, s.PTY.WidthPixels, s.PTY.HeightPixels, s.PTY.Modes, s.Environment["A"])
				host, _, _ := net.SplitHostPort(s.Remote.String())
				got <- host
				fmt.Fprint(s.Stdout, "ready\n")
				size := <-s.Resized
				got <- fmt.Sprint(size.Width, size.Height)
				got <- <-s.Signals
				<-ctx.Done()
				return 9
			}
			return 0
		}
		s.Subsystems = map[string]func(context.Context, *sshx.ServerSession) int{"shout": func(_ context.Context, s *sshx.ServerSession) int {
			data, _ := io.ReadAll(s.Stdin)
			io.WriteString(s.Stdout, strings.ToUpper(string(data))+s.Subsystem)
			return 5
		}}
		s.Global = func(_ context.Context, user, kind string, payload []byte) (bool, []byte) {
			return kind == "echo@example", append([]byte(user), payload...)
		}
	})
	c := v.connect(t)
	ch, err := c.Transport().OpenSession(ctx(t))
	must(t, err)
	must(t, ch.GetPTY(ctx(t), &sshx.PTY{WidthPixels: 640, HeightPixels: 480, Modes: ssh.TerminalModes{ssh.ECHO: 0, ssh.TTY_OP_ISPEED: 38400}}))
	must(t, ch.SetEnvironmentVariable(ctx(t), "A", "b"))
	must(t, ch.InvokeShell(ctx(t)))
	must(t, second(io.ReadFull(ch, make([]byte, 6))))
	must(t, ch.ResizePTY(40, 30))
	heard := []string{<-got, <-got, <-got}
	must(t, ch.Signal("USR1"))
	heard = append(heard, <-got)
	must(t, ch.Signal("TERM"))
	if status, err := ch.RecvExitStatus(ctx(t)); status != 9 || err != nil || !slices.Equal(heard, []string{"vt10080 24 640 480 map[53:0 128:38400]b", "127.0.0.1", "40 30", "USR1"}) {
		t.Errorf("%d %v %q", status, err, heard)
	}
	ch.Close()
	if r, err := c.Run(ctx(t), "killed", nil); err != nil || r.ExitSignal != "SEGV" || r.ExitStatus != -1 {
		t.Errorf("%+v %v", r, err)
	}
	ch, err = c.Transport().OpenSession(ctx(t))
	must(t, err)
	must(t, ch.InvokeSubsystem(ctx(t), "shout"))
	must(t, second(ch.Write([]byte("hey "))))
	must(t, ch.ShutdownWrite())
	if out, err := io.ReadAll(ch); string(out) != "HEY shout" || err != nil {
		t.Errorf("%q %v", out, err)
	}
	ch.Close()
	if ok, reply, err := c.Transport().GlobalRequest(ctx(t), "echo@example", true, []byte("!")); !ok || string(reply) != "anna!" || err != nil {
		t.Errorf("%v %q %v", ok, reply, err)
	}
	if r, err := c.Run(ctx(t), "agent", nil); err != nil || r.ExitStatus != 1 {
		t.Errorf("an agent that was not offered: %+v %v", r, err)
	}
	startAgent(t)
	do(t, "ssh-add", "-q", v.key)
	v.agent = os.Getenv("SSH_AUTH_SOCK")
	key, err := sshx.ReadPKey(v.key, nil)
	must(t, err)
	if out, status := v.openssh(t, "ssh", "", "-A", v.user+"@127.0.0.1", "agent"); status != 0 || out != key.Fingerprint() {
		t.Errorf("ssh -A: %d %q", status, out)
	}
}

func TestPortsOfOurServer(t *testing.T) {
	v := serve(t, func(s *sshx.Server) {
		s.Listen = func(_ context.Context, _, addr string) (net.Listener, error) {
			if !strings.HasPrefix(addr, "127.0.0.1:") && !strings.HasPrefix(addr, "localhost:") {
				return nil, errors.New("not there")
			}
			return net.Listen("tcp", addr)
		}
		s.Dial = func(ctx context.Context, _, addr string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", addr)
		}
	})
	// What ssh -R opens leads to a listener here, by way of the server.
	far, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer far.Close()
	var wg sync.WaitGroup
	wg.Go(func() {
		conn, err := far.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		io.Copy(conn, struct{ io.Reader }{conn})
	})
	tr := v.connect(t).Transport()
	l, err := tr.RequestPortForward(ctx(t), "127.0.0.1:0")
	must(t, err)
	wg.Go(func() { // from the listener on, out by direct-tcpip
		near, err := l.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		out, err := tr.DialContext(ctx(t), "tcp", far.Addr().String())
		if err != nil {
			t.Error(err)
			near.Close()
			return
		}
		wg.Go(func() {
			io.Copy(out, near)
			out.(interface{ CloseWrite() error }).CloseWrite()
		})
		io.Copy(near, out)
		near.Close()
		out.Close()
	})
	conn, err := dialTCP(l.Addr().String())
	must(t, err)
	sent := noise(300_000)
	wg.Go(func() {
		conn.Write(sent)
		conn.(*net.TCPConn).CloseWrite()
	})
	back, err := io.ReadAll(conn)
	if err != nil || string(back) != string(sent) {
		t.Errorf("%d bytes came back, %v", len(back), err)
	}
	conn.Close()
	wg.Wait()
	must(t, l.Close())
	peers.Eventually(t, "the end of listening", func() bool {
		conn, err := dialTCP(l.Addr().String())
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
	if _, err := tr.RequestPortForward(ctx(t), "0.0.0.0:0"); !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("%v", err)
	}
}

// A memory is a file system of the test's own: names and texts, and nothing else.
type memory struct {
	sshx.SFTPServerBase
	files map[string]string
	ended chan struct{}
}

func (m *memory) attrs(name string) (*sshx.SFTPAttributes, error) {
	mode, size := uint32(0o100644), uint64(len(m.files[name]))
	if name == "/" {
		mode = 0o040755
	} else if _, ok := m.files[name]; !ok {
		return nil, fs.ErrNotExist
	}
	return &sshx.SFTPAttributes{Filename: strings.TrimPrefix(name, "/"), Mode: &mode, Size: &size, Extended: map[string]string{"kind@example": "memory"}}, nil
}

func (m *memory) Stat(_ context.Context, name string) (*sshx.SFTPAttributes, error) {
	return m.attrs(name)
}
func (m *memory) Lstat(_ context.Context, name string) (*sshx.SFTPAttributes, error) {
	return m.attrs(name)
}
func (m *memory) Close() error { close(m.ended); return nil }

func (m *memory) ListFolder(_ context.Context, name string) (list []*sshx.SFTPAttributes, err error) {
	for name := range m.files {
		a, err := m.attrs(name)
		if err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

func (m *memory) Open(_ context.Context, name string, flags int, _ *sshx.SFTPAttributes) (sshx.SFTPHandle, error) {
	if flags&os.O_CREATE != 0 {
		return nil, &sshx.SFTPError{Code: 4, Reason: "this memory is full"}
	}
	text, ok := m.files[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return &remembered{Reader: strings.NewReader(text)}, nil
}

type remembered struct {
	sshx.SFTPHandleBase
	*strings.Reader
}

func (r *remembered) ReadAt(p []byte, off int64) (int, error) { return r.Reader.ReadAt(p, off) }

func TestAFileSystemOfTheCallersOwn(t *testing.T) {
	m := memory{files: map[string]string{"/a": "text of a", "/b": string(noise(600_000))}}
	files := make(chan *memory, 10)
	v := serve(t, func(s *sshx.Server) {
		s.FileSystem = func(context.Context, string) (sshx.SFTPServerInterface, error) {
			own := &memory{files: m.files, ended: make(chan struct{})}
			files <- own
			return own, nil
		}
	})
	f, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	names, err := f.Listdir(ctx(t), "/")
	slices.Sort(names)
	if err != nil || !slices.Equal(names, []string{"a", "b"}) {
		t.Errorf("%q %v", names, err)
	}
	if a, err := f.Stat(ctx(t), "/a"); err != nil || *a.Size != 9 || a.UID != nil || a.MTime != nil || a.Extended["kind@example"] != "memory" {
		t.Errorf("%v %v", a, err)
	}
	var out strings.Builder
	h, err := f.Open(ctx(t), "/b", "r")
	must(t, err)
	if _, err := h.WriteTo(&out); err != nil || out.String() != m.files["/b"] {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
	if _, err := h.Stat(); !errors.Is(err, sshx.ErrUnsupported) {
		t.Errorf("%v", err)
	}
	must(t, h.Close())
	for what, e := range map[string]struct {
		err, kind error
		text      string
	}{
		"write":   {second(f.Open(ctx(t), "/c", "w")), sshx.ErrSFTP, "this memory is full"},
		"missing": {second(f.Open(ctx(t), "/c", "r")), fs.ErrNotExist, `"/c"`},
		"remove":  {f.Remove(ctx(t), "/a"), sshx.ErrUnsupported, "unsupported"},
		"mkdir":   {f.Mkdir(ctx(t), "/d", 0), sshx.ErrUnsupported, "unsupported"},
		"rename":  {f.PosixRename(ctx(t), "/a", "/z"), sshx.ErrUnsupported, "unsupported"},
		"chmod":   {f.Chmod(ctx(t), "/a", 0o600), sshx.ErrUnsupported, "unsupported"},
		"link":    {f.Symlink(ctx(t), "/a", "/l"), sshx.ErrUnsupported, "unsupported"},
	} {
		if !errors.Is(e.err, e.kind) || !strings.Contains(e.err.Error(), e.text) {
			t.Errorf("%s: %v, expected %v and %q", what, e.err, e.kind, e.text)
		}
	}
	if real, err := f.Normalize(ctx(t), "x/../../y"); real != "/y" || err != nil {
		t.Errorf("%q %v", real, err)
	}
	f.Close()
	<-(<-files).ended
	local := filepath.Join(t.TempDir(), "b")
	if out, status := v.openssh(t, "scp", "", v.user+"@127.0.0.1:/b", local); status != 0 || read(t, local) != m.files["/b"] {
		t.Errorf("scp: %d %q", status, out)
	}
	py := paramikoClient(t)
	who := original.Plain(map[string]any{"port": v.port, "user": v.user, "key": v.key, "known": v.known})
	defer call(t, py, "end_sessions")
	got := call(t, py, "sftp_ops", who, "/", original.Plain([]any{[]any{"listdir", "/"}, []any{"get", "/a"}, []any{"get", "/c"}, []any{"remove", "/a"}}))
	want := []any{[]any{"a", "b"}, []any{9, []byte("text of a"), []any{[]any{9, 9}}}, "missing", "failed"}
	if !original.Same(got, original.Plain(want)) {
		t.Errorf("paramiko: %v, expected %v", got, want)
	}
}

func TestWhatOurServerOffersCanBeNarrowed(t *testing.T) {
	t.Parallel()
	rsa := rsaKey(t, "2048")
	for option, a := range map[string]*sshx.Algorithms{
		"Ciphers=aes128-ctr":              {Ciphers: []string{"aes256-gcm@openssh.com"}},
		"KexAlgorithms=curve25519-sha256": {KeyExchanges: []string{"ecdh-sha2-nistp256"}},
		"HostKeyAlgorithms=rsa-sha2-512":  {HostKeys: []string{"rsa-sha2-256"}},
		"HostKeyAlgorithms=ssh-ed25519":   {HostKeys: []string{"rsa-sha2-256"}},
	} {
		for _, narrow := range []bool{false, true} {
			v := serve(t, func(s *sshx.Server) {
				s.HostKeys = append(s.HostKeys, rsa)
				if narrow {
					s.Algorithms = a
				}
			})
			must(t, new(sshx.HostKeys).Append(v.known, sshx.HostName("127.0.0.1", v.port), rsa))
			out, status := v.openssh(t, "ssh", "", "-o", option, v.user+"@127.0.0.1", "hello")
			if in := status == 7; in == narrow || narrow && !strings.Contains(out, "no matching") {
				t.Errorf("%s, narrowed %v: %d %q", option, narrow, status, out)
			}
		}
	}
}
