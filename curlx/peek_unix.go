//go:build unix

package curlx

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// A syscallConn looks at a connection without reading from it.
type syscallConn struct {
	raw  syscall.RawConn
	peek func(fd uintptr) bool
	some bool
	buf  [1]byte
}

func (s *syscallConn) of(c net.Conn) {
	if sc, ok := c.(syscall.Conn); ok {
		if raw, err := sc.SyscallConn(); err == nil {
			s.raw = raw
			s.peek = func(fd uintptr) bool {
				n, _, err := unix.Recvfrom(int(fd), s.buf[:], unix.MSG_PEEK|unix.MSG_DONTWAIT)
				s.some = n > 0 || err != unix.EAGAIN && err != unix.EINTR
				return true
			}
		}
	}
}

// readable reports whether there is something to read, be it the end.
func (s *syscallConn) readable() bool {
	if s.raw == nil {
		return false
	}
	if err := s.raw.Read(s.peek); err != nil {
		return true
	}
	return s.some
}
