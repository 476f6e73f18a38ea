//go:build !linux

package diffx

import (
	"io"
	"os"
)

// signatureOf examines what a name leads to.
func signatureOf(name string) (signature, error) {
	info, err := os.Stat(name)
	if err != nil {
		return signature{}, err
	}
	t := info.ModTime()
	return signature{info.Mode().Type(), info.Size(), t.Unix(), int64(t.Nanosecond())}, nil
}

// A file is one that is open for reading.
type file struct{ f *os.File }

func open(name string) (file, error) {
	f, err := os.Open(name)
	return file{f}, err
}

// read reads at least a byte, unless the file has ended.
func (f file) read(p []byte) (int, error) {
	n, err := f.f.Read(p)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// close cannot fail in a way that matters to a reader.
func (f file) close() { f.f.Close() }
