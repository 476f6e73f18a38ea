package curlx

import (
	"syscall"

	"golang.org/x/sys/unix"
)

const hasFastOpen = true

// fastOpen makes a socket's connecting wait for the first data, which goes along
// where the server is known to take that; else it connects as usual.
func fastOpen(raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_FASTOPEN_CONNECT, 1)
	})
	if err != nil {
		return err
	}
	return failed
}
