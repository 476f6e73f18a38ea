//go:build linux

package psutilx

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
)

// TestFoldersAreReadToTheirEnd: the kernel ends a reading of a folder early when
// a signal comes, as those of Go's scheduler do under load.
func TestFoldersAreReadToTheirEnd(t *testing.T) {
	proc := t.TempDir()
	const sockets = 100
	for fd := range sockets {
		file := filepath.Join(proc, "7", "fd", strconv.Itoa(fd))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("socket:["+strconv.Itoa(5000+fd)+"]", file); err != nil {
			t.Fatal(err)
		}
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pid, tid := os.Getpid(), syscall.Gettid()
	var over atomic.Bool
	var signals atomic.Int64
	done := make(chan error)
	go func() {
		for !over.Load() {
			if err := syscall.Tgkill(pid, tid, syscall.SIGURG); err != nil {
				done <- err
				return
			}
			signals.Add(1)
		}
		done <- nil
	}()
	b := &buffer{}
	for round := 0; round < 100 || signals.Load() < 100; round++ {
		held, err := b.sockets(nil, proc, 7)
		if err != nil || len(held) != sockets {
			t.Errorf("round %d: %d of %d sockets, %v", round, len(held), sockets, err)
			break
		}
	}
	over.Store(true)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}
