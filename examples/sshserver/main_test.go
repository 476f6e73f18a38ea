package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/sshx"
)

func TestMain(m *testing.M) { leak.Main(m) }

// running is the program while it runs: what it printed first, and what ends it.
func running(t *testing.T, password string, args ...string) (lines []string, end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	status := make(chan int, 1)
	go func() {
		status <- cli.Run("sshserver", args, cli.IO{Out: in, Err: io.Discard}, func(args []string, std cli.IO) error {
			return run(ctx, args, password, std)
		})
		in.Close()
	}()
	var text strings.Builder
	for p := make([]byte, 4096); strings.Count(text.String(), "\n") < 3; {
		n, err := out.Read(p)
		text.Write(p[:n])
		if err != nil {
			cancel()
			t.Fatalf("%d, %q", <-status, text.String())
		}
	}
	return strings.Split(text.String(), "\n"), func() int {
		cancel()
		return <-status
	}
}

func TestTheServer(t *testing.T) {
	d := t.TempDir()
	key, authorized, files := filepath.Join(d, "host"), filepath.Join(d, "authorized"), filepath.Join(d, "files")
	if err := os.Mkdir(files, 0o755); err != nil {
		t.Fatal(err)
	}
	own, err := sshx.GenerateEd25519Key()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(authorized, []byte("# mine\n"+own.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var before string
	for range 2 { // the key stays
		lines, end := running(t, "secret", "-key", key, "-authorized", authorized, files)
		if _, after, _ := strings.Cut(lines[2], " "); before != "" && after != before {
			t.Errorf("another key: %q, %q", after, before)
		} else {
			before = after
		}
		if lines[1] != "password secret" || !strings.HasPrefix(lines[0], "guest@127.0.0.1:") {
			t.Errorf("%q", lines)
		}
		port, err := strconv.Atoi(lines[0][strings.LastIndex(lines[0], ":")+1:])
		if err != nil {
			t.Fatal(err)
		}
		entry, err := sshx.ParseHostKeyEntry(lines[2])
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range []*sshx.ConnectOptions{{PKey: own}, {Password: "secret"}} {
			c := sshx.NewSSHClient()
			if err := c.HostKeys().Add(entry.Hostnames[0], entry.Key); err != nil {
				t.Fatal(err)
			}
			o.Port, o.Username, o.NoAgent, o.NoLookForKeys = port, "guest", true, true
			if err := c.Connect(t.Context(), "127.0.0.1", o); err != nil {
				t.Fatal(err)
			}
			if r, err := c.Run(t.Context(), "whoami", nil); err != nil || r.String() != "guest" {
				t.Errorf("%v %v", r, err)
			}
			f, err := c.OpenSFTP(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.PutFO(t.Context(), strings.NewReader("text"), "/x", 4, nil); err != nil {
				t.Error(err)
			}
			if text, err := os.ReadFile(filepath.Join(files, "x")); err != nil || string(text) != "text" {
				t.Errorf("%q %v", text, err)
			}
			c.Close()
		}
		if status := end(); status != 0 {
			t.Errorf("status %d", status)
		}
	}
}

func TestWrongUsage(t *testing.T) {
	for _, args := range [][]string{{"a", "b"}, {"-nosuch"}, {filepath.Join("main.go")}} {
		var errs strings.Builder
		status := cli.Run("sshserver", args, cli.IO{Out: io.Discard, Err: &errs}, func(args []string, std cli.IO) error {
			return run(t.Context(), args, "", std)
		})
		if status != 2 || errs.Len() == 0 {
			t.Errorf("%q: %d, %q", args, status, errs.String())
		}
	}
}
