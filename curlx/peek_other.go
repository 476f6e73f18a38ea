//go:build !unix

package curlx

import (
	"errors"
	"net"
	"os"
	"time"
)

// A syscallConn looks at a connection. Where the system cannot peek, it reads
// with a time limit that has all but passed; a byte that is read so is lost,
// which is no harm: a connection with such a byte is not used again.
type syscallConn struct{ c net.Conn }

func (s *syscallConn) of(c net.Conn) { s.c = c }

// await waits a moment for something to read, where the system can.
func (s *syscallConn) await() {}

// readable reports whether there is something to read, be it the end.
func (s *syscallConn) readable() bool {
	if s.c == nil || s.c.SetReadDeadline(time.Now().Add(time.Millisecond)) != nil {
		return true
	}
	_, err := s.c.Read(make([]byte, 1))
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		return true
	}
	return s.c.SetReadDeadline(time.Time{}) != nil
}
