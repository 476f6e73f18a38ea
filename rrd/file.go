package rrd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"syscall"
)

// A file is an open round-robin file with its lock.
type file struct {
	path string
	f    *rawFile
	size int64
	head *header
}

// firstRead is how much of a file is read first: most headers are shorter.
const firstRead = 4096

// openFile opens a file, locks it as librrd does, and reads its header.
func openFile(path string, write bool, locking Locking) (*file, error) {
	f, err := openRaw(path, write)
	if err != nil {
		return nil, openError(path, err)
	}
	r := &file{path: path, f: f}
	if err := r.load(write, locking); err != nil {
		f.Close()
		return nil, err
	}
	return r, nil
}

func (r *file) load(write bool, locking Locking) error {
	if err := lockFile(r.f, write, locking); err != nil {
		return &Error{Kind: ErrLocked, Path: r.path, Reason: "could not lock RRD", Err: err}
	}
	size, regular, err := r.f.size()
	if err != nil {
		return openError(r.path, err)
	}
	if !regular {
		return &Error{Kind: ErrFormat, Path: r.path, Reason: fmt.Sprintf("'%s' is not a regular file", r.path)}
	}
	if r.size = size; r.size == 0 {
		return &Error{Kind: ErrFormat, Path: r.path, Reason: fmt.Sprintf("mmaping file '%s': Invalid argument", r.path)}
	}
	return r.readHeader()
}

// readHeader reads the header anew.
func (r *file) readHeader() error {
	buf := (*firstBuffers.Get().(*[firstRead]byte))[:min(firstRead, r.size)]
	have := 0
	reader := headerReader{path: r.path, size: r.size, read: func(n int) ([]byte, error) {
		n = int(min(int64(n), r.size))
		if n > len(buf) {
			buf = append(buf, make([]byte, n-len(buf))...)
		}
		for have < n {
			got, err := r.f.ReadAt(buf[have:], int64(have))
			have += got
			if err != nil && !(errors.Is(err, io.EOF) && have >= n) {
				return nil, &Error{Kind: ErrOperational, Path: r.path, Reason: fmt.Sprintf("reading '%s': %s", r.path, osText(err)), Err: err}
			}
		}
		return buf[:n], nil
	}}
	h, err := reader.decode()
	if err != nil {
		return err
	}
	r.head = h
	return nil
}

// firstBuffers are for the headers of files that are open for a moment.
var firstBuffers = sync.Pool{New: func() any { return new([firstRead]byte) }}

// recycle ends the use of a file whose header nobody has kept.
func (r *file) recycle() error {
	if raw := r.head.raw; cap(raw) == firstRead {
		firstBuffers.Put((*[firstRead]byte)(raw[:firstRead]))
		r.head = nil
	}
	return r.close()
}

// close lets the lock go with the file.
func (r *file) close() error { return r.f.Close() }

// openError says in librrd's words why a file cannot be opened.
func openError(path string, err error) error {
	return &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("opening '%s': %s", path, osText(err)), Err: err}
}

// osText is an error of the operating system in the words of the C library.
func osText(err error) string {
	var errno syscall.Errno
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "No such file or directory"
	case errors.Is(err, fs.ErrPermission):
		return "Permission denied"
	case errors.Is(err, fs.ErrExist):
		return "File exists"
	case errors.As(err, &errno):
		text := []byte(errno.Error())
		if len(text) > 0 && 'a' <= text[0] && text[0] <= 'z' {
			text[0] -= 'a' - 'A'
		}
		return string(text)
	}
	return reasonOf(err)
}
