//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

// A path that is a link, and one that nobody can scan, are not "None".
func TestTreeOfALink(t *testing.T) {
	c := peers.StartClamd(t)
	root, link, fifo := t.TempDir(), filepath.Join(t.TempDir(), "link"), filepath.Join(t.TempDir(), "fifo")
	if err := os.WriteFile(filepath.Join(root, "bad"), clam.EICAR(), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(root, link); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(fifo, 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{link: "FOUND", fifo: "ERROR"} {
		var out strings.Builder
		if code := ran(t, []string{"-reload=false", "-tree", "-hosts", fmt.Sprintf("127.0.0.1:%d", c.Port), "-path", path}, &out, io.Discard); code != 1 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit %d, %q", path, code, out.String())
		}
	}
}
