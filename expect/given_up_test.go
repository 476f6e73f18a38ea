package expect_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// catastrophe is a pattern that a backtracking engine tries for ever on many a's.
const catastrophe = `(a+)+(?!x)$b`

// A search that is given up is told as such, never as text that did not come, and
// takes no longer than the call.
func TestSearchesThatAreGivenUp(t *testing.T) {
	t.Cleanup(stopClock)
	for n := range 4 {
		s, err := expect.Scripted([][]byte{[]byte(strings.Repeat("a", 60)), nil}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var patterns []any
		for i := range n + 1 {
			patterns = append(patterns, fmt.Sprintf("%s%d", catastrophe, i))
		}
		began := time.Now()
		i, err := s.ExpectWith(t.Context(), append(patterns, expect.TIMEOUT), &expect.ExpectOptions{Timeout: 200 * time.Millisecond})
		var e *expect.Error
		if i != -1 || !errors.Is(err, expect.ErrSearch) || errors.Is(err, expect.TIMEOUT) || !errors.As(err, &e) || !strings.Contains(e.Input, "(a+)+") {
			t.Errorf("%d patterns: %d, %v", n+1, i, err)
		}
		if s.Before() != strings.Repeat("a", 60) || s.Buffer() == "" {
			t.Errorf("what came is gone: %q, %q", s.Before(), s.Buffer())
		}
		// Not a measure of speed: without the limit of the call each takes five
		// seconds.
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("%d patterns took %v of 200 ms", n+1, took)
		}
	}
	// The end of a context is waited for no longer either.
	s, err := expect.Scripted([][]byte{[]byte(strings.Repeat("a", 60))}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := s.ExpectWith(ctx, []any{catastrophe}, &expect.ExpectOptions{Timeout: expect.NoTimeout}); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

// Groups are numbered as Python numbers them, whatever engine finds them, and
// references to named ones mean these.
func TestGroupsOfBothEngines(t *testing.T) {
	py := startPexpect(t)
	text := "job 17 on web1 took 250ms, xx yy xx\r\n"
	for _, p := range []string{
		`job (\d+) on (?P<node>\w+) took (\d+)(?!\d)s?`, `(?P<a>j)(o)(?P<c>b)(?= 17)`, `(?P<q>x)(?P=q)`, `(?P<w>xx) (yy) (?P=w)`, `(x)\1 (?P<n>y)\2`,
		`(?<=on )(?P<host>\w+)`, `took (?=(\d+))`, `(?P<first>\w+) (?!on)(\d+)?`, `\bxx\b(?!.)`, `\D+(?=17)(\d\d)`, `[\d\w]+(?= took)`, `(?:(a)|(j))(?=ob)`,
	} {
		want := py.Value("lambda p, s: [[raw(g) if g is not None else b'' for g in m.groups()] + [raw(m.group())] for m in [re.search(p, s, re.S)] if m]", p, text)
		s, err := expect.Scripted([][]byte{[]byte(text)}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got := []any{}
		if i, err := s.Expect(p); i == 0 && err == nil {
			groups := []any{}
			for _, g := range s.Match().Groups() {
				groups = append(groups, []byte(g))
			}
			got = append(got, append(groups, []byte(s.After())))
		}
		if !original.Same(got, want) {
			t.Errorf("%s: got %q, want %q", p, got, want)
		}
	}
	s, err := expect.Scripted([][]byte{[]byte(text)}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Expect(`job (\d+) on (?P<node>\w+) took (\d+)(?!\d)`); err != nil {
		t.Fatal(err)
	}
	if node, ok := s.Match().Named("node"); !ok || node != "web1" {
		t.Errorf("node is %q", node)
	}
}

// Patterns of bytes match these bytes, and no others.
func TestPatternsOfBytes(t *testing.T) {
	py := startPexpect(t)
	texts := [][]byte{{0xff}, {0xfe}, []byte("a\xffb"), []byte("\u00ff"), []byte("\ufffd"), []byte("é\xc3"), []byte("\xe2\x82"), []byte("€")}
	for _, p := range []string{"\xff", `\xff`, "[\xf0-\xff]", `\xe9`, "a\xff?b", `[\x80-\xff]+`, "\xe2\x82(?!\xac)", `\377`, "(?P<x>\xff)b", "é\xc3", "\xc3"} {
		for _, text := range texts {
			want := py.Value("lambda p, s: [m.group() for m in [re.search(p, s, re.S)] if m]", []byte(p), text)
			s, err := expect.Scripted([][]byte{text}, &expect.SessionOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got := []any{}
			if i, err := s.Expect(p); i == 0 && err == nil {
				got = append(got, []byte(s.After()))
			} else if err != nil && !errors.Is(err, expect.EOF) {
				t.Errorf("%q: %v", p, err)
			}
			if !original.Same(got, want) {
				t.Errorf("%q in %q: got %q, want %q", p, text, got, want)
			}
		}
	}
	s, err := expect.Scripted(nil, &expect.SessionOptions{Encoding: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Expect("\xff"); !errors.Is(err, expect.ErrPattern) {
		t.Errorf("bytes in a session of text: %v", err)
	}
}

// Sending waits for who does not read no longer than the session's Timeout, nor
// for who has died.
func TestSendingToWhoDoesNotRead(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	c := spawn(t, context.Background(), &expect.SpawnOptions{NoEcho: true, SessionOptions: expect.SessionOptions{DelayBeforeSend: expect.NoDelay}}, "sh", "-c", "stty raw; echo ready; exec sleep 1000")
	if _, err := c.Expect("ready"); err != nil {
		t.Fatal(err)
	}
	c.Timeout = 100 * time.Millisecond
	n, err := c.Send(long)
	if !errors.Is(err, expect.TIMEOUT) || n >= len(long) || n == 0 {
		t.Errorf("a child that does not read: %d, %v", n, err)
	}
	c.Timeout = expect.NoTimeout
	sent := make(chan error, 1)
	began := make(chan struct{})
	go func() {
		close(began)
		_, err := c.Send(long)
		sent <- err
	}()
	<-began
	if err := c.Kill(9); err != nil {
		t.Fatal(err)
	}
	if err := <-sent; err == nil {
		t.Error("a child that has died took a megabyte")
	}

	// Without deadlines of the transport's own.
	plain, other := net.Pipe()
	defer other.Close()
	s, err := expect.NewSession(context.Background(), struct{ io.ReadWriteCloser }{plain}, &expect.SessionOptions{Timeout: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send("nobody reads this"); !errors.Is(err, expect.TIMEOUT) {
		t.Errorf("a pipe that nobody reads: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// A cancelled call wraps the reason that was given.
func TestCausesOfCancelledCalls(t *testing.T) {
	why := errors.New("the operator went home")
	ctx, cancel := context.WithCancelCause(context.Background())
	c := spawn(t, ctx, nil, "sh", "-c", "echo ready; sleep 1000")
	if _, err := c.Expect("ready"); err != nil {
		t.Fatal(err)
	}
	cancel(why)
	if _, err := c.Expect("never"); !errors.Is(err, why) {
		t.Errorf("Expect: %v", err)
	}
	if _, err := c.Send("x"); !errors.Is(err, why) {
		t.Errorf("Send: %v", err)
	}
	if _, err := c.WaitNoEcho(0); !errors.Is(err, why) {
		t.Errorf("WaitNoEcho: %v", err)
	}
	if _, err := expect.Spawn(ctx, "true", nil); !errors.Is(err, why) {
		t.Errorf("Spawn: %v", err)
	}
	if err := expect.NewPxssh(nil).Login(ctx, "h", "u", "", nil); !errors.Is(err, why) || !errors.Is(err, expect.ErrPxssh) {
		t.Errorf("Login: %v", err)
	}
	a, b := net.Pipe()
	defer b.Close()
	s, err := expect.NewSocketSpawn(ctx, a, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Expect("never"); !errors.Is(err, why) {
		t.Errorf("a socket: %v", err)
	}
}

// Errors are one line, with what was waited for, how long, and what came last; the
// rest of Python's text is their detail.
func TestErrorsAreOneLine(t *testing.T) {
	for _, c := range []struct {
		pieces [][]byte
		want   string
	}{
		{[][]byte{[]byte("some \x1b[1mwords\r\nand more"), nil}, `expect: timeout after 1.5s, waiting for re.compile(b'zz\\d') or b'x\n'; what came ends in b'some \x1b[1mwords\r\nand more'`},
		{[][]byte{nil}, `expect: timeout after 1.5s, waiting for re.compile(b'zz\\d') or b'x\n'; nothing came`},
		{[][]byte{[]byte("all")}, `expect: end of file, waiting for re.compile(b'zz\\d') or b'x\n'; what came ends in b'all'`},
	} {
		s, err := expect.Scripted(c.pieces, &expect.SessionOptions{Timeout: 1500 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Expect(`zz\d`, expect.Exact("x\n"))
		var e *expect.Error
		if !errors.As(err, &e) || err.Error() != c.want || !strings.Contains(e.Detail(), "searcher: searcher_re:\n    0: re.compile(b'zz") {
			t.Errorf("got %q\nwant %q", err, c.want)
		}
	}
}

// What has not begun says so.
func TestZeroSessions(t *testing.T) {
	var s expect.Session
	var c expect.Child
	var p expect.PopenSpawn
	_, one := s.Expect("x")
	_, two := c.SendLine("x")
	_, three := c.GetEcho()
	_, _, four := c.Wait()
	_, five := c.ReadLine()
	_, six := s.Read(make([]byte, 1))
	_, _, seven := p.Wait()
	for i, err := range []error{one, two, three, four, five, six, seven, c.Kill(9), c.Interact(nil), c.SendEOF(), c.SendIntr(), p.SendEOF(), c.SetWinSize(1, 1)} {
		if !errors.Is(err, expect.ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if c.IsAlive() || c.IsATTY() || c.PID() != 0 || c.ChildFD() != -1 || c.Terminated() || !c.Terminate(nil) || c.MatchIndex() != -1 || c.Before() != "" || c.String() == "" {
		t.Error("a child that has not begun has done something")
	}
	for i, err := range []error{s.Close(), c.Close(), p.Close()} {
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := expect.NewREPLWrapper(&c, "x", "", nil); err == nil {
		t.Error("a wrapper of nothing")
	}
	if _, err := expect.NewSession(context.Background(), nil, nil); err == nil {
		t.Error("a session over nothing")
	}
	login := expect.NewPxssh(nil)
	if _, err := login.SendLine("x"); !errors.Is(err, expect.ErrClosed) || login.IsAlive() || login.Before() != "" {
		t.Errorf("before a login: %v", err)
	}
}

// One number of a terminal's size leaves the other as it is.
func TestSizesOfTerminals(t *testing.T) {
	for _, c := range []struct {
		rows, cols int
		want       string
	}{{0, 0, "24 80"}, {50, 0, "50 80"}, {0, 132, "24 132"}, {65535, 65535, "65535 65535"}} {
		child := spawn(t, context.Background(), &expect.SpawnOptions{Rows: c.rows, Cols: c.cols}, "stty", "size")
		if line, err := child.ReadLine(); err != nil || strings.TrimSpace(line) != c.want {
			t.Errorf("%d by %d: %q, %v", c.rows, c.cols, line, err)
		}
	}
	for _, o := range []expect.SpawnOptions{{Rows: 100000}, {Cols: 65536}, {Rows: -1}} {
		if c, err := expect.Spawn(context.Background(), "true", &o); !errors.Is(err, expect.ErrValue) {
			t.Errorf("%d by %d: %v", o.Rows, o.Cols, err)
			if err == nil {
				c.Close()
			}
		}
	}
}

// colourful is a Python that does as those of 3.13 and later: unless it is told to
// be plain, it edits what is typed in colour.
const colourful = `#!/bin/sh
if [ "$PYTHON_BASIC_REPL" != 1 ]; then
  printf '\033[?2004h\033[1;35m>>> \033[0m'
  while read line; do printf '\033[10D\033[?25l%s\r\n\033[1;35m>>> \033[0m' "$line"; done
fi
exec ` + original.Interpreter + `
`

// A Python of 3.13 or later answers as any other. Where the machine has one, it
// answers beside the one that acts like it.
func TestPythonsThatEditInColour(t *testing.T) {
	t.Parallel()
	peers.Need(t, original.Interpreter)
	acts := filepath.Join(t.TempDir(), "python3.13")
	if err := os.WriteFile(acts, []byte(colourful), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, python := range append([]string{acts}, newerPythons()...) {
		r, err := expect.NewPython(context.Background(), python)
		if err != nil {
			t.Errorf("%s: %v", python, err)
			continue
		}
		defer r.Child.Close()
		for command, want := range map[string]string{"6*7": "42\r\n", "for a in (1, 2):\n  print(a)\n": "1\r\n2\r\n"} {
			if out, err := r.RunCommand(command, 20*time.Second); err != nil || out != want {
				t.Errorf("%s: %q: %q, %v", python, command, out, err)
			}
		}
	}
}

func newerPythons() (found []string) {
	for _, version := range []string{"3.13", "3.14", "3.15"} {
		if path := expect.Which("python"+version, nil); path != "" && exec.Command(path, "-c", "").Run() == nil {
			found = append(found, path)
		}
	}
	return found
}
