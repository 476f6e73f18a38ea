package clam_test

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

var methods = []string{"ping", "version", "stats", "reload", "shutdown", "scan_file", "contscan_file", "multiscan_file", "allmatchscan", "scan_stream"}

// asked is what a client says to a method of pyClamd's: a value and an error.
func asked(t *testing.T, c *clam.Client, method string) (any, error) {
	t.Helper()
	switch method {
	case "ping":
		return nil, c.Ping(ctx(t))
	case "version":
		return c.Version(ctx(t))
	case "stats":
		return c.RawStats(ctx(t))
	case "reload":
		return c.Reload(ctx(t))
	case "shutdown":
		return nil, c.Shutdown(ctx(t))
	case "scan_file":
		r, err := c.ScanFile(ctx(t), "/x")
		return asPython(r), err
	case "contscan_file":
		r, err := c.ContscanFile(ctx(t), "/x")
		return asPython(r), err
	case "multiscan_file":
		r, err := c.MultiscanFile(ctx(t), "/x")
		return asPython(r), err
	case "allmatchscan":
		r, err := c.AllMatchScan(ctx(t), "/x")
		return matchesAsPython(r), err
	}
	r, err := c.ScanBytes(ctx(t), []byte("x"), nil)
	return asPython(r), err
}

// isConnectionError reports whether pyClamd raised its ConnectionError, or an
// exception of the operating system that it let through.
func isConnectionError(v any) bool {
	classes, ok := v.([]any)
	return ok && slices.Contains(classes, any("OSError"))
}

// A daemon that has gone since the client was made.
func TestParityAfterTheDaemonHasGone(t *testing.T) {
	py := startPyclamd(t)
	for _, kind := range []string{"unix", "tcp"} {
		c := peers.StartClamd(t)
		client := both(t, c)[kind]
		py.Value("make", where(c)[kind])
		c.Kill()
		for _, m := range methods {
			theirs := py.Value("ask", m)
			if _, err := asked(t, client, m); !isConnectionError(theirs) || !errors.Is(err, clam.ErrConnection) {
				t.Errorf("%s %s: we say %v, pyClamd %v", kind, m, err, theirs)
			}
		}
	}
}

// answering gives the same reply to whatever is asked of it, and then waits for
// the end of the connection.
func answering(t *testing.T, reply string) (port int) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	open := make(chan net.Conn, 1000)
	t.Cleanup(func() {
		l.Close()
		<-done
		for {
			select {
			case c := <-open:
				c.Close()
			default:
				return
			}
		}
	})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			open <- c
			if n, _ := c.Read(make([]byte, 4096)); n > 0 {
				io.WriteString(c, reply)
			}
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

// A daemon that takes its time: longer than the client's limit.
func TestParityTimeouts(t *testing.T) {
	py := startPyclamd(t)
	port := answering(t, "")
	py.Value("make", port, 0.02)
	c, err := clam.NewClamdNetworkSocket(ctx(t), "", port, &clam.Options{Timeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range methods {
		if m == "shutdown" {
			continue // pyClamd does not look for an answer
		}
		theirs := py.Value("ask", m)
		_, err := asked(t, c.Client, m)
		var timeout net.Error
		if !isConnectionError(theirs) || !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("%s: we say %v, pyClamd %v", m, err, theirs)
		}
	}
}

// A daemon that answers what it should not.
func TestParityOddAnswers(t *testing.T) {
	py := startPyclamd(t)
	port := answering(t, "nonsense\n")
	py.Value("make", port)
	if theirs := py.Value("ask", "ping"); !isConnectionError(theirs) {
		t.Errorf("pyClamd's ping: %v", theirs)
	}
	// A stream that could not be scanned is no clean one, on either side.
	py.Value("make", answering(t, "stream: Can't allocate memory ERROR\n"), 0.5)
	want := sorted(py.Value("ask", "scan_stream"))
	c, err := clam.NewClamdNetworkSocket(ctx(t), "", answering(t, "stream: Can't allocate memory ERROR\x00"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := c.ScanBytes(ctx(t), []byte("x"), nil); err != nil || original.Same(want, nil) || !isConnectionError(want) && !original.Same(asPython(r), want) {
		t.Errorf("got %v, %v, want %v", r, err, want)
	}
	if r, err := c.ScanBytes(ctx(t), []byte("x"), nil); err != nil || r["stream"] != (clam.Finding{Status: clam.Error, Reason: "Can't allocate memory"}) {
		t.Errorf("got %v, %v", r, err)
	}
}

// Whoever prints an error that he made, or that is not there, gets a line that begins
// with the name of the package.
func TestErrorsOfNothing(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{(*clam.ConnectionError)(nil), `clam: no error`},
		{&clam.ConnectionError{}, `clam: no connection to clamd`},
		{&clam.ConnectionError{Reason: "a\nb", Err: fs.ErrClosed}, `clam: a\nb: file already closed`},
		{(*clam.BufferTooLongError)(nil), `clam: no error`},
		{&clam.BufferTooLongError{}, `clam: stream longer than clamd takes (0 bytes were sent)`},
		{(*clam.ReplyError)(nil), `clam: no error`},
		{&clam.ReplyError{Op: "SCAN", Err: fs.ErrClosed}, `clam: clamd gave no answer to SCAN: file already closed`},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%T: %q, want %q", c.err, got, c.want)
		}
		errors.Is(c.err, fs.ErrNotExist)
	}
}
