package expect_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// A Python of 3.13 or later answers as any other. Where the machine has one, it
// answers beside the one that acts like it.
func TestPythonsThatEditInColour(t *testing.T) {
	t.Parallel()
	peers.Need(t, original.Interpreter)
	acts := filepath.Join(t.TempDir(), "python3.13")
	peers.WriteProgram(t, acts, colourful)
	for _, python := range append([]string{acts}, newerPythons()...) {
		r, err := expect.NewPython(context.Background(), python)
		if err != nil {
			t.Errorf("%s: %v", python, err)
			continue
		}
		defer r.Child.Close()
		for command, want := range map[string]string{"6*7": "42\r\n", "for a in (1, 2):\n  print(a)\n": "1\r\n2\r\n"} {
			if out, err := r.RunCommand(command, 20*time.Second); err != nil || out != want {
				t.Errorf("%s: %q: %q, %v", python, command, out, err)
			}
		}
	}
}

func newerPythons() (found []string) {
	for _, version := range []string{"3.13", "3.14", "3.15"} {
		if path := expect.Which("python"+version, nil); path != "" && exec.Command(path, "-c", "").Run() == nil {
			found = append(found, path)
		}
	}
	return found
}
