package modules

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func call(t *testing.T, ctx context.Context, dir, method string, args ...string) (any, error) {
	t.Helper()
	return New().Call(ctx, method, &Call{Args: args, Minion: "m", Dir: dir})
}

func TestCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
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
	if runtime.GOOS != "linux" {
		t.Skip("process groups are looked at through /proc")
	}
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
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	got, err := call(t, t.Context(), "", "command.run", "head -c 5000000 /dev/zero | tr '\\0' x")
	if err != nil {
		t.Fatal(err)
	}
	out := got.([]any)[1].(string)
	if want := fmt.Sprintf("\n… %d bytes more", 5000000-mostOutput); !strings.HasSuffix(out, want) || len(out) != mostOutput+len(want) {
		t.Errorf("%d bytes, ending in %q", len(out), out[len(out)-40:])
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target")
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	const sum = "936a185caaa266bb9cbe981e9e05cb78cd732b0b3280eb944412bb6f8f8f07af" // of helloworld, by sha256sum
	for i, c := range []struct {
		method string
		args   []string
		want   string
	}{
		{"copyfile.append", []string{"t", "0", encode("hello")}, "5"},
		{"copyfile.append", []string{"t", "7", encode("x")}, "the 2 bytes before it did not come"},
		{"copyfile.append", []string{"t", "5", encode("world")}, "10"},
		{"copyfile.append", []string{"t", "5", encode("world")}, "10"}, // twice does no harm
		{"copyfile.append", []string{"t", "-1", encode("x")}, "expected a number from 0 on"},
		{"copyfile.append", []string{"t", "0", "%"}, "illegal base64"},
		{"copyfile.finish", []string{"t", target, "rw", sum}, "octal"},
		{"copyfile.finish", []string{"t", target, "0640", sum}, sum},
		{"copyfile.checksum", []string{target}, sum},
		{"copyfile.append", []string{"../../t", "0", encode("hello")}, "5"},
		{"copyfile.finish", []string{"../../t", target, "0640", sum}, "expected " + sum},
		{"filetracker.track", []string{target}, "1"},
		{"filetracker.inventory", nil, "map[" + target + ":unchanged]"},
		{"copyfile.checksum", nil, "0 arguments; expected a path"},
		{"command.exists", []string{target}, "true"},
		{"command.exists", []string{target + "x"}, "false"},
		{"test.add", []string{"1", "2.5"}, "3.5"},
		{"test.add", []string{"1", "x"}, "no number"},
		{"test.nothing", nil, "expected one of add, echo, ping, sleep"},
		{"nothing.test", nil, "expected one of command, copyfile"},
		{"test", nil, "has no method"},
		{"test.list_methods", nil, "[add echo ping sleep]"},
		{"service.stop", []string{"-a"}, "no name of a service"},
		{"process.kill", []string{"1"}, "expected the number"},
		{"sysctl.get", []string{"../../etc/passwd"}, "expected a name"},
	} {
		got, err := call(t, t.Context(), dir, c.method, c.args...)
		text := fmt.Sprint(got)
		if err != nil {
			text = err.Error()
		}
		if !strings.Contains(text, c.want) {
			t.Errorf("%d: %s %q: %s, want %s", i, c.method, c.args, text, c.want)
		}
	}
	if info, err := os.Stat(target); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Error(info, err)
	}
	if err := os.WriteFile(target, []byte("other"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := call(t, t.Context(), dir, "filetracker.inventory"); err != nil || fmt.Sprint(got) != "map["+target+":changed]" {
		t.Error(got, err)
	}
}

// What a machine tells about itself is not empty.
func TestMachine(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("what other systems tell is psutilx's to say")
	}
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

func TestACL(t *testing.T) {
	acl, err := ParseACL("# who may what\n\noverlord = test.*, command.exists\nother=*\n")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		who, method string
		want        bool
	}{{"overlord", "test.ping", true}, {"overlord", "command.exists", true}, {"overlord", "command.run", false}, {"other", "command.run", true}, {"nobody", "test.ping", false}} {
		if got := acl.Allows(c.who, c.method); got != c.want {
			t.Errorf("%s %s: %v", c.who, c.method, got)
		}
	}
	if !ACL(nil).Allows("overlord", "command.run") {
		t.Error("without an ACL nothing is allowed")
	}
	for _, bad := range []string{"overlord", "overlord = [", "overlord = a,,b"} {
		if _, err := ParseACL("\n" + bad); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}
