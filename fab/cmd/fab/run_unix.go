//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
)

// ownAlone makes sure that nobody else can write into a folder.
func ownAlone(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if s, ok := info.Sys().(*syscall.Stat_t); ok && (int(s.Uid) != os.Geteuid() || info.Mode().Perm()&0o022 != 0) {
		return fmt.Errorf("%s, where programs are kept and run, can be written by others (mode %v, user %d): make it your own, or set FAB_CACHE", dir, info.Mode().Perm(), s.Uid)
	}
	return nil
}

// run becomes the program of the tasks.
func run(binary string, args []string) int {
	return fatal(syscall.Exec(binary, append([]string{"fab"}, args...), os.Environ()))
}
