//go:build unix

package sshx

import (
	"io/fs"
	"syscall"
)

// owner are the numbers of owner and group.
func owner(info fs.FileInfo) (uid, gid uint32, ok bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return st.Uid, st.Gid, true
}
