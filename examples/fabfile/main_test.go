package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func ran(t *testing.T, stdin string, args ...string) (status int, out string) {
	t.Helper()
	var b strings.Builder
	status = cli.Run("fabfile", args, cli.IO{In: strings.NewReader(stdin), Out: &b, Err: &b}, func(args []string, std cli.IO) error {
		return run(context.Background(), args, std)
	})
	return status, b.String()
}

func TestTheDefaultRun(t *testing.T) {
	peers.Need(t, "git")
	peers.Need(t, "bash")
	t.Setenv("HOME", t.TempDir())
	status, out := ran(t, "")
	if status != 0 || !strings.HasSuffix(out, "The server has: print('it works better')\n") {
		t.Fatalf("%d:\n%s", status, out)
	}
	for _, want := range []string{
		"$ fab hello:name=Jeff\n[deploy@127.0.0.1:", "\nHello Jeff!\n\nDone.\n", "[localhost] local: ./manage.py test my_app\n", "[localhost] local: git push -q\n",
		"run: test -d code\n", "Warning: run() received nonzero return code 1 while executing 'test -d code'!\n", "run: git clone -q ", "run: git pull -q\n", "run: touch app.wsgi\n", "$ fab test commit:message=Better push deploy:code_dir=...\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "git clone"); n != 1 {
		t.Errorf("cloned %d times", n)
	}
}

func TestItsTasks(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	if status, out := ran(t, "", "--set=hosts=x", "hello"); status != 0 || out != "[x] Executing task 'hello'\nHello world!\n\nDone.\n" {
		t.Errorf("%d, %q", status, out)
	}
	if status, out := ran(t, "", "-h"); status != 0 || !strings.Contains(out, "usage: fabfile") {
		t.Errorf("%d, %q", status, out)
	}
	if status, out := ran(t, "", "-l"); status != 0 || !strings.Contains(out, "    prepare_deploy  Test, commit and push.\n") {
		t.Errorf("%d, %q", status, out)
	}
	if status, _ := ran(t, "", "--nosuch"); status != 2 {
		t.Errorf("%d", status)
	}
}

// TestTestsThatFail is the book's question.
func TestTestsThatFail(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	dir := t.TempDir()
	peers.WriteProgram(t, filepath.Join(dir, "manage.py"), "#!/bin/sh\nexit 1\n")
	for answer, want := range map[string]int{"y\n": 0, "n\n": 1, "": 1} {
		status, out := ran(t, answer, "--set=lcwd="+dir, "test")
		if status != want || !strings.Contains(out, "Tests failed. Continue anyway? [Y/n] ") || (answer == "n\n") != strings.Contains(out, "Aborting at user request.") {
			t.Errorf("%q: %d\n%s", answer, status, out)
		}
	}
}

func TestAServerOfOpenSSH(t *testing.T) {
	peers.Need(t, "git")
	s := peers.StartSSHD(t)
	t.Setenv("HOME", t.TempDir())
	status, out := ran(t, "", "-H", fmt.Sprintf("%s@127.0.0.1:%d", s.User, s.Port), "-p", s.Password, "-a", "-k", "-t", "120", "--system-known-hosts", s.KnownHosts,
		"deploy:code_dir=co de,repository=nowhere.git")
	if status != 1 || !strings.Contains(out, "Requested: git clone -q nowhere.git 'co de'") || strings.Contains(out, s.Password) {
		t.Errorf("%d\n%s", status, out)
	}
}
