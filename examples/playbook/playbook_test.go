package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/playbook/internal/remote"
	"github.com/pyops-go/pyops/internal/leak"
)

// TestMain lets this test be the agent that its own runs push to hosts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "agent" {
		if err := remote.Serve(context.Background(), os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		os.Exit(0)
	}
	// And the program itself, where a test needs one to kill or to talk to.
	if len(os.Args) > 1 && os.Args[1] == "play" {
		os.Args = append(os.Args[:1], os.Args[2:]...)
		if path := os.Getenv("PYOPS_STATUS"); path != "" {
			os.Exit(playAndTell(path))
		}
		main()
	}
	leak.Main(m)
}

// playAndTell is the program, which leaves what Linux says of its process in a file.
// What wait tells of a child will not do: the memory of the test counts as its own.
func playAndTell(path string) int {
	code := cli.Run("playbook", os.Args[1:], cli.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, func(args []string, std cli.IO) error {
		return start(context.Background(), args, std)
	})
	status, err := os.ReadFile("/proc/self/status")
	if err == nil {
		err = os.WriteFile(path, status, 0o600)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}

// A trial is a folder with a playbook.
type trial struct {
	t   *testing.T
	dir string
}

// newTrial writes files into a folder; @ in them stands for the folder.
func newTrial(t *testing.T, files map[string]string) *trial {
	t.Helper()
	x := &trial{t, t.TempDir()}
	for name, text := range files {
		x.write(name, text)
	}
	return x
}

func (x *trial) write(name, text string) {
	x.t.Helper()
	path := filepath.Join(x.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		x.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "@", x.dir)), 0o644); err != nil {
		x.t.Fatal(err)
	}
}

func (x *trial) read(name string) string {
	x.t.Helper()
	data, err := os.ReadFile(filepath.Join(x.dir, name))
	if err != nil {
		x.t.Fatal(err)
	}
	return string(data)
}

// run runs the program; @ in arguments stands for the folder.
func (x *trial) run(args ...string) (out string, status int) {
	x.t.Helper()
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "@", x.dir)
	}
	return x.runWords(args...)
}

// runWords is run with arguments as they are.
func (x *trial) runWords(args ...string) (out string, status int) {
	x.t.Helper()
	var b strings.Builder
	status = cli.Run("playbook", args, cli.IO{Out: &b, Err: &b}, func(a []string, std cli.IO) error { return start(x.t.Context(), a, std) })
	return b.String(), status
}

// playTasks plays tasks on local hosts; they are indented by four blanks at least.
func playTasks(t *testing.T, hosts, tasks string, args ...string) (x *trial, out string, status int) {
	t.Helper()
	x = newTrial(t, map[string]string{"site.yml": "- hosts: all\n  gather_facts: no\n  tasks:\n" + tasks})
	out, status = x.run(append([]string{"@/site.yml", "-i", hosts + ",", "-c", "local"}, args...)...)
	return x, out, status
}

// holds checks what an output has, and with a ! in front what it has not.
func holds(t *testing.T, out string, status, want int, parts ...string) {
	t.Helper()
	if status != want {
		t.Errorf("status %d, want %d\n%s", status, want, out)
		return
	}
	for _, p := range parts {
		if no, ok := strings.CutPrefix(p, "!"); ok {
			if strings.Contains(out, no) {
				t.Errorf("the output has %q\n%s", no, out)
			}
		} else if !strings.Contains(out, p) {
			t.Errorf("the output has no %q\n%s", p, out)
		}
	}
}

func TestTheDemonstrationChangesNothingTheSecondTime(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	status := cli.Run("playbook", nil, cli.IO{Out: &b, Err: &b}, func(a []string, std cli.IO) error { return start(t.Context(), a, std) })
	holds(t, b.String(), status, 0, "web1                       : ok=7    changed=5 ", "web1                       : ok=6    changed=0 ",
		"+db1 runs ", "RUNNING HANDLER [reload the web server]")
}

func TestWrongUsage(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
		part   string
	}{
		{"-h", 0, "usage: playbook"},
		{"adhoc -h", 0, "PATTERN"},
		{"site.yml --nonsense", 2, "not defined: -nonsense"},
		{"adhoc", 2, "PATTERN is missing"},
		{"missing.yml", 4, "missing.yml could not be found"},
		{"missing.yml -i nowhere.ini", 4, "nowhere.ini"},
		{"adhoc all -m pong", 4, `there is no module "pong"; did you mean "ping"?`},
		{"vault open x --vault-password-file /dev/null", 1, "x: no such file"},
	} {
		out, status := newTrial(t, nil).run(strings.Fields(c.args)...)
		holds(t, out, status, c.status, c.part)
	}
}
