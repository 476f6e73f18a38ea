package rrd

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// rawOf turns an open file into a rawFile. The file is closed either way: before it
// is locked, since closing any descriptor of a file gives up its locks.
func rawOf(f *os.File) (*rawFile, error) {
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, errors.Join(os.NewSyscallError("fcntl", err), f.Close())
	}
	return &rawFile{fd}, f.Close()
}
