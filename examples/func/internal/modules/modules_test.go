package modules

import (
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func call(t *testing.T, ctx context.Context, dir, method string, args ...string) (any, error) {
	t.Helper()
	return New().Call(ctx, method, &Call{Args: args, Minion: "m", Dir: dir})
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
		{"copyfile.append", []string{"u", "0", encode("helloworld")}, "10"},
		{"copyfile.finish", []string{"u", filepath.Join(target, "below"), "0640", sum}, "target"},
		{"filetracker.track", []string{target}, "1"},
		{"filetracker.inventory", nil, "map[" + target + ":unchanged]"},
		{"filetracker.track", []string{target + "x"}, "no such file"},
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

// A wrong number of arguments is told with what was expected, for every method that
// has a number of them.
func TestNumbersOfArguments(t *testing.T) {
	r := New()
	for method, want := range map[string]string{
		"copyfile.checksum": "a path", "copyfile.append": "a name of the transfer, an offset and base64",
		"copyfile.finish": "a name of the transfer, a path, a mode such as 0644, and a checksum", "filetracker.track": "a path", "filetracker.untrack": "a path",
		"command.exists": "a path", "test.add": "two numbers", "test.sleep": "seconds", "process.kill": "a process number", "service.status": "the name of a service",
		"networktest.isportopen": "a host and a port", "networktest.dnslookup": "a name", "packages.inventory": "nothing, or a pattern of names", "sysctl.get": "a name such as kernel.hostname",
	} {
		_, err := r.Call(t.Context(), method, &Call{Args: make([]string, 20), Dir: t.TempDir()})
		if err == nil || err.Error() != "20 arguments; expected "+want {
			t.Errorf("%s: %v", method, err)
		}
	}
	if _, err := r.Call(t.Context(), "command.run", &Call{}); err == nil || err.Error() != "0 arguments; expected a command line, or a program and its arguments" {
		t.Error(err)
	}
}

// What is untracked is in the inventory no more, and a file that went away is told.
func TestTrackedFiles(t *testing.T) {
	dir := t.TempDir()
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	for _, f := range []string{one, two} {
		if err := os.WriteFile(f, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := call(t, t.Context(), dir, "filetracker.track", f); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := call(t, t.Context(), dir, "filetracker.untrack", one); got != 1 || err != nil {
		t.Error(got, err)
	}
	if err := os.Remove(two); err != nil {
		t.Fatal(err)
	}
	got, err := call(t, t.Context(), dir, "filetracker.inventory")
	state, ok := got.(map[string]string)
	if err != nil || !ok || len(state) != 1 || !strings.Contains(state[two], "two") {
		t.Errorf("%v, %v", got, err)
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

// Calls at the same time lose nothing of what the others tracked, and no transfer
// leaves anything behind.
func TestFilesAtOnce(t *testing.T) {
	dir := t.TempDir()
	r := New()
	var work sync.WaitGroup
	for i := range 20 {
		file := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		work.Go(func() {
			if _, err := r.Call(t.Context(), "filetracker.track", &Call{Args: []string{file}, Dir: dir}); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	got, err := r.Call(t.Context(), "filetracker.inventory", &Call{Dir: dir})
	if err != nil || len(got.(map[string]string)) != 20 {
		t.Errorf("%v, %v", got, err)
	}
	for _, target := range []string{filepath.Join(dir, "good"), filepath.Join(dir, "no", "folder")} {
		if _, err := call(t, t.Context(), dir, "copyfile.append", "t", "0", ""); err != nil {
			t.Fatal(err)
		}
		call(t, t.Context(), dir, "copyfile.finish", "t", target, "0600", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855") // of nothing
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "transfer-*")); len(left) > 0 {
		t.Errorf("transfers left %q", left)
	}
}
