//go:build !linux

package rrd

import "os"

// lockFile does nothing where there are no locks of open files.
func lockFile(*os.File, bool, Locking) error { return nil }
