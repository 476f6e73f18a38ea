package expect

import (
	"os/exec"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// TestExited: a child that runs has not ended; one that nobody has waited for yet has,
// and can still be waited for.
func TestExited(t *testing.T) {
	cmd := exec.Command("cat")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if exited(cmd.Process.Pid) {
		t.Error("it runs, and is said to have ended")
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the child's end", func() bool { return exited(cmd.Process.Pid) })
	if err := cmd.Wait(); err != nil {
		t.Errorf("waited for already: %v", err)
	}
}
