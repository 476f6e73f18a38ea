package sshx_test

import (
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/sshx"
)

// An error says by its Op what was asked for: of a channel that is closed or was told
// nonsense, and of a file that is closed.
func TestErrorsNameWhatWasAsked(t *testing.T) {
	v := serve(t, nil)
	client := v.connect(t)
	ch, err := client.Transport().OpenSession(ctx(t))
	must(t, err)
	defer ch.Close()
	named := func(of, op string, err error) {
		t.Helper()
		var e *sshx.Error
		var f *sshx.SFTPError
		switch {
		case errors.As(err, &f):
			if f.Op != op || f.Path != "/a" {
				t.Errorf("%s: %q of %q: %v", of, f.Op, f.Path, err)
			}
		case errors.As(err, &e):
			if e.Op != op {
				t.Errorf("%s: %q: %v", of, e.Op, err)
			}
		default:
			t.Errorf("%s: no error of the package: %v", of, err)
		}
	}
	const zero = "a\x00b"
	named("a command", "exec", ch.ExecCommand(ctx(t), zero))
	named("a subsystem", "subsystem", ch.InvokeSubsystem(ctx(t), zero))
	named("a terminal", "pty", ch.GetPTY(ctx(t), &sshx.PTY{Term: zero}))
	named("a negative size", "pty", ch.GetPTY(ctx(t), &sshx.PTY{Width: -1}))
	named("no size", "resize", ch.ResizePTY(0, 24))
	named("a variable", "env", ch.SetEnvironmentVariable(ctx(t), "A", zero))
	named("a signal", "signal", ch.Signal("SIGTERM"))
	must(t, ch.Close())
	_, err = ch.Write([]byte("x"))
	named("closed, writing", "write", err)
	_, err = ch.Read(make([]byte, 1))
	named("closed, reading", "read", err)
	named("closed, a signal", "signal", ch.Signal("TERM"))
	named("closed, a size", "resize", ch.ResizePTY(80, 24))
	named("closed, the end of the input", "shutdown", ch.ShutdownWrite())

	c, err := client.OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	write(t, filepath.Join(v.dir, "a"), "0123456789")
	f, err := c.Open(ctx(t), "/a", "r+")
	must(t, err)
	must(t, f.Close())
	named("read", "read", second(f.Read(make([]byte, 1))))
	named("ReadAt", "read", second(f.ReadAt(make([]byte, 1), 0)))
	named("WriteTo", "read", second(f.WriteTo(io.Discard)))
	for _, err := range f.ReadV([]sshx.Span{{Length: 1}}) {
		named("ReadV", "read", err)
	}
	named("Write", "write", second(f.Write([]byte("x"))))
	named("WriteAt", "write", second(f.WriteAt([]byte("x"), 0)))
	named("ReadFrom", "write", second(f.ReadFrom(strings.NewReader("x"))))
	named("Seek", "seek", second(f.Seek(0, io.SeekStart)))
	named("Tell", "seek", second(f.Tell()))
	named("Stat", "stat", second(f.Stat()))
	named("Chmod", "chmod", f.Chmod(0o600))
	named("Chown", "chown", f.Chown(1, 1))
	named("Utime", "utime", f.Utime(time.Now(), time.Now()))
	named("Truncate", "truncate", f.Truncate(1))
	named("Sync", "sync", f.Sync())
	_, _, err = f.Check("sha1", 0, 0, 0)
	named("Check", "check", err)
}
