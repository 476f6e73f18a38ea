//go:build unix

package access

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// withoutFiles runs something while the process can open no more files.
func withoutFiles(t *testing.T, run func()) {
	t.Helper()
	var before, none unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
		t.Fatal(err)
	}
	none = before
	none.Cur = 0
	if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Setrlimit(unix.RLIMIT_NOFILE, &before); err != nil {
			t.Error(err)
		}
	}()
	run()
}

// Without a descriptor to open the new file, the old one goes on under its number,
// and that is told once for each size of it.
func TestAFileThatCannotBeginGoesOnUnderItsNumber(t *testing.T) {
	d := &disk{}
	l, name := openLog(t, 1000, 1, d)
	const lines = 100
	withoutFiles(t, func() {
		for range lines {
			l.Request(request("/kept"), time.Now(), 200, 1)
		}
	})
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name + ".1")
	if err != nil || strings.Count(string(text), "/kept") != lines {
		t.Errorf("%d lines, %v", strings.Count(string(text), "/kept"), err)
	}
	said := d.words()
	if n, most := len(said), len(text)/1000; n == 0 || n > most || !strings.Contains(said[0], ".1 goes on") {
		t.Errorf("told %d times, at most %d: %q", n, most, said)
	}
}

// A log that cannot be opened anew goes on with the file it has.
func TestALogThatCannotBeReopenedGoesOn(t *testing.T) {
	l, name := openLog(t, 0, 1, &disk{})
	withoutFiles(t, func() {
		if err := l.Reopen(); !errors.Is(err, syscall.EMFILE) {
			t.Errorf("it is opened: %v", err)
		}
	})
	l.Request(request("/kept"), time.Now(), 200, 1)
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if got := requested(t, name); got != "/kept" {
		t.Errorf("it has %q", got)
	}
}
