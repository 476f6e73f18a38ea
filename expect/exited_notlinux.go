//go:build !linux

package expect

// exited knows of no end before the goroutine that waits has told it.
func exited(int) bool { return false }
