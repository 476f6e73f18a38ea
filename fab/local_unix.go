//go:build unix

package fab

import (
	"os/exec"
	"syscall"
)

// ofItsOwn makes the end of a command's context end all that it has started. One
// that uses the terminal stays in its group: Ctrl-C reaches it there.
func ofItsOwn(cmd *exec.Cmd, group bool) {
	if !group {
		return
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
