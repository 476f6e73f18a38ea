//go:build unix

package atomicfile_test

import "syscall"

// become changes to another user for good.
func become(uid int) error {
	if uid == 0 {
		return nil
	}
	for _, change := range []func() error{
		func() error { return syscall.Setgroups(nil) },
		func() error { return syscall.Setgid(uid) },
		func() error { return syscall.Setuid(uid) },
	} {
		if err := change(); err != nil {
			return err
		}
	}
	return nil
}
