//go:build !unix

package expect

import "os"

// newBlocking reads in a goroutine: this platform cannot ask a file whether it
// has anything.
func newBlocking(f *os.File, end string) (source, error) { return newPump(f, end), nil }

// userFile is a source of a file that stays open.
func userFile(f *os.File) (source, func(), error) {
	s := newPump(readOnly{f}, "")
	return s, func() { s.close() }, nil
}

// control runs f on a file's descriptor.
func control(f *os.File, use func(fd int) error) error { return use(int(f.Fd())) }
