//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// TestCtrlC interrupts a task that waits for a command, here and on a host.
func TestCtrlC(t *testing.T) {
	b := newBench(t, map[string]string{"fabfile.go": `package fabfile

import "github.com/pyops-go/pyops/fab"

func Wait(c *fab.Context) error {
	_, err := c.Local("echo began; exec sleep 600", nil)
	return err
}

func Far(c *fab.Context) error {
	_, err := c.Hide(fab.Running).Run("echo $$ > ~/pid; echo began; exec sleep 600", nil)
	return err
}
`})
	b.expect("far\nwait\n", 0, "--shortlist")
	interrupt(t, b, "began", "wait")
	s := peers.StartSSHD(t)
	interrupt(t, b, fmt.Sprintf("[127.0.0.1:%d] out: began", s.Port), "-H", fmt.Sprintf("127.0.0.1:%d", s.Port), "-u", s.User, "-p", s.Password, "--system-known-hosts", s.KnownHosts, "-a", "-k", "-t", "120", "far")
	pid := strings.TrimSpace(read(t, filepath.Join(s.Home, "pid")))
	peers.Eventually(t, "the remote process to be gone", func() bool {
		_, err := os.Stat("/proc/" + pid)
		return err != nil
	})
}

// interrupt runs the command, and interrupts it when it has said a line.
func interrupt(t *testing.T, b *bench, line string, args ...string) {
	t.Helper()
	cmd := b.command("", args)
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
	for lines.Scan() && lines.Text() != line {
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, out)
	err = cmd.Wait()
	if cmd.ProcessState.ExitCode() != 1 || errs.String() != "\nStopped.\n" {
		t.Errorf("%q: status %d, %v: %q", args[len(args)-1], cmd.ProcessState.ExitCode(), err, errs.String())
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
