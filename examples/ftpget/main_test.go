package main

import (
	"bytes"
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

// ran runs the program; its error is what it says before it exits with a status
// that is not 0.
func ran(out *bytes.Buffer, args ...string) error {
	var errs strings.Builder
	status := cli.Run("ftpget", args, cli.IO{Out: out, Err: &errs}, func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
	if status != 0 {
		return fmt.Errorf("exit status %d: %s", status, errs.String())
	}
	return nil
}

func TestTheDefaultRun(t *testing.T) {
	client := peers.Need(t, "tnftp")
	var out bytes.Buffer
	if err := ran(&out, "-client", client); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !strings.HasSuffix(out.String(), "\nhello.txt: 30 bytes\n") || strings.Contains(out.String(), "guest@") {
		t.Errorf("it says %q", out.String())
	}
}

func TestARealServer(t *testing.T) {
	client := peers.Need(t, "tnftp")
	server := peers.StartVSFTPD(t, map[string]string{"pub/real.txt": "real\n"})
	dir := t.TempDir()
	t.Setenv("FTP_PASSWORD", server.Password)
	var out bytes.Buffer
	address := fmt.Sprintf("127.0.0.1:%d", server.Port)
	if err := ran(&out, "-client", client, "-user", server.User, "-dir", "pub", "-to", dir, address, "real.txt"); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if text, err := os.ReadFile(filepath.Join(dir, "real.txt")); err != nil || string(text) != "real\n" {
		t.Errorf("%q, %v", text, err)
	}
	t.Setenv("FTP_PASSWORD", "wrong")
	if err := ran(&out, "-client", client, "-user", server.User, address, "real.txt"); err == nil || !strings.Contains(err.Error(), "530") {
		t.Errorf("a wrong password: %v", err)
	}
	if err := ran(&out, "one"); err == nil || !strings.Contains(err.Error(), "status 2") || strings.Count(err.Error(), "usage:") != 1 {
		t.Errorf("one argument: %v", err)
	}
	out.Reset()
	if err := ran(&out, "-h"); err != nil || !strings.Contains(out.String(), "example:") {
		t.Errorf("-h: %v, %q", err, out.String())
	}
}

// A server that is not there is told at once, in the client's words.
func TestNobodyAnswers(t *testing.T) {
	client := peers.Need(t, "tnftp")
	var out bytes.Buffer
	err := ran(&out, "-client", client, fmt.Sprintf("127.0.0.1:%d", peers.Port(t)), "file")
	if err == nil || !strings.Contains(err.Error(), "refused") || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("got %v", err)
	}
}
