package sshx_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func TestCommands(t *testing.T) {
	s := peers.StartSSHD(t)
	c := connect(t, s)
	run := func(t *testing.T, command string, o *sshx.ExecOptions) *sshx.Result {
		t.Helper()
		r, err := c.Run(ctx(t), command, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Run("status and streams", func(t *testing.T) {
		r := run(t, "echo out; echo err >&2; exit 3", nil)
		if string(r.Stdout) != "out\n" || string(r.Stderr) != "err\n" || r.ExitStatus != 3 || r.ExitSignal != "" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("standard input", func(t *testing.T) {
		if r := run(t, "cat", &sshx.ExecOptions{Stdin: strings.NewReader("all of\nthis")}); string(r.Stdout) != "all of\nthis" {
			t.Errorf("%q", r.Stdout)
		}
		if r := run(t, "head -c 3", &sshx.ExecOptions{Stdin: endless{}}); string(r.Stdout) != "yyy" {
			t.Errorf("%q", r.Stdout)
		}
	})
	t.Run("killed", func(t *testing.T) {
		if r := run(t, "kill -KILL $$", nil); r.ExitStatus != -1 || r.ExitSignal != "KILL" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("environment", func(t *testing.T) {
		r := run(t, `echo $FOO_X-$BAR`, &sshx.ExecOptions{Environment: map[string]string{"FOO_X": "1", "BAR": "2"}})
		if r.String() != "1-" || !slices.Equal(r.RefusedEnvironment, []string{"BAR"}) {
			t.Errorf("%+v", r)
		}
	})
	t.Run("terminal", func(t *testing.T) {
		r := run(t, "tty; echo e >&2; stty size; echo $TERM", &sshx.ExecOptions{PTY: &sshx.PTY{Width: 132, Height: 43}})
		if out := string(r.Stdout); !strings.HasPrefix(out, "/dev/pts/") || !strings.HasSuffix(out, "e\r\n43 132\r\nvt100\r\n") || len(r.Stderr) != 0 {
			t.Errorf("%q %q", out, r.Stderr)
		}
	})
	t.Run("terminal with settings and pixels", func(t *testing.T) {
		const look = `stty -a; python3 -c 'import fcntl, struct, termios; print(struct.unpack("4H", fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))))'`
		p := &sshx.PTY{Term: "dumb", Width: 99, Height: 33, WidthPixels: 640, HeightPixels: 480, Modes: ssh.TerminalModes{ssh.ECHO: 0, ssh.ONLCR: 0, ssh.VINTR: 24}}
		r := run(t, look, &sshx.ExecOptions{PTY: p})
		for _, want := range []string{" -echo ", " -onlcr ", "intr = ^X;", "(33, 99, 640, 480)\n"} {
			if !strings.Contains(string(r.Stdout), want) {
				t.Errorf("no %q in %q", want, r.Stdout)
			}
		}
	})
	t.Run("errors alone", func(t *testing.T) {
		ch, err := c.Transport().OpenSession(ctx(t))
		must(t, err)
		defer ch.Close()
		must(t, ch.ExecCommand(ctx(t), "echo out; echo err >&2"))
		p := make([]byte, 10)
		n, err := ch.ReadStderr(p)
		if err != nil || string(p[:n]) != "err\n" {
			t.Errorf("%q %v", p[:n], err)
		}
		if n, err := ch.ReadStderr(p); n != 0 || err != io.EOF {
			t.Errorf("%q %v", p[:n], err)
		}
		if out, err := io.ReadAll(ch); err != nil || string(out) != "out\n" {
			t.Errorf("%q %v", out, err)
		}
	})
	t.Run("combined", func(t *testing.T) {
		r := run(t, "yes a | head -n 50000 & yes b | head -n 50000 >&2; wait", &sshx.ExecOptions{CombineStderr: true})
		if a, b := strings.Count(string(r.Stdout), "a"), strings.Count(string(r.Stdout), "b"); a != 50_000 || b != 50_000 || len(r.Stdout) != 200_000 || len(r.Stderr) != 0 {
			t.Errorf("%d and %d letters in %d bytes, and %d", a, b, len(r.Stdout), len(r.Stderr))
		}
	})
	t.Run("lines of any bytes", func(t *testing.T) {
		_, out, _, err := c.ExecCommand(ctx(t), `printf 'a\n\377b\nc'`, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Channel().Close()
		var lines []string
		for line, err := range out.Lines() {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line)
		}
		if !slices.Equal(lines, []string{"a\n", "\xffb\n", "c"}) {
			t.Errorf("%q", lines)
		}
	})
	t.Run("both streams full", func(t *testing.T) {
		const size = 5 << 20
		for _, statusFirst := range []bool{true, false} {
			_, out, errs, err := c.ExecCommand(ctx(t), "head -c 5242880 /dev/zero >&2; head -c 5242880 /dev/zero", nil)
			if err != nil {
				t.Fatal(err)
			}
			defer out.Channel().Close()
			ended := func() {
				if status, err := out.Channel().RecvExitStatus(ctx(t)); status != 0 || err != nil {
					t.Fatalf("status %d, %v", status, err)
				}
			}
			if statusFirst {
				ended()
			}
			for _, f := range []io.Reader{out, errs} {
				if n, err := io.Copy(io.Discard, f); n != size || err != nil {
					t.Errorf("%d bytes, %v", n, err)
				}
			}
			ended()
		}
	})
	t.Run("output that nobody reads", func(t *testing.T) {
		_, out, errs, err := c.ExecCommand(ctx(t), "echo $$ >&2; exec yes", &sshx.ExecOptions{MaxBuffer: 3 << 20})
		if err != nil {
			t.Fatal(err)
		}
		defer out.Channel().Close()
		pid := make([]byte, 32)
		n, err := errs.Read(pid)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Channel().RecvExitStatus(ctx(t)); !errors.Is(err, sshx.ErrBufferFull) {
			t.Errorf("%v", err)
		}
		peers.Eventually(t, "end of the process", func() bool {
			_, err := os.Stat("/proc/" + strings.TrimSpace(string(pid[:n])))
			return err != nil
		})
	})
	t.Run("output of more than may be kept", func(t *testing.T) {
		const most = 100_000
		o := &sshx.ExecOptions{MaxBuffer: most}
		for _, command := range []string{"echo $$ >pid; exec yes", "echo $$ >pid; exec yes >&2", "echo $$ >pid; yes & exec yes >&2"} {
			r, err := c.Run(ctx(t), command, o)
			if kept := len(r.Stdout) + len(r.Stderr); !errors.Is(err, sshx.ErrBufferFull) || !strings.Contains(err.Error(), "100000 bytes") || kept != most || r.ExitStatus != -1 {
				t.Errorf("%s: %d bytes, status %d, %v", command, kept, r.ExitStatus, err)
			}
			pid := strings.TrimSpace(read(t, filepath.Join(s.Home, "pid")))
			peers.Eventually(t, "end of the process", func() bool {
				_, err := os.Stat("/proc/" + pid)
				return err != nil
			})
		}
		half := "head -c 50000 /dev/zero; head -c 50000 /dev/zero >&2"
		if r := run(t, half, o); len(r.Stdout) != most/2 || len(r.Stderr) != most/2 || !r.OK() {
			t.Errorf("what has just room: %d and %d bytes", len(r.Stdout), len(r.Stderr))
		}
		if r, err := c.Run(ctx(t), half+"; echo >&2", o); !errors.Is(err, sshx.ErrBufferFull) || len(r.Stderr) < most/2-1 {
			t.Errorf("a byte more: %v", err)
		}
	})
	t.Run("end before what runs on", func(t *testing.T) {
		_, out, _, err := c.ExecCommand(ctx(t), "sleep 600 & echo $!", nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, err := out.Channel().RecvExitStatus(ctx(t)); status != 0 || err != nil {
			t.Errorf("status %d, %v", status, err)
		}
		pid := make([]byte, 32)
		n, err := out.Read(pid)
		if err != nil {
			t.Fatal(err)
		}
		out.Channel().Close()
		run(t, "kill "+string(pid[:n]), nil)
	})
	t.Run("end with what runs on", func(t *testing.T) {
		if r := run(t, "{ sleep 0.1; echo late; } & echo early", nil); string(r.Stdout) != "early\nlate\n" || !r.OK() {
			t.Errorf("%+v", r)
		}
	})
	t.Run("time limit of a read", func(t *testing.T) {
		_, out, _, err := c.ExecCommand(ctx(t), "read x", &sshx.ExecOptions{Timeout: 50 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		defer out.Channel().Close()
		if _, err := out.Read(make([]byte, 1)); !errors.Is(err, sshx.ErrTimeout) || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
	t.Run("time limit of a command", func(t *testing.T) {
		// Each read is answered in time; all of them together are not. A machine that is
		// busy may take longer to begin than a limit that others wait for.
		for limit, said := 300*time.Millisecond, ""; said == ""; limit *= 2 {
			short, cancel := context.WithTimeout(ctx(t), limit)
			r, err := c.Run(short, "while :; do echo x; sleep 0.05; done", &sshx.ExecOptions{Timeout: time.Minute})
			cancel()
			if said = r.String(); !errors.Is(err, sshx.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) || said != "" && said[0] != 'x' {
				t.Fatalf("%v %v", r, err)
			}
		}
	})
	t.Run("connected and closed, over and over", func(t *testing.T) {
		for range min(original.Rounds(t, 10), 1000) { // what is left of them is counted at the end of all tests
			d := sshx.NewSSHClient()
			if _, err := d.LoadSystemHostKeys(s.KnownHosts); err != nil {
				t.Fatal(err)
			}
			if err := d.Connect(ctx(t), "127.0.0.1", options(s)); err != nil {
				t.Fatal(err)
			}
			d.Close()
		}
	})
	t.Run("a channel runs one command", func(t *testing.T) {
		ch, err := c.Transport().OpenSession(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		defer ch.Close()
		if err := ch.ExecCommand(ctx(t), "true"); err != nil {
			t.Fatal(err)
		}
		if err := ch.ExecCommand(ctx(t), "true"); !errors.Is(err, sshx.ErrInvalid) {
			t.Errorf("%v", err)
		}
		if _, err := ch.RecvExitStatus(ctx(t)); err != nil {
			t.Error(err)
		}
		ch.Close()
		if _, err := ch.Write([]byte("x")); !errors.Is(err, sshx.ErrClosed) || !ch.Closed() {
			t.Errorf("after Close: %v", err)
		}
	})
	t.Run("shell", func(t *testing.T) {
		ch, err := c.InvokeShell(ctx(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer ch.Close()
		if err := ch.ResizePTY(0, 11); !errors.Is(err, sshx.ErrInvalid) || !strings.Contains(err.Error(), "0 by 11 characters") {
			t.Errorf("%v", err)
		}
		if err := ch.ResizePTY(99, 11); err != nil {
			t.Error(err)
		}
		io.WriteString(ch, "stty size; exit 5\n")
		out, err := io.ReadAll(ch)
		if status, err2 := ch.RecvExitStatus(ctx(t)); err != nil || err2 != nil || status != 5 || !strings.Contains(string(out), "11 99\r\n") {
			t.Errorf("%q, %v, %d, %v", out, err, status, err2)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'y'
	}
	return len(p), nil
}

func TestTheEndOfAContextEndsTheProcess(t *testing.T) {
	s := peers.StartSSHD(t)
	c := connect(t, s)
	gone := func(t *testing.T, pid []byte) {
		peers.Eventually(t, "end of the process", func() bool {
			_, err := os.Stat("/proc/" + strings.TrimSpace(string(pid)))
			return err != nil
		})
	}
	t.Run("of its channel too", func(t *testing.T) {
		_, out, _, err := c.ExecCommand(ctx(t), "echo $$; exec sleep 600", nil)
		if err != nil {
			t.Fatal(err)
		}
		pid := make([]byte, 32)
		n, err := out.Read(pid)
		if err != nil {
			t.Fatal(err)
		}
		out.Channel().Close()
		gone(t, pid[:n])
	})
	cause := errors.New("no longer wanted")
	for name, command := range map[string]string{"obeys": "echo $$; exec sleep 600", "ignores TERM": "trap '' TERM; echo $$; while :; do sleep 1; done"} {
		t.Run(name, func(t *testing.T) {
			running, cancel := context.WithCancelCause(ctx(t))
			_, out, _, err := c.ExecCommand(running, command, nil)
			if err != nil {
				t.Fatal(err)
			}
			pid := make([]byte, 32)
			n, err := out.Read(pid)
			if err != nil {
				t.Fatal(err)
			}
			cancel(cause)
			if _, err := out.Read(pid[n:]); !errors.Is(err, cause) {
				t.Errorf("reading after the end: %v", err)
			}
			if _, err := c.Run(ctx(t), "true", nil); err != nil {
				t.Errorf("the connection serves no more: %v", err)
			}
			gone(t, pid[:n])
		})
	}
}

// What does not go when it is told to is killed, and not before.
func TestTERMComesBeforeKILL(t *testing.T) {
	t.Parallel()
	heard := make(chan string, 8)
	v := serve(t, func(s *sshx.Server) {
		s.Command = func(_ context.Context, s *sshx.ServerSession) int {
			io.WriteString(s.Stdout, "x")
			for name := range s.Signals {
				if heard <- name; name == "KILL" {
					return 1
				}
			}
			return 0
		}
	})
	running, cancel := context.WithCancel(ctx(t))
	_, out, _, err := v.connect(t).ExecCommand(running, "stubborn", nil)
	must(t, err)
	must(t, second(io.ReadFull(out, make([]byte, 1))))
	cancel()
	for _, want := range []string{"TERM", "KILL"} {
		select {
		case got := <-heard:
			if got != want {
				t.Errorf("%s, expected %s", got, want)
			}
		case <-ctx(t).Done():
			t.Fatalf("no %s", want)
		}
	}
}

func TestClosingEndsWhatWaits(t *testing.T) {
	s := peers.StartSSHD(t)
	c := connect(t, s)
	_, out, errs, err := c.ExecCommand(ctx(t), "exec sleep 600", nil)
	if err != nil {
		t.Fatal(err)
	}
	// A transfer of which the server's end is a pipe that nobody writes to.
	must(t, exec.Command(peers.Need(t, "mkfifo"), "-m", "666", filepath.Join(s.Home, "pipe")).Run())
	sftp, err := c.OpenSFTP(ctx(t), nil)
	must(t, err)
	asked := make(chan struct{})
	ends := make(chan error, 5)
	go func() { close(asked); _, err := sftp.Open(ctx(t), "pipe", "r"); ends <- err }()
	go func() { <-asked; ends <- sftp.Get(ctx(t), "pipe", filepath.Join(t.TempDir(), "x"), nil) }()
	go func() { _, err := out.Read(make([]byte, 1)); ends <- err }()
	go func() { _, err := errs.Read(make([]byte, 1)); ends <- err }()
	go func() { _, err := out.Channel().RecvExitStatus(ctx(t)); ends <- err }()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	for range cap(ends) {
		if err := <-ends; !errors.Is(err, sshx.ErrConnLost) && !errors.Is(err, sshx.ErrClosed) {
			t.Errorf("%v", err)
		}
	}
	if _, err := c.Run(ctx(t), "true", nil); !errors.Is(err, sshx.ErrNotConnected) {
		t.Errorf("after Close: %v", err)
	}
}
