package clam_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/clam"
)

// A faulty clamd does what it is told with each connection but the first, which
// is that of the constructor, and but those that ask whether it lives.
func faulty(t *testing.T, network string, serve func(net.Conn, string)) *clam.Client {
	t.Helper()
	return faultyAll(t, network, false, serve)
}

// faultyAll is faulty, where pings says whether PING is served like all else.
func faultyAll(t *testing.T, network string, pings bool, serve func(net.Conn, string)) *clam.Client {
	t.Helper()
	address := "127.0.0.1:0"
	if network == "unix" {
		address = filepath.Join(t.TempDir(), "sock")
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if command, err := nextCommand(c); err == nil && command == "zPING" && !pings {
				io.WriteString(c, "PONG\x00")
			} else if err == nil {
				serve(c, command)
			}
			c.Close()
		}
	}()
	opts := &clam.Options{Timeout: 2 * time.Second}
	if network == "unix" {
		u, err := clam.NewClamdUnixSocket(t.Context(), address, opts)
		if err != nil {
			t.Fatal(err)
		}
		return u.Client
	}
	n, err := clam.NewClamdNetworkSocket(t.Context(), "127.0.0.1", l.Addr().(*net.TCPAddr).Port, opts)
	if err != nil {
		t.Fatal(err)
	}
	return n.Client
}

// nextCommand reads up to a zero byte, and nothing beyond.
func nextCommand(c net.Conn) (string, error) {
	var command []byte
	for b := make([]byte, 1); ; {
		if _, err := io.ReadFull(c, b); err != nil {
			return "", err
		}
		if b[0] == 0 {
			return string(command), nil
		}
		command = append(command, b[0])
	}
}

// Nothing but a positive OK is clean.
func TestFailsClosed(t *testing.T) {
	for _, reply := range []string{
		"", "\x00", "OK", "/x: OK", "garbage\x00", "OK\x00", "/x:OK\x00", "/x: OK \x00", "/x: FOUND\x00", "/x: Eicar FOUN", "/x: Eicar FOUND",
		"/x: Eicar\x00", "UNKNOWN COMMAND\x00", " FOUND\x00", ": FOUND\x00", "/x: OK\x00/y: ", "/x: OK\x00junk\x00", strings.Repeat("a", 2<<20), "COMMAND READ TIMED OUT\x00",
	} {
		for _, network := range []string{"unix", "tcp"} {
			c := faulty(t, network, func(c net.Conn, _ string) { io.WriteString(c, reply) })
			for name, scan := range scans(c, "/x") {
				if name == "INSTREAM" && strings.HasPrefix(reply, "/x: OK\x00") {
					continue // one reply is all that it takes
				}
				got, err := scan(ctx(t))
				var unclear *clam.ReplyError
				if got.Clean() || got.Infected() || !errors.As(err, &unclear) && !errors.Is(err, clam.ErrConnection) {
					t.Errorf("%s %s answered by %.40q: got %v, %v", network, name, reply, got, err)
				}
				if strings.Contains(err.Error(), "\n") {
					t.Errorf("%s: more than a line: %q", name, err)
				}
			}
		}
	}
}

// A scanned is a result of either kind.
type scanned interface {
	Clean() bool
	Infected() bool
}

// scans are the ways to have a file scanned.
func scans(c *clam.Client, file string) map[string]func(context.Context) (scanned, error) {
	return map[string]func(context.Context) (scanned, error){
		"SCAN":      func(ctx context.Context) (scanned, error) { return c.ScanFile(ctx, file) },
		"CONTSCAN":  func(ctx context.Context) (scanned, error) { return c.ContscanFile(ctx, file) },
		"MULTISCAN": func(ctx context.Context) (scanned, error) { return c.MultiscanFile(ctx, file) },
		"ALLMATCH":  func(ctx context.Context) (scanned, error) { return c.AllMatchScan(ctx, file) },
		"INSTREAM":  func(ctx context.Context) (scanned, error) { return c.ScanBytes(ctx, []byte("x"), nil) },
	}
}

func TestSplitReplies(t *testing.T) {
	c := faulty(t, "tcp", func(c net.Conn, _ string) {
		for _, b := range []byte("/x/a: One FOUND\x00/x/b: Two FOUND\x00") {
			c.Write([]byte{b})
		}
	})
	r, err := c.ContscanFile(ctx(t), "/x")
	if err != nil || len(r) != 2 || r["/x/b"] != (clam.Finding{Status: clam.Found, Reason: "Two"}) {
		t.Errorf("got %v, %v", r, err)
	}
	// And three hundred at once, which pyClamd cuts at 4096 bytes.
	var all bytes.Buffer
	for i := range 300 {
		all.WriteString("/some/long/path/file" + strings.Repeat("0", 20) + string(rune('a'+i%26)) + strings.Repeat("1", i%7) + ": X FOUND\x00")
	}
	c = faulty(t, "unix", func(c net.Conn, _ string) { c.Write(all.Bytes()) })
	if r, err := c.MultiscanFile(ctx(t), "/some"); err != nil || len(r) != 26*7 {
		t.Errorf("got %d, %v", len(r), err)
	}
}

func TestAStallingDaemon(t *testing.T) {
	release := make(chan struct{})
	c := faulty(t, "tcp", func(c net.Conn, _ string) { io.WriteString(c, "/x: O"); <-release })
	_, err := c.ScanFile(ctx(t), "/x") // the client's limit of two seconds
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("got %v", err)
	}
	limited, cancel := context.WithCancelCause(ctx(t))
	reason := errors.New("no more patience")
	go func() {
		release <- struct{}{} // the first
		cancel(reason)
	}()
	if _, err = c.ScanFile(limited, "/x"); !errors.Is(err, reason) {
		t.Errorf("got %v", err)
	}
	close(release)
	if err := c.Ping(limited); !errors.Is(err, reason) {
		t.Errorf("after the end: %v", err)
	}
}

func TestOddAnswersOfTheDaemon(t *testing.T) {
	c := faultyAll(t, "tcp", true, func(c net.Conn, _ string) { io.WriteString(c, "HTTP/1.0 400 Bad Request\r\n\r\n\x00") })
	var unclear *clam.ReplyError
	if err := c.Ping(ctx(t)); !errors.As(err, &unclear) {
		t.Errorf("ping: %v", err)
	}
	if _, err := c.Stats(ctx(t)); !errors.As(err, &unclear) {
		t.Errorf("stats: %v", err)
	}
	if err := c.Shutdown(ctx(t)); !errors.As(err, &unclear) {
		t.Errorf("shutdown: %v", err)
	}
	if _, _, err := c.VersionCommands(ctx(t)); !errors.As(err, &unclear) {
		t.Errorf("version commands: %v", err)
	}
	count := 0
	for f, err := range c.ScanTree(ctx(t), t.TempDir(), nil) {
		if count++; err == nil || f.Finding == nil {
			t.Errorf("a tree whose depth is unknown: %v, %v", f, err)
		}
	}
	if count != 1 {
		t.Errorf("a tree gives %d errors", count)
	}
}

// A reply may be of a mebibyte. What is longer is refused as it comes, and not waited
// for.
func TestHowLongAReplyMayBe(t *testing.T) {
	const most = 1 << 20
	c := faulty(t, "unix", func(c net.Conn, _ string) { io.WriteString(c, strings.Repeat("a", most)+"\x00") })
	if said, err := c.Version(ctx(t)); len(said) != most || err != nil {
		t.Errorf("%d bytes, %v", len(said), err)
	}
	c = faulty(t, "unix", func(c net.Conn, _ string) {
		io.WriteString(c, strings.Repeat("a", most+4096))
		io.Copy(io.Discard, c) // until the client has gone
	})
	if _, err := c.Version(ctx(t)); !errors.Is(err, clam.ErrReply) || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%v", err)
	}
}

func TestASessionThatBreaks(t *testing.T) {
	for _, reply := range []string{"", "junk\x00", "0: PONG\x00", "2: PONG\x00", "x: PONG\x00", "+1: PONG\x00", "1: PON", "1 PONG\x00"} {
		c := faulty(t, "unix", func(c net.Conn, _ string) {
			nextCommand(c)
			io.WriteString(c, reply)
		})
		s, err := c.Session(ctx(t))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Ping(ctx(t)); err == nil {
			t.Errorf("%q: a ping was answered", reply)
		}
		if _, err := s.ScanFile(ctx(t), "/x"); err == nil {
			t.Errorf("%q: the session goes on", reply)
		}
		s.Close()
	}
}

func TestReplies(t *testing.T) {
	for _, c := range []struct{ reply, known, name, status, reason string }{
		{"/a: OK", "", "/a", "", ""}, {"/a: b: OK", "", "/a: b", "", ""}, {": OK", "", "", "", ""},
		{": X FOUND", "/x", "", "FOUND", "X"},
		{"/a b: c: X FOUND", "", "/a b: c", "FOUND", "X"}, {"/w  two: sp: Eicar FOUND", "", "/w  two: sp", "FOUND", "Eicar"},
		{"/a: X FOUND: Y FOUND", "", "/a: X FOUND", "FOUND", "Y"}, {"/a\nb: X FOUND", "", "/a\nb", "FOUND", "X"},
		{"/a: File path check failure: No such file or directory. ERROR", "", "/a", "ERROR", "File path check failure: No such file or directory."},
		{"/a: File path check failure: b: File path check failure: x. ERROR", "/a: File path check failure: b", "/a: File path check failure: b", "ERROR", "File path check failure: x."},
		{"/a: b: Can't open file ERROR", "/a", "/a", "ERROR", "b: Can't open file"}, {"fd[12]: Not a regular file ERROR", "", "fd[12]", "ERROR", "Not a regular file"},
	} {
		name, f, ok := clam.ReadVerdict(c.reply, c.known)
		if !ok || name != c.name || (f == nil) != (c.status == "") || f != nil && *f != (clam.Finding{Status: clam.Status(c.status), Reason: c.reason}) {
			t.Errorf("%q: got %q, %v, %v", c.reply, name, f, ok)
		}
	}
}

// What is wrong with an answer is said, and so is as much of it as a line bears.
func TestWhatIsWrongWithAnAnswer(t *testing.T) {
	for _, c := range []struct {
		file, replies, wrong string
		clean                bool
	}{
		{"/", "/: OK", "", true}, {"//", "/: OK", "", true}, {"/", "/x: X FOUND", "", false}, {"/x/", "/x: OK", "", true},
		{"/x", "/y: OK", "it is about another file", true}, {"/x", "/x: OK\x00/x: OK", "it comes after OK", true},
		{"/x", "/x: X FOUND\x00/x: OK", "it says OK of what is infected", false},
	} {
		clean, whole, wrong := clam.Judge(c.file, strings.Split(c.replies, "\x00"))
		if clean != c.clean || wrong != c.wrong || !whole && wrong == "" {
			t.Errorf("%s answered by %q: clean %v, whole %v, %q", c.file, c.replies, clean, whole, wrong)
		}
	}
	c := faulty(t, "tcp", func(c net.Conn, _ string) { io.WriteString(c, strings.Repeat("a", 2<<20)) })
	var unclear *clam.ReplyError
	if _, err := c.Version(ctx(t)); !errors.As(err, &unclear) || unclear.Input != strings.Repeat("a", 100) {
		t.Errorf("a reply without end: %.300v", err)
	}
	if _, err := clam.ParseStats("QUEUE: 1 items\n\tSCAN\nEND\n"); err == nil || !strings.Contains(err.Error(), "expected a task and its seconds") || strings.Contains(err.Error(), "~") {
		t.Errorf("a task without seconds: %v", err)
	}
}

// An error is one line whatever the address is, and whatever clamd says.
func TestErrorsAreOneLine(t *testing.T) {
	c := faulty(t, "unix", func(c net.Conn, _ string) {
		io.WriteString(c, "INSTREAM size limit exceeded.\nSep 1 host sshd: accepted"+strings.Repeat("!", 1<<16)+"\x00")
	})
	_, tooLong := c.ScanBytes(ctx(t), []byte("x"), nil)
	if !errors.Is(tooLong, clam.ErrTooLong) {
		t.Errorf("got %v", tooLong)
	}
	_, unix := clam.NewClamdUnixSocket(ctx(t), t.TempDir()+"/a\nb", nil)
	_, network := clam.NewClamdNetworkSocket(ctx(t), "a\r\nb", 1, nil)
	_, neither := clam.NewPlaces("/dev/null", t.TempDir()+"/a\nb", 1).Find(ctx(t))
	for _, err := range []error{tooLong, unix, network, neither} {
		if err == nil || strings.ContainsAny(err.Error(), "\r\n") || len(err.Error()) > 1000 {
			t.Errorf("got %.300q", err)
		}
	}
}

// A clamd that refuses a command has not done what it was asked for.
func TestCommandsThatAreRefused(t *testing.T) {
	for _, reply := range []string{"UNKNOWN COMMAND", "COMMAND UNAVAILABLE", ""} {
		c := faulty(t, "tcp", func(c net.Conn, _ string) { io.WriteString(c, reply+"\x00") })
		if said, err := c.Reload(ctx(t)); said != "" || !errors.Is(err, clam.ErrReply) {
			t.Errorf("reload: %q, %v", said, err)
		}
		if said, err := c.Version(ctx(t)); said != "" || !errors.Is(err, clam.ErrReply) {
			t.Errorf("version: %q, %v", said, err)
		}
	}
	c := faulty(t, "unix", func(c net.Conn, _ string) {
		nextCommand(c)
		io.WriteString(c, "1: UNKNOWN COMMAND\x00")
		nextCommand(c)
	})
	s, err := c.Session(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var unclear *clam.ReplyError
	if said, err := s.Version(ctx(t)); said != "" || !errors.As(err, &unclear) || unclear.Op != "VERSION" {
		t.Errorf("a session's version: %q, %v", said, err)
	}
}

// A chunk is held in memory, so that its size has a bound.
func TestChunksThatAreRefused(t *testing.T) {
	c := faulty(t, "unix", func(c net.Conn, _ string) { t.Error("it was sent") })
	for _, size := range []int{-1, 64<<20 + 1} {
		if r, err := c.ScanStream(ctx(t), strings.NewReader("x"), &clam.StreamOptions{ChunkSize: size}); r.Clean() || err == nil || !strings.Contains(err.Error(), "expected 1 to 67108864") {
			t.Errorf("%d: %v, %v", size, r, err)
		}
	}
}
