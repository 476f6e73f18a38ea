//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestCtrlC interrupts a task that waits for a command.
func TestCtrlC(t *testing.T) {
	b := newBench(t, map[string]string{"fabfile.go": `package fabfile

import "github.com/pyops-go/pyops/fab"

func Wait(c *fab.Context) error {
	_, err := c.Local("echo began; exec sleep 600", nil)
	return err
}
`})
	b.expect("wait\n", 0, "--shortlist")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "wait")
	cmd.Dir, cmd.Env = b.dir, b.env
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var errs strings.Builder
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() && lines.Text() != "began" {
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, out)
	err = cmd.Wait()
	if cmd.ProcessState.ExitCode() != 1 || errs.String() != "\nStopped.\n" {
		t.Errorf("status %d, %v: %q", cmd.ProcessState.ExitCode(), err, errs.String())
	}
}

// TestACacheThatOthersWrite holds what somebody else may have put there.
func TestACacheThatOthersWrite(t *testing.T) {
	b := newBench(t, map[string]string{"fabfile.go": book})
	if err := os.Chmod(b.cache, 0o777); err != nil {
		t.Fatal(err)
	}
	if out, status := b.run("", "hello"); status != 1 || !strings.Contains(out, "can be written by others") {
		t.Errorf("%d, %s", status, out)
	}
}
