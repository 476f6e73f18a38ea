package sshx_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// A served server knows one user, by key or password, and shows a folder.
type served struct {
	port            int
	dir, key, known string
	agent           string // of OpenSSH's own clients
	user, password  string
}

func serve(t testing.TB, change func(*sshx.Server)) *served {
	t.Helper()
	d := t.TempDir()
	v := &served{dir: filepath.Join(d, "files"), key: filepath.Join(d, "key"), known: filepath.Join(d, "known"), user: "anna", password: "pass word"}
	must(t, os.Mkdir(v.dir, 0o755))
	host, user := newKey(t), newKey(t)
	must(t, user.WritePrivateKeyFile(v.key, &sshx.WriteOptions{Comment: "test"}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	v.port = l.Addr().(*net.TCPAddr).Port
	must(t, new(sshx.HostKeys).Append(v.known, sshx.HostName("127.0.0.1", v.port), host))
	s := &sshx.Server{
		HostKeys:  []*sshx.PKey{host},
		Password:  func(_ context.Context, u, p string) bool { return u == v.user && p == v.password },
		PublicKey: func(_ context.Context, u string, k *sshx.PKey) bool { return u == v.user && k.Equal(user) },
		Files:     func(context.Context, string) (*os.Root, error) { return os.OpenRoot(v.dir) },
		Command: func(ctx context.Context, s *sshx.ServerSession) int {
			switch s.Command {
			case "cat":
				io.Copy(s.Stdout, s.Stdin)
			case "wait":
				<-ctx.Done()
			case "flood":
				io.Copy(s.Stdout, io.LimitReader(endless{}, 3<<20))
			default:
				fmt.Fprintf(s.Stdout, "%s says %s", s.User, s.Command)
				fmt.Fprint(s.Stderr, s.Key.Fingerprint())
			}
			return 7
		},
	}
	if change != nil {
		change(s)
	}
	running, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Serve(running, l) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("serve: %v", err)
		}
	})
	return v
}

func (v *served) connect(t testing.TB) *sshx.SSHClient {
	t.Helper()
	c := sshx.NewSSHClient()
	_, err := c.LoadHostKeys(v.known)
	must(t, err)
	must(t, c.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: v.port, Username: v.user, KeyFilenames: []string{v.key}, NoAgent: true, NoLookForKeys: true}))
	t.Cleanup(func() { c.Close() })
	return c
}

// openssh runs one of OpenSSH's own clients and returns output and status.
func (v *served) openssh(t testing.TB, program, stdin string, args ...string) (string, int) {
	t.Helper()
	port := "-p"
	if program != "ssh" {
		port = "-P"
	}
	all := append([]string{port, fmt.Sprint(v.port), "-F", "none", "-i", v.key, "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=" + cmp.Or(v.agent, "none"), "-o", "UserKnownHostsFile=" + v.known}, args...)
	cmd := exec.CommandContext(ctx(t), peers.Need(t, program), all...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.CombinedOutput()
	var status *exec.ExitError
	if err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func TestOpenSSHAtOurServer(t *testing.T) {
	t.Parallel()
	v := serve(t, nil)
	at := v.user + "@127.0.0.1"
	if out, status := v.openssh(t, "ssh", "", at, "hello there"); !strings.HasPrefix(out, "anna says hello there") || status != 7 {
		t.Errorf("ssh: %d %q", status, out)
	}
	if out, status := v.openssh(t, "ssh", "to and fro", at, "cat"); out != "to and fro" || status != 7 {
		t.Errorf("ssh: %d %q", status, out)
	}
	if out, status := v.openssh(t, "ssh", "", at, "flood"); len(out) != 3<<20 || status != 7 {
		t.Errorf("ssh: %d, %d bytes", status, len(out))
	}
	local := filepath.Join(t.TempDir(), "local")
	write(t, local, string(noise(300_000)))
	if out, status := v.openssh(t, "scp", "", local, at+":/sent"); status != 0 || read(t, filepath.Join(v.dir, "sent")) != string(noise(300_000)) {
		t.Errorf("scp there: %d %q", status, out)
	}
	if out, status := v.openssh(t, "scp", "", at+":sent", local+"2"); status != 0 || read(t, local+"2") != string(noise(300_000)) {
		t.Errorf("scp back: %d %q", status, out)
	}
	batch := "mkdir d\nput " + local + " d/x\nrename d/x d/y\nchmod 600 d/y\nln -s y d/l\nls -l d\nget d/y " + local + "3\nrm d/y\nrm d/l\nrmdir d\n"
	if out, status := v.openssh(t, "sftp", batch, "-b", "-", at); status != 0 || read(t, local+"3") != string(noise(300_000)) || !strings.Contains(out, "-rw-------") {
		t.Errorf("sftp: %d %q", status, out)
	}
	if out, status := v.openssh(t, "ssh", "", "-W", "127.0.0.1:22", at); status == 0 {
		t.Errorf("forwarding: %d %q", status, out)
	}
}

func TestParamikoAtOurServer(t *testing.T) {
	v := serve(t, nil)
	py := startParamiko(t)
	py.Define(`
def at_server(port, user, password, key, known, data):
    r = []
    for kw in ({"password": password}, {"key_filename": key}):
        c = SSHClient()
        c.load_system_host_keys(known)
        c.connect("127.0.0.1", port=port, username=user, allow_agent=False, look_for_keys=False, **kw)
        i, o, e = c.exec_command("cat")
        i.write("abc")
        i.channel.shutdown_write()
        r += [o.read(), o.channel.recv_exit_status()]
        f = c.open_sftp()
        with f.open("file", "wb") as h:
            h.write(data)
        r += [f.stat("file").st_size, f.open("file").read() == data, f.listdir("/")]
        f.remove("file")
        c.close()
    try:
        c = SSHClient()
        c.load_system_host_keys(known)
        c.connect("127.0.0.1", port=port, username=user, password="wrong", allow_agent=False, look_for_keys=False)
    except AuthenticationException as e:
        r.append(type(e).__name__)
    return r
`)
	got := call(t, py, "at_server", v.port, v.user, v.password, v.key, v.known, noise(200_000))
	if want := fmt.Sprint([]any{[]byte("abc"), 7, 200_000, true, []any{"file"}, []byte("abc"), 7, 200_000, true, []any{"file"}, "AuthenticationException"}); fmt.Sprint(got) != want {
		t.Errorf("%v, expected %v", got, want)
	}
}

func TestOurClientAtOurServer(t *testing.T) {
	v := serve(t, nil)
	c := v.connect(t)
	r, err := c.Run(ctx(t), "x", nil)
	key, keyErr := sshx.ReadPKey(v.key, nil)
	must(t, keyErr)
	if err != nil || r.ExitStatus != 7 || string(r.Stderr) != key.Fingerprint() {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := c.Transport().DialContext(ctx(t), "tcp", "127.0.0.1:1"); !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("%v", err)
	}
	waiting, cancel := context.WithCancel(ctx(t))
	_, out, _, err := c.ExecCommand(waiting, "wait", nil)
	must(t, err)
	cancel()
	if _, err := out.Read(make([]byte, 1)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestNothingLeadsOutOfTheRoot(t *testing.T) {
	v := serve(t, nil)
	f, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer f.Close()
	secret := filepath.Join(filepath.Dir(v.dir), "secret")
	write(t, secret, "secret")
	must(t, os.Symlink(secret, filepath.Join(v.dir, "file")))
	must(t, os.Symlink("..", filepath.Join(v.dir, "up")))
	must(t, os.Symlink("nowhere", filepath.Join(v.dir, "dangling")))
	write(t, filepath.Join(v.dir, "mine"), "mine")
	// A link that leads out may be made, as with OpenSSH; nobody gets through it.
	f.Symlink(ctx(t), secret, "made")
	f.Symlink(ctx(t), "../secret", "half")
	for _, name := range []string{"file", "made", "half", "up/secret", "../secret", "/../../secret", "up/../secret", secret} {
		var got strings.Builder // "../secret" is a file in the root, which may come to be
		if _, err := f.GetFO(ctx(t), name, &got, nil); err == nil && got.String() == "secret" {
			t.Errorf("%s was read", name)
		}
		if _, err := f.PutFO(ctx(t), strings.NewReader("x"), name, 0, &sshx.TransferOptions{NoConfirm: true}); err == nil && read(t, secret) != "secret" {
			t.Errorf("%s was written", name)
		}
	}
	for what, err := range map[string]error{
		"moved out": f.Rename(ctx(t), "mine", "up/mine"), "put in the place of another": f.PosixRename(ctx(t), "mine", "up/secret"), "moved in": f.Rename(ctx(t), "up/secret", "taken"),
		"linked from outside": f.Symlink(ctx(t), "x", "up/x"), "made outside": f.Mkdir(ctx(t), "up/d", 0), "removed": f.Remove(ctx(t), "up/secret"), "changed": f.Chmod(ctx(t), "file", 0o777), "cut": f.Truncate(ctx(t), "file", 0),
		"listed": second(f.Listdir(ctx(t), "up")),
	} {
		if err == nil {
			t.Errorf("what lies outside was %s", what)
		}
	}
	if all, err := os.ReadDir(filepath.Dir(v.dir)); err != nil || len(all) != 4 { // the folder, the secret, the key and the file of known hosts
		t.Errorf("%v %v", all, err)
	}
	if names, err := f.Listdir(ctx(t), "/"); err != nil || len(names) < 4 {
		t.Errorf("%q %v", names, err)
	}
	if read(t, secret) != "secret" {
		t.Error("the secret was changed")
	}
}

func TestAServerThatAllowsNothing(t *testing.T) {
	v := serve(t, func(s *sshx.Server) { s.Command, s.Files, s.Password = nil, nil, nil })
	c := v.connect(t)
	if _, err := c.Run(ctx(t), "x", nil); !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("%v", err)
	}
	if _, err := c.OpenSFTP(ctx(t), nil); !errors.Is(err, sshx.ErrChannel) {
		t.Errorf("%v", err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	if err := new(sshx.Server).Serve(ctx(t), l); !errors.Is(err, sshx.ErrInvalid) {
		t.Errorf("%v", err)
	}
}
