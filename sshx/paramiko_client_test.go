package sshx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func paramikoClient(t testing.TB) *original.Python {
	py := startParamiko(t)
	py.Define(read(t, filepath.Join("testdata", "paramiko_client.py")))
	return py
}

func agrees(t *testing.T, what string, got, want any) {
	t.Helper()
	got = original.Plain(got)
	if original.Same(got, want) {
		return
	}
	g, ok := got.([]any)
	w, ok2 := want.([]any)
	if !ok || !ok2 || len(g) != len(w) {
		t.Errorf("%s: %q, paramiko %q", what, got, want)
		return
	}
	for i := range g {
		if !original.Same(g[i], w[i]) {
			t.Errorf("%s, fact %d: %q, paramiko %q", what, i, g[i], w[i])
		}
	}
}

// word is a word instead of an error of a kind.
func word(err, kind error, text string) any {
	if errors.Is(err, kind) {
		return text
	}
	return fmt.Sprint(err)
}

func TestChannelsAsParamikoHasThem(t *testing.T) {
	s := peers.StartSSHD(t)
	py := paramikoClient(t)
	c := connect(t, s)
	ch, err := c.Transport().OpenSession(ctx(t))
	must(t, err)
	got := []any{nil, ch.ExitStatusReady(), ch.Closed()}
	if ch.Timeout() != 0 {
		t.Errorf("timeout %v", ch.Timeout())
	}
	ch.SetTimeout(50 * time.Millisecond)
	got = append(got, ch.Timeout().Seconds())
	must(t, ch.GetPTY(ctx(t), &sshx.PTY{Term: "dumb", Width: 100, Height: 30}))
	must(t, ch.SetEnvironmentVariable(ctx(t), "FOO_A", "x"))
	must(t, ch.UpdateEnvironment(ctx(t), map[string]string{"FOO_B": "y"}))
	must(t, ch.ExecCommand(ctx(t), "stty size; echo $TERM $FOO_A $FOO_B; read x; echo got $x; stty size"))
	var out []byte
	p := make([]byte, 1000)
	for !bytes.Contains(out, []byte("y\r\n")) {
		n, err := ch.Read(p)
		if err != nil && !errors.Is(err, sshx.ErrTimeout) {
			t.Fatal(err)
		}
		out = append(out, p[:n]...)
	}
	_, err = ch.Read(p)
	got = append(got, word(err, os.ErrDeadlineExceeded, "timeout"))
	must(t, ch.ResizePTY(111, 33))
	got = append(got, true) // there is always room to write here: Write waits for it
	must(t, second(ch.Write([]byte("word\n"))))
	ch.SetTimeout(0)
	rest, err := io.ReadAll(ch)
	must(t, err)
	status, err := ch.RecvExitStatus(ctx(t))
	must(t, err)
	got = append(got, append(out, rest...), status, ch.ExitStatusReady())
	must(t, ch.Close())
	n, _ := ch.Read(p)
	_, err = ch.Write([]byte("x"))
	got = append(got, ch.Closed(), p[:n], word(err, net.ErrClosed, "closed"))
	in, stdout, stderr, err := c.ExecCommand(ctx(t), "echo a >&2; cat; exit 3", nil)
	must(t, err)
	first := ""
	for line, err := range stderr.Lines() {
		must(t, err)
		first = line
		break
	}
	got = append(got, first, stdout.Channel().SetCombineStderr(true))
	must(t, second(in.Write([]byte("b\n"))))
	must(t, in.Close())
	lines := []any{}
	for line, err := range stdout.Lines() {
		must(t, err)
		lines = append(lines, line)
	}
	status, err = stdout.Channel().RecvExitStatus(ctx(t))
	must(t, err)
	got = append(got, lines, status)
	shell, err := c.InvokeShell(ctx(t), nil)
	must(t, err)
	must(t, second(shell.Write([]byte("exit 5\n"))))
	must(t, second(io.Copy(io.Discard, shell)))
	status, err = shell.RecvExitStatus(ctx(t))
	must(t, err)
	got = append(got, status)
	sub, err := c.Transport().OpenSession(ctx(t))
	must(t, err)
	got = append(got, word(sub.InvokeSubsystem(ctx(t), "none"), sshx.ErrSSH, "refused"))
	sub.Close()
	_, err = c.Transport().OpenChannel(ctx(t), "odd@example", nil)
	got = append(got, word(err, sshx.ErrChannel, "refused"))
	want := call(t, py, "channel_facts", whoIs(s)).([]any)
	agrees(t, "channel", got, want)
}

func TestConnectionsAsParamikoHasThem(t *testing.T) {
	s := peers.StartSSHD(t)
	py := paramikoClient(t)
	c := connect(t, s)
	tr := c.Transport()
	key := tr.ServerKey()
	got := []any{tr.IsActive(), true, tr.Username(), nil, s.Port, strings.TrimSpace(tr.RemoteVersion()), key.Name(), key.Base64()}
	if tr.Banner() != "" || tr.RemoteAddr().(*net.TCPAddr).Port != s.Port {
		t.Errorf("%q %v", tr.Banner(), tr.RemoteAddr())
	}
	ok, _, err := tr.GlobalRequest(ctx(t), "odd@example", true, nil)
	must(t, err)
	got = append(got, ok)
	l, err := tr.RequestPortForward(ctx(t), "127.0.0.1:0")
	must(t, err)
	near, err := dialTCP(l.Addr().String())
	must(t, err)
	defer near.Close()
	far, err := l.Accept()
	must(t, err)
	p := make([]byte, 3)
	must(t, second(near.Write([]byte("in"))))
	must(t, second(io.ReadFull(far, p[:2])))
	got = append(got, append([]byte{}, p[:2]...))
	must(t, second(far.Write([]byte("out"))))
	must(t, second(io.ReadFull(near, p)))
	got = append(got, p)
	far.Close()
	must(t, l.Close())
	if again, err := dialTCP(l.Addr().String()); err == nil {
		again.Close()
		t.Error("the server listens on")
	}
	got = append(got, "gone")
	conn, err := tr.DialContext(ctx(t), "tcp", net.JoinHostPort("127.0.0.1", fmt.Sprint(s.Port)))
	must(t, err)
	version := make([]byte, 8)
	must(t, second(io.ReadFull(conn, version)))
	conn.Close()
	got = append(got, version)
	_, err = tr.DialContext(ctx(t), "tcp", l.Addr().String())
	got = append(got, word(err, sshx.ErrChannel, "refused"))
	must(t, tr.Close())
	got = append(got, tr.IsActive())
	want := call(t, py, "transport_facts", whoIs(s)).([]any)
	// paramiko tells the number of the reason: 2 is "connect failed".
	if i := len(want) - 2; original.Same(want[i], 2) {
		want[i] = "refused"
	}
	agrees(t, "connection", got, want)
}

// classOf is the class of paramiko's that an error of ours stands for.
func classOf(err error) string {
	for _, k := range []struct {
		kind error
		name string
	}{
		{sshx.ErrBadHostKey, "BadHostKeyException"}, {sshx.ErrUnknownHost, "SSHException"}, {sshx.ErrPasswordRequired, "PasswordRequiredException"},
		{sshx.ErrBadAuthenticationType, "BadAuthenticationType"}, {sshx.ErrAuthentication, "AuthenticationException"},
		{sshx.ErrNoValidConnections, "NoValidConnectionsError"}, {fs.ErrNotExist, "FileNotFoundError"}, {sshx.ErrSSH, "SSHException"},
	} {
		if errors.Is(err, k.kind) {
			return k.name
		}
	}
	return fmt.Sprint(err)
}

func TestErrorsOfConnectionsAsParamikoHasThem(t *testing.T) {
	s := peers.StartSSHD(t)
	py := paramikoClient(t)
	free := peers.Port(t)
	other := newKey(t)
	path := filepath.Join(t.TempDir(), "other")
	must(t, other.WritePrivateKeyFile(path, &sshx.WriteOptions{Comment: "x"}))
	wrong := filepath.Join(t.TempDir(), "wrong")
	write(t, wrong, fmt.Sprintf("[127.0.0.1]:%d %s\n", s.Port, other))
	for what, c := range map[string]struct {
		kw      map[string]any
		change  func(*sshx.ConnectOptions)
		known   string
		policy  sshx.MissingHostKeyPolicy
		differs string // what paramiko says where it is less exact
	}{
		"key":              {kw: map[string]any{"key_filename": s.Key}, change: func(o *sshx.ConnectOptions) {}},
		"password":         {kw: map[string]any{"password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password }},
		"key and password": {kw: map[string]any{"key_filename": path, "password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = []string{path}, s.Password }},
		"locked key":       {kw: map[string]any{"key_filename": s.LockedKey, "passphrase": s.Passphrase}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Passphrase = []string{s.LockedKey}, s.Passphrase }},
		"PKey":             {kw: map[string]any{"pkey": s.Key}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.PKey = nil, second2(sshx.ReadPKey(s.Key, nil)) }},
		"wrong password":   {kw: map[string]any{"password": "x"}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, "x" }},
		"wrong key":        {kw: map[string]any{"key_filename": path}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{path} }},
		"missing file":     {kw: map[string]any{"key_filename": path + ".none"}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{path + ".none"} }},
		"nothing":          {kw: map[string]any{}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames = nil }, differs: "SSHException"},
		"no passphrase":    {kw: map[string]any{"key_filename": s.LockedKey}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames = []string{s.LockedKey} }, differs: "PasswordRequiredException"},
		"refused":          {kw: map[string]any{"port": free, "password": "x"}, change: func(o *sshx.ConnectOptions) { o.Port = free }},
		"unknown":          {kw: map[string]any{"unknown": true, "password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password }, known: os.DevNull},
		"unknown, reject":  {kw: map[string]any{"unknown": true, "policy": "reject", "password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password }, known: os.DevNull, policy: sshx.RejectPolicy{}},
		"unknown, add":     {kw: map[string]any{"unknown": true, "policy": "add", "password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password }, known: os.DevNull, policy: sshx.AutoAddPolicy{}},
		"unknown, warn":    {kw: map[string]any{"unknown": true, "policy": "warn", "password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password }, known: os.DevNull, policy: sshx.WarningPolicy{}},
		"another key":      {kw: map[string]any{"password": s.Password}, change: func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password }, known: wrong},
		"proxy command": {kw: map[string]any{"sock": proxyTo(s.Port), "key_filename": s.Key}, change: func(o *sshx.ConnectOptions) {
			o.ProxyCommand = proxyTo(s.Port)
		}},
	} {
		known := c.known
		if known == "" {
			known = s.KnownHosts
		}
		client := sshx.NewSSHClient()
		must(t, second(client.LoadSystemHostKeys(known)))
		client.SetMissingHostKeyPolicy(c.policy)
		o := options(s)
		c.change(o)
		got := []any{}
		if err := client.Connect(ctx(t), "127.0.0.1", o); err != nil {
			got = append(got, classOf(err))
		} else {
			got = append(got, "in", client.HostKeys().Len())
		}
		client.Close()
		who := original.Plain(map[string]any{"port": s.Port, "user": s.User, "known": known})
		want := call(t, py, "connect_class", who, original.Plain(c.kw)).([]any)
		if c.differs != "" {
			if !original.Same(want, []any{c.differs}) || got[0] != "BadAuthenticationType" {
				t.Errorf("%s: %q, paramiko %q; expected BadAuthenticationType and %s", what, got, want, c.differs)
			}
			continue
		}
		agrees(t, what, got, want)
	}
}

// proxyTo is a command that connects to a port.
func proxyTo(port int) string {
	return fmt.Sprintf("bash -c 'exec 3<>/dev/tcp/127.0.0.1/%d; cat <&3 & exec cat >&3'", port)
}

func second2[T any](v T, _ error) T { return v }

func TestLoginsWithoutAClientOfParamiko(t *testing.T) {
	s := peers.StartSSHD(t)
	py := paramikoClient(t)
	got := []any{}
	for _, change := range []func(*sshx.ConnectOptions){
		func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, s.Password },
		func(o *sshx.ConnectOptions) { o.KeyFilenames, o.Password = nil, "wrong" },
		func(o *sshx.ConnectOptions) {},
		func(o *sshx.ConnectOptions) { o.KeyFilenames = nil },
		func(o *sshx.ConnectOptions) { o.KeyFilenames = nil },
	} {
		c := sshx.NewSSHClient()
		must(t, second(c.LoadSystemHostKeys(s.KnownHosts)))
		o := options(s)
		change(o)
		err := c.Connect(ctx(t), "127.0.0.1", o)
		c.Close()
		var auth *sshx.AuthenticationError
		switch {
		case err == nil:
			got = append(got, []any{})
		case errors.Is(err, sshx.ErrBadAuthenticationType) && errors.As(err, &auth):
			types := []any{}
			for _, a := range []string{"password", "publickey"} { // sorted
				if strings.Contains(strings.Join(auth.AllowedTypes, " "), a) {
					types = append(types, a)
				}
			}
			got = append(got, []any{"BadAuthenticationType", types})
		default:
			got = append(got, classOf(err))
		}
	}
	got = append(got, true)
	agrees(t, "logins", got, call(t, py, "bare_logins", whoIs(s), s.Password, "wrong"))
	c := connect(t, s)
	must(t, c.Close())
	o := options(s)
	o.Jump = &sshx.Jump{Host: "127.0.0.1", Options: options(s)}
	must(t, c.Connect(ctx(t), "127.0.0.1", o))
	r, err := c.Run(ctx(t), "echo over; exit 2", nil)
	must(t, err)
	agrees(t, "over a jump host", []any{r.Stdout, r.ExitStatus}, call(t, py, "over_a_jump", whoIs(s), "echo over; exit 2"))
}

func TestAgentsAsParamikoHasThem(t *testing.T) {
	s := peers.StartSSHD(t)
	a := startAgent(t)
	d := t.TempDir()
	rsa := rsaKey(t, "2048")
	ec, err := sshx.GenerateECDSAKey(384)
	must(t, err)
	for i, k := range []*sshx.PKey{newKey(t), rsa, ec} {
		path := filepath.Join(d, fmt.Sprint(i))
		must(t, k.WritePrivateKeyFile(path, &sshx.WriteOptions{Comment: "x"}))
		do(t, "ssh-add", "-q", path)
	}
	do(t, "ssh-add", "-q", s.Key)
	// The interpreter is older than the agent.
	py := original.StartWith(t, &original.Options{Env: []string{"SSH_AUTH_SOCK=" + os.Getenv("SSH_AUTH_SOCK")}}, "paramiko")
	py.Define(paramikoSource)
	py.Define(read(t, filepath.Join("testdata", "paramiko_client.py")))
	keys, err := a.Keys(ctx(t))
	must(t, err)
	got := []any{}
	for _, k := range keys {
		sig, err := k.SignSSHData([]byte("data"), "")
		must(t, err)
		got = append(got, []any{k.Name(), k.MD5Fingerprint(), k.Bytes(), len(sig) > 20})
	}
	agrees(t, "keys of the agent", got, call(t, py, "agent_facts", []byte("data")))
	c := connect(t, s)
	must(t, c.Transport().ForwardAgent(a))
	r, err := c.Run(ctx(t), "ssh-add -l", &sshx.ExecOptions{ForwardAgent: true})
	must(t, err)
	agrees(t, "forwarded", r.Stdout, call(t, py, "agent_forwarded", whoIs(s), "ssh-add -l"))
}
