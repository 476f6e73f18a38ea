package expect_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// twin is the program of playInteract in Python.
const twin = `
import os, sys, pexpect
role = os.environ["EXPECT_TEST_ROLE"]
c = pexpect.spawn("sh", ["-c", "stty -echo; printf 'hello world\\n'; while read x; do echo got $x; done; echo over"], timeout=20)
c.delaybeforesend = None
c.expect("hello")
c.expect(["d\r\n", pexpect.TIMEOUT], timeout=1)
c.buffer = b"left over\n"
sys.stdout.write("ready\n")
sys.stdout.flush()
options = {"interact": {}, "no escape": {"escape_character": None}, "other escape": {"escape_character": "q"},
           "filters": {"input_filter": bytes.upper, "output_filter": lambda b: b.replace(b"o", b"0")}}[role]
c.interact(**options)
sys.stdout.write("back\n")
sys.stdout.flush()
c.close(force=True)
`

// A person at a terminal, the program that hands on to a shell, and the shell:
// the same keys give the same screen with either.
func TestInteract(t *testing.T) {
	startOwn(t)
	for _, c := range []struct {
		role string
		keys []string // each is typed once the screen shows what stands before it
	}{
		{"interact", []string{"left over\r\n", "abc\n", "got abc\r\n", "x y\n", "got x y\r\n", "\x1d", "back\r\n"}},
		{"interact", []string{"left over\r\n", "abc\n", "got abc\r\n", "\x04", "over\r\n", "", "back\r\n"}},
		{"filters", []string{"left 0ver\r\n|left over\r\n", "abc\n", "g0t ABC\r\n", "\x1d", "back\r\n"}},
		{"other escape", []string{"left over\r\n", "a\x1db\n", "got a", "", "b\r\n", "q", "back\r\n"}},
		{"no escape", []string{"left over\r\n", "ab\n", "got ab\r\n", "\x04", "over\r\n", "", "back\r\n"}},
	} {
		screens := map[string]string{}
		for who, args := range map[string][]string{"ours": {os.Args[0]}, "pexpect": {original.Interpreter, "-c", twin}} {
			// pexpect stops looking once the child has ended, and may lose what it
			// wrote last: see interactEnd.
			if who == "pexpect" && slices.Contains(c.keys, "over\r\n") {
				screens[who] = interactEnd.screens[c.role]
				continue
			}
			screens[who] = typed(t, args, c.role, c.keys)
		}
		if screens["ours"] != screens["pexpect"] {
			t.Errorf("%s %q\n got %q\nwant %q", c.role, c.keys, screens["ours"], screens["pexpect"])
		}
	}
}

// typed runs a program and types the keys, and returns the screen.
func typed(t *testing.T, args []string, role string, keys []string) string {
	t.Helper()
	var screen bytes.Buffer
	person, err := expect.Spawn(context.Background(), args[0], &expect.SpawnOptions{
		Args: args[1:], Env: append(os.Environ(), "EXPECT_TEST_ROLE="+role),
		SessionOptions: expect.SessionOptions{LogFileRead: &screen, Timeout: 20 * time.Second, DelayBeforeSend: expect.NoDelay},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer person.Close()
	for i, text := range keys {
		if i%2 == 0 {
			if _, err := person.Expect(text); err != nil {
				t.Fatalf("%s: %v", args[0], err)
			}
			if i == 0 {
				// The terminal becomes raw, which drops what was typed before.
				if raw, err := person.WaitNoEcho(0); !raw || err != nil {
					t.Fatalf("not raw: %v", err)
				}
			}
		} else if _, err := person.Send(text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := person.Expect(expect.EOF); err != nil {
		t.Fatalf("%s: %v", args[0], err)
	}
	return screen.String()
}

// The user's side may be any reader and writer.
func TestInteractWithoutATerminal(t *testing.T) {
	c, err := expect.Spawn(context.Background(), "cat", &expect.SpawnOptions{NoEcho: true})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in, keys := io.Pipe()
	out, screen := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- c.Interact(&expect.InteractOptions{In: in, Out: screen})
	}()
	user, err := expect.NewSession(context.Background(), userSide{out, keys}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer user.Close()
	fmt.Fprint(user, "hello\n")
	if _, err := user.Expect("hello\r\n"); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(user, "\x1d")
	if err := <-done; err != nil {
		t.Error(err)
	}
	// The session goes on.
	if _, err := c.SendLine("again"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Expect("again"); err != nil {
		t.Error(err)
	}
}

type userSide struct {
	*io.PipeReader
	w *io.PipeWriter
}

func (u userSide) Write(p []byte) (int, error) { return u.w.Write(p) }

func (u userSide) Close() error {
	u.w.Close()
	return u.PipeReader.Close()
}

// endless is a user who types for ever, and tells how much.
type endless struct{ typed atomic.Int64 }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'y'
	}
	e.typed.Add(int64(len(p)))
	return len(p), nil
}

// A child that ends while more is typed than it reads ends Interact, in good order.
func TestInteractWithAChildThatReadsNothing(t *testing.T) {
	c, err := expect.Spawn(t.Context(), "sh", &expect.SpawnOptions{Args: []string{"-c", "stty raw -echo; echo ready; exec sleep 1000"}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Expect("ready"); err != nil {
		t.Fatal(err)
	}
	var user endless
	done := make(chan error, 1)
	go func() { done <- c.Interact(&expect.InteractOptions{In: &user, Out: io.Discard}) }()
	// What a terminal holds for a child that does not read is 4 kB.
	peers.Eventually(t, "more than the terminal holds", func() bool { return user.typed.Load() > 20<<10 })
	if err := c.Kill(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// What cannot be shown, or logged, ends Interact with its error.
func TestInteractWhereNothingCanBeWritten(t *testing.T) {
	for name, to := range map[string]func(*expect.Child, *expect.InteractOptions){
		"the screen": func(_ *expect.Child, o *expect.InteractOptions) { o.Out = broken{} },
		"the log":    func(c *expect.Child, _ *expect.InteractOptions) { c.LogFileRead = broken{} },
	} {
		c, err := expect.Spawn(t.Context(), "sh", &expect.SpawnOptions{Args: []string{"-c", "echo one; exec cat"}})
		if err != nil {
			t.Fatal(err)
		}
		in, keys := io.Pipe()
		o := &expect.InteractOptions{In: in, Out: io.Discard}
		to(c, o)
		if err := c.Interact(o); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: %v", name, err)
		}
		keys.Close()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
