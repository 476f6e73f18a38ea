package diffx

import (
	"io/fs"
	"syscall"
)

// Files are examined and read by system calls alone: package os would register
// each with its poller, and keep it from staying so short.

// signatureOf examines what a name leads to.
func signatureOf(name string) (signature, error) {
	var st syscall.Stat_t
	for {
		err := syscall.Stat(name, &st)
		if err == nil {
			break
		}
		if err != syscall.EINTR {
			return signature{}, &fs.PathError{Op: "stat", Path: name, Err: err}
		}
	}
	return signature{fileType(st.Mode), st.Size, int64(st.Mtim.Sec), int64(st.Mtim.Nsec)}, nil
}

func fileType(mode uint32) fs.FileMode {
	switch mode & syscall.S_IFMT {
	case syscall.S_IFREG:
		return 0
	case syscall.S_IFDIR:
		return fs.ModeDir
	case syscall.S_IFIFO:
		return fs.ModeNamedPipe
	case syscall.S_IFSOCK:
		return fs.ModeSocket
	case syscall.S_IFBLK:
		return fs.ModeDevice
	case syscall.S_IFCHR:
		return fs.ModeDevice | fs.ModeCharDevice
	}
	return fs.ModeIrregular
}

// A file is one that is open for reading.
type file struct {
	name string
	fd   int
}

// open does not wait where a file has become a pipe in the meantime.
func open(name string) (file, error) {
	for {
		fd, err := syscall.Open(name, syscall.O_RDONLY|syscall.O_CLOEXEC|syscall.O_NONBLOCK, 0)
		if err == nil {
			return file{name, fd}, nil
		}
		if err != syscall.EINTR {
			return file{}, &fs.PathError{Op: "open", Path: name, Err: err}
		}
	}
}

// read reads at least a byte, unless the file has ended.
func (f file) read(p []byte) (int, error) {
	for {
		n, err := syscall.Read(f.fd, p)
		if err == nil {
			return n, nil
		}
		if err != syscall.EINTR {
			return 0, &fs.PathError{Op: "read", Path: f.name, Err: err}
		}
	}
}

// close cannot fail in a way that matters to a reader.
func (f file) close() { syscall.Close(f.fd) }
