package psutilx

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// withDisks reads what disks and partitions count and gives it to f, which must
// not keep it.
func (h *Host) withDisks(opts *DiskIOCountersOptions, f func([]*device[diskCounters])) error {
	b := h.buffer()
	defer h.keep(b)
	if err := b.readDisks(h); err != nil {
		return err
	}
	tell(h, &h.disks, opts != nil && opts.NoNowrap, b.disks, f)
	return nil
}

func (b *buffer) readDisks(h *Host) error {
	b.disks = b.disks[:0]
	data, err := h.readKept(b, h.paths.diskstats)
	if err != nil {
		if _, gone := os.Stat(h.paths.diskstats.String()); gone != nil {
			return b.readBlocks(h)
		}
		return err
	}
	rows, bad := appendDiskstats(b.disks, data)
	if bad != nil {
		return in(h.paths.diskstats, bad)
	}
	b.disks = rows
	return nil
}

// readBlocks reads the stat files below /sys/block, for a system whose
// /proc/diskstats is hidden.
func (b *buffer) readBlocks(h *Host) error {
	root := h.paths.block.String()
	blocks, err := readDir(root)
	if err != nil {
		return fmt.Errorf("%w: neither %s nor %s can be read", ErrNotSupported, h.paths.diskstats, root)
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
			if err != nil {
				return err
			}
			values, bad := parseBlockStat(text)
			if bad != nil {
				bad.File = name
				return bad
			}
			device := filepath.Base(filepath.Dir(name))
			if filepath.Dir(name) == dir {
				device = block.Name()
			}
			b.disks = append(b.disks, counted[diskCounters]{name: []byte(device), values: values})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
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
