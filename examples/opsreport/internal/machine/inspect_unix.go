//go:build linux || darwin || freebsd

package machine

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/psutilx"
)

// inspect tells which device a file system is on, and how many of its inodes are
// taken: nil where it has none to count.
func inspect(p psutilx.PartitionStat) (identity string, inodes *float64, err error) {
	info, err := os.Stat(p.Mountpoint)
	if err != nil {
		return "", nil, err
	}
	if !info.IsDir() {
		return "", nil, errNoFolder
	}
	identity = p.Device
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		identity = fmt.Sprint(st.Dev)
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(p.Mountpoint, &fs); err != nil {
		return "", nil, err
	}
	if all := float64(fs.Files); all > 0 {
		percent := 100 * (all - float64(fs.Ffree)) / all
		inodes = &percent
	}
	return identity, inodes, nil
}

func kernel() string {
	var u unix.Utsname
	if unix.Uname(&u) != nil {
		return ""
	}
	return unix.ByteSliceToString(u.Sysname[:]) + " " + unix.ByteSliceToString(u.Release[:])
}
