package psutilx

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// PartitionStat is psutil's sdiskpart: a file system that is mounted.
type PartitionStat struct {
	Device     string  `json:"device"` // such as "/dev/sda1"; empty where the kernel says "none"
	Mountpoint string  `json:"mountpoint"`
	FSType     string  `json:"fstype"`  // such as "ext4"
	Opts       string  `json:"opts"`    // parted by commas
	MaxFile    *uint64 `json:"maxfile"` // bytes in a name; nil where it is not known
	MaxPath    *uint64 `json:"maxpath"` // bytes in a path; nil where it is not known
}

// String is what Python prints: "sdiskpart(device=..., mountpoint=..., ...".
func (p PartitionStat) String() string {
	t := newTupleText("sdiskpart").str("device", p.Device).str("mountpoint", p.Mountpoint).
		str("fstype", p.FSType).str("opts", p.Opts)
	for _, limit := range []struct {
		name  string
		value *uint64
	}{{"maxfile", p.MaxFile}, {"maxpath", p.MaxPath}} {
		if limit.value == nil {
			t.none(limit.name)
		} else {
			t.uint(limit.name, *limit.value)
		}
	}
	return t.String()
}

// DiskPartitionsOptions change what [Host.DiskPartitions] returns.
type DiskPartitionsOptions struct {
	All bool // those of no device too, such as /proc and tmpfs
}

// DiskPartitions are the file systems that are mounted on this machine:
// psutil.disk_partitions. See [Host.DiskPartitions].
func DiskPartitions(opts *DiskPartitionsOptions) ([]PartitionStat, error) {
	return defaultHost.DiskPartitions(opts)
}

// DiskPartitions are the file systems that are mounted, as the program sees them,
// in the order in which they were. The limits of names are asked of mount points
// of this program, whatever the Host's folders are. A type of file systems of
// which the kernel's list makes no sense is left out and named by an error beside
// the file systems.
func (h *Host) DiskPartitions(opts *DiskPartitionsOptions) ([]PartitionStat, error) {
	h = h.real()
	if err := only("disk partitions", "linux"); err != nil {
		return nil, err
	}
	types, odd := h.physicalTypes()
	if types == nil {
		return nil, odd
	}
	mounts := h.proc() + "/self/mounts"
	const table = "/etc/mtab"
	if info, err := os.Lstat(table); err == nil && info.Mode().IsRegular() && h.proc() == "/proc" {
		mounts = table
	}
	data, err := h.readFile(mounts)
	if err != nil {
		return nil, err
	}
	list := []PartitionStat{}
	for _, p := range parseMounts(data) {
		if p.Device == "none" {
			p.Device = ""
		}
		if p.Device == "/dev/root" || p.Device == "rootfs" {
			if device := h.rootDevice(); device != "" {
				p.Device = device
			}
		}
		if (opts == nil || !opts.All) && (p.Device == "" || !types[p.FSType]) {
			continue
		}
		p.MaxFile, p.MaxPath = nameLimits(p.Mountpoint)
		list = append(list, p)
	}
	return list, odd
}

// physicalTypes are the types of file systems that are on devices, and ZFS, which
// says that it is on none.
func (h *Host) physicalTypes() (types map[string]bool, odd error) {
	file := h.proc() + "/filesystems"
	data, err := h.readFile(file)
	if err != nil {
		return nil, err
	}
	types = map[string]bool{}
	for number := 1; len(data) > 0; number++ {
		var line []byte
		line, data = cutLine(data)
		line = trimSpace(line)
		if !hasPrefix(line, "nodev") {
			types[string(line)] = true
			continue
		}
		_, name, ok := bytes.Cut(line, []byte("\t"))
		if !ok {
			bad := badLine(number, line, "nodev, a tab and a type")
			bad.Path = file
			odd = leave(odd, bad)
			continue
		}
		if string(name) == "zfs" {
			types["zfs"] = true
		}
	}
	return types, odd
}

// parseMounts reads lines such as "/dev/sda1 / ext4 rw,relatime 0 0". What is
// missing at the end of a line is empty.
func parseMounts(b []byte) []PartitionStat {
	var list []PartitionStat
	for len(b) > 0 {
		var line []byte
		line, b = cutLine(b)
		line = bytes.TrimLeft(line, " \t")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		var field [4]string
		for i := range field {
			at := bytes.IndexAny(line, " \t")
			if at < 0 {
				at = len(line)
			}
			field[i] = unescapeMount(string(line[:at]))
			line = bytes.TrimLeft(line[at:], " \t")
		}
		list = append(list, PartitionStat{Device: field[0], Mountpoint: field[1], FSType: field[2], Opts: field[3]})
	}
	return list
}

// unescapeMount undoes what the kernel writes for white space, backslashes and #:
// a backslash and three octal digits. Two backslashes are one.
func unescapeMount(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch rest := s[i:]; {
		case strings.HasPrefix(rest, `\\`):
			i++
		case rest[0] == '\\' && len(rest) > 3:
			if c, err := strconv.ParseUint(rest[1:4], 8, 8); err == nil {
				b = append(b, byte(c))
				i += 3
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

// rootDevice is the device that the root folder is on, which the kernel may call
// "/dev/root". It is empty when it cannot be found.
func (h *Host) rootDevice() string {
	major, minor, ok := rootNumbers()
	if !ok {
		return ""
	}
	numbers := strconv.Itoa(major) + ":" + strconv.Itoa(minor)
	for _, find := range []func() string{
		func() string { return h.partitionName(major, minor) },
		func() string {
			data, _ := readRegular(h.sys() + "/dev/block/" + numbers + "/uevent")
			for line := range strings.Lines(string(data)) {
				if name, ok := strings.CutPrefix(strings.TrimSpace(line), "DEVNAME="); ok {
					return name
				}
			}
			return ""
		},
		func() string {
			files, _ := filepath.Glob(h.sys() + "/class/block/*/dev")
			for _, file := range files {
				if text, err := readText(file); err == nil && text == numbers {
					return filepath.Base(filepath.Dir(file))
				}
			}
			return ""
		},
	} {
		if name := find(); name != "" {
			if device := "/dev/" + name; fileExists(device) {
				return device
			}
			return ""
		}
	}
	return ""
}

// partitionName looks in /proc/partitions.
func (h *Host) partitionName(major, minor int) string {
	data, err := h.readFile(h.proc() + "/partitions")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(data)) {
		f := strings.Fields(line)
		if len(f) >= 4 && f[0] == strconv.Itoa(major) && f[1] == strconv.Itoa(minor) {
			return f[3]
		}
	}
	return ""
}
