package sshx_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/sftpwire"
	"github.com/pyops-go/pyops/sshx"
)

// What a file cannot be asked for is refused before anything goes out, and the file is
// as good as before.
func TestWhatAnOpenFileRefuses(t *testing.T) {
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	write(t, filepath.Join(v.dir, "a"), "0123456789")
	f, err := c.Open(ctx(t), "/a", "r+")
	must(t, err)
	defer f.Close()
	spans := func(s ...sshx.Span) (err error) {
		for _, e := range f.ReadV(s) {
			err = e
		}
		return err
	}
	_, _, check := f.Check("sha1", -1, 0, 0)
	_, _, length := f.Check("sha1", 0, -1, 0)
	for what, e := range map[string]struct {
		err  error
		says string
	}{
		"a mode":           {second(c.Open(ctx(t), "/a", "q")), `mode "q"; expected r, w, a or x`},
		"no mode of two":   {second(c.Open(ctx(t), "/a", "rw")), `mode "rw"`},
		"reading before":   {second(f.ReadAt(make([]byte, 1), -1)), "at byte -1"},
		"writing before":   {second(f.WriteAt([]byte("x"), -2)), "at byte -2"},
		"a whence":         {second(f.Seek(0, 7)), "whence 7"},
		"before the start": {second(f.Seek(-11, io.SeekEnd)), "to byte -1"},
		"a span":           {spans(sshx.Span{Offset: -1, Length: 1}), "1 bytes at byte -1"},
		"a length":         {spans(sshx.Span{Offset: 1, Length: -1}), "-1 bytes at byte 1"},
		"a size":           {f.Truncate(-3), "a size of -3 bytes"},
		"a check":          {check, "0 bytes at byte -1"},
		"a check's length": {length, "-1 bytes at byte 0"},
	} {
		var own *sshx.SFTPError
		if !errors.Is(e.err, sshx.ErrInvalid) || !strings.Contains(e.err.Error(), e.says) || what != "a mode" && what != "no mode of two" && (!errors.As(e.err, &own) || own.Path != "/a") {
			t.Errorf("%s: %v", what, e.err)
		}
	}
	if at, err := f.Tell(); at != 0 || err != nil {
		t.Errorf("%d %v", at, err)
	}
	if n, err := f.ReadFrom(strings.NewReader("abc")); n != 3 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	if at, err := f.Tell(); at != 3 || err != nil {
		t.Errorf("after ReadFrom: %d %v", at, err)
	}
	if n, err := f.Write([]byte("d")); n != 1 || err != nil {
		t.Errorf("%d %v", n, err)
	}
	if rest, err := io.ReadAll(f); string(rest) != "456789" || err != nil {
		t.Errorf("%q %v", rest, err)
	}
	if got := read(t, filepath.Join(v.dir, "a")); got != "abcd456789" {
		t.Errorf("%q", got)
	}
}

// A file in mode "a" is written at its end wherever it stood, at OpenSSH's server and at
// ours, and stands there afterwards.
func TestAppending(t *testing.T) {
	openssh := peers.StartSSHD(t)
	v := serve(t, nil)
	own, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer own.Close()
	for name, at := range map[string]struct {
		c    *sshx.SFTPClient
		path string
	}{"OpenSSH": {openSFTP(t, openssh), filepath.Join(openssh.Home, "a")}, "ours": {own, "/a"}} {
		must(t, second(at.c.PutFO(ctx(t), strings.NewReader("0123456789"), at.path, 10, nil)))
		f, err := at.c.Open(ctx(t), at.path, "a+")
		must(t, err)
		tell := func(want int64) {
			t.Helper()
			if got, err := f.Tell(); got != want || err != nil {
				t.Errorf("%s: it stands at %d, expected %d, %v", name, got, want, err)
			}
		}
		tell(10)
		must(t, second(f.Seek(2, io.SeekStart)))
		p := make([]byte, 3)
		if _, err := io.ReadFull(f, p); string(p) != "234" || err != nil {
			t.Errorf("%s: %q, %v", name, p, err)
		}
		must(t, second(f.Write([]byte("ab"))))
		tell(12)
		must(t, second(f.Seek(-4, io.SeekCurrent)))
		must(t, second(f.ReadFrom(strings.NewReader("c"))))
		tell(13)
		if n, err := f.WriteAt([]byte("lost"), 0); n != 0 || !errors.Is(err, sshx.ErrInvalid) || !strings.Contains(err.Error(), "no positions") {
			t.Errorf("%s: at a position: %d, %v", name, n, err)
		}
		must(t, f.Truncate(5))
		must(t, second(f.Write([]byte("d"))))
		tell(6)
		// Somebody else makes it longer.
		other, err := at.c.Open(ctx(t), at.path, "a")
		must(t, err)
		must(t, second(other.Write([]byte("other"))))
		must(t, other.Close())
		must(t, second(f.Seek(0, io.SeekEnd)))
		must(t, second(f.Write([]byte("e"))))
		tell(12)
		must(t, f.Close())
		var all strings.Builder
		if _, err := at.c.GetFO(ctx(t), at.path, &all, nil); err != nil || all.String() != "01234dothere" {
			t.Errorf("%s: %q, %v", name, all.String(), err)
		}
	}
}

// Two files that are open at a time are two, at our server too.
func TestTwoFilesAtATime(t *testing.T) {
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	a, err := c.Open(ctx(t), "/a", "w+")
	must(t, err)
	b, err := c.Open(ctx(t), "/b", "w+")
	must(t, err)
	must(t, second(a.Write([]byte("text of a"))))
	must(t, second(b.Write([]byte("b's"))))
	must(t, a.Close())
	must(t, second(b.Write([]byte(" own"))))
	must(t, b.Close())
	if got := read(t, filepath.Join(v.dir, "a")) + "|" + read(t, filepath.Join(v.dir, "b")); got != "text of a|b's own" {
		t.Errorf("%q", got)
	}
}

// A file whose context has ended is closed at the server all the same.
func TestAFileWhoseContextHasEnded(t *testing.T) {
	closed := make(chan string, 1)
	c := speaking(t, func(_ context.Context, h *hand) {
		for r := h.next(); r != nil; r = h.next() {
			switch r.kind {
			case sftpwire.Open:
				h.handle(r.id)
			case sftpwire.Close:
				closed <- r.body.Text()
				h.status(r.id, 0)
			default:
				h.status(r.id, 4)
			}
		}
	})
	running, cancel := context.WithCancelCause(ctx(t))
	why := errors.New("no longer wanted")
	f, err := c.Open(running, "a", "r")
	must(t, err)
	cancel(why)
	var own *sshx.SFTPError
	if err := f.Close(); !errors.Is(err, why) || !errors.As(err, &own) || own.Op != "close" || own.Path != "a" {
		t.Errorf("%v", err)
	}
	select {
	case handle := <-closed:
		if handle != "h" {
			t.Errorf("%q was closed", handle)
		}
	case <-ctx(t).Done():
		t.Error("the server still has it open")
	}
}

// A download into a file that is longer than the server's, or into what is no file.
func TestDownloadsThatCannotBe(t *testing.T) {
	v := serve(t, nil)
	c, err := v.connect(t).OpenSFTP(ctx(t), nil)
	must(t, err)
	defer c.Close()
	write(t, filepath.Join(v.dir, "a"), "0123456789")
	must(t, os.Mkdir(filepath.Join(v.dir, "d"), 0o755))
	d := t.TempDir()
	write(t, filepath.Join(d, "longer"), "longer than that of the server")
	resume := &sshx.TransferOptions{Resume: true}
	for what, e := range map[string]struct {
		err  error
		says string
	}{
		"a longer one":         {c.Get(ctx(t), "/a", filepath.Join(d, "longer"), resume), "30 bytes are here, the server's file has 10"},
		"a folder":             {second(c.GetFO(ctx(t), "/d", io.Discard, nil)), "it is a directory; expected a file"},
		"no folder":            {c.Get(ctx(t), "/a", filepath.Join(d, "none", "a"), nil), "none"},
		"no folder to go on":   {c.Get(ctx(t), "/a", filepath.Join(d, "none", "a"), resume), "none"},
		"a folder here":        {c.Get(ctx(t), "/a", d, nil), d},
		"a writer that is not": {second(c.GetFO(ctx(t), "/a", brokenWriter{}, nil)), "broken"},
	} {
		var own *sshx.SFTPError
		if !errors.As(e.err, &own) || !strings.Contains(e.err.Error(), e.says) || own.Op != "get" && what != "a folder" {
			t.Errorf("%s: %v", what, e.err)
		}
	}
	if got := read(t, filepath.Join(d, "longer")); got != "longer than that of the server" {
		t.Errorf("%q", got)
	}
	write(t, filepath.Join(d, "half"), "01234")
	var seen []int64
	resume.Progress = func(done, total int64) { seen = append(seen, done, total) }
	must(t, c.Get(ctx(t), "/a", filepath.Join(d, "half"), resume))
	if got := read(t, filepath.Join(d, "half")); got != "0123456789" || len(seen) < 2 || seen[len(seen)-2] != 10 || seen[0] <= 5 || seen[1] != 10 {
		t.Errorf("%q, %v", got, seen)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken") }

// What came before both streams were made one moves along.
func TestStreamsThatAreCombinedLate(t *testing.T) {
	said := make(chan struct{})
	v := serve(t, func(s *sshx.Server) {
		s.Command = func(ctx context.Context, s *sshx.ServerSession) int {
			io.WriteString(s.Stderr, "early ")
			select {
			case <-said:
			case <-ctx.Done():
			}
			io.WriteString(s.Stderr, "late")
			return 0
		}
	})
	_, out, errs, err := v.connect(t).ExecCommand(ctx(t), "x", &sshx.ExecOptions{Timeout: time.Minute})
	must(t, err)
	ch := out.Channel()
	defer ch.Close()
	peers.Eventually(t, "what is said early", func() bool { return ch.RecvStderrReady() == 6 })
	if ch.SetCombineStderr(true) || ch.RecvReady() != 6 || ch.RecvStderrReady() != 0 {
		t.Errorf("%d bytes and %d", ch.RecvReady(), ch.RecvStderrReady())
	}
	close(said)
	if all, err := io.ReadAll(out); string(all) != "early late" || err != nil {
		t.Errorf("%q %v", all, err)
	}
	if rest, err := io.ReadAll(errs); len(rest) != 0 || err != nil {
		t.Errorf("%q %v", rest, err)
	}
}
