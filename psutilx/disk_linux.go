package psutilx

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// withDisks reads what disks and partitions count and gives it to f, which must
// not keep it.
func (h *Host) withDisks(opts *DiskIOCountersOptions, f func([]*device[diskCounters])) error {
	b := h.buffer()
	defer h.keep(b)
	odd, err := b.readDisks(h)
	if err != nil {
		return err
	}
	tell(h, &h.disks, opts != nil && opts.NoNowrap, b.disks, f)
	return odd
}

// readDisks reads all disks. What makes no sense is in odd, beside the others.
func (b *buffer) readDisks(h *Host) (odd, err error) {
	b.disks = b.disks[:0]
	data, err := h.readKept(b, h.paths.diskstats)
	if err != nil {
		if _, gone := os.Stat(h.paths.diskstats.String()); gone != nil {
			return b.readBlocks(h)
		}
		return nil, err
	}
	b.disks = appendDiskstats(b.disks, data, func(bad *ParseError) { odd = leave(odd, in(h.paths.diskstats, bad)) })
	return odd, nil
}

// readBlocks reads the stat files below /sys/block, for a system whose
// /proc/diskstats is hidden.
func (b *buffer) readBlocks(h *Host) (odd, err error) {
	root := h.paths.block.String()
	blocks, err := readDir(root)
	if err != nil {
		return nil, fmt.Errorf("%w: neither %s nor %s can be read", ErrNotSupported, h.paths.diskstats, root)
	}
	for _, block := range blocks {
		// The entries are links to the devices; the links within those lead away.
		dir, err := filepath.EvalSymlinks(filepath.Join(root, block.Name()))
		if err != nil {
			continue // it has just gone
		}
		err = filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || e.Name() != "stat" {
				return nil // a device may go while it is looked at
			}
			text, err := readRegular(name)
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			values, bad := parseBlockStat(text)
			if bad != nil {
				bad.Path = name
				odd = leave(odd, orError(err, bad))
				return nil
			}
			device := filepath.Base(filepath.Dir(name))
			if filepath.Dir(name) == dir {
				device = block.Name()
			}
			b.disks = append(b.disks, counted[diskCounters]{name: []byte(device), values: values})
			return nil
		})
		if err != nil {
			return odd, err
		}
	}
	return odd, nil
}

// isDisk reports whether a name is one of a whole disk: sysfs lists those, with
// exclamation marks for slashes.
func (h *Host) isDisk(name string) bool {
	b := h.buffer()
	defer h.keep(b)
	block := h.paths.block
	p := append(append(b.name[:0], block[:len(block)-1]...), '/')
	start := len(p)
	p = append(append(p, name...), 0)
	for i := start; i < len(p)-1; i++ {
		if p[i] == '/' {
			p[i] = '!'
		}
	}
	b.name = p
	return exists(p)
}

// nameLimits are how long a name and a path may be in a file system.
func nameLimits(mountpoint string) (name, path *uint64) {
	longest := uint64(unix.PathMax)
	var s unix.Statfs_t
	if unix.Statfs(mountpoint, &s) != nil {
		return nil, &longest
	}
	length := uint64(s.Namelen)
	return &length, &longest
}

func rootNumbers() (major, minor int, ok bool) {
	var s unix.Stat_t
	if unix.Stat("/", &s) != nil {
		return 0, 0, false
	}
	return int(unix.Major(s.Dev)), int(unix.Minor(s.Dev)), true
}

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
