package clam_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

var errEnough = errors.New("enough")

// until runs f with a context that ends, for a reason of its own, once ready is
// closed.
func until(t *testing.T, ready <-chan struct{}, f func(context.Context) error) error {
	t.Helper()
	limited, cancel := context.WithCancelCause(ctx(t))
	defer cancel(nil)
	go func() {
		<-ready
		cancel(errEnough)
	}()
	return f(limited)
}

// blocked is a reader that says that it is being read, and then waits.
func blocked(t *testing.T) (r io.Reader, begun chan struct{}) {
	begun, end := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(end) })
	var once sync.Once
	return readerFunc(func([]byte) (int, error) {
		once.Do(func() { close(begun) })
		<-end
		return 0, io.EOF
	}), begun
}

// A stream whose reader blocks keeps nobody beyond his context, and no Close.
func TestAReaderThatBlocks(t *testing.T) {
	c := peers.StartClamd(t)
	for kind, client := range both(t, c) {
		r, begun := blocked(t)
		err := until(t, begun, func(ctx context.Context) error {
			got, err := client.ScanStream(ctx, r, nil)
			if got.Clean() {
				t.Errorf("%s: clean", kind)
			}
			return err
		})
		if !errors.Is(err, errEnough) {
			t.Errorf("%s: a client's stream: %v", kind, err)
		}

		s, err := client.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		r, begun = blocked(t)
		streamed := make(chan error, 1)
		go func() {
			_, err := s.ScanStream(ctx(t), r, nil)
			streamed <- err
		}()
		<-begun
		if err := until(t, begun, s.Ping); !errors.Is(err, errEnough) {
			t.Errorf("%s: a request behind the stream: %v", kind, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: Close: %v", kind, err)
		}
		if err := <-streamed; !errors.Is(err, clam.ErrClosed) || !errors.Is(err, net.ErrClosed) {
			t.Errorf("%s: the stream: %v", kind, err)
		}

		// The end of one request's context costs the others nothing.
		if s, err = client.Session(ctx(t)); err != nil {
			t.Fatal(err)
		}
		r, begun = blocked(t)
		err = until(t, begun, func(ctx context.Context) error {
			_, err := s.ScanStream(ctx, io.MultiReader(strings.NewReader("some"), r), &clam.StreamOptions{ChunkSize: 4})
			return err
		})
		if !errors.Is(err, errEnough) {
			t.Errorf("%s: a session's stream: %v", kind, err)
		}
		for range 3 {
			if r, err := s.ScanStream(ctx(t), bytes.NewReader(clam.EICAR()), nil); err != nil || !r.Infected() {
				t.Errorf("%s: after a stream cut off: %v, %v", kind, r, err)
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A clamd that reads nothing keeps nobody beyond his context, and no Close.
func TestADaemonThatDoesNotRead(t *testing.T) {
	kept := make(chan *os.File, 10)
	client := faulty(t, "unix", func(c net.Conn, _ string) {
		f, err := c.(*net.UnixConn).File() // outlives the server's Close
		if err != nil {
			t.Error(err)
			return
		}
		kept <- f
	})
	defer func() {
		for len(kept) > 0 {
			(<-kept).Close()
		}
	}()
	long := make([]byte, 8<<20)
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	writing := make(chan struct{})
	var once sync.Once
	begin := func(uint64) { once.Do(func() { close(writing) }) }
	streamed := make(chan error, 1)
	go func() {
		_, err := s.ScanBytes(ctx(t), long, &clam.StreamOptions{OnProgress: begin})
		streamed <- err
	}()
	<-writing
	for name, ask := range map[string]func(context.Context) error{
		"ping": s.Ping,
		"file": func(ctx context.Context) error { _, err := s.ScanFile(ctx, "/x"); return err },
		"data": func(ctx context.Context) error { _, err := s.ScanBytes(ctx, long, nil); return err },
	} {
		if err := until(t, writing, ask); !errors.Is(err, errEnough) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-streamed; err == nil {
		t.Error("a stream went nowhere")
	}
	_, err = client.ScanBytes(ctx(t), long, nil)
	var lost *clam.ConnectionError
	if !errors.As(err, &lost) || lost.Path == "" || !strings.HasPrefix(err.Error(), "clam: lost the connection to clamd at "+lost.Path+": ") {
		t.Errorf("a client's stream: %v", err)
	}
}

// clamd closes a session in which nothing happens: the next request opens another.
func TestASessionThatWasIdle(t *testing.T) {
	c := peers.StartClamd(t, "CommandReadTimeout 1", "ReadTimeout 1")
	file := filepath.Join(t.TempDir(), "bad")
	if err := os.WriteFile(file, []byte(peers.ClamdVirus), 0o644); err != nil {
		t.Fatal(err)
	}
	clients := both(t, c)
	var sessions []*clam.Session
	for _, client := range clients {
		s, err := client.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		if err := s.Ping(ctx(t)); err != nil {
			t.Fatal(err)
		}
		sessions = append(sessions, s)
	}
	peers.Eventually(t, "clamd to close both sessions", func() bool {
		return clam.Idled(sessions[0]) && clam.Idled(sessions[1])
	})
	for _, s := range sessions {
		if r, err := s.ScanFile(ctx(t), file); err != nil || !r.Infected() {
			t.Errorf("after a pause: %v, %v", r, err)
		}
		if r, err := s.ScanStream(ctx(t), strings.NewReader(peers.ClamdVirus), nil); err != nil || !r.Infected() {
			t.Errorf("after a pause: %v, %v", r, err)
		}
	}
}

// A stream cannot be sent twice, so that a session which was idle is asked first:
// this clamd gives up the connection as the next request comes.
func TestAStreamAfterAPause(t *testing.T) {
	connections := 0
	client := faulty(t, "unix", func(c net.Conn, _ string) {
		connections++
		first, err := nextCommand(c)
		if err != nil || connections == 1 {
			return
		}
		if first != "zPING" {
			t.Errorf("the first request on the second connection is %q", first)
		}
		io.WriteString(c, "1: PONG\x00")
		if stream, _ := nextCommand(c); stream != "zINSTREAM" {
			t.Errorf("then comes %q", stream)
		}
		io.ReadFull(c, make([]byte, 4+1+4))
		io.WriteString(c, "2: stream: OK\x00")
		io.Copy(io.Discard, c)
	})
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	peers.Eventually(t, "the session to be idle", func() bool { return time.Since(began) > 1100*time.Millisecond })
	if r, err := s.ScanStream(ctx(t), strings.NewReader("x"), nil); err != nil || !r.Clean() {
		t.Errorf("%v, %v", r, err)
	}
}

// A session whose context ends leaves nothing open, even if nobody closes it.
func TestASessionWhoseContextEnds(t *testing.T) {
	gone := make(chan struct{})
	client := faulty(t, "unix", func(c net.Conn, _ string) {
		io.Copy(io.Discard, c)
		close(gone)
	})
	limited, cancel := context.WithCancelCause(ctx(t))
	s, err := client.Session(limited)
	if err != nil {
		t.Fatal(err)
	}
	cancel(errEnough)
	<-gone
	if err := s.Ping(ctx(t)); !errors.Is(err, errEnough) {
		t.Errorf("got %v", err)
	}
}

// The client's time limit runs while clamd owes an answer, not while nobody asks.
func TestTheTimeLimitOfASession(t *testing.T) {
	c := peers.StartClamd(t)
	client, err := clam.NewClamdUnixSocket(ctx(t), c.Socket, &clam.Options{Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	began := time.Now()
	peers.Eventually(t, "the limit to pass", func() bool { return time.Since(began) > 400*time.Millisecond })
	if err := s.Ping(ctx(t)); err != nil {
		t.Errorf("after a pause: %v", err)
	}
	silent := faulty(t, "unix", func(c net.Conn, _ string) { io.Copy(io.Discard, c) })
	if s, err = silent.Session(ctx(t)); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(ctx(t)); !errors.Is(err, os.ErrDeadlineExceeded) || strings.Contains(err.Error(), "closed") {
		t.Errorf("a clamd that says nothing: %v", err)
	}
	s.Close()
	var all sync.WaitGroup
	defer all.Wait()
	for name, scan := range scans(silent, "/x") {
		all.Go(func() {
			if r, err := scan(ctx(t)); r.Clean() || !errors.Is(err, os.ErrDeadlineExceeded) || strings.Contains(err.Error(), "closed") {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// With many threads and long names, clamd is asked no more than it can answer.
func TestTreesOfLongNames(t *testing.T) {
	c := peers.StartClamd(t, "MaxThreads 60")
	root := filepath.Join(t.TempDir(), strings.Repeat("y", 200))
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		if err := os.WriteFile(filepath.Join(root, fmt.Sprintf("%04d%s", i, strings.Repeat("z", 200))), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for kind, client := range both(t, c) {
		for _, depth := range []int{0, 5000} {
			count := 0
			for f, err := range client.ScanTree(ctx(t), root, &clam.TreeOptions{Depth: depth}) {
				if count++; err != nil || f.Finding != nil {
					t.Fatalf("%s after %d files: %v", kind, count, err)
				}
			}
			if count != 1000 {
				t.Errorf("%s: %d files", kind, count)
			}
		}
		for f, err := range client.ScanTree(ctx(t), root, &clam.TreeOptions{Depth: -1}) {
			if err == nil || f.Finding == nil {
				t.Errorf("a negative depth: %v, %v", f, err)
			}
		}
	}
}

// How much was sent, whether clamd refuses in the middle or at the end.
func TestWhatWasSentOfAStreamTooLong(t *testing.T) {
	client := faulty(t, "tcp", func(c net.Conn, _ string) {
		io.ReadFull(c, make([]byte, 4+3+4))
		io.WriteString(c, "INSTREAM size limit exceeded. ERROR\x00")
	})
	var long *clam.BufferTooLongError
	if _, err := client.ScanBytes(ctx(t), []byte("abc"), nil); !errors.As(err, &long) || long.Sent != 3 {
		t.Errorf("got %v", err)
	}
	if _, err := client.ScanStream(ctx(t), iotest.ErrReader(io.ErrNoProgress), nil); !errors.Is(err, clam.ErrUnsent) || !errors.Is(err, io.ErrNoProgress) || !strings.HasPrefix(err.Error(), "clam: reading the stream: ") {
		t.Errorf("a reader that fails: %v", err)
	}
}

// A connection may take nothing more just when nobody is sending.
func TestClosingASessionWhoseConnectionIsFull(t *testing.T) {
	near, far := net.Pipe() // which takes nothing that is not read at once
	defer far.Close()
	if err := clam.SessionOver(ctx(t), near).Close(); err != nil {
		t.Error(err)
	}
}

// Once clamd has answered after a pause it is known to be there: a request that it
// then leaves without an answer it may have seen, and is not sent again.
func TestAConnectionThatEndsAfterAnAnswer(t *testing.T) {
	var connections atomic.Int32
	client := faulty(t, "unix", func(c net.Conn, _ string) {
		connections.Add(1)
		nextCommand(c)
		io.WriteString(c, "1: PONG\x00")
		nextCommand(c)
	})
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if tries, err := clam.RepeatedPing(ctx(t), s); err != nil || tries != 1 {
		t.Fatalf("%d tries, %v", tries, err)
	}
	if err := s.Ping(ctx(t)); !errors.Is(err, clam.ErrReply) || connections.Load() != 1 {
		t.Errorf("%d connections, %v", connections.Load(), err)
	}
}

// A request that is sent again may be answered before its sending has ended.
func TestAnEarlyAnswerToARequestSentAgain(t *testing.T) {
	connections := 0
	client := faulty(t, "unix", func(c net.Conn, _ string) {
		if connections++; connections == 1 {
			nextCommand(c)
			return
		}
		nextCommand(c)
		io.WriteString(c, "1: PONG\x00")
		nextCommand(c) // END
	})
	s, err := client.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	if tries, err := clam.RepeatedPing(ctx(t), s); err != nil || tries != 2 {
		t.Errorf("%d tries, %v", tries, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A brokenWriter is a connection on which the system refuses to send.
type brokenWriter struct{ net.Conn }

func (brokenWriter) Write([]byte) (int, error) { return 0, errNoRoute }

var errNoRoute = errors.New("no route to host")

// What the system says as a session sends is told once, whoever sent.
func TestASessionThatCannotSend(t *testing.T) {
	for name, ask := range map[string]func(*clam.Session) error{
		"ping":   func(s *clam.Session) error { return s.Ping(ctx(t)) },
		"stream": func(s *clam.Session) error { _, err := s.ScanBytes(ctx(t), []byte("x"), nil); return err },
	} {
		near, far := net.Pipe()
		s := clam.SessionOver(ctx(t), brokenWriter{near})
		err := ask(s)
		if !errors.Is(err, clam.ErrConnection) || !errors.Is(err, errNoRoute) || strings.Count(err.Error(), "lost the connection") != 1 {
			t.Errorf("%s: %v", name, err)
		}
		if again := s.Ping(ctx(t)); !errors.Is(again, errNoRoute) {
			t.Errorf("%s: the session goes on: %v", name, again)
		}
		s.Close()
		far.Close()
	}
}
