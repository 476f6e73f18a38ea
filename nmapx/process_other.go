//go:build !unix

package nmapx

import "os/exec"

// guardedDir is empty: nmap runs where its caller does.
const guardedDir = ""

func ownGroup(*exec.Cmd) {}

// endGroup ends the process alone: there are no process groups to signal.
func endGroup(cmd *exec.Cmd, _ bool) { cmd.Process.Kill() }
