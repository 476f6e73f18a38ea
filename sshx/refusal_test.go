package sshx_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/sshx"
)

// An openOnly file system opens files, with which nothing can be done.
type openOnly struct{ sshx.SFTPServerBase }

func (openOnly) Open(context.Context, string, int, *sshx.SFTPAttributes) (sshx.SFTPHandle, error) {
	return sshx.SFTPHandleBase{}, nil
}

// What a file system of one's own leaves out is refused, each by what the protocol has
// for that.
func TestFileSystemsThatRefuse(t *testing.T) {
	session := func(files sshx.SFTPServerInterface) *sshx.SFTPClient {
		v := serve(t, func(s *sshx.Server) {
			s.FileSystem = func(context.Context, string) (sshx.SFTPServerInterface, error) { return files, nil }
		})
		c, err := v.connect(t).OpenSFTP(ctx(t), nil)
		must(t, err)
		t.Cleanup(func() { c.Close() })
		return c
	}
	c := session(sshx.SFTPServerBase{})
	now := time.Now()
	for what, err := range map[string]error{
		"open": second(c.Open(ctx(t), "f", "r")), "listdir": second(c.Listdir(ctx(t), "d")), "stat": second(c.Stat(ctx(t), "f")), "lstat": second(c.Lstat(ctx(t), "f")),
		"chmod": c.Chmod(ctx(t), "f", 0o600), "utime": c.Utime(ctx(t), "f", now, now), "remove": c.Remove(ctx(t), "f"), "rename": c.Rename(ctx(t), "f", "g"),
		"posix_rename": c.PosixRename(ctx(t), "f", "g"), "mkdir": c.Mkdir(ctx(t), "d", 0), "rmdir": c.Rmdir(ctx(t), "d"), "symlink": c.Symlink(ctx(t), "f", "g"),
		"readlink": second(c.Readlink(ctx(t), "f")),
	} {
		if !errors.Is(err, sshx.ErrUnsupported) || !strings.HasPrefix(err.Error(), "sshx: sftp "+what+" ") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if path, err := c.Normalize(ctx(t), "/a/./b/../../../c"); path != "/c" || err != nil {
		t.Errorf("%q %v", path, err)
	}
	f, err := session(openOnly{}).Open(ctx(t), "f", "r+")
	must(t, err)
	for what, err := range map[string]error{
		"read": second(f.Read(make([]byte, 1))), "write": second(f.Write([]byte("x"))), "stat": second(f.Stat()), "chmod": f.Chmod(0o600),
	} {
		if !errors.Is(err, sshx.ErrUnsupported) {
			t.Errorf("%s: %v", what, err)
		}
	}
	must(t, f.Close())
}

// What a link of our server's leads to is what the system says, and a folder of a file
// system of Go is no file.
func TestLinksAndFoldersOfOurServer(t *testing.T) {
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	must(t, os.Symlink("no where/../x", filepath.Join(v.dir, "link")))
	must(t, os.Mkdir(filepath.Join(v.dir, "d"), 0o755))
	want, err := os.Readlink(filepath.Join(v.dir, "link"))
	must(t, err)
	if got, err := c.Readlink(ctx(t), "link"); got != want || err != nil {
		t.Errorf("%q, want %q, %v", got, want, err)
	}
	if got, err := c.Readlink(ctx(t), "d"); err == nil {
		t.Errorf("%q", got)
	}
	if got, err := c.Readlink(ctx(t), "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%q %v", got, err)
	}
	d, err := c.FS(ctx(t), "/").Open("d")
	must(t, err)
	defer d.Close()
	var path *fs.PathError
	if n, err := d.Read(make([]byte, 1)); n != 0 || !errors.As(err, &path) || path.Error() != "read d: it is a directory" {
		t.Errorf("%d %v", n, err)
	}
	info, err := d.Stat()
	must(t, err)
	if a, ok := info.Sys().(*sshx.SFTPAttributes); !ok || !a.IsDir() {
		t.Errorf("%v", info.Sys())
	}
}

// Requests that concern the whole connection end with their context, and with it.
func TestGlobalRequestsThatEnd(t *testing.T) {
	asked := make(chan struct{}, 1)
	v := serve(t, func(s *sshx.Server) {
		s.Global = func(ctx context.Context, _, _ string, _ []byte) (bool, []byte) {
			asked <- struct{}{}
			<-ctx.Done()
			return false, nil
		}
	})
	tr := v.connect(t).Transport()
	short, cancel := context.WithCancel(ctx(t))
	go func() {
		<-asked
		cancel()
	}()
	if _, _, err := tr.GlobalRequest(short, "wait@test", true, nil); !errors.Is(err, context.Canceled) || err.Error() != "sshx: wait@test: context canceled" {
		t.Errorf("%v", err)
	}
	must(t, tr.Close())
	if _, _, err := tr.GlobalRequest(ctx(t), "wait@test", true, nil); !errors.Is(err, sshx.ErrConnLost) || !strings.HasPrefix(err.Error(), "sshx: wait@test: 127.0.0.1:") {
		t.Errorf("%v", err)
	}
}

// Servers of paramiko may close a channel before they say yes to its command. One that
// has told a status or something else ran it; one that has not did not.
func TestAChannelThatIsClosedWithoutAnAnswer(t *testing.T) {
	host := newKey(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		config := &ssh.ServerConfig{NoClientAuth: true}
		config.AddHostKey(host.Signer())
		_, channels, requests, err := ssh.NewServerConn(conn, config)
		if err != nil {
			return
		}
		go ssh.DiscardRequests(requests)
		for n := range channels {
			ch, requests, err := n.Accept()
			if err != nil {
				return
			}
			r := <-requests
			if strings.Contains(string(r.Payload), "says") {
				io.WriteString(ch, "out")
			}
			if strings.Contains(string(r.Payload), "ends") {
				ch.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{3}))
			}
			ch.Close()
			go ssh.DiscardRequests(requests)
		}
	}()
	c := sshx.NewSSHClient()
	must(t, c.HostKeys().Add(sshx.HostName("127.0.0.1", l.Addr().(*net.TCPAddr).Port), host))
	must(t, c.Connect(ctx(t), "127.0.0.1", &sshx.ConnectOptions{Port: l.Addr().(*net.TCPAddr).Port, Username: "x", NoAgent: true, NoLookForKeys: true}))
	for command, want := range map[string]struct {
		out    string
		status int
	}{"says and ends": {"out", 3}, "ends": {"", 3}, "says": {"out", -1}} {
		if r, err := c.Run(ctx(t), command, nil); err != nil || string(r.Stdout) != want.out || r.ExitStatus != want.status {
			t.Errorf("%s: %+v %v", command, r, err)
		}
	}
	_, err = c.Run(ctx(t), "nothing", nil)
	saysSo(t, said{err, sshx.ErrClosed, "sshx: exec: the server has closed the channel"})
	must(t, c.Close())
	<-done
}

// A warning names the file and the line.
func TestWarningsOfKnownHosts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "known")
	write(t, path, "# hosts\n\nh ssh-ed25519\n")
	warnings, err := new(sshx.HostKeys).Load(path)
	if err != nil || len(warnings) != 1 || warnings[0].String() != path+`:3: "h ssh-ed25519" is not a line of known_hosts: expected hosts, key type and key` {
		t.Errorf("%v %v", warnings, err)
	}
}
