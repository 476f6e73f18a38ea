//go:build !linux

package rrd

// lockFile does nothing where there are no locks of open files.
func lockFile(*rawFile, bool, Locking) error { return nil }
