package modules

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
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
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err := call(t, ctx, "", "command.run", "sleep 1000 & echo $! > "+mark+"; sleep 1000")
	if err == nil || !strings.Contains(err.Error(), "time limit") {
		t.Fatal(err)
	}
	pid, err := os.ReadFile(mark)
	if err != nil {
		t.Fatal(err)
	}
	gone := false
	for range 1000 {
		stat, err := os.ReadFile("/proc/" + strings.TrimSpace(string(pid)) + "/stat")
		if err != nil || strings.Contains(string(stat), ") Z ") {
			gone = true
			break
		}
		runtime.Gosched()
	}
	if !gone {
		t.Errorf("its child %s lives", pid)
	}
	got, err := call(t, t.Context(), "", "command.run", "sleep 30 & echo $!")
	out := fmt.Sprint(got)
	if err != nil || !strings.HasPrefix(out, "[0 ") {
		t.Fatalf("%s, %v", out, err)
	}
	var child int
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

// What a machine tells about itself is not empty.
func TestMachine(t *testing.T) {
	for _, method := range []string{"hardware.info", "process.info", "process.loadavg", "process.mem", "mount.list", "users.list", "users.groups"} {
		got, err := call(t, t.Context(), t.TempDir(), method)
		if err != nil || len(fmt.Sprint(got)) < 10 {
			t.Errorf("%s: %v, %v", method, got, err)
		}
	}
	if got, err := call(t, t.Context(), "", "sysctl.get", "kernel.ostype"); got != "Linux" || err != nil {
		t.Error(got, err)
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
