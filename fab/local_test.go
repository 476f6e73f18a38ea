package fab_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestLocal(t *testing.T) {
	peers.Need(t, "sh")
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "a b/it's"), 0o777); err != nil {
		t.Fatal(err)
	}
	c, seen := open(t, &fab.Env{})
	capture := &fab.LocalOptions{Capture: true}
	says := func(d *fab.Context, command, want string) {
		t.Helper()
		r, err := d.Local(command, capture)
		if err != nil || r.Stdout != want {
			t.Errorf("%s: %q, %v; want %q", command, r.Stdout, err, want)
		}
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		t.Fatal(err)
	}
	says(c.Lcd(dir).Lcd("a b").Lcd("it's"), "pwd -P", real+"/a b/it's")
	says(c.Lcd(dir).ShellEnv(map[string]string{"CDPATH": real}), "pwd -P", real)
	says(c.ShellEnv(map[string]string{"A": "it's $HOME"}), `printf %s "$A"`, "it's $HOME")
	says(c.Path("/x y", nil), `echo "$PATH"`, os.Getenv("PATH")+":/x y")
	says(c.Path("/x y", &fab.PathOptions{Behavior: fab.PrependPath}), `echo "$PATH"`, "/x y:"+os.Getenv("PATH"))
	says(c.Path("/x y", &fab.PathOptions{Behavior: fab.ReplacePath}), `echo "$PATH"`, "/x y")
	says(c.Prefix("A=1").Prefix("B=2"), `echo $A$B`, "12")
	says(c, "printf '\\n x \\n\\n'", "x")
	says(c.Cd("/nosuch"), "echo here", "here") // of remote commands alone
	if r, err := c.Prefix("false").Local("echo a; echo b", &fab.LocalOptions{Capture: true}); !errors.Is(err, fab.ErrFailed) || r.Stdout != "" {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := c.Local("cat", &fab.LocalOptions{Capture: true, Stdin: strings.NewReader("given")}); err != nil || r.Stdout != "given" {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := c.Local("cat; echo end", capture); err != nil || r.Stdout != "end" {
		t.Errorf("an empty input: %v, %v", r, err)
	}
	before := seen.String()
	if r, err := c.Hide(fab.Running).Local("echo out; echo err >&2", nil); err != nil || r.Stdout != "" {
		t.Errorf("%v, %v", r, err)
	}
	if got := strings.TrimPrefix(seen.String(), before); got != "out\nerr\n" && got != "err\nout\n" {
		t.Errorf("shown: %q", got)
	}
	// What nobody has seen stands in the details of the error.
	for _, q := range []struct {
		hidden   []fab.Level
		out, err bool
	}{{nil, false, false}, {[]fab.Level{fab.Stdout}, true, false}, {[]fab.Level{fab.Stderr}, false, true}, {[]fab.Level{fab.Output}, true, true}} {
		_, err := c.Hide(q.hidden...).Local("echo seen; echo said >&2; exit 3", capture)
		var e *fab.Error
		if !errors.As(err, &e) {
			t.Fatal(err)
		}
		out, errs := regexp.MustCompile(`\n\n=+ Standard output =+\n\nseen\n\n=+(\n|$)`), regexp.MustCompile(`\n\n=+ Standard error =+\n\nsaid\n\n=+$`)
		if d := e.Detail(); out.MatchString(d) != q.out || errs.MatchString(d) != q.err || !strings.HasPrefix(d, "local() encountered an error (return code 3) while executing 'echo seen; echo said >&2; exit 3'") {
			t.Errorf("%q hidden: %q", q.hidden, d)
		}
		for line := range strings.Lines(e.Detail()) {
			if line = strings.TrimSuffix(line, "\n"); strings.HasPrefix(line, "=") && len(line) != 79 {
				t.Errorf("%q is %d columns wide: expected 79, as a terminal has", line, len(line))
			}
		}
	}
	if _, err := c.Lcd("/nosuch").Local("true", nil); !errors.Is(err, fab.ErrFailed) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := c.Local("true", &fab.LocalOptions{Shell: "/nosuch/sh"}); !errors.Is(err, fab.ErrFailed) {
		t.Errorf("%v", err)
	}
	for _, bad := range []string{"", "a\x00"} {
		if _, err := c.Local(bad, nil); !errors.Is(err, fab.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// TestLocalOutputArrivesWhole has writers that are slow, that fail, and a process that
// holds the output when the command has ended.
func TestLocalOutputArrivesWhole(t *testing.T) {
	peers.Need(t, "sh")
	dir := t.TempDir()
	ended := filepath.Join(dir, "ended")
	// The end of the command comes while the first of its output is being written.
	slow := &slowWriter{wait: func() {
		peers.Eventually(t, "the command to end", func() bool {
			text, err := os.ReadFile(ended)
			if err != nil {
				return false
			}
			stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(text)) + "/stat")
			return err != nil || strings.Contains(string(stat), ") Z ")
		})
		// It takes longer yet than a process that holds the output is waited for.
		if err := exec.Command("sleep", "0.7").Run(); err != nil {
			t.Error(err)
		}
	}}
	c := fab.NewContext(ctx(t), nil, &fab.ContextOptions{Stdout: slow})
	if _, err := c.Hide(fab.Running).Local("echo $$ >"+ended+"; i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done", nil); err != nil {
		t.Error(err)
	}
	if lines := strings.Split(slow.String(), "\n"); len(lines) != 5001 || lines[4999] != "line 4999" {
		t.Errorf("%d lines arrived, the last is %q", len(lines)-1, lines[len(lines)-1])
	}
	broken := errors.New("no more room")
	c = fab.NewContext(ctx(t), nil, &fab.ContextOptions{Stdout: failingWriter{broken}})
	if r, err := c.Hide(fab.Running).Local("echo x", nil); !errors.Is(err, broken) || !r.Failed {
		t.Errorf("%+v, %v", r, err)
	}
	// Nobody waits for what stays behind, and it says nothing any more.
	r, err := c.Local("sleep 600 & echo $!", &fab.LocalOptions{Capture: true})
	if err != nil || r.Stdout == "" {
		t.Fatalf("%v, %v", r, err)
	}
	if out, err := exec.Command("kill", r.Stdout).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// What goes to one writer arrives in the order in which it was said. A writer may be a
// value that cannot be compared.
func TestLocalKeepsTheOrder(t *testing.T) {
	peers.Need(t, "sh")
	var want strings.Builder
	for i := range 200 {
		fmt.Fprintf(&want, "out %d\nerr %d\n", i, i)
	}
	const command = "i=0; while [ $i -lt 200 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done"
	var one screen
	c := fab.NewContext(ctx(t), nil, &fab.ContextOptions{Stdout: &one, Stderr: &one})
	defer c.Close()
	if _, err := c.Hide(fab.Running).Local(command, nil); err != nil || one.String() != want.String() {
		t.Errorf("%v, %q", err, one.String())
	}
	var other screen
	d := fab.NewContext(ctx(t), nil, &fab.ContextOptions{Stdout: writers{&other}, Stderr: writers{&other}})
	defer d.Close()
	if _, err := d.Hide(fab.Running).Local(command, nil); err != nil || len(other.String()) != want.Len() {
		t.Errorf("%v, %q", err, other.String())
	}
}

type writers []io.Writer

func (w writers) Write(p []byte) (int, error) { return io.MultiWriter(w...).Write(p) }

// A slowWriter waits before the first that it takes.
type slowWriter struct {
	screen
	once sync.Once
	wait func()
}

func (s *slowWriter) Write(p []byte) (int, error) {
	s.once.Do(s.wait)
	return s.screen.Write(p)
}

type failingWriter struct{ err error }

func (f failingWriter) Write([]byte) (int, error) { return 0, f.err }

// TestLocalCommandsEnd has commands that leave children behind, which hold the
// output.
func TestLocalCommandsEnd(t *testing.T) {
	peers.Need(t, "sh")
	file := filepath.Join(t.TempDir(), "pid")
	gone := func() {
		t.Helper()
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		peers.Eventually(t, "the child to be gone", func() bool {
			stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(text)) + "/stat")
			return err != nil || strings.Contains(string(stat), ") Z ")
		})
		os.Remove(file)
	}
	command := "sleep 600 & echo $! >" + file + ".new; mv " + file + ".new " + file + "; wait"
	c, _ := open(t, &fab.Env{})
	// A busy machine may not have begun within a limit that others wait for.
	for limit, began := 500*time.Millisecond, false; !began; limit *= 2 {
		r, err := c.Local(command, &fab.LocalOptions{Capture: true, Timeout: limit})
		if !errors.Is(err, fab.ErrCommandTimeout) || !errors.Is(err, os.ErrDeadlineExceeded) || !r.Failed || !strings.Contains(err.Error(), fmt.Sprintf("%g seconds", limit.Seconds())) {
			t.Fatalf("%+v, %v", r, err)
		}
		_, err = os.Stat(file)
		began = err == nil
	}
	gone()
	why := errors.New("enough")
	stopping, cancel := context.WithCancelCause(ctx(t))
	d := fab.NewContext(stopping, nil, nil)
	go func() {
		peers.Eventually(t, "the command to run", func() bool { _, err := os.Stat(file); return err == nil })
		cancel(why)
	}()
	if _, err := d.Local(command, nil); !errors.Is(err, why) {
		t.Errorf("%v", err)
	}
	gone()
}
