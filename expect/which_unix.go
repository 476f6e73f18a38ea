//go:build unix

package expect

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// executable asks the system rather than the mode: it knows access lists, and
// that root may run what anybody may.
func executable(path string, info fs.FileInfo) bool {
	return info.Mode()&0o111 != 0 && unix.Access(path, unix.X_OK) == nil
}
