//go:build !linux

package nmapx

import "os/exec"

// awaitExit waits for a program, whose status is taken away by that.
func awaitExit(cmd *exec.Cmd) (waited error, reaped bool) { return cmd.Wait(), true }
