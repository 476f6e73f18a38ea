//go:build !unix

package rrd

// openStore writes by calls of the operating system.
func openStore(f *file) flusher { return plainStore{newRowBuffer(f)} }
