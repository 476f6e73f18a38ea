//go:build darwin || dragonfly || freebsd || illumos || linux || netbsd || openbsd

package atomicfile

import (
	"os"
	"syscall"
)

// lock takes the file's lock if nobody has it. It is the lock of the open file,
// and goes with it, however the process ends.
func lock(f *os.File) lockState {
	for {
		switch err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err {
		case nil:
			return held
		case syscall.EINTR:
		case syscall.EWOULDBLOCK:
			return heldByOther
		default:
			return unknown
		}
	}
}
