package peers

import (
	"os"
	"syscall"
)

func ownGroup() *syscall.SysProcAttr { return nil }

// killGroup ends the process alone: Windows has no process groups to signal.
func killGroup(p *os.Process) { p.Kill() }
