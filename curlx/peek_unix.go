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
	poll func(fd uintptr)
	fds  [1]unix.PollFd
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

// briefWait is how long a reply is waited for in the kernel, in milliseconds,
// before the goroutine is parked: most local replies are there by then, and to
// park and wake costs more than they take.
const briefWait = 1

// await waits a moment for something to read.
func (s *syscallConn) await() {
	if s.raw == nil {
		return
	}
	if s.poll == nil {
		s.poll = func(fd uintptr) {
			s.fds[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
			// Whatever comes of it, the read after it tells.
			_, _ = unix.Poll(s.fds[:], briefWait)
		}
	}
	_ = s.raw.Control(s.poll)
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
