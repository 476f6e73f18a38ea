package fab_test

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh/agent"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestKeysOfEnvAtAServer is what keys of env change at a server.
func TestKeysOfEnvAtAServer(t *testing.T) {
	s := peers.StartSSHD(t)
	says := func(t *testing.T, c *fab.Context, command string, o *fab.RunOptions, want string) {
		t.Helper()
		if r, err := c.Run(command, o); err != nil || r.Stdout != want {
			t.Errorf("%s: %v, %v, want %q", command, r, err, want)
		}
	}
	t.Run("default_port", func(t *testing.T) {
		e := env(t, s)
		e.HostString, e.DefaultPort = "127.0.0.1", strconv.Itoa(s.Port)
		c, _ := open(t, e)
		says(t, c, "echo there", nil, "there")
	})
	t.Run("forward_agent", func(t *testing.T) {
		peers.Need(t, "ssh-add")
		const comment = "the key of the agent here"
		for what, change := range map[string]func(*fab.Env){
			"forward_agent": func(e *fab.Env) { e.ForwardAgent = true },
			"ssh's configuration": func(e *fab.Env) {
				peers.Need(t, "ssh")
				e.UseSSHConfig, e.SSHConfigPath = true, filepath.Join(t.TempDir(), "config")
				if err := os.WriteFile(e.SSHConfigPath, []byte("Host *\n  ForwardAgent yes\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			},
			"neither": func(*fab.Env) {},
		} {
			e := env(t, s)
			change(e)
			t.Setenv("SSH_AUTH_SOCK", serveAgent(t, comment))
			c, seen := open(t, e)
			want := what != "neither"
			r, err := c.Run("ssh-add -l", &fab.RunOptions{WarnOnly: true, Quiet: true})
			if err != nil || want != strings.Contains(r.Stdout, comment) {
				t.Errorf("%s: %v, %v", what, r, err)
			}
			if err := c.OpenShell(&fab.OpenShellOptions{Command: "ssh-add -l"}); err != nil || want != strings.Contains(seen.String(), comment) {
				t.Errorf("%s, a shell: %v\n%s", what, err, seen)
			}
		}
	})
	t.Run("always_use_pty and combine_stderr", func(t *testing.T) {
		const command = "test -t 1 && echo terminal; echo err >&2"
		e := env(t, s)
		c, _ := open(t, e)
		for _, q := range []struct {
			env     fab.Env
			options *fab.RunOptions
			out     string
			err     string
		}{
			{fab.Env{}, nil, "terminal\r\nerr", ""},
			{fab.Env{NoPTY: true}, nil, "err", ""},
			{fab.Env{NoPTY: true}, &fab.RunOptions{PTY: true}, "terminal\r\nerr", ""},
			{fab.Env{}, &fab.RunOptions{NoPTY: true}, "err", ""},
			{fab.Env{NoPTY: true, NoCombineStderr: true}, nil, "", "err"},
			{fab.Env{NoPTY: true, NoCombineStderr: true}, &fab.RunOptions{CombineStderr: true}, "err", ""},
			{fab.Env{NoPTY: true}, &fab.RunOptions{NoCombineStderr: true}, "", "err"},
		} {
			d := c.Settings(func(e *fab.Env) { e.NoPTY, e.NoCombineStderr = q.env.NoPTY, q.env.NoCombineStderr })
			if r, err := d.Run(command, q.options); err != nil || r.Stdout != q.out || r.Stderr != q.err {
				t.Errorf("NoPTY %t, NoCombineStderr %t, %+v: %q and %q, %v", q.env.NoPTY, q.env.NoCombineStderr, q.options, r.Stdout, r.Stderr, err)
			}
		}
	})
	t.Run("linewise", func(t *testing.T) {
		for _, linewise := range []bool{false, true} {
			e := env(t, s)
			e.Linewise = linewise
			c, seen := open(t, e)
			on := filepath.Join(s.Home, fmt.Sprintf("on-%t", linewise))
			go func() {
				if !linewise { // what there is of a line is shown
					peers.Eventually(t, "half a line", func() bool { return strings.HasSuffix(seen.String(), "] out: half") })
				}
				if err := os.WriteFile(on, nil, 0o666); err != nil {
					t.Error(err)
				}
			}()
			_, err := c.Run("printf half; until [ -e "+fab.Quote(on)+" ]; do sleep 0.01; done; echo ' line'", nil)
			if err != nil || !strings.Contains(seen.String(), "] out: half line\n") {
				t.Errorf("linewise %t: %q, %v", linewise, seen, err)
			}
		}
	})
	t.Run("keepalive", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		t.Cleanup(func() { l.Close(); wg.Wait() })
		wg.Go(func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				wg.Go(func() { defer conn.Close(); mute(t, conn) })
			}
		})
		e := env(t, s)
		e.HostString, e.DisableKnownHosts, e.SystemKnownHosts = l.Addr().String(), true, ""
		c, _ := open(t, e)
		if r, err := c.Settings(func(e *fab.Env) { e.KeepAlive = 50e6 }).Run("true", nil); !errors.Is(err, fab.ErrNetwork) || !strings.Contains(err.Error(), "connection was lost") {
			t.Errorf("%v, %v", r, err)
		}
	})
}

// serveAgent is an agent with one key; the path is that of its socket.
func serveAgent(t *testing.T, comment string) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return agentWith(t, agent.AddedKey{PrivateKey: key, Comment: comment})
}

// mute lets anybody in and starts what is asked for. Once a command runs, it answers
// nothing any more that is asked of the connection itself.
func mute(t *testing.T, conn net.Conn) {
	channels, requests, ok := accept(t, conn)
	if !ok {
		return
	}
	var runs atomic.Bool
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() {
		for r := range requests {
			if !runs.Load() {
				r.Reply(true, nil)
			}
		}
	})
	for n := range channels {
		_, requests, err := n.Accept()
		if err != nil {
			return
		}
		wg.Go(func() {
			for r := range requests {
				r.Reply(true, nil)
				if r.Type == "exec" {
					runs.Store(true)
				}
			}
		})
	}
}

// TestKeysOfEnvInATask is what a task finds in env.
func TestKeysOfEnvInATask(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	type key struct{}
	var found fab.Env
	asked := 0
	p := &fab.Program{
		Fabfile: "/here/fabfile.go",
		Setup: func(e *fab.Env) error {
			e.Roledefs = map[string]fab.Role{
				"found": {Find: func(ctx context.Context) ([]string, error) {
					asked++
					if ctx.Value(key{}) != "of the run" {
						t.Error("the context is not that of the run")
					}
					return []string{"f1", "f2"}, nil
				}},
				"fails": {Find: func(context.Context) ([]string, error) { return nil, errors.New("no list today") }},
			}
			return nil
		},
		Tasks: []fab.Task{{Name: "look", Func: func(c *fab.Context) { found = *c.Env.Clone() }}},
	}
	run := func(args ...string) (string, int) {
		seen := &screen{}
		status := p.Run(context.WithValue(ctx(t), key{}, "of the run"), args, &fab.Streams{Out: seen, Err: seen})
		return seen.String(), status
	}
	out, status := run("-R", "found", "-H", "h", "look")
	if status != 0 || found.RealFabfile != "/here/fabfile.go" || found.Command != "look" || !slices.Equal(found.AllHosts, []string{"h", "f1", "f2"}) ||
		!slices.Equal(found.EffectiveRoles, []string{"found"}) || found.HostString != "f2" || found.Host != "f2" || !slices.Equal(found.Tasks, []string{"look"}) {
		t.Errorf("%d, %+v\n%s", status, found, out)
	}
	if asked == 0 {
		t.Error("nobody asked for the hosts")
	}
	if out, status := run("-R", "fails", "look"); status != 1 || !strings.Contains(out, "no list today") {
		t.Errorf("%d, %s", status, out)
	}
}
