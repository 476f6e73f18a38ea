package expect_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

func TestPopenSpawn(t *testing.T) {
	py := startPexpect(t)
	py.Define("from pexpect import popen_spawn")
	for _, c := range []struct {
		command string
		acts    []act
	}{
		{"cat -u", []act{do("sendline", "abc"), do("readline"), do("send", "x"), do("write", "y"), do("writelines", []any{"z\n"}), await("xyz"), do("sendeof"), do("read", -1), do("wait"), do("signals")}},
		{"sh -c 'echo one; echo two >&2; exit 3'", []act{do("readlines"), do("wait"), do("signals")}},
		{"sh -c 'kill -9 $$'", []act{await(eof), do("wait"), do("signals")}},
		{"sh -c 'echo ready; read x'", []act{await("ready\\n"), do("kill", 15), do("wait"), do("signals")}},
		{"sh -c 'echo ready; read x'", []act{await("ready\\n"), do("expect", []any{"never", timeout}, 0.1), do("sendeof"), await("never")}},
		{`printf "%s|" a 'b  c' d\ e "f\"g\h"`, []act{await(eof), do("wait")}},
	} {
		acts := (&live{command: []string{""}, acts: c.acts}).call(2000).Args[3]
		want := py.Value("piped", c.command, acts)
		child, err := expect.NewPopenSpawn(context.Background(), c.command, &expect.SpawnOptions{SessionOptions: expect.SessionOptions{Timeout: 10 * time.Second}})
		if err != nil {
			t.Fatal(err)
		}
		got := []any{}
		for _, a := range c.acts {
			got = append(got, performPiped(t, child, a))
		}
		if err := child.Close(); err != nil {
			t.Error(err)
		}
		if !original.Same(got, want) {
			t.Errorf("%s\n got %q\nwant %q", c.command, original.Plain(got), want)
		}
	}
	if _, err := expect.NewPopenSpawn(context.Background(), "'open", nil); !errors.Is(err, expect.ErrValue) {
		t.Errorf("got %v", err)
	}
}

func performPiped(t *testing.T, c *expect.PopenSpawn, a act) any {
	told := func(v any, err error) any {
		if errors.Is(err, expect.EOF) || errors.Is(err, expect.TIMEOUT) {
			return []any{[]byte(named(err)), stateOf(&c.Session)}
		}
		if err != nil {
			return err
		}
		return v
	}
	switch a.op {
	case "expect":
		var patterns []any
		for _, p := range a.operands[0].([]any) {
			patterns = append(patterns, patternsOf([]string{p.(string)})...)
		}
		i, err := c.ExpectWith(context.Background(), patterns, &expect.ExpectOptions{Timeout: seconds(a.operands[1])})
		return told([]any{i, stateOf(&c.Session)}, err)
	case "sendline":
		n, err := c.SendLine(a.operands[0].(string))
		return told(n, err)
	case "send":
		n, err := c.Send(a.operands[0].(string))
		return told(n, err)
	case "write":
		_, err := c.WriteString(a.operands[0].(string))
		return told(nil, err)
	case "writelines":
		return told(nil, c.WriteLines(func(yield func(string) bool) { yield(a.operands[0].([]any)[0].(string)) }))
	case "readline":
		line, err := c.ReadLine()
		return told([]byte(line), err)
	case "readlines":
		lines, err := c.ReadLines()
		list := []any{}
		for _, l := range lines {
			list = append(list, []byte(l))
		}
		return told(list, err)
	case "read":
		text, err := c.ReadN(a.operands[0].(int))
		return told([]byte(text), err)
	case "sendeof":
		return told(nil, c.SendEOF())
	case "kill":
		return told(nil, c.Kill(syscall.Signal(a.operands[0].(int))))
	case "wait":
		status, _, err := c.Wait()
		return told(status, err)
	case "signals":
		out := []any{nil, nil, c.Terminated()}
		if status, ok := c.ExitStatus(); ok {
			out[0] = status
		}
		if sig, ok := c.SignalStatus(); ok {
			out[1] = int(sig)
		}
		return out
	}
	t.Fatalf("no act %q", a.op)
	return nil
}

func TestFdSpawn(t *testing.T) {
	py := startPexpect(t)
	py.Define("from pexpect import fdpexpect\nimport os")
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("one\r\ntwo\r\nthree"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := py.Value("from_file", path)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := expect.NewFdSpawn(context.Background(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := "<file descriptor " + path + ">"; s.Name() != want {
		t.Errorf("its name is %q, want %q", s.Name(), want)
	}
	i, err := s.Expect("o", "t")
	if err != nil {
		t.Fatal(err)
	}
	line, err := s.ReadLine()
	if err != nil {
		t.Fatal(err)
	}
	rest, err := s.ReadN(-1)
	if err != nil {
		t.Fatal(err)
	}
	got := []any{i, []byte(line), []byte(rest), s.IsAlive()}
	got = append(got, true) // terminate() raises there, and is not there here
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if got = append(got, s.IsAlive(), s.Closed()); !original.Same(got, want) {
		t.Errorf("got %q\nwant %q", original.Plain(got), want)
	}
	if _, err := expect.NewFdSpawn(context.Background(), f, nil); !errors.Is(err, expect.ErrPexpect) {
		t.Errorf("a closed file: %v", err)
	}

	// Both ends of a socket, where timeouts and sending can be seen.
	want = py.Value("from_pair")
	near, there := tcpPair(t)
	here, err := near.(*net.TCPConn).File()
	if err != nil {
		t.Fatal(err)
	}
	near.Close() // here is a copy
	defer there.Close()
	s, err = expect.NewFdSpawn(context.Background(), here, &expect.SessionOptions{Timeout: 200 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(there, "hello world\n")
	i, err = s.Expect("wor", "x")
	got = []any{i, []byte(s.Before()), err == nil}
	_, err = s.Expect("never")
	got = append(got, named(err))
	n, _ := s.Send("ab")
	m, _ := s.SendLine("cd")
	s.WriteString("e")
	s.WriteLines(func(yield func(string) bool) { _ = yield("f") && yield("g") })
	sent := make([]byte, 100)
	k, _ := there.Read(sent)
	for k < 8 {
		more, err := there.Read(sent[k:])
		if err != nil {
			t.Fatal(err)
		}
		k += more
	}
	got = append(got, n, m, sent[:k])
	text, err := s.ReadNonblocking(10, 50*time.Millisecond)
	got = append(got, []any{text, named(err)})
	there.Close()
	_, err = s.Expect("never")
	got = append(got, named(err), []byte(s.Before()))
	s.Close()
	if !original.Same(got, want) {
		t.Errorf("got %q\nwant %q", original.Plain(got), want)
	}
}

// A session over anything: with deadlines, without, and with the end told in
// different ways.
func TestTransports(t *testing.T) {
	for name, pair := range map[string]func(t *testing.T) (ours, theirs io.ReadWriteCloser){
		"net.Pipe": func(*testing.T) (io.ReadWriteCloser, io.ReadWriteCloser) { return netPipe() },
		"no deadlines": func(*testing.T) (io.ReadWriteCloser, io.ReadWriteCloser) {
			a, b := netPipe()
			return struct{ io.ReadWriteCloser }{a}, b
		},
		"tcp": tcpPair,
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := pair(t)
			s, err := expect.NewSession(context.Background(), ours, &expect.SessionOptions{Timeout: 10 * time.Second})
			if err != nil {
				t.Fatal(err)
			}
			go func() {
				io.WriteString(theirs, "login: ")
				name := make([]byte, 3)
				io.ReadFull(theirs, name)
				fmt.Fprintf(theirs, "hello %s", name[:2])
				theirs.Close()
			}()
			if _, err := s.Expect("login: $"); err != nil {
				t.Fatal(err)
			}
			if _, err := s.ExpectWith(context.Background(), []any{"never", expect.TIMEOUT}, &expect.ExpectOptions{Timeout: expect.Poll}); err != nil || s.MatchIndex() != 1 {
				t.Errorf("%d, %v", s.MatchIndex(), err)
			}
			s.SendLine("me")
			_, err = s.Expect("never")
			if !errors.Is(err, expect.EOF) || s.Before() != "hello me" {
				t.Errorf("%q, %v", s.Before(), err)
			}
			var told interface{ Detail() string }
			if !errors.As(err, &told) || !strings.Contains(told.Detail(), "<*expect.Session object at 0x") {
				t.Errorf("it does not say which session ended: %v", err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			if _, err := s.Expect("x"); !errors.Is(err, expect.ErrClosed) {
				t.Errorf("after Close: %v", err)
			}
		})
	}
}

func netPipe() (io.ReadWriteCloser, io.ReadWriteCloser) {
	a, b := net.Pipe()
	return a, b
}

func tcpPair(t *testing.T) (io.ReadWriteCloser, io.ReadWriteCloser) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

func TestSocketSpawn(t *testing.T) {
	a, b := tcpPair(t)
	s, err := expect.NewSocketSpawn(context.Background(), a.(net.Conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(b, "220 ready\r\n")
	if _, err := s.Expect(`^(\d+) `); err != nil {
		t.Fatal(err)
	}
	if code, _ := s.Match().Group(1); code != "220" || !s.IsAlive() {
		t.Errorf("%q, alive %v", code, s.IsAlive())
	}
	b.Close()
	if _, err := s.Expect("x"); !errors.Is(err, expect.EOF) || !strings.HasPrefix(pyText(err), "Socket closed\n") || s.IsAlive() {
		t.Errorf("%v, alive %v", err, s.IsAlive())
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := expect.NewSocketSpawn(context.Background(), nil, nil); !errors.Is(err, expect.ErrPexpect) {
		t.Errorf("no connection: %v", err)
	}
}

// TestFdEndInWords: the end of a file is told in pexpect's words, also of a
// descriptor that blocks.
func TestFdEndInWords(t *testing.T) {
	py := startPexpect(t)
	py.Define("from pexpect import fdpexpect\nimport os")
	py.Define(`
def fd_end(path):
    try:
        fdpexpect.fdspawn(os.open(path, os.O_RDONLY)).expect("never")
    except pexpect.EOF as e:
        return str(e).split("\n")[0]
`)
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("some"), 0o644); err != nil {
		t.Fatal(err)
	}
	want := py.Value("fd_end", path).(string)
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := expect.NewFdSpawn(t.Context(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.Expect("never")
	if e := new(expect.Error); !errors.As(err, &e) || !errors.Is(err, expect.EOF) || e.Reason != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

// TestReadBesideAWindow: what Read leaves is what Buffer shows, also where a search
// had narrowed it to its window.
func TestReadBesideAWindow(t *testing.T) {
	s, err := expect.Scripted([][]byte{[]byte("abcdefghij"), nil}, &expect.SessionOptions{SearchWindowSize: 2})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Expect("never"); !errors.Is(err, expect.TIMEOUT) || s.Buffer() != "ij" {
		t.Fatalf("%v with %q", err, s.Buffer())
	}
	p := make([]byte, 3)
	if n, err := s.Read(p); string(p[:n]) != "abc" || err != nil || s.Buffer() != "defghij" {
		t.Errorf("read %q (%v) and left %q", p[:n], err, s.Buffer())
	}
}
