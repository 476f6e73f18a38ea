package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A station is a server of paramiko, in the interpreter of the tests.
type station struct {
	py    *original.Python
	port  int
	root  string
	known *sshx.HostKeys
	user  *sshx.PKey
}

// paramikoServer starts one; options are those of testdata/paramiko_server.py.
func paramikoServer(t testing.TB, options map[string]any) *station {
	t.Helper()
	py := startParamiko(t)
	py.Define(read(t, filepath.Join("testdata", "paramiko_server.py")))
	d := t.TempDir()
	host := newKey(t)
	path := filepath.Join(d, "host")
	must(t, host.WritePrivateKeyFile(path, &sshx.WriteOptions{Comment: "host"}))
	v := &station{py: py, root: filepath.Join(d, "root"), known: &sshx.HostKeys{}, user: newKey(t)}
	must(t, os.Mkdir(v.root, 0o755))
	all := map[string]any{"host keys": []string{path}, "root": v.root, "password": "pass word", "keys": []string{v.user.Base64()}}
	for k, o := range options {
		all[k] = o
	}
	v.port = int(call(t, py, "open_station", original.Plain(all)).(int64))
	t.Cleanup(func() { call(t, py, "close_station", v.port) })
	must(t, v.known.Add(sshx.HostName("127.0.0.1", v.port), host))
	return v
}

// client is one that knows the server.
func (v *station) client(t testing.TB) *sshx.SSHClient {
	t.Helper()
	c := sshx.NewSSHClient()
	for name, e := range v.known.All() {
		must(t, c.HostKeys().Add(name, e.Key))
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func (v *station) options() *sshx.ConnectOptions {
	return &sshx.ConnectOptions{Port: v.port, Username: "anna", PKey: v.user, NoAgent: true, NoLookForKeys: true}
}

func (v *station) connect(t testing.TB) *sshx.SSHClient {
	t.Helper()
	c := v.client(t)
	must(t, c.Connect(ctx(t), "127.0.0.1", v.options()))
	return c
}

// heard is what the server heard.
func (v *station) heard(t testing.TB) []string {
	t.Helper()
	var lines []string
	for _, l := range call(t, v.py, "heard", v.port).([]any) {
		lines = append(lines, l.(string))
	}
	return lines
}

func TestCommandsAtParamiko(t *testing.T) {
	v := paramikoServer(t, nil)
	c := v.connect(t)
	if tr := c.Transport(); !strings.HasPrefix(tr.RemoteVersion(), "SSH-2.0-paramiko_") {
		t.Errorf("%q", tr.RemoteVersion())
	}
	r, err := c.Run(ctx(t), "echo h\xc3\xa9 \xff", &sshx.ExecOptions{Environment: map[string]string{"FOO": "1", "BAR": "2"}, PTY: &sshx.PTY{Term: "dumb", Width: 99}})
	if err != nil || string(r.Stdout) != "h\xc3\xa9 \xff" || string(r.Stderr) != "to stderr" || !slices.Equal(r.RefusedEnvironment, []string{"BAR"}) {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := c.Run(ctx(t), "cat", &sshx.ExecOptions{Stdin: bytes.NewReader(noise(200_000))}); err != nil || !bytes.Equal(r.Stdout, noise(200_000)) {
		t.Errorf("cat: %d bytes, %v", len(r.Stdout), err)
	}
	if r, err := c.Run(ctx(t), "big 3000000", nil); err != nil || len(r.Stdout) != 3_000_000 || len(r.Stderr) != 3_000_000 {
		t.Errorf("big: %v", err)
	}
	if r, err := c.Run(ctx(t), "exit 300", nil); err != nil || r.ExitStatus != 300 {
		t.Errorf("exit: %+v %v", r, err)
	}
	// Power units and old systems close without a status.
	if r, err := c.Run(ctx(t), "silence", nil); err != nil || r.ExitStatus != -1 {
		t.Errorf("no status: %+v %v", r, err)
	}
	ch, err := c.InvokeShell(ctx(t), nil)
	must(t, err)
	must(t, ch.ResizePTY(44, 33))
	must(t, second(io.WriteString(ch, "hello\nexit\n")))
	out, err := io.ReadAll(ch)
	status, statusErr := ch.RecvExitStatus(ctx(t))
	if err != nil || statusErr != nil || status != 4 || string(out) != "$ you say hello\n" {
		t.Errorf("shell: %q %d %v %v", out, status, err, statusErr)
	}
	ch, err = c.Transport().OpenSession(ctx(t))
	must(t, err)
	must(t, ch.InvokeSubsystem(ctx(t), "shout"))
	must(t, second(ch.Write([]byte("hey"))))
	out, err = io.ReadAll(ch)
	if status, statusErr := ch.RecvExitStatus(ctx(t)); err != nil || statusErr != nil || status != 3 || string(out) != "HEY" {
		t.Errorf("subsystem: %q %d %v", out, status, err)
	}
	ch.Close()
	if ch, err = c.Transport().OpenSession(ctx(t)); err != nil || !errors.Is(ch.InvokeSubsystem(ctx(t), "none"), sshx.ErrChannel) {
		t.Errorf("no such subsystem: %v", err)
	}
	ch.Close()
	if _, err := c.Transport().OpenChannel(ctx(t), "odd@example", nil); !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("an unknown channel: %v", err)
	}
	if ok, _, err := c.Transport().GlobalRequest(ctx(t), "hello@example", true, nil); !ok || err != nil {
		t.Errorf("a global request: %v %v", ok, err)
	}
	if ok, _, err := c.Transport().GlobalRequest(ctx(t), "other@example", true, nil); ok || err != nil {
		t.Errorf("a refused global request: %v %v", ok, err)
	}
	want := []string{"key ssh-ed25519", "key ssh-ed25519", "pty dumb 99x24", "env BAR=2", "env FOO=1", "pty vt100 80x24", "size 44x33", "global hello@example", "global other@example"}
	if got := v.heard(t); !slices.Equal(got, want) {
		t.Errorf("the server heard %q, expected %q", got, want)
	}
}

func TestPortsAtParamiko(t *testing.T) {
	v := paramikoServer(t, nil)
	tr := v.connect(t).Transport()
	conn, err := tr.DialContext(ctx(t), "tcp", "here:99")
	must(t, err)
	must(t, second(conn.Write([]byte("hi"))))
	if out, err := io.ReadAll(conn); err != nil || string(out) != "echo hi" {
		t.Errorf("%q %v", out, err)
	}
	conn.Close()
	if _, err := tr.DialContext(ctx(t), "tcp", "there:1"); !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("%v", err)
	}
	l, err := tr.RequestPortForward(ctx(t), "127.0.0.1:0")
	must(t, err)
	outside := make(chan string, 1)
	go func() {
		near, err := dialTCP(l.Addr().String())
		if err != nil {
			outside <- err.Error()
			return
		}
		defer near.Close()
		near.Write([]byte("knock"))
		answer, _ := io.ReadAll(near)
		outside <- string(answer)
	}()
	far, err := l.Accept()
	must(t, err)
	p := make([]byte, 5)
	if _, err := io.ReadFull(far, p); err != nil || string(p) != "knock" {
		t.Errorf("%q %v", p, err)
	}
	must(t, second(far.Write([]byte("come in"))))
	if got := <-outside; got != "come in" {
		t.Errorf("%q", got)
	}
	far.Close()
	must(t, l.Close())
	want := []string{"key ssh-ed25519", "key ssh-ed25519", "direct here:99", "direct there:1", "listen 127.0.0.1", "listen no more"}
	if got := v.heard(t); !slices.Equal(got, want) {
		t.Errorf("the server heard %q, expected %q", got, want)
	}
}

func TestLoginsAtParamiko(t *testing.T) {
	v := paramikoServer(t, map[string]any{"wants": []string{"publickey", "password"}, "banner": "mind the gap\n"})
	c := v.client(t)
	o := v.options()
	o.Password = "pass word"
	said := ""
	o.Banner = func(s string) { said += s }
	if err := c.Connect(ctx(t), "127.0.0.1", o); err != nil || c.Transport().Banner() != "mind the gap\n" || said != "mind the gap\n" {
		t.Errorf("key and password: %v, %q", err, said)
	}
	o = v.options()
	var auth *sshx.AuthenticationError
	err := c.Connect(ctx(t), "127.0.0.1", o)
	if !errors.Is(err, sshx.ErrPartialAuthentication) || !errors.As(err, &auth) || !slices.Equal(auth.AllowedTypes, []string{"password"}) || !slices.Equal(auth.Accepted, []string{"publickey"}) {
		t.Errorf("the key alone: %v", err)
	}
	ask := map[string]any{"ask": []any{[]any{"Password: ", false}}, "want": []string{"pass word"}}
	token := map[string]any{"ask": []any{[]any{"Token: ", true}, []any{"Pin: ", false}}, "want": []string{"1", "2"}}
	v = paramikoServer(t, map[string]any{"allowed": []string{"keyboard-interactive"}, "questions": []any{ask}})
	o = v.options()
	o.PKey, o.Password = nil, "pass word"
	must(t, v.client(t).Connect(ctx(t), "127.0.0.1", o))
	o.Password = "wrong"
	if err := v.client(t).Connect(ctx(t), "127.0.0.1", o); !errors.Is(err, sshx.ErrAuthentication) {
		t.Errorf("a wrong answer: %v", err)
	}
	v = paramikoServer(t, map[string]any{"allowed": []string{"keyboard-interactive"}, "questions": []any{ask, token, map[string]any{"ask": []any{}, "want": []string{}}}})
	o = v.options()
	var asked []string
	o.Questions = func(_ context.Context, name, instruction string, questions []sshx.Question) ([]string, error) {
		answers := map[string]string{"Password: ": "pass word", "Token: ": "1", "Pin: ": "2"}
		var out []string
		for _, q := range questions {
			asked = append(asked, fmt.Sprintf("%s/%s/%s%v", name, instruction, q.Prompt, q.Echo))
			out = append(out, answers[q.Prompt])
		}
		return out, nil
	}
	must(t, v.client(t).Connect(ctx(t), "127.0.0.1", o))
	if want := []string{"login/please/Password: false", "login/please/Token: true", "login/please/Pin: false"}; !slices.Equal(asked, want) {
		t.Errorf("asked %q, expected %q", asked, want)
	}
	v = paramikoServer(t, map[string]any{"none": true})
	o = v.options()
	o.PKey = nil
	must(t, v.client(t).Connect(ctx(t), "127.0.0.1", o))
	if got := v.heard(t); len(got) != 0 {
		t.Errorf("nothing was to be shown, and %q was", got)
	}
}

func TestAnAgentForwardedToParamiko(t *testing.T) {
	v := paramikoServer(t, nil)
	c := v.connect(t)
	a := startAgent(t)
	path := filepath.Join(t.TempDir(), "key")
	must(t, v.user.WritePrivateKeyFile(path, &sshx.WriteOptions{Comment: "of the agent"}))
	do(t, "ssh-add", "-q", path)
	must(t, c.Transport().ForwardAgent(a))
	r, err := c.Run(ctx(t), "agent", &sshx.ExecOptions{ForwardAgent: true})
	if err != nil || r.String() != "SSH_AUTH_SOCK ssh-ed25519 1" {
		t.Errorf("%+v %v", r, err)
	}
}

// startAgent starts ssh-agent for the length of the test, in SSH_AUTH_SOCK.
func startAgent(t testing.TB) *sshx.Agent {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	agent := exec.Command(peers.Need(t, "ssh-agent"), "-D", "-a", socket)
	must(t, agent.Start())
	t.Cleanup(func() {
		agent.Process.Kill()
		agent.Wait()
	})
	answers := peers.Accepts("unix", socket)
	peers.Eventually(t, "an agent", func() bool { return answers(ctx(t)) == nil })
	if t, ok := t.(interface{ Setenv(key, value string) }); ok {
		t.Setenv("SSH_AUTH_SOCK", socket)
	}
	a, err := sshx.ConnectAgent(ctx(t), nil)
	must(t, err)
	t.Cleanup(func() { a.Close() })
	return a
}

func TestFilesAtParamiko(t *testing.T) {
	v := paramikoServer(t, nil)
	f, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer f.Close()
	local := filepath.Join(t.TempDir(), "local")
	data := noise(300_000)
	write(t, local, string(data))
	a, err := f.Put(ctx(t), local, "x", nil)
	if err != nil || *a.Size != 300_000 || read(t, filepath.Join(v.root, "x")) != string(data) {
		t.Errorf("put: %v %v", a, err)
	}
	if err := f.Get(ctx(t), "x", local+"2", nil); err != nil || read(t, local+"2") != string(data) {
		t.Errorf("get: %v", err)
	}
	must(t, f.Mkdir(ctx(t), "d", 0o750))
	must(t, f.Rename(ctx(t), "x", "d/y"))
	must(t, f.Symlink(ctx(t), "y", "d/l"))
	must(t, f.Chdir(ctx(t), "d"))
	if target, err := f.Readlink(ctx(t), "l"); err != nil || target != "y" || f.Getcwd() != "/d" {
		t.Errorf("%q %v %q", target, err, f.Getcwd())
	}
	then := time.Unix(1_500_000_000, 0)
	must(t, f.Chmod(ctx(t), "y", 0o600))
	must(t, f.Utime(ctx(t), "y", then, then))
	must(t, f.Truncate(ctx(t), "y", 100_000))
	list, err := f.ListdirAttr(ctx(t), "")
	if err != nil || len(list) != 2 || !list[0].IsLink() || *list[1].Size != 100_000 || *list[1].Mode != 0o100600 || !strings.HasPrefix(list[1].Longname, "-rw-------") {
		t.Errorf("%v %v", list, err)
	}
	if b, err := f.Lstat(ctx(t), "l"); err != nil || !b.IsLink() {
		t.Errorf("%v %v", b, err)
	}
	h, err := f.Open(ctx(t), "y", "r+")
	must(t, err)
	must(t, second(h.WriteAt([]byte("JJ"), 1)))
	must(t, h.Chmod(0o640))
	// paramiko's own server knows the extension; sha1sum is the judge of what it says.
	algorithm, sums, err := h.Check("sha1", 0, 0, 0)
	must(t, h.Close())
	if want := sha1sum(t, read(t, filepath.Join(v.root, "d", "y"))); err != nil || algorithm != "sha1" || fmt.Sprintf("%x", sums) != want {
		t.Errorf("%s %x, expected %s, %v", algorithm, sums, want, err)
	}
	end, err := f.Open(ctx(t), "y", "a")
	must(t, err)
	if at, err := end.Tell(); at != 100_000 || err != nil {
		t.Errorf("%d %v", at, err)
	}
	must(t, second(end.Write([]byte("end"))))
	must(t, end.Close())
	must(t, f.PosixRename(ctx(t), "y", "l"))
	for what, err := range map[string]error{
		"stat": second(f.Stat(ctx(t), "none")), "open": second(f.Open(ctx(t), "none", "r")), "remove": f.Remove(ctx(t), "none"),
		"rmdir": f.Rmdir(ctx(t), "none"), "readlink": second(f.Readlink(ctx(t), "none")), "listdir": second(f.Listdir(ctx(t), "none")),
		"chmod": f.Chmod(ctx(t), "none", 0o600), "lstat": second(f.Lstat(ctx(t), "none")),
	} {
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := f.StatVFS(ctx(t), ""); !errors.Is(err, sshx.ErrUnsupported) || !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("statvfs: %v", err)
	}
	must(t, f.Remove(ctx(t), "l"))
	must(t, f.Chdir(ctx(t), ""))
	must(t, f.Rmdir(ctx(t), "d"))
	if names, err := f.Listdir(ctx(t), "/"); err != nil || len(names) != 0 {
		t.Errorf("%q %v", names, err)
	}
	f.Close()
	peers.Eventually(t, "the end of the session", func() bool { return slices.Contains(v.heard(t), "sftp ends") })
}

// A server that moves a file away at once, or tells no size, has still taken it.
func TestWhatCannotBeConfirmed(t *testing.T) {
	for _, odd := range []string{"no stat", "no size"} {
		v := paramikoServer(t, map[string]any{"odd": odd})
		f, err := v.connect(t).OpenSFTP(ctx(t), nil)
		must(t, err)
		_, err = f.PutFO(ctx(t), strings.NewReader("text"), "x", 4, nil)
		var e *sshx.SFTPError
		if !errors.Is(err, sshx.ErrUnconfirmed) || !errors.As(err, &e) || e.Acked != 4 || !strings.Contains(err.Error(), "all 4 bytes were sent and taken") || read(t, filepath.Join(v.root, "x")) != "text" {
			t.Errorf("%s: %v", odd, err)
		}
		if a, err := f.PutFO(ctx(t), strings.NewReader("text"), "x", 4, &sshx.TransferOptions{NoConfirm: true}); err != nil || a == nil {
			t.Errorf("%s, not looked at: %v", odd, err)
		}
		f.Close()
	}
}
