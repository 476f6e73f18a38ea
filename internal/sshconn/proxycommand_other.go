//go:build !unix

package sshconn

import "os/exec"

// shell runs a command line as the system's shell does.
func shell(command string) *exec.Cmd { return exec.Command("cmd", "/c", command) }

func interrupt(c *exec.Cmd) { c.Process.Kill() }

func kill(c *exec.Cmd) { c.Process.Kill() }
