package peers

import "syscall"

// ownGroup puts a server at the head of a process group of its own, so that all
// it starts can be ended with it, and has the kernel end it should the test
// binary die first.
func ownGroup() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
