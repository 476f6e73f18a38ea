package rrd

import (
	"io"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// A rawFile is an open file without what os.File adds for files that can wait: an
// update of one reading is a handful of calls of the system, and nothing else.
type rawFile struct {
	fd     int
	locked bool
}

func openRaw(path string, write bool) (*rawFile, error) {
	flag := unix.O_RDONLY
	if write {
		flag = unix.O_RDWR
	}
	for {
		// Not blocking, so that a pipe is found out instead of waited for.
		fd, err := unix.Open(path, flag|unix.O_CLOEXEC|unix.O_NONBLOCK, 0)
		switch err {
		case unix.EINTR:
			continue
		case nil:
			return &rawFile{fd: fd}, nil
		}
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
}

// size is that of a regular file.
func (f *rawFile) size() (n int64, regular bool, err error) {
	var s unix.Stat_t
	if err := unix.Fstat(f.fd, &s); err != nil {
		return 0, false, os.NewSyscallError("fstat", err)
	}
	return s.Size, s.Mode&unix.S_IFMT == unix.S_IFREG, nil
}

// ReadAt is [io.ReaderAt].
func (f *rawFile) ReadAt(b []byte, at int64) (done int, err error) {
	for done < len(b) {
		n, err := unix.Pread(f.fd, b[done:], at+int64(done))
		switch {
		case err == unix.EINTR:
			continue
		case err != nil:
			return done, os.NewSyscallError("pread", err)
		case n == 0:
			return done, io.EOF
		}
		done += n
	}
	return done, nil
}

// WriteAt is [io.WriterAt].
func (f *rawFile) WriteAt(b []byte, at int64) (done int, err error) {
	for done < len(b) {
		n, err := unix.Pwrite(f.fd, b[done:], at+int64(done))
		if err == unix.EINTR {
			continue
		}
		if err != nil {
			return done, os.NewSyscallError("pwrite", err)
		}
		done += n
	}
	return done, nil
}

func (f *rawFile) Fd() uintptr { return uintptr(f.fd) }

func (f *rawFile) Sync() error { return os.NewSyscallError("fsync", unix.Fsync(f.fd)) }

func (f *rawFile) Close() error {
	fd := f.fd
	f.fd = -1
	if f.locked {
		// A process that is being started holds every open file until it runs its
		// own program, and would hold the lock as long.
		unix.FcntlFlock(uintptr(fd), unix.F_OFD_SETLK, &unix.Flock_t{Type: unix.F_UNLCK})
	}
	return os.NewSyscallError("close", unix.Close(fd))
}

// rawOf takes over an open file.
func rawOf(f *os.File) (*rawFile, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("fcntl", err)
	}
	return &rawFile{fd: fd}, nil
}
