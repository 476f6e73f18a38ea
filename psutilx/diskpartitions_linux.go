package psutilx

import "golang.org/x/sys/unix"

// nameLimits are how long a name and a path may be in a file system.
func nameLimits(mountpoint string) (name, path int64) {
	var s unix.Statfs_t
	if unix.Statfs(mountpoint, &s) != nil {
		return -1, unix.PathMax
	}
	return int64(s.Namelen), unix.PathMax
}

func rootNumbers() (major, minor int, ok bool) {
	var s unix.Stat_t
	if unix.Stat("/", &s) != nil {
		return 0, 0, false
	}
	return int(unix.Major(s.Dev)), int(unix.Minor(s.Dev)), true
}
