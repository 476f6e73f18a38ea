package sshx_test

import (
	"bufio"
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
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// echoing answers each connection with what it says.
func echoing(t testing.TB) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer conn.Close()
				io.Copy(struct{ io.Writer }{conn}, conn)
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr()
}

// hospitable is a server that has a shell, and forwards ports of loopback both ways. Its
// command "knock ADDRESS" is somebody who connects to a port that the client has asked
// it to listen at.
func hospitable(t *testing.T) *served {
	return serve(t, func(s *sshx.Server) {
		s.Dial = func(ctx context.Context, _, addr string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "tcp", addr)
		}
		s.Listen = func(_ context.Context, _, addr string) (net.Listener, error) { return net.Listen("tcp", addr) }
		s.Command = func(_ context.Context, s *sshx.ServerSession) int {
			if addr, ok := strings.CutPrefix(s.Command, "knock "); ok {
				conn, err := dialTCP(addr)
				if err != nil {
					fmt.Fprint(s.Stderr, err)
					return 1
				}
				defer conn.Close()
				fmt.Fprint(conn, "from outside\n")
				answer, err := bufio.NewReader(conn).ReadString('\n')
				if err != nil {
					fmt.Fprint(s.Stderr, err)
					return 1
				}
				fmt.Fprint(s.Stdout, answer)
				return 0
			}
			terminal := "no terminal"
			if s.PTY != nil {
				terminal = s.PTY.Term
			}
			line, err := bufio.NewReader(s.Stdin).ReadString('\n')
			fmt.Fprintf(s.Stdout, "a shell in %s hears %q, %v", terminal, strings.TrimSpace(line), err)
			return 5
		}
	})
}

func TestShellsAndPortsOfOpenSSHAtOurServer(t *testing.T) {
	v := hospitable(t)
	at, far := v.user+"@127.0.0.1", echoing(t).String()
	if out, status := v.openssh(t, "ssh", "hello\n", "-T", at); status != 5 || out != `a shell in no terminal hears "hello", <nil>` {
		t.Errorf("a shell: %d %q", status, out)
	}
	t.Setenv("TERM", "vt220")
	if out, status := v.openssh(t, "ssh", "hello\n", "-tt", at); status != 5 || !strings.Contains(out, `a shell in vt220 hears "hello", <nil>`) {
		t.Errorf("a shell in a terminal: %d %q", status, out)
	}
	if out, status := v.openssh(t, "ssh", "to and fro", "-W", far, at); status != 0 || out != "to and fro" {
		t.Errorf("a port that we reach: %d %q", status, out)
	}
	port := peers.Port(t)
	here := fmt.Sprintf("127.0.0.1:%d", port)
	if out, status := v.openssh(t, "ssh", "", "-o", "ExitOnForwardFailure=yes", "-R", here+":"+far, at, "knock "+here); status != 0 || out != "from outside\n" {
		t.Errorf("a port that we listen at: %d %q", status, out)
	}
}

// Status, end of data and close leave in this order after all data: a client that has
// read to the end knows the status, also of SFTP, where scp asks for it.
func TestTheStatusComesBeforeTheEnd(t *testing.T) {
	v := serve(t, nil)
	py := paramikoClient(t)
	py.Define(`
def ends(who, start):
    c = client(who)
    try:
        r = []
        for i in range(4):
            s = c.get_transport().open_session()
            s.settimeout(20)
            if start == "sftp":
                s.invoke_subsystem("sftp")
            else:
                s.exec_command(start)
            s.shutdown_write()
            n = 0
            while True:
                piece = s.recv(65536)
                if not piece:
                    break
                n += len(piece)
            known, ended = s.status_event.is_set(), s.eof_received
            r.append([n, known, ended, s.recv_exit_status()])
            s.close()
        return r
    finally:
        c.close()
`)
	who := original.Plain(map[string]any{"port": v.port, "user": v.user, "key": v.key, "known": v.known})
	for start, want := range map[string][]any{"cat": {0, true, true, 7}, "flood": {3 << 20, true, true, 7}, "sftp": {0, true, true, 0}} {
		for i, got := range call(t, py, "ends", who, start).([]any) {
			if !original.Same(got, original.Plain(want)) {
				t.Errorf("%s, %d: bytes, status known, end of data, status are %v, expected %v", start, i, got, want)
			}
		}
	}
}

func TestShellsAndPortsOfParamikoAtOurServer(t *testing.T) {
	v := hospitable(t)
	py := paramikoClient(t)
	py.Define(`
def shell_and_ports(who, far):
    c = client(who)
    try:
        t, r = c.get_transport(), []
        s = c.invoke_shell(term="dumb")
        s.send(b"hello\n")
        out = b""
        while True:
            piece = s.recv(1000)
            if not piece:
                break
            out += piece
        r += [out, s.recv_exit_status()]
        s = t.open_channel("direct-tcpip", tuple(far), ("127.0.0.1", 1))
        s.sendall(b"to and fro")
        s.shutdown_write()
        out = b""
        while len(out) < 10:
            out += s.recv(10)
        s.close()
        r.append(out)
        port = t.request_port_forward("127.0.0.1", 0)
        with socket.create_connection(("127.0.0.1", port), 20) as outside:
            s = t.accept(20)
            outside.sendall(b"knock")
            out = s.recv(5)
            s.sendall(b"come in")
            r += [out, outside.recv(7)]
            s.close()
        t.cancel_port_forward("127.0.0.1", port)
        try:
            socket.create_connection(("127.0.0.1", port), 20).close()
        except OSError:
            r.append("gone")
        return r
    finally:
        c.close()
`)
	far := echoing(t).(*net.TCPAddr)
	who := original.Plain(map[string]any{"port": v.port, "user": v.user, "key": v.key, "known": v.known})
	got := call(t, py, "shell_and_ports", who, original.Plain([]any{"127.0.0.1", far.Port}))
	want := []any{[]byte(`a shell in dumb hears "hello", <nil>`), 5, []byte("to and fro"), []byte("knock"), []byte("come in"), "gone"}
	if !original.Same(original.Plain(got), original.Plain(want)) {
		t.Errorf("%q, expected %q", got, want)
	}
}

// A server that listens for nobody says so, to OpenSSH's client and to ours, and goes on.
func TestAServerThatListensForNobody(t *testing.T) {
	nothing := func(context.Context, string, string) (net.Listener, error) { return nil, nil }
	for name, listen := range map[string]func(context.Context, string, string) (net.Listener, error){"never": nil, "not there": nothing} {
		v := serve(t, func(s *sshx.Server) { s.Listen = listen })
		out, status := v.openssh(t, "ssh", "", "-o", "ExitOnForwardFailure=yes", "-R", "127.0.0.1:1:127.0.0.1:1", v.user+"@127.0.0.1", "x")
		if status != 255 || strings.Contains(out, "says") {
			t.Errorf("%s: OpenSSH's client goes on: %d %q", name, status, out)
		}
		c := v.connect(t)
		if l, err := c.Transport().RequestPortForward(ctx(t), "127.0.0.1:1"); !errors.Is(err, sshx.ErrChannel) {
			t.Errorf("%s: %v %v", name, l, err)
		}
		if r, err := c.Run(ctx(t), "x", nil); err != nil || r.String() != "anna says x" {
			t.Errorf("%s: %v %v", name, r, err)
		}
	}
}

// Attributes that are set together are all set, of a path and of an open file.
func TestAttributesThatAreSetTogether(t *testing.T) {
	d := t.TempDir()
	root, err := os.OpenRoot(d)
	must(t, err)
	files := sshx.RootFiles(root, nil)
	defer files.Close()
	for _, open := range []bool{false, true} {
		path := filepath.Join(d, "f")
		write(t, path, "0123456789")
		size, mode, at := uint64(4), uint32(0o640), time.Unix(1_000_000_000, 0)
		a := &sshx.SFTPAttributes{Size: &size, Mode: &mode, MTime: &at}
		if open {
			f, err := files.Open(ctx(t), "/f", os.O_RDWR, nil)
			must(t, err)
			must(t, f.Chattr(ctx(t), a))
			must(t, f.Close())
		} else {
			must(t, files.Chattr(ctx(t), "/f", a))
		}
		info, err := os.Stat(path)
		if must(t, err); info.Size() != 4 || info.Mode().Perm() != 0o640 || !info.ModTime().Equal(at) || read(t, path) != "0123" {
			t.Errorf("open %v: %d bytes, %v, %v", open, info.Size(), info.Mode(), info.ModTime())
		}
		must(t, os.Remove(path))
	}
	size := uint64(4)
	if err := files.Chattr(ctx(t), "/none", &sshx.SFTPAttributes{Size: &size}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
}
