package curlx

import (
	"net"
	"testing"

	"golang.org/x/sys/unix"
)

// socketOptions reads what the kernel has of a socket.
func socketOptions(t *testing.T, c *net.TCPConn) map[string]int {
	raw, err := c.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	err = raw.Control(func(fd uintptr) {
		for name, at := range map[string][2]int{"nodelay": {unix.IPPROTO_TCP, unix.TCP_NODELAY}, "keepalive": {unix.SOL_SOCKET, unix.SO_KEEPALIVE},
			"fastopen": {unix.IPPROTO_TCP, unix.TCP_FASTOPEN_CONNECT},
			"idle":     {unix.IPPROTO_TCP, unix.TCP_KEEPIDLE}, "interval": {unix.IPPROTO_TCP, unix.TCP_KEEPINTVL}} {
			v, err := unix.GetsockoptInt(int(fd), at[0], at[1])
			if err != nil {
				t.Error(err)
			}
			got[name] = v
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}
