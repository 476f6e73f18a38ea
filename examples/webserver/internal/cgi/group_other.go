//go:build !unix

package cgi

import "os/exec"

func group(*exec.Cmd) {}

func killGroup(c *exec.Cmd) { c.Process.Kill() }
