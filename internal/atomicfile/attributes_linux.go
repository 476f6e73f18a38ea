package atomicfile

import (
	"bytes"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// ofContents are attributes that speak of the contents, so that they do not hold
// for new ones. A write takes them off too.
var ofContents = map[string]bool{"security.capability": true, "security.ima": true, "security.evm": true}

// keepAttributes gives a file the extended attributes of another, access control
// lists among them, and takes off what it has beyond, such as what the folder gives
// to each new file. It returns the name of the one that failed.
func keepAttributes(f *os.File, path string) (name string, err error) {
	fd := int(f.Fd())
	want, err := attributes(func(b []byte) (int, error) { return unix.Listxattr(path, b) }, func(name string, b []byte) (int, error) { return unix.Getxattr(path, name, b) })
	if err != nil {
		return "list", err
	}
	have, err := attributes(func(b []byte) (int, error) { return unix.Flistxattr(fd, b) }, func(name string, b []byte) (int, error) { return unix.Fgetxattr(fd, name, b) })
	if err != nil {
		return "list", err
	}
	for name := range have {
		if _, ok := want[name]; !ok {
			if err := unix.Fremovexattr(fd, name); err != nil && err != unix.ENODATA {
				return name, err
			}
		}
	}
	for name, value := range want {
		if old, ok := have[name]; ok && bytes.Equal(old, value) {
			continue
		}
		if err := unix.Fsetxattr(fd, name, value, 0); err != nil {
			return name, err
		}
	}
	return "", nil
}

// attributes reads all attributes that belong to a file rather than to its
// contents.
func attributes(list func([]byte) (int, error), get func(string, []byte) (int, error)) (map[string][]byte, error) {
	names, err := whole(list)
	if err == unix.ENOTSUP || err == unix.ENOSYS {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	found := map[string][]byte{}
	for name := range strings.SplitSeq(string(names), "\x00") {
		if name == "" || ofContents[name] {
			continue
		}
		value, err := whole(func(b []byte) (int, error) { return get(name, b) })
		if err == unix.ENODATA || err == unix.ENOTSUP {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[name] = value
	}
	return found, nil
}

// whole reads something whose size the system tells when asked with no room, and
// which may have grown since.
func whole(read func([]byte) (int, error)) ([]byte, error) {
	for {
		size, err := read(nil)
		if err != nil || size == 0 {
			return nil, err
		}
		b := make([]byte, size)
		n, err := read(b)
		if err == unix.ERANGE {
			continue
		}
		if err != nil {
			return nil, err
		}
		return b[:n], nil
	}
}

// descriptors reports whether a folder is of /proc, whose links lead to open
// files rather than to names.
func descriptors(folder string) bool {
	if folder == "" {
		folder = "."
	}
	var s unix.Statfs_t
	return unix.Statfs(folder, &s) == nil && int64(s.Type) == unix.PROC_SUPER_MAGIC
}

// reserve asks for the room that a file needs to grow, so that a full disk is
// known before anything is written. The file's size stays.
func reserve(w *os.File, from, to int64) error {
	if to <= from {
		return nil
	}
	switch err := unix.Fallocate(int(w.Fd()), unix.FALLOC_FL_KEEP_SIZE, from, to-from); err {
	case unix.ENOSPC, unix.EDQUOT, unix.EFBIG:
		return err
	}
	return nil
}
