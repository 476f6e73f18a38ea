//go:build unix

package sshconn

import (
	"os/exec"
	"syscall"
)

// shell runs a command line in a process group of its own, so that all of it can
// be ended.
func shell(command string) *exec.Cmd {
	c := exec.Command("/bin/sh", "-c", "exec "+command)
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return c
}

func interrupt(c *exec.Cmd) { syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }

func kill(c *exec.Cmd) { syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
