package expect_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/peers"
)

func spawn(t testing.TB, ctx context.Context, opts *expect.SpawnOptions, args ...string) *expect.Child {
	t.Helper()
	if opts == nil {
		opts = &expect.SpawnOptions{}
	}
	opts.Args = args[1:]
	c, err := expect.Spawn(ctx, args[0], opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// Close wakes who waits, in every kind of session.
func TestCloseWakesReaders(t *testing.T) {
	ctx := context.Background()
	pop, err := expect.NewPopenSpawn(ctx, "sleep 1000", nil)
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	fd, err := expect.NewFdSpawn(ctx, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	plain, other := netPipe()
	defer other.Close()
	pump, err := expect.NewSession(ctx, struct{ io.ReadWriteCloser }{plain}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sleeper := spawn(t, ctx, &expect.SpawnOptions{SessionOptions: expect.SessionOptions{DelayAfterClose: time.Minute, DelayAfterTerminate: time.Minute}}, "sleep", "1000")
	for name, c := range map[string]interface {
		ExpectWith(context.Context, []any, *expect.ExpectOptions) (int, error)
		Close() error
	}{"terminal": sleeper, "pipes": pop, "file": fd, "pump": pump} {
		result := make(chan error, 1)
		started := make(chan struct{})
		go func() {
			close(started)
			_, err := c.ExpectWith(ctx, []any{"never"}, &expect.ExpectOptions{Timeout: expect.NoTimeout})
			result <- err
		}()
		<-started
		if err := c.Close(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := <-result; !errors.Is(err, expect.ErrClosed) && !errors.Is(err, expect.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := sleeper.SendLine("x"); !errors.Is(err, expect.ErrClosed) {
		t.Errorf("sending after Close: %v", err)
	}
	if sig, ok := sleeper.SignalStatus(); !ok || sig != syscall.SIGHUP {
		t.Errorf("ended by %v, %v", sig, ok)
	}
}

func TestContextsEndSessions(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	c := spawn(t, ctx, nil, "sleep", "1000")
	result := make(chan error, 1)
	go func() {
		_, err := c.ExpectWith(ctx, []any{"never"}, &expect.ExpectOptions{Timeout: expect.NoTimeout})
		result <- err
	}()
	cancel()
	if err := <-result; !errors.Is(err, context.Canceled) && !errors.Is(err, expect.EOF) {
		t.Errorf("got %v", err)
	}
	peers.Eventually(t, "the child to be killed", func() bool { return !c.IsAlive() })
	if sig, ok := c.SignalStatus(); !ok || sig != syscall.SIGKILL {
		t.Errorf("ended by %v, %v", sig, ok)
	}

	// A call's own context leaves the session alone.
	cat := spawn(t, context.Background(), &expect.SpawnOptions{NoEcho: true}, "cat")
	short, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := cat.ExpectWith(short, []any{"never"}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	cat.SendLine("on")
	if _, err := cat.ExpectWith(context.Background(), []any{"on"}, nil); err != nil {
		t.Error(err)
	}
}

// A child that nobody reads fills the terminal; sending to it must not hang
// beyond its context.
func TestSendingToTheDeaf(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 300*time.Millisecond)
	defer cancel()
	c := spawn(t, ctx, &expect.SpawnOptions{NoEcho: true}, "sh", "-c", "stty raw; echo ready; sleep 1000")
	if _, err := c.Expect("ready"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Send(strings.Repeat("x", 1<<20)); err == nil {
		t.Error("a megabyte went nowhere")
	}
}

// What a child writes last is never lost, however it is waited for.
func TestLastWords(t *testing.T) {
	const lines = 5000
	for i := range 10 {
		c := spawn(t, context.Background(), nil, "seq", fmt.Sprint(lines))
		if i%2 == 0 {
			// Meanwhile nobody reads: it ends once all fits into the terminal.
			c.Expect("1\r\n")
		}
		got, err := c.ReadN(-1)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(got, fmt.Sprintf("%d\r\n%d\r\n", lines-1, lines)) {
			t.Fatalf("%d bytes, the last of them %q", len(got), got[max(0, len(got)-20):])
		}
		c.Close()
	}
}

// pexpect calls it the end when the child has ended; on request it is the end
// when all have.
func TestWaitForHangup(t *testing.T) {
	script := "(trap '' HUP; sleep 0.4; echo late) & echo now"
	for wait, want := range map[bool]string{false: "now\r\n", true: "now\r\nlate\r\n"} {
		c := spawn(t, context.Background(), &expect.SpawnOptions{WaitForHangup: wait, IgnoreSighup: true}, "sh", "-c", script)
		if got, err := c.ReadN(-1); err != nil || got != want {
			t.Errorf("%v: %q, %v", wait, got, err)
		}
	}
}

// Nothing that Go has opened is inherited.
func TestDescriptorsStayHere(t *testing.T) {
	f, err := os.CreateTemp(t.TempDir(), "open")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c := spawn(t, context.Background(), nil, "ls", "-l", "/proc/self/fd")
	out, err := c.ReadN(-1)
	if err != nil || !strings.Contains(out, "->") || strings.Contains(out, f.Name()) || strings.Contains(out, "ptmx") {
		t.Errorf("%s, %v", out, err)
	}
}

func TestTranscripts(t *testing.T) {
	var cast bytes.Buffer
	tr := expect.NewTranscript(&cast, &expect.TranscriptOptions{Title: "a test"})
	for _, told := range []string{tr.String(), fmt.Sprintf("%#v", tr)} {
		if !regexp.MustCompile(`^<\*expect\.Transcript object at 0x[0-9a-f]+>$`).MatchString(told) {
			t.Errorf("a transcript is shown as %q", told)
		}
	}
	c := spawn(t, context.Background(), &expect.SpawnOptions{SessionOptions: expect.SessionOptions{Transcript: tr}}, "cat")
	c.SendLine("héllo")
	c.Expect("héllo\r\n")
	c.SendSecret("s3cret")
	if _, err := c.Expect("(?s)cret.*cret"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(&cast)
	lines.Scan()
	var head map[string]any
	if err := json.Unmarshal(lines.Bytes(), &head); err != nil || head["version"] != 2.0 || head["width"] != 80.0 || head["title"] != "a test" {
		t.Errorf("%s, %v", lines.Text(), err)
	}
	streams := map[string]string{}
	last := -1.0
	for lines.Scan() {
		var event []any
		if err := json.Unmarshal(lines.Bytes(), &event); err != nil || len(event) != 3 || event[0].(float64) < last {
			t.Fatalf("%s, %v", lines.Text(), err)
		}
		last = event[0].(float64)
		streams[event[1].(string)] += event[2].(string)
	}
	if streams["i"] != "héllo\n********\n" || strings.Contains(streams["o"], "s3cret") || !strings.HasPrefix(streams["o"], "héllo\r\n") || !strings.Contains(streams["o"], "********") {
		t.Errorf("%q", streams)
	}
}

// A log that fails ends the call; one with a buffer is flushed.
func TestLogs(t *testing.T) {
	var out bytes.Buffer
	c := spawn(t, context.Background(), &expect.SpawnOptions{SessionOptions: expect.SessionOptions{LogFile: bufio.NewWriter(&out)}}, "cat")
	c.SendLine("x")
	c.Expect("x\r\n")
	if !strings.HasPrefix(out.String(), "x\nx\r\n") {
		t.Errorf("%q", out.String())
	}
	c.LogFile = failing{}
	if _, err := c.SendLine("y"); err != io.ErrShortWrite {
		t.Errorf("got %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// A session is an io.Reader and an io.Writer.
func TestReader(t *testing.T) {
	c := spawn(t, context.Background(), nil, "sh", "-c", "printf 'one\\ntwo\\nthree'")
	if _, err := c.Expect("n"); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(c)
	if err != nil || string(rest) != "e\r\ntwo\r\nthree" {
		t.Errorf("%q, %v", rest, err)
	}
}
