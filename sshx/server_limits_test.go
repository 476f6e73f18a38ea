package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/sftpwire"
	"github.com/pyops-go/pyops/sshx"
)

// Nothing changes files that a server only shows.
func TestFilesThatAreOnlyRead(t *testing.T) {
	v := serve(t, func(s *sshx.Server) { s.ReadOnlyFiles = true })
	write(t, filepath.Join(v.dir, "file"), "text")
	must(t, os.Mkdir(filepath.Join(v.dir, "dir"), 0o755))
	must(t, os.Symlink("file", filepath.Join(v.dir, "link")))
	when := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	must(t, os.Chtimes(filepath.Join(v.dir, "file"), when, when))
	f, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer f.Close()
	h, err := f.Open(ctx(t), "/file", "r")
	must(t, err)
	defer h.Close()
	if text, err := io.ReadAll(h); err != nil || string(text) != "text" {
		t.Errorf("%q %v", text, err)
	}
	for what, err := range map[string]error{
		"write": second(f.Open(ctx(t), "/file", "w")), "update": second(f.Open(ctx(t), "/file", "r+")), "append": second(f.Open(ctx(t), "/file", "a")), "make": second(f.Open(ctx(t), "/new", "x")),
		"put": second(f.PutFO(ctx(t), strings.NewReader("x"), "/file", 1, nil)), "mkdir": f.Mkdir(ctx(t), "/new", 0o755), "rmdir": f.Rmdir(ctx(t), "/dir"), "remove": f.Remove(ctx(t), "/file"),
		"rename": f.Rename(ctx(t), "/file", "/new"), "posix rename": f.PosixRename(ctx(t), "/file", "/new"), "symlink": f.Symlink(ctx(t), "file", "/new"),
		"chmod": f.Chmod(ctx(t), "/file", 0o777), "chown": f.Chown(ctx(t), "/file", os.Getuid(), os.Getgid()), "utime": f.Utime(ctx(t), "/file", time.Time{}, time.Time{}), "truncate": f.Truncate(ctx(t), "/file", 1),
		"chmod of an open file": h.Chmod(0o777), "truncating an open file": h.Truncate(0), "times of an open file": h.Utime(time.Time{}, time.Time{}),
	} {
		if !errors.Is(err, fs.ErrPermission) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if out, status := v.openssh(t, "sftp", "put "+v.known+" new\nchmod 777 file\nrm file\n", "-b", "-", v.user+"@127.0.0.1"); status == 0 || !strings.Contains(out, "Permission denied") {
		t.Errorf("OpenSSH's sftp: %d %q", status, out)
	}
	entries, err := os.ReadDir(v.dir)
	must(t, err)
	info, err := os.Stat(filepath.Join(v.dir, "file"))
	must(t, err)
	if len(entries) != 3 || read(t, filepath.Join(v.dir, "file")) != "text" || info.Mode().Perm() == 0o777 || !info.ModTime().Equal(when) {
		t.Errorf("%v, %v of %v", entries, info.Mode(), info.ModTime())
	}
}

// A client has so much time to log in, whatever it says until then.
func TestLoginsThatTakeTooLong(t *testing.T) {
	type end struct {
		remote net.Addr
		err    error
	}
	for what, says := range map[string]string{"nothing": "", "a version": "SSH-2.0-slow\r\n"} {
		ends := make(chan end, 1)
		v := serve(t, func(s *sshx.Server) {
			s.LoginTimeout = 50 * time.Millisecond
			s.Failed = func(remote net.Addr, err error) { ends <- end{remote, err} }
		})
		conn, err := dialTCP("127.0.0.1:" + strconv.Itoa(v.port))
		must(t, err)
		defer conn.Close()
		must(t, second(io.WriteString(conn, says)))
		e := <-ends
		if !errors.Is(e.err, context.DeadlineExceeded) || !errors.Is(e.err, sshx.ErrSSH) || e.remote.String() != conn.LocalAddr().String() {
			t.Errorf("%s: %v from %v", what, e.err, e.remote)
		}
		io.Copy(io.Discard, conn) // until it is closed
	}
}

// One connection is served without a listener, and closed with its context.
func TestOneConnectionIsServed(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	near, err := dialTCP(l.Addr().String())
	must(t, err)
	defer near.Close()
	far, err := l.Accept()
	must(t, err)
	key := newKey(t)
	running, stop := context.WithCancel(ctx(t))
	done := make(chan error, 1)
	began := make(chan struct{})
	s := &sshx.Server{HostKeys: []*sshx.PKey{key}, NoAuth: func(context.Context, string) bool { return true }, Command: func(ctx context.Context, s *sshx.ServerSession) int {
		close(began)
		<-ctx.Done()
		return 3
	}}
	go func() { done <- s.ServeConn(running, far) }()
	c := sshx.NewSSHClient()
	must(t, c.HostKeys().Add("far", key))
	must(t, c.Connect(ctx(t), "far", &sshx.ConnectOptions{Username: "u", Sock: near, NoAgent: true, NoLookForKeys: true}))
	defer c.Close()
	_, _, _, err = c.ExecCommand(ctx(t), "wait", nil)
	must(t, err)
	<-began
	stop()
	if err := <-done; err != nil {
		t.Errorf("%v", err)
	}
	if <-c.Transport().Done(); !errors.Is(c.Transport().Err(), sshx.ErrConnLost) {
		t.Errorf("%v", c.Transport().Err())
	}
	for what, err := range map[string]error{"no connection": s.ServeConn(ctx(t), nil), "no server": (*sshx.Server)(nil).ServeConn(ctx(t), far), "no key": new(sshx.Server).ServeConn(ctx(t), far)} {
		if !errors.Is(err, sshx.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Requests are as large as the client says, and no larger.
func TestSizesOfRequests(t *testing.T) {
	const size, most = 10_000, 700
	var reads, writes, requests atomic.Int64
	largest := func(of *atomic.Int64, n int) {
		requests.Add(1)
		of.Store(max(of.Load(), int64(n)))
	}
	data := noise(size)
	v := serve(t, func(s *sshx.Server) {
		s.Subsystems = map[string]func(context.Context, *sshx.ServerSession) int{"sftp": func(ctx context.Context, s *sshx.ServerSession) int {
			h := &hand{Reader: s.Stdin, Writer: s.Stdout}
			h.next()
			h.Write(sftpwire.NewWriter(sftpwire.VersionReply, 3).Packet())
			for r := h.next(); r != nil; r = h.next() {
				switch r.kind {
				case sftpwire.Open:
					h.handle(r.id)
				case sftpwire.Fstat, sftpwire.Stat:
					h.Write(sftpwire.NewWriter(sftpwire.AttrsReply, r.id).Attrs(&sftpwire.Attrs{Flags: sftpwire.HasSize, Size: size}).Packet())
				case sftpwire.Read:
					r.body.Text()
					off, n := int(r.body.Uint64()), int(r.body.Uint32())
					largest(&reads, n)
					if off >= size {
						h.status(r.id, sftpwire.EOF)
						continue
					}
					h.Write(sftpwire.NewWriter(sftpwire.Data, r.id).Bytes(data[off:min(off+n, size)]).Packet())
				case sftpwire.Write:
					r.body.Text()
					off := int(r.body.Uint64())
					got := r.body.Text()
					largest(&writes, len(got))
					if off+len(got) > size || got != string(data[off:off+len(got)]) {
						t.Errorf("%d bytes at %d are not those of the file", len(got), off)
					}
					h.status(r.id, 0)
				default:
					h.status(r.id, 0)
				}
			}
			return 0
		}}
	})
	f, err := v.connect(t).Transport().OpenSFTPClient(ctx(t), &sshx.SFTPOptions{PacketSize: most})
	must(t, err)
	defer f.Close()
	var back strings.Builder
	if n, err := f.GetFO(ctx(t), "x", &back, nil); err != nil || n != size || back.String() != string(data) {
		t.Errorf("%d bytes, %v", n, err)
	}
	must(t, second(f.PutFO(ctx(t), strings.NewReader(string(data)), "x", size, nil)))
	if reads.Load() != most || writes.Load() != most || requests.Load() < 2*size/most {
		t.Errorf("%d requests, of at most %d and %d bytes", requests.Load(), reads.Load(), writes.Load())
	}
	var e *sshx.SFTPError
	if _, err := f.PutFO(ctx(t), strings.NewReader(string(data[:10])), "x", 10, nil); !errors.Is(err, sshx.ErrSizeMismatch) || !errors.As(err, &e) || e.Acked != 10 || e.Reason != "10 bytes were sent, the file has 10000" {
		t.Errorf("a file of another size: %v", err)
	}
	for _, o := range []*sshx.SFTPOptions{{PacketSize: -1}, {PacketSize: 1 << 20}, {MaxRequests: -1}, {MaxRequests: 1025}} {
		if _, err := v.connect(t).OpenSFTP(ctx(t), o); !errors.Is(err, sshx.ErrInvalid) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// A terminal that cannot be is refused: one that is too large on any side, and one whose
// request is cut.
func TestTerminalsThatCannotBe(t *testing.T) {
	v := serve(t, nil)
	c, err := ssh.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", v.port), &ssh.ClientConfig{
		User: v.user, Auth: []ssh.AuthMethod{ssh.Password(v.password)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(),
	})
	must(t, err)
	defer c.Close()
	type size struct{ Width, Height, WidthPixels, HeightPixels uint32 }
	payload := func(s size) []byte {
		return ssh.Marshal(struct {
			Term                                     string
			Width, Height, WidthPixels, HeightPixels uint32
			Modes                                    string
		}{"dumb", s.Width, s.Height, s.WidthPixels, s.HeightPixels, "\x00"})
	}
	const most = 1 << 20
	for what, p := range map[string]struct {
		payload []byte
		want    bool
	}{
		"the largest": {payload(size{most, most, most, most}), true}, "small": {payload(size{80, 24, 0, 0}), true},
		"too wide": {payload(size{most + 1, 24, 0, 0}), false}, "too high": {payload(size{80, most + 1, 0, 0}), false},
		"too many pixels": {payload(size{80, 24, 0, 1<<32 - 1}), false}, "cut": {payload(size{80, 24, 0, 0})[:12], false}, "nothing": {nil, false},
	} {
		ch, requests, err := c.OpenChannel("session", nil)
		must(t, err)
		go ssh.DiscardRequests(requests)
		if ok, err := ch.SendRequest("pty-req", true, p.payload); ok != p.want || err != nil {
			t.Errorf("%s: %t, %v", what, ok, err)
		}
		resize := func(payload []byte) bool {
			ok, err := ch.SendRequest("window-change", true, payload)
			must(t, err)
			return ok
		}
		if resize(ssh.Marshal(size{90, 30, 0, 0})) != p.want || resize(ssh.Marshal(size{most, most, 0, most + 1})) || resize(ssh.Marshal(size{90, 30, 0, 0})[:15]) {
			t.Errorf("%s: another size", what)
		}
		ch.Close()
	}
}

// Our server tells the limits that OpenSSH's tells, whose number of handles is the
// machine's.
func TestLimitsAreOpenSSHs(t *testing.T) {
	question := append(sftpwire.NewWriter(sftpwire.Init, 3).Packet(), sftpwire.NewWriter(sftpwire.Extended, 1).Text("limits@openssh.com").Packet()...)
	limits := func(out io.Reader) [3]uint64 {
		h := &hand{Reader: out}
		h.next()
		r := h.next()
		if r == nil || r.kind != sftpwire.ExtendedReply {
			t.Fatalf("answered %+v", r)
		}
		return [3]uint64{r.body.Uint64(), r.body.Uint64(), r.body.Uint64()}
	}
	cmd := exec.CommandContext(ctx(t), opensshSFTP(t))
	in, err := cmd.StdinPipe()
	must(t, err)
	told, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	must(t, second(in.Write(question)))
	theirs := limits(told)
	must(t, in.Close()) // it answers no question once this has come
	must(t, cmd.Wait())
	root, err := os.OpenRoot(t.TempDir())
	must(t, err)
	var out bytes.Buffer
	must(t, sshx.ServeSFTP(ctx(t), bytes.NewReader(question), &out, sshx.RootFiles(root, nil)))
	if ours := limits(&out); ours != theirs {
		t.Errorf("packets, reads and writes of %d bytes, OpenSSH's are of %d", ours, theirs)
	}
}
