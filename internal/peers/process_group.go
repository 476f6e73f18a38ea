//go:build unix

package peers

import (
	"os"
	"syscall"
)

// killGroup ends a process and all that it started.
func killGroup(p *os.Process) { syscall.Kill(-p.Pid, syscall.SIGKILL) }
