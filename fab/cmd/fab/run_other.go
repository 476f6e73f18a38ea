//go:build !unix

package main

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
)

// run runs the program of the tasks.
func run(binary string, args []string) int {
	signal.Ignore(os.Interrupt) // it is for the tasks
	cmd := exec.Command(binary, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.ExitCode()
	}
	if err != nil {
		return fatal(err)
	}
	return 0
}

// ownAlone trusts the profile's folders.
func ownAlone(string) error { return nil }
