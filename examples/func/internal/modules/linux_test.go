package modules

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

func TestCommands(t *testing.T) {
	for command, want := range map[string]string{
		"echo out; echo err >&2; exit 3": "[3 out\n err\n]",
		"printf 'a\\377b'":               "[0 a\uFFFDb ]",
		"cat":                            "[0  ]", // nothing to read
		"kill -9 $$":                     "[-1  ]",
	} {
		got, err := call(t, t.Context(), "", "command.run", command)
		if s := fmt.Sprint(got); err != nil || s != want {
			t.Errorf("%s: %q, %v, want %q", command, s, err, want)
		}
	}
	if got, err := call(t, t.Context(), "", "command.run", "/bin/echo", "$HOME", "a b"); err != nil || fmt.Sprint(got) != "[0 $HOME a b\n ]" {
		t.Errorf("%v, %v", got, err)
	}
	if _, err := call(t, t.Context(), "", "command.run", "/nowhere/program", "x"); err == nil {
		t.Error("a program that is not there ran")
	}
}

// The end of the time ends a command with all that it started, and what a child
// keeps open does not hold it.
func TestCommandsEnd(t *testing.T) {
	mark := filepath.Join(t.TempDir(), "pid")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var child int
	begun := func() bool {
		text, err := os.ReadFile(mark)
		n, _ := fmt.Sscan(string(text), &child)
		return err == nil && n == 1 && strings.HasSuffix(string(text), "\n")
	}
	go func() {
		defer cancel()
		peers.Eventually(t, "the command to begin", begun)
	}()
	_, err := call(t, ctx, "", "command.run", "sleep 1000 & echo $! > "+mark+"; echo so far; sleep 1000")
	if err == nil || !strings.Contains(err.Error(), "time limit") {
		t.Fatal(err)
	}
	peers.Eventually(t, "the end of its child", func() bool {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", child))
		return err != nil || strings.Contains(string(stat), ") Z ")
	})
	got, err := call(t, t.Context(), "", "command.run", "sleep 30 & echo $!")
	out := fmt.Sprint(got)
	if err != nil || !strings.HasPrefix(out, "[0 ") {
		t.Fatalf("%s, %v", out, err)
	}
	fmt.Sscan(strings.TrimPrefix(out, "[0 "), &child)
	if p, err := os.FindProcess(child); err == nil {
		p.Kill()
		p.Release()
	}
}

func TestOutputIsBounded(t *testing.T) {
	got, err := call(t, t.Context(), "", "command.run", "head -c 5000000 /dev/zero | tr '\\0' x")
	if err != nil {
		t.Fatal(err)
	}
	out := got.([]any)[1].(string)
	if want := fmt.Sprintf("\n… %d bytes more", 5000000-mostOutput); !strings.HasSuffix(out, want) || len(out) != mostOutput+len(want) {
		t.Errorf("%d bytes, ending in %q", len(out), out[len(out)-40:])
	}
}

// A mode is one of chmod, the bits above 0777 too.
func TestModesOfCopies(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		mode string
		want os.FileMode
	}{{"4755", 0o755 | os.ModeSetuid}, {"2750", 0o750 | os.ModeSetgid}, {"1644", 0o644 | os.ModeSticky}, {"0640", 0o640}, {"0", 0}} {
		target := filepath.Join(dir, c.mode)
		if _, err := call(t, t.Context(), dir, "copyfile.append", "t", "0", "aGk="); err != nil {
			t.Fatal(err)
		}
		if _, err := call(t, t.Context(), dir, "copyfile.finish", "t", target, c.mode, "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(target)
		if err != nil || info.Mode() != c.want {
			t.Errorf("%s: %v, %v, want %v", c.mode, info.Mode(), err, c.want)
		}
	}
}
