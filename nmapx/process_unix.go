//go:build unix

package nmapx

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// guardedDir is where nmap runs: it looks for scripts in its working folder,
// where a stranger may have put some.
const guardedDir = "/"

func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// endGroup asks a process group to end, or makes it. What runs under sudo only
// sudo may signal.
func endGroup(cmd *exec.Cmd, force bool) {
	signal, name := syscall.SIGTERM, "TERM"
	if force {
		signal, name = syscall.SIGKILL, "KILL"
	}
	err := syscall.Kill(-cmd.Process.Pid, signal)
	if errors.Is(err, syscall.EPERM) && filepath.Base(cmd.Path) == "sudo" {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		_ = exec.CommandContext(ctx, cmd.Path, "-n", "kill", "-s", name, "--", "-"+strconv.Itoa(cmd.Process.Pid)).Run()
	}
}
