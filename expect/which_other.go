//go:build !unix

package expect

import "io/fs"

// executable holds every file for one that might run: the name tells, not the
// mode.
func executable(string, fs.FileInfo) bool { return true }
