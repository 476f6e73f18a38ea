package nmapx

import (
	"os/exec"

	"golang.org/x/sys/unix"
)

// awaitExit waits until a program has ended, and leaves it to be waited for: until
// then its number, which is that of its group, is given to no other.
func awaitExit(cmd *exec.Cmd) (waited error, reaped bool) {
	for {
		err := unix.Waitid(unix.P_PID, cmd.Process.Pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		switch err {
		case unix.EINTR:
			continue
		case nil:
			return nil, false
		}
		return cmd.Wait(), true
	}
}
