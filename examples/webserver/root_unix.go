//go:build unix

package main

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

const (
	hangup = syscall.SIGHUP
	reopen = syscall.SIGUSR1
)

var otherSignals = []os.Signal{hangup, reopen}

// giveUpRoot goes on as another user, for good: who answers the world needs no
// more rights than to read what it serves.
func giveUpRoot(name string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup(name)
	if err != nil {
		return fmt.Errorf("[server] user: %w; expected the name of a user to serve as, such as nobody", err)
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	if err1 != nil || err2 != nil || uid == 0 {
		return fmt.Errorf("[server] user: %s is root: expected a user without its rights", name)
	}
	if err := syscall.Setgroups([]int{gid}); err != nil {
		return fmt.Errorf("giving up the groups of root: %w", err)
	}
	if err := syscall.Setgid(gid); err != nil {
		return fmt.Errorf("giving up the group of root: %w", err)
	}
	if err := syscall.Setuid(uid); err != nil {
		return fmt.Errorf("giving up the rights of root: %w", err)
	}
	return nil
}
