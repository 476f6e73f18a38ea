package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// ran is what the program prints, and its exit status.
func ran(in string, args ...string) (status int, out, errs string) {
	var o, e strings.Builder
	status = cli.Run("remotecmd", args, cli.IO{In: strings.NewReader(in), Out: &o, Err: &e}, func(args []string, std cli.IO) error {
		return run(context.Background(), args, std)
	})
	return status, o.String(), e.String()
}

func TestCommandsRunThere(t *testing.T) {
	server := peers.StartSSHD(t)
	t.Setenv("SSH_PASSWORD", server.Password)
	where := []string{"-port", fmt.Sprint(server.Port), "-known-hosts", server.KnownHosts}
	for name, more := range map[string][]string{"password": nil, "key": {"-key", server.Key}} {
		args := append(append([]string{}, where...), more...)
		status, out, errs := ran("", append(args, server.User+"@127.0.0.1", "id -un", "echo $((6 * 7))")...)
		if status != 0 {
			t.Fatalf("%s: %s", name, errs)
		}
		for _, want := range []string{"id -un\nopsuser\n", "\n42\n"} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: no %q in %q", name, want, out)
			}
		}
	}
	t.Setenv("SSH_PASSWORD", "wrong")
	status, _, errs := ran("", append(where, server.User+"@127.0.0.1")...)
	if status != 1 || !strings.Contains(errs, "pxssh failed on login: ") || !strings.Contains(strings.ToLower(errs), "permission denied") || strings.Count(errs, "\n") != 1 {
		t.Errorf("a wrong password: %d, %q", status, errs)
	}

	// The book's program asks for all three.
	if err := os.Unsetenv("SSH_PASSWORD"); err != nil {
		t.Fatal(err)
	}
	status, out, errs := ran("127.0.0.1\n"+server.User+"\n"+server.Password+"\n", where...)
	if status != 0 || !strings.HasPrefix(out, "hostname: username: password: uptime\n") || !strings.Contains(out, "Filesystem") {
		t.Errorf("asked: %d, %q, %q", status, out, errs)
	}
}

// ssh's own reason is in the error.
func TestNobodyAnswers(t *testing.T) {
	status, _, errs := ran("x\n", "-port", fmt.Sprint(peers.Port(t)), "nobody@127.0.0.1")
	if status != 1 || !strings.Contains(errs, "Connection refused") {
		t.Errorf("%d, %q", status, errs)
	}
}

func TestArguments(t *testing.T) {
	if status, out, _ := ran("", "-h"); status != 0 || !strings.Contains(out, "[USER@HOST] [COMMAND...]") || !strings.Contains(out, "example:") {
		t.Errorf("%d, %q", status, out)
	}
	for _, args := range [][]string{{"nobody"}, {"-nope"}, {"@host"}} {
		if status, _, errs := ran("", args...); status != 2 || strings.Count(errs, "usage:") != 1 {
			t.Errorf("%q: %d, %q", args, status, errs)
		}
	}
}
