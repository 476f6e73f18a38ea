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

func ran(password string, args ...string) (status int, out, errs string) {
	var o, e strings.Builder
	status = cli.Run("sftpsync", args, cli.IO{Out: &o, Err: &e}, func(args []string, std cli.IO) error {
		return run(context.Background(), args, password, std)
	})
	return status, o.String(), e.String()
}

func TestTheOwnServer(t *testing.T) {
	status, out, errs := ran("")
	want := "-- put\n2 files, 400015 bytes\n-- mkdir\n-- rename\n-- ls\nnotes.txt\n-- stat\n400000 bytes\n-- get\n2 files, 400015 bytes\n"
	if status != 0 || out != want || !strings.Contains(errs, "] 100%  pictures/sea.raw") {
		t.Errorf("%d, %q, %q", status, out, errs)
	}
}

func TestAServerOfOpenSSH(t *testing.T) {
	s := peers.StartSSHD(t)
	t.Setenv("HOME", t.TempDir()) // none of the keys there
	t.Setenv("SSH_AUTH_SOCK", "")
	d := t.TempDir()
	if err := os.MkdirAll(filepath.Join(d, "f", "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("0123456789", 30_000)
	for _, name := range []string{"f/a", "f/sub/b"} {
		if err := os.WriteFile(filepath.Join(d, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	at := fmt.Sprintf("%s@127.0.0.1:%d", s.User, s.Port)
	for _, c := range []struct {
		args   []string
		status int
		out    string
	}{
		{[]string{"put", d + "/f", at + "/~/there"}, 0, "2 files, 600000 bytes\n"},
		{[]string{"put", d + "/f", at + "/~/there"}, 0, "2 files, 600000 bytes\n"},
		{[]string{"mkdir", at + "/~/there/new"}, 0, ""},
		{[]string{"mkdir", at + "/~/there/new"}, 1, "there is a directory of this name"},
		{[]string{"rename", at + "/~/there/a", "there/new/c"}, 0, ""},
		{[]string{"ls", at + "/~/there/new"}, 0, " c\n"},
		{[]string{"stat", at + "/~/there/new/c"}, 0, "300000"},
		{[]string{"get", at + "/~/there/new/c", d + "/c"}, 0, ""},
		{[]string{"get", at + "/~/there", d + "/back"}, 0, "2 files, 600000 bytes\n"},
		{[]string{"get", at + "/~/none", d + "/none"}, 1, "file does not exist"},
		{[]string{"put", d + "/none", at + "/~/x"}, 1, "no such file"},
		{[]string{"put", d + "/f"}, 2, "takes 2 paths"},
		{[]string{"fetch", at}, 2, "expected put"},
		{[]string{"ls", "host"}, 2, "expected [user@]host[:port]/path"},
		{[]string{"ls", "host:x/y"}, 2, "the port is no number"},
	} {
		status, out, errs := ran(s.Password, append([]string{"-known", s.KnownHosts}, c.args...)...)
		if status != c.status || !strings.Contains(out+errs, c.out) {
			t.Errorf("%q: %d, %q, %q; expected %d, %q", c.args, status, out, errs, c.status, c.out)
		}
	}
	for _, name := range []string{"c", "back/new/c", "back/sub/b"} {
		if got, err := os.ReadFile(filepath.Join(d, name)); err != nil || string(got) != text {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
}
