//go:build unix

package main

import (
	"os"
	"syscall"
)

// run becomes the program of the tasks.
func run(binary string, args []string) int {
	return fatal(syscall.Exec(binary, append([]string{"fab"}, args...), os.Environ()))
}
