//go:build darwin || windows

package psutilx

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// TestThisProcess holds what this platform tells of the test against what the
// test knows of itself.
func TestThisProcess(t *testing.T) {
	p, err := ThisProcess()
	if err != nil {
		t.Fatal(err)
	}
	if ppid, err := p.PPID(); err != nil || ppid != os.Getppid() {
		t.Errorf("parent %d, %v, want %d", ppid, err, os.Getppid())
	}
	if args, err := p.Cmdline(); err != nil || !slices.Equal(args, os.Args) {
		t.Errorf("command line %q, %v, want %q", args, err, os.Args)
	}
	if m, err := p.MemoryInfo(); err != nil || m.RSS == 0 || m.VMS == 0 {
		t.Errorf("%v, %v", m, err)
	}
	if _, err := p.CPUTimes(); err != nil {
		t.Error(err)
	}
	boot, err := BootTime()
	if created, bad := p.CreateTime(); err != nil || bad != nil || created.Before(boot) || created.After(time.Now()) {
		t.Errorf("created %v, %v; the system started %v, %v", created, bad, boot, err)
	}
	if _, err := p.OpenFiles(); !errors.Is(err, ErrNotSupported) {
		t.Errorf("open files: %v", err)
	}
}

// TestChildElsewhere starts a program that waits, finds it and ends it.
func TestChildElsewhere(t *testing.T) {
	argv := []string{"sleep", "600"}
	if os.PathSeparator == '\\' {
		argv = []string{"ping", "-n", "600", "127.0.0.1"}
	}
	child, err := NewPopen(exec.Command(argv[0], argv[1:]...))
	if err != nil {
		t.Fatal(err)
	}
	me, err := ThisProcess()
	if err != nil {
		t.Fatal(err)
	}
	children, err := me.Children(nil)
	if err != nil || !slices.ContainsFunc(children, child.Process.Equal) {
		t.Errorf("%v, %v", children, err)
	}
	var late *TimeoutExpiredError
	if _, err := child.Wait(context.Background(), 0); !errors.As(err, &late) {
		t.Errorf("%v", err)
	}
	if err := child.Kill(); err != nil {
		t.Fatal(err)
	}
	if code, err := child.Wait(context.Background(), time.Minute); err != nil || code == nil || *code == 0 {
		t.Errorf("%v, %v", code, err)
	}
	if child.IsRunning() {
		t.Error("it is still there")
	}
	if err := child.Kill(); !errors.Is(err, ErrNoSuchProcess) {
		t.Errorf("%v", err)
	}
}
