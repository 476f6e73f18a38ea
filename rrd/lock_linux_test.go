package rrd

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// locksOf are the lines of the system's list of locks that are about a file, and how
// many of them are of those who wait.
func locksOf(t *testing.T, path string) (lines, waiting int) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	list, err := os.ReadFile("/proc/locks")
	if err != nil {
		peers.Missing(t, "a list of locks: "+err.Error())
	}
	inode := fmt.Sprintf(":%d ", info.Sys().(*syscall.Stat_t).Ino)
	for line := range strings.Lines(string(list)) {
		if strings.Contains(line, inode) {
			lines++
			waiting += strings.Count(line, "->")
		}
	}
	return lines, waiting
}

// Who is told to wait for a lock waits, and has it when the other is done.
func TestWaitingForALock(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	db := openFor(t, path)
	if lines, _ := locksOf(t, path); lines == 0 {
		peers.Missing(t, "a list of locks that has all of them")
	}
	done := make(chan error, 2)
	go func() { done <- Update("--locking", "block", path, reading(1)) }()
	go func() {
		waited, err := Open(path, &OpenOptions{Locking: LockBlock})
		done <- errors.Join(err, waited.Close())
	}()
	peers.Eventually(t, "both wait", func() bool { _, waiting := locksOf(t, path); return waiting == 2 })
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if last, err := Last(path); err != nil || last.Unix() != rpnStart+300 {
		t.Errorf("%v, %v", last, err)
	}
}

// A process that is being started holds every open file for a moment, as a second
// descriptor does. What is closed is free all the same.
func TestLocksEndWithTheirHandles(t *testing.T) {
	path := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	db := openFor(t, path)
	open, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	held := -1
	for _, e := range open {
		if target, _ := os.Readlink("/proc/self/fd/" + e.Name()); target != path {
			continue
		}
		fd, err := strconv.Atoi(e.Name())
		if err != nil {
			t.Fatal(err)
		}
		if held, err = syscall.Dup(fd); err != nil {
			t.Fatal(err)
		}
		defer syscall.Close(held)
	}
	if held < 0 {
		t.Fatal("the open file was not found")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := Update(path, reading(1)); err != nil {
		t.Error(err)
	}
}
