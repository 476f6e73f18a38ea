//go:build unix

package site

import (
	"syscall"
	"testing"
)

// makePipe makes a FIFO, which must not hold up who asks for it.
func makePipe(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}
