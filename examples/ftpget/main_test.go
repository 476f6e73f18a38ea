package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestTheDefaultRun(t *testing.T) {
	client := peers.Need(t, "tnftp")
	var out bytes.Buffer
	if err := run(context.Background(), []string{"-client", client}, &out); err != nil {
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
	if err := run(context.Background(), []string{"-client", client, "-user", server.User, "-dir", "pub", "-to", dir, address, "real.txt"}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if text, err := os.ReadFile(filepath.Join(dir, "real.txt")); err != nil || string(text) != "real\n" {
		t.Errorf("%q, %v", text, err)
	}
	t.Setenv("FTP_PASSWORD", "wrong")
	if err := run(context.Background(), []string{"-client", client, "-user", server.User, address, "real.txt"}, &out); err == nil || !strings.Contains(err.Error(), "530") {
		t.Errorf("a wrong password: %v", err)
	}
	if err := run(context.Background(), []string{"one"}, &out); err == nil {
		t.Error("one argument is enough")
	}
}
