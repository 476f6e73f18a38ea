//go:build !unix

package site

import "testing"

// makePipe has nothing to make here: such systems have no FIFO in a folder.
func makePipe(*testing.T, string) {}
