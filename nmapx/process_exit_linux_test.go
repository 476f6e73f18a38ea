package nmapx

import (
	"os/exec"
	"testing"
)

// A program that has ended keeps its number, and how it ended, until it is waited
// for.
func TestAwaitExitLeavesTheProgram(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", "exit 7")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err, reaped := awaitExit(cmd); err != nil || reaped {
		t.Errorf("%v, reaped %v", err, reaped)
	}
	if cmd.ProcessState != nil {
		t.Error("it was waited for")
	}
	if cmd.Wait(); cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("%v", cmd.ProcessState)
	}
}
