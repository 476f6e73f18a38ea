//go:build unix

package module

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup gives a command a process group, which ends as a whole.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}

// ids are owner and group of a file.
func ids(info os.FileInfo) (uid, gid int) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(s.Uid), int(s.Gid)
	}
	return -1, -1
}

// inode tells files apart that are one.
func inode(info os.FileInfo) (dev, ino, links uint64) {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(s.Dev), uint64(s.Ino), uint64(s.Nlink)
	}
	return 0, 0, 1
}

// umask is what new files may not have. Reading it sets it for a moment: the
// agent does one job at a time.
func umask() os.FileMode {
	m := syscall.Umask(0o022)
	syscall.Umask(m)
	return os.FileMode(m)
}
