package expect

import (
	"golang.org/x/sys/unix"
)

// exited tells whether a child of ours has ended, without waiting for it.
func exited(pid int) bool {
	info := unix.Siginfo{}
	err := unix.Waitid(unix.P_PID, pid, &info, unix.WEXITED|unix.WNOHANG|unix.WNOWAIT, nil)
	return err != nil || info.Signo != 0
}
