package psutilx

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

func diskUsage(path string) (DiskUsageStat, error) {
	var s unix.Statfs_t
	for {
		err := unix.Statfs(path, &s)
		if err == nil {
			break
		}
		if err != unix.EINTR {
			return DiskUsageStat{}, &fs.PathError{Op: "statfs", Path: path, Err: err}
		}
	}
	blockSize := s.Frsize
	if blockSize == 0 {
		blockSize = s.Bsize // file systems of before 2.6 set only this one
	}
	return diskUsageOf(s.Blocks, s.Bfree, s.Bavail, uint64(blockSize)), nil
}
