package clam_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// both are clients of one clamd by each kind of socket.
func both(t testing.TB, c *peers.Clamd) map[string]*clam.Client {
	t.Helper()
	u, err := clam.NewClamdUnixSocket(t.Context(), c.Socket, nil)
	if err != nil {
		t.Fatal(err)
	}
	n, err := clam.NewClamdNetworkSocket(t.Context(), "127.0.0.1", c.Port, nil)
	if err != nil {
		t.Fatal(err)
	}
	return map[string]*clam.Client{"unix": u.Client, "tcp": n.Client}
}

// files are a tree in which most that can happen happens.
func files(t testing.TB) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"eicar": string(clam.EICAR()), "clean": "x", "empty": "", "two": peers.ClamdVirus + peers.ClamdSecondVirus,
		"sub/eicar": string(clam.EICAR()), "sub/deep/clean": "y", "only/clean": "z",
	} {
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// oddFiles are infected files with names that break parsers.
func oddFiles(t testing.TB) (root string, names []string) {
	t.Helper()
	root = t.TempDir()
	for _, name := range []string{
		"a: b", "line\nend", "w  two: sp", "a b: c: X FOUND", "x: OK", "tab\there", "lat\xe9", "é€", " lead", "trail ", "quote'\"",
		"z\nnVERSION", "colon:", ": ", "1: x", "new\n\n: Eicar FOUND", "\\x00",
	} {
		file := filepath.Join(root, name)
		if err := os.WriteFile(file, []byte(peers.ClamdVirus), 0o644); err != nil {
			t.Fatal(err)
		}
		names = append(names, file)
	}
	return root, names
}

func ctx(t testing.TB) context.Context { return t.Context() }
