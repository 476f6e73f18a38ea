package fab_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// startHosts is a server that is many hosts: 127.0.0.1, 127.0.0.2 and so on.
func startHosts(t testing.TB, n int) (s *peers.SSHD, hosts []string, known string) {
	t.Helper()
	var lines []string
	for i := 2; i <= n; i++ {
		lines = append(lines, fmt.Sprintf("ListenAddress 127.0.0.%d", i))
	}
	s = peers.StartSSHD(t, lines...)
	for i := range n {
		hosts = append(hosts, fmt.Sprintf("127.0.0.%d:%d", i+1, s.Port))
	}
	text, err := os.ReadFile(s.KnownHosts)
	if err != nil {
		t.Fatal(err)
	}
	known = filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(known, []byte(strings.Replace(string(text), "[127.0.0.1]", "[127.0.0.*]", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	return s, hosts, known
}

func TestManyHosts(t *testing.T) {
	const many = 15 // sshd listens at sixteen addresses at most
	s, hosts, known := startHosts(t, many)
	dead := fmt.Sprintf("127.0.0.%d:%d", many+1, s.Port)
	all := func(t *testing.T) *fab.Env {
		e := env(t, s)
		e.HostString, e.SystemKnownHosts, e.Hosts, e.Parallel = "", known, hosts, true
		return e
	}
	t.Run("all at once, none twice", func(t *testing.T) {
		e := all(t)
		e.PoolSize = 7
		c, seen := open(t, e)
		var now, most atomic.Int64
		x, err := c.Execute(func(c *fab.Context) (string, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			r, err := c.Run(`a=${SSH_CONNECTION#* * }; echo "line of ${a% *}"; printf 'half '; printf line`, nil)
			return r.Stdout, err
		}, nil)
		if err != nil || len(x.Hosts) != many || most.Load() > 7 {
			t.Fatalf("%v, %d hosts, %d at once", err, len(x.Hosts), most.Load())
		}
		for i, h := range x.Hosts {
			if want := "line of " + strings.Split(hosts[i], ":")[0] + "\r\nhalf line"; h.Host != hosts[i] || h.Value != want {
				t.Errorf("%s: %q, want %q", h.Host, h.Value, want)
			}
		}
		lines := strings.Split(seen.String(), "\n")
		for _, h := range hosts {
			for _, want := range []string{"[" + h + "] out: line of " + strings.Split(h, ":")[0], "[" + h + "] out: half line"} {
				if !slices.Contains(lines, want) {
					t.Errorf("no line %q", want)
				}
			}
		}
		// The next task finds the connections.
		if _, err = c.Execute(func(c *fab.Context) error { _, err := c.Run("true", nil); return err }, nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("a host that cannot be reached", func(t *testing.T) {
		e := all(t)
		e.Hosts = append([]string{dead}, hosts[:3]...)
		c, seen := open(t, e)
		task := func(c *fab.Context) error { _, err := c.Run("true", nil); return err }
		x, err := c.Execute(task, nil)
		if !errors.Is(err, fab.ErrHosts) || !errors.Is(err, fab.ErrNetwork) || !slices.Equal(x.Failed(), []string{dead}) {
			t.Errorf("%v, %v", x, err)
		}
		if !strings.Contains(seen.String(), "!!! Parallel execution exception under host '"+dead+"'") {
			t.Errorf("it is not told:\n%s", seen)
		}
		for _, parallel := range []bool{true, false} {
			c.Env.SkipBadHosts, c.Env.Parallel = true, parallel
			x, err = c.Execute(task, nil)
			if err != nil || !x.Hosts[0].Skipped || x.Hosts[3].Skipped || len(x.Values()) != 3 {
				t.Errorf("parallel %t: %+v, %v", parallel, x, err)
			}
		}
	})
	t.Run("no task after one that failed at a host", func(t *testing.T) {
		for _, parallel := range []bool{true, false} {
			var later atomic.Bool
			p := &fab.Program{Setup: func(e *fab.Env) error {
				*e = *merged(e, all(t))
				e.Hosts, e.Parallel = []string{dead, hosts[0]}, parallel
				return nil
			}, Tasks: []fab.Task{
				{Name: "first", Func: func(c *fab.Context) error { _, err := c.Run("true", nil); return err }},
				{Name: "second", Func: func(*fab.Context) { later.Store(true) }},
			}}
			if out, status := ran(t, p, "", "first", "second"); status != 1 || later.Load() || !strings.Contains(out, dead) {
				t.Errorf("parallel %t: status %d, the second ran: %t\n%s", parallel, status, later.Load(), out)
			}
			// But where hosts that are dead are left out.
			if out, status := ran(t, p, "", "--skip-bad-hosts", "first", "second"); status != 0 || !later.Load() || !strings.Contains(out, "Warning: Low level socket error connecting to host ") {
				t.Errorf("parallel %t, without bad hosts: status %d, the second ran: %t\n%s", parallel, status, later.Load(), out)
			}
		}
	})
	t.Run("a host that hangs", func(t *testing.T) {
		e := all(t)
		e.Hosts = hosts[:4]
		c, _ := open(t, e)
		x, err := c.Execute(func(c *fab.Context) (string, error) {
			command := "echo well"
			if c.Env.HostString == hosts[1] {
				c.Env.CommandTimeout, command = 300*time.Millisecond, "exec sleep 600"
			}
			r, err := c.Run(command, nil)
			return r.Stdout, err
		}, nil)
		if !errors.Is(err, fab.ErrCommandTimeout) || !slices.Equal(x.Failed(), hosts[1:2]) {
			t.Errorf("%v, failed: %q", err, x.Failed())
		}
		for _, i := range []int{0, 2, 3} {
			if x.Hosts[i].Value != "well" {
				t.Errorf("%+v", x.Hosts[i])
			}
		}
	})
	t.Run("a limit of failures", func(t *testing.T) {
		for _, parallel := range []bool{true, false} {
			e := all(t)
			e.Parallel, e.PoolSize, e.MaxFailures = parallel, 1, 2
			c, _ := open(t, e)
			var ran atomic.Int64
			x, err := c.Execute(func(c *fab.Context) error { ran.Add(1); return errors.New("no") }, nil)
			if err == nil || ran.Load() != 2 || len(x.Hosts) != many || !x.Hosts[2].Skipped || x.Hosts[1].Skipped {
				t.Errorf("parallel %t: %d ran, %v", parallel, ran.Load(), err)
			}
		}
	})
	t.Run("batches", func(t *testing.T) {
		e := all(t)
		e.BatchSize = 6
		c, _ := open(t, e)
		var mu sync.Mutex
		var order []int
		if _, err := c.Execute(func(c *fab.Context) {
			mu.Lock()
			defer mu.Unlock()
			order = append(order, slices.Index(hosts, c.Env.HostString))
		}, nil); err != nil {
			t.Fatal(err)
		}
		for i, h := range order {
			if h/6 != i/6 {
				t.Errorf("host %d ran as number %d: in none of its batch", h, i)
			}
		}
	})
	t.Run("no batch after too many failures", func(t *testing.T) {
		e := all(t)
		e.BatchSize, e.MaxFailures = 6, 2
		c, _ := open(t, e)
		x, err := c.Execute(func() error { return errors.New("no") }, nil)
		if !errors.Is(err, fab.ErrHosts) || x.Hosts[0].Skipped || x.Hosts[1].Skipped {
			t.Errorf("%v: %+v", err, x.Hosts[:2])
		}
		for _, h := range x.Hosts[6:] {
			if !h.Skipped || h.Err != nil || h.Tries != 0 {
				t.Errorf("%+v", h)
			}
		}
	})
	t.Run("a serial task", func(t *testing.T) {
		c, _ := open(t, all(t))
		var now atomic.Int64
		var order []string
		x, err := c.Execute(fab.Task{Name: "serial", Serial: true, Func: func(c *fab.Context) error {
			if n := now.Add(1); n != 1 {
				return fmt.Errorf("%d at once", n)
			}
			defer now.Add(-1)
			order = append(order, c.Env.HostString)
			_, err := c.Run("true", nil)
			return err
		}}, nil)
		if err != nil || len(x.Hosts) != many || !slices.Equal(order, hosts) {
			t.Errorf("%v, in the order %q", err, order)
		}
	})
	t.Run("how long it takes", func(t *testing.T) {
		for _, parallel := range []bool{true, false} {
			e := all(t)
			e.Hosts, e.Parallel = hosts[:2], parallel
			c, _ := open(t, e)
			began := time.Now()
			x, err := c.Execute(func(c *fab.Context) (time.Duration, error) {
				r, err := c.Run("sleep 0.1", nil)
				return r.Duration, err
			}, nil)
			most := time.Since(began)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range x.Hosts {
				if command := h.Value.(time.Duration); command < 100*time.Millisecond || h.Duration < command || h.Duration > most {
					t.Errorf("parallel %t: the command took %v, the task %v, all of it %v", parallel, command, h.Duration, most)
				}
			}
		}
	})
	t.Run("tries", func(t *testing.T) {
		e := all(t)
		e.Retries, e.RetryWait = 2, time.Millisecond
		c, _ := open(t, e)
		var tries [many]atomic.Int64
		x, err := c.Execute(func(c *fab.Context) error {
			i := slices.Index(hosts, c.Env.HostString)
			if int(tries[i].Add(1)) <= i%3 {
				return errors.New("not yet")
			}
			return nil
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range x.Hosts {
			if h.Tries != i%3+1 {
				t.Errorf("host %d: %d tries", i, h.Tries)
			}
		}
		e.Retries = 1
		c, _ = open(t, e)
		if x, err := c.Execute(func() error { return errors.New("never") }, nil); err == nil || x.Hosts[0].Tries != 2 {
			t.Errorf("%+v, %v", x.Hosts[0], err)
		}
	})
	t.Run("kept by host", func(t *testing.T) {
		e := all(t)
		e.Hosts, e.KeepByHost = hosts[:6], true
		c, seen := open(t, e)
		if _, err := c.Execute(func(c *fab.Context) error {
			_, err := c.Run("for i in 1 2 3; do echo $i; sleep 0.02; done", nil)
			return err
		}, nil); err != nil {
			t.Fatal(err)
		}
		var turns []string
		for _, line := range strings.Split(seen.String(), "\n") {
			if h, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), "] "); ok && !strings.HasPrefix(rest, "Executing") {
				if len(turns) == 0 || turns[len(turns)-1] != h {
					turns = append(turns, h)
				}
			}
		}
		if len(turns) != 6 {
			t.Errorf("hosts took turns: %q", turns)
		}
	})
	t.Run("ended while hosts wait for their turn", func(t *testing.T) {
		for _, parallel := range []bool{true, false} {
			e := all(t)
			e.Parallel, e.PoolSize = parallel, 1
			why := errors.New("enough")
			stopping, cancel := context.WithCancelCause(ctx(t))
			c := fab.NewContext(stopping, e, nil)
			x, err := c.Execute(func(c *fab.Context) error { cancel(why); return c.Err() }, nil)
			c.Close()
			if !errors.Is(err, why) || len(x.Hosts) != many || x.Hosts[0].Tries != 1 {
				t.Fatalf("parallel %t: %v, %+v", parallel, err, x.Hosts)
			}
			for i, h := range x.Hosts[1:] {
				if h.Host != hosts[i+1] || !h.Skipped || h.Tries != 0 {
					t.Errorf("parallel %t: %+v", parallel, h)
				}
			}
		}
	})
	t.Run("ended from here", func(t *testing.T) {
		e := all(t)
		e.Hosts = hosts[:5]
		stopping, cancel := context.WithCancelCause(ctx(t))
		c := fab.NewContext(stopping, e, nil)
		defer c.Close()
		why := errors.New("enough")
		pids := func() []string {
			names, err := filepath.Glob(filepath.Join(s.Home, "pid.*"))
			if err != nil {
				t.Fatal(err)
			}
			return names
		}
		go func() {
			peers.Eventually(t, "the commands to run", func() bool { return len(pids()) == 5 })
			cancel(why)
		}()
		_, err := c.Execute(func(c *fab.Context) error { _, err := c.Run("touch ~/pid.$$; exec sleep 600", nil); return err }, nil)
		if !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
		for _, name := range pids() {
			peers.Eventually(t, "the remote process to be gone", func() bool {
				_, err := os.Stat("/proc/" + strings.TrimPrefix(filepath.Ext(name), "."))
				return err != nil
			})
		}
	})
	t.Run("one question for all", func(t *testing.T) {
		e := all(t)
		e.Password = ""
		seen := &screen{}
		// In parallel nobody is asked where the input is no terminal.
		c := fab.NewContext(ctx(t), e, &fab.ContextOptions{Stdin: strings.NewReader(s.Password + "\n"), Stdout: seen, Stderr: seen})
		defer c.Close()
		task := func(c *fab.Context) error { _, err := c.Run("true", nil); return err }
		if _, err := c.Execute(task, nil); !errors.Is(err, fab.ErrPrompt) || !strings.Contains(err.Error(), "ambiguous in parallel mode") {
			t.Errorf("%v", err)
		}
		c.Env.Parallel = false
		if _, err := c.Execute(task, nil); err != nil {
			t.Error(err)
		}
		if n := strings.Count(seen.String(), "Login password for 'opsuser'"); n != 1 {
			t.Errorf("asked %d times", n)
		}
	})
	t.Run("the report", func(t *testing.T) {
		p := &fab.Program{Setup: func(e *fab.Env) error { *e = *merged(e, all(t)); return nil }, Tasks: []fab.Task{{Name: "who", Func: func(c *fab.Context) (string, error) {
			if c.Env.HostString == hosts[1] {
				return "", errors.New("not me")
			}
			_, err := c.Run("sleep 0.1", nil)
			return c.Env.Host, err
		}}}}
		var out strings.Builder
		if status := p.Run(ctx(t), []string{"--json", "who"}, &fab.Streams{Out: &out}); status != 1 {
			t.Errorf("status %d", status)
		}
		var doc struct {
			OK    bool
			Tasks []struct {
				Task    string
				Seconds float64
				Hosts   []struct {
					Host, State, Value, Error string
					Seconds                   float64
				}
			}
		}
		if err := json.Unmarshal([]byte(out.String()), &doc); err != nil {
			t.Fatalf("%v:\n%s", err, out.String())
		}
		if h := doc.Tasks[0].Hosts; doc.OK || len(h) != many || h[0].Value != "127.0.0.1" || h[1].State != "failed" || h[1].Error != "not me" || h[2].State != "ok" {
			t.Errorf("%+v", doc)
		} else if all := doc.Tasks[0].Seconds; h[0].Seconds < 0.1 || h[0].Seconds > all || all > 600 {
			t.Errorf("%s took %g seconds, all of it %g", h[0].Host, h[0].Seconds, all)
		}
		out.Reset()
		p.Run(ctx(t), []string{"--summary", "who"}, &fab.Streams{Out: &out})
		if !strings.Contains(out.String(), "who: 14 ok, 1 failed, 0 skipped") || !strings.Contains(out.String(), hosts[1]+": not me") {
			t.Errorf("%s", out.String())
		}
	})
}

// merged is an env with what the command line has set kept.
func merged(cli, e *fab.Env) *fab.Env {
	e.RCFile, e.Tasks, e.SkipBadHosts = cli.RCFile, cli.Tasks, cli.SkipBadHosts
	return e
}
