package cached_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/rrd"
	"github.com/pyops-go/pyops/rrd/cached"
	"github.com/pyops-go/pyops/rrd/internal/rrdserved"
)

// A reading may have a blank in it, and the journal must not take it for two.
func TestReadingsWithBlanksAreInTheJournal(t *testing.T) {
	base, journal, after := t.TempDir(), t.TempDir(), t.TempDir()
	rrdserved.Create(t, filepath.Join(base, "a.rrd"))
	s, err := cached.NewServer(&cached.Options{Base: base, Journal: journal})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l := &oneConn{conns: make(chan net.Conn, 1), done: make(chan struct{})}
	ours, theirs := net.Pipe()
	l.conns <- theirs
	ended := make(chan error)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { ended <- s.Serve(ctx, l) }()
	go io.WriteString(ours, "UPDATE a.rrd 1000000500:\\ 5 1000000800:6\nQUIT\n")
	answer, err := io.ReadAll(ours)
	if err != nil || !strings.HasPrefix(string(answer), "0 errors, enqueued 2") {
		t.Fatalf("%q, %v", answer, err)
	}
	// What a process finds that takes up the work at this moment.
	if err := os.CopyFS(after, os.DirFS(journal)); err != nil {
		t.Fatal(err)
	}
	next, err := cached.NewServer(&cached.Options{Base: base, Journal: after})
	if err != nil {
		t.Fatal(err)
	}
	if err := next.Close(); err != nil {
		t.Fatal(err)
	}
	if got := rrdserved.OnDisk(t, filepath.Join(base, "a.rrd")); got != "5 6" {
		t.Errorf("on disk: %s", got)
	}
	cancel()
	<-ended
}

// What the file would refuse later, or read as something else, is not taken.
func TestNoReadingIsTakenThatTheFileRefuses(t *testing.T) {
	base, c := rrdserved.Serve(t)
	if err := rrd.Update(filepath.Join(base, "a.rrd"), "1000000500.75:1"); err != nil {
		t.Fatal(err)
	}
	for _, r := range []string{
		"1000000800:U@", "noon@5", "0x3b9aca00p0:5", "1_000_000_800:5", "1e9:5", "+1000000800:5", "inf:5", "nan:5", "-5:5", "N:5", ":5",
		"1000000500.5:5", "1000000500.75:5", "1000000500.7500001:5",
	} {
		if err := c.Update(t.Context(), "a.rrd", r); err == nil {
			t.Errorf("%s is taken", r)
		}
	}
	if err := c.Update(t.Context(), "a.rrd", "1000000500.76:2", "1000000800:3"); err != nil {
		t.Error(err)
	}
	if pending, err := c.Pending(t.Context(), "a.rrd"); err != nil || len(pending) != 2 {
		t.Errorf("%q, %v", pending, err)
	}
}

// No word of a request is an option of the command that answers it.
func TestWordsAreNoOptions(t *testing.T) {
	_, c := rrdserved.Serve(t)
	for _, request := range [][]string{
		{"FETCH", "a.rrd", "--daemon=unix:/nowhere"}, {"FETCH", "a.rrd", "-dunix:/nowhere", "1000000200", "1000000500"},
		{"FIRST", "a.rrd", "--daemon=unix:/nowhere"}, {"CREATE", "c.rrd", "-dunix:/nowhere"}, {"CREATE", "c.rrd", "-b", "20010909", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:5"},
	} {
		if text, lines, err := c.Ask(t.Context(), request...); err == nil || strings.Contains(err.Error(), "connect") || strings.Contains(err.Error(), "broke") {
			t.Errorf("%q: %q %q %v", request, text, lines, err)
		}
	}
	if err := c.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// Close ends the conversations too: nothing is acknowledged that nobody writes.
func TestCloseEndsServe(t *testing.T) {
	base := t.TempDir()
	rrdserved.Create(t, filepath.Join(base, "a.rrd"))
	s, err := cached.NewServer(&cached.Options{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(base, "s"))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- s.Serve(context.Background(), l) }()
	c := rrdserved.Dial(t, filepath.Join(base, "s"))
	if err := c.Update(t.Context(), "a.rrd", rrdserved.Reading(1, 1)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve: %v", err)
	}
	if err := c.Update(t.Context(), "a.rrd", rrdserved.Reading(2, 2)); err == nil {
		t.Error("a closed server takes a reading")
	}
	if got := rrdserved.OnDisk(t, filepath.Join(base, "a.rrd")); got != "1" {
		t.Errorf("on disk: %s", got)
	}
	if err := s.Close(); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestServersThatNobodyMade(t *testing.T) {
	for _, s := range []*cached.Server{nil, {}} {
		l := &oneConn{conns: make(chan net.Conn), done: make(chan struct{})}
		if err := s.Serve(t.Context(), l); err == nil {
			t.Error("it serves")
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	base := t.TempDir()
	for _, opts := range []*cached.Options{nil, {}, {Base: filepath.Join(base, "none")}, {Base: base, Journal: filepath.Join(base, "none")}} {
		if s, err := cached.NewServer(opts); err == nil || !strings.HasPrefix(err.Error(), "cached: ") {
			t.Errorf("%+v: %v, %v", opts, s, err)
		}
	}
}

// A listener that has run out of descriptors is asked again.
func TestAcceptingGoesOn(t *testing.T) {
	s, err := cached.NewServer(&cached.Options{Base: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	ours, theirs := net.Pipe()
	l := &oneConn{conns: make(chan net.Conn, 1), done: make(chan struct{})}
	l.conns <- theirs
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Serve(ctx, &exhausted{Listener: l, left: 2}) }()
	go io.WriteString(ours, "PING\nQUIT\n")
	if answer, err := io.ReadAll(ours); err != nil || string(answer) != "0 PONG\n" {
		t.Errorf("%q, %v", answer, err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// exhausted is a listener that fails at first.
type exhausted struct {
	net.Listener
	left int
}

func (l *exhausted) Accept() (net.Conn, error) {
	if l.left > 0 {
		l.left--
		return nil, &net.OpError{Op: "accept", Err: os.NewSyscallError("accept4", syscall.EMFILE)}
	}
	return l.Listener.Accept()
}

// The log hears of clients that break, not of those that go.
func TestTheLogHearsOfBrokenClients(t *testing.T) {
	for name, c := range map[string]struct {
		conn  io.ReadWriter
		heard bool
	}{
		"goes":            {&scripted{Reader: strings.NewReader("PING\n")}, false},
		"goes in a word":  {&scripted{Reader: strings.NewReader("PI")}, false},
		"quits":           {&scripted{Reader: strings.NewReader("QUIT\nPING\n")}, false},
		"is reset":        {&scripted{Reader: &failing{syscall.ECONNRESET}}, true},
		"takes no answer": {&scripted{Reader: strings.NewReader("PING\nPING\n"), refuses: true}, true},
	} {
		var log bytes.Buffer
		s, err := cached.NewServer(&cached.Options{Base: t.TempDir(), Log: slog.New(slog.NewTextHandler(&log, nil))})
		if err != nil {
			t.Fatal(err)
		}
		l := &oneConn{conns: make(chan net.Conn, 1), done: make(chan struct{})}
		gone := make(chan struct{})
		l.conns <- &scriptedConn{ReadWriter: c.conn, gone: gone}
		ended := make(chan error)
		ctx, cancel := context.WithCancel(context.Background())
		go func() { ended <- s.Serve(ctx, l) }()
		<-gone
		cancel()
		<-ended
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if heard := strings.Contains(log.String(), "a client went"); heard != c.heard {
			t.Errorf("a client that %s: the log says %q", name, log.String())
		}
	}
}

// A scripted client says what its reader has, and takes answers or refuses them.
type scripted struct {
	io.Reader
	refuses bool
}

func (s *scripted) Write(p []byte) (int, error) {
	if s.refuses {
		return 0, syscall.EPIPE
	}
	return len(p), nil
}

type failing struct{ err error }

func (f *failing) Read([]byte) (int, error) { return 0, f.err }

// A scriptedConn is a scripted client's connection; gone is closed with it.
type scriptedConn struct {
	io.ReadWriter
	net.Conn
	once sync.Once
	gone chan struct{}
}

func (c *scriptedConn) Read(p []byte) (int, error)  { return c.ReadWriter.Read(p) }
func (c *scriptedConn) Write(p []byte) (int, error) { return c.ReadWriter.Write(p) }
func (c *scriptedConn) Close() error {
	c.once.Do(func() { close(c.gone) })
	return nil
}
