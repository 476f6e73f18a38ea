package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// ran is what the program prints, and its exit status.
func ran(password string, args ...string) (status int, out, errs string) {
	var o, e strings.Builder
	status = cli.Run("sshexec", args, cli.IO{Out: &o, Err: &e}, func(args []string, std cli.IO) error {
		return run(context.Background(), args, password, std)
	})
	return status, o.String(), e.String()
}

func TestTheOwnServer(t *testing.T) {
	status, out, errs := ran("")
	if status != 0 || out != "guest, this server has just begun, and will end soon\n" || errs != "" {
		t.Errorf("%d, %q, %q", status, out, errs)
	}
	if status, _, errs := ran("", "uptime"); status != 2 || !strings.Contains(errs, "no server") {
		t.Errorf("%d, %q", status, errs)
	}
}

func TestServersOfOpenSSH(t *testing.T) {
	s := peers.StartSSHD(t)
	t.Setenv("HOME", t.TempDir()) // none of the keys there
	t.Setenv("SSH_AUTH_SOCK", "")
	at := fmt.Sprintf("%s@127.0.0.1:%d", s.User, s.Port)
	status, out, errs := ran(s.Password, "-known", s.KnownHosts, "-J", at, "echo $USER; echo e >&2", at, at)
	if status != 0 || out != s.User+"\n"+s.User+"\n" || errs != "e\ne\n" {
		t.Errorf("over a bastion: %d, %q, %q", status, out, errs)
	}
	status, out, errs = ran("", "-known", s.KnownHosts, "-i", s.Key, "exit 4", at)
	if status != 1 || out != "" || !strings.Contains(errs, at+`: "exit 4" ended with status 4`) {
		t.Errorf("a status: %d, %q, %q", status, out, errs)
	}
	nobody := filepath.Join(t.TempDir(), "nobody")
	if err := os.WriteFile(nobody, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errs := ran(s.Password, "-known", nobody, "true", at); status != 1 || !strings.Contains(errs, "known_hosts") {
		t.Errorf("an unknown server: %d, %q", status, errs)
	}
}
