package main

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

// The test binary is the program, too: as root it gives its rights up for good,
// which a test cannot do to itself.
func TestMain(m *testing.M) {
	if os.Getenv("WEBSERVER_MAIN") != "" {
		main()
		return
	}
	leak.Main(m)
}

// A program that runs.
type program struct {
	cmd *exec.Cmd
	url string

	mu  sync.Mutex
	err bytes.Buffer
}

func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err.Write(b)
}

func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err.String()
}

var servingOn = regexp.MustCompile(`serving \S+ on (\S+)`)

func start(t *testing.T, dir string, args ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{cmd: exec.Command(self, args...)}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = dir, append(os.Environ(), "WEBSERVER_MAIN=1", "GORACE=atexit_sleep_ms=0"), p
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	peers.Eventually(t, "it to serve", func() bool {
		m := servingOn.FindStringSubmatch(p.said())
		if m != nil {
			p.url = m[1]
		}
		return m != nil
	})
	return p
}

func body(t *testing.T, url string) (int, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer http.DefaultClient.CloseIdleConnections()
	defer r.Body.Close()
	text, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(text)
}

// openFolder is a folder that others may enter, as the one served must be when root
// starts the server.
func openFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for d := dir; d != os.TempDir() && d != "/"; d = filepath.Dir(d) {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestFromStartToStop(t *testing.T) {
	dir := openFolder(t)
	ini := filepath.Join(dir, "web.ini")
	write(t, filepath.Join(dir, "a.txt"), "hello")
	write(t, filepath.Join(dir, "secret"), "secret")
	if err := os.Chmod(filepath.Join(dir, "secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	const listen = "[server]\nlisten = 127.0.0.1:0,\n"
	write(t, ini, listen)
	p := start(t, dir, "-c", ini)
	if code, text := body(t, p.url+"a.txt"); code != 200 || text != "hello" {
		t.Errorf("%d %q", code, text)
	}
	if os.Geteuid() == 0 {
		if code, _ := body(t, p.url+"secret"); code != 403 {
			t.Errorf("a file that only root may read: %d: it serves with root's rights", code)
		}
		status, err := os.ReadFile("/proc/" + strconv.Itoa(p.cmd.Process.Pid) + "/status")
		if err == nil && regexp.MustCompile(`(?m)^(Uid|Gid|Groups):.*\b0\b`).Match(status) {
			t.Errorf("some of root is left:\n%s", status)
		}
	}
	// A mistake is told and changes nothing.
	write(t, ini, listen+"roots = x\n")
	p.cmd.Process.Signal(syscall.SIGHUP)
	peers.Eventually(t, "the mistake to be told", func() bool {
		return strings.Contains(p.said(), `the configuration in use stays: `+ini+`:3: [server] roots: there is no such key: did you mean "root"?`)
	})
	write(t, ini, listen+"[cache]\ndefault = 77\n")
	p.cmd.Process.Signal(syscall.SIGHUP)
	peers.Eventually(t, "the new configuration", func() bool {
		r, err := http.Get(p.url + "a.txt")
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		http.DefaultClient.CloseIdleConnections()
		return r.Header.Get("Cache-Control") == "max-age=77"
	})
	p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, p.said())
	}
}

func TestArguments(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.ini"), filepath.Join(dir, "bad.ini")
	write(t, bad, "[server]\nlisten = nowhere,\n")
	for _, c := range []struct {
		args     []string
		code     int
		out, err string
	}{
		{[]string{"-h"}, 0, "Serve files", ""},
		{[]string{"-init"}, 0, "# The web server's configuration", ""},
		{[]string{"-t", "-c", bad}, 1, "", bad + `:2: [server] listen: "nowhere" is no address`},
		{[]string{"-t", "-c", good}, 0, "is well", ""},
		{[]string{"stray"}, 2, "", `unexpected argument "stray"`},
		{[]string{"-c", filepath.Join(dir, "gone.ini")}, 1, "", "gone.ini: "},
	} {
		var out, errs bytes.Buffer
		code := cli.Run("webserver", c.args, cli.IO{Out: &out, Err: &errs}, func(args []string, std cli.IO) error { return serve(args, std, nil) })
		if code != c.code || !strings.Contains(out.String(), c.out) || !strings.Contains(errs.String(), c.err) {
			t.Errorf("%q: %d, %q, %q", c.args, code, out.String(), errs.String())
		}
		if c.args[0] == "-init" {
			if err := os.WriteFile(good, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
