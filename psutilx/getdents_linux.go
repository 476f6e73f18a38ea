package psutilx

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// eachName hands the names in an open folder, each with its NUL byte, to f, until
// f returns an error. Those that begin with a dot are passed over. Only an empty
// answer is the end: a signal for this thread, which Go's scheduler sends at any
// time, cuts the others short.
func eachName(dir int, entries []byte, f func(name []byte) error) error {
	for {
		n, err := unix.Getdents(dir, entries)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n <= 0 {
			return err
		}
		for rest := entries[:n]; len(rest) > 0; {
			// inode, offset, length of the record, type, name with its NUL byte
			const nameAt = 19
			size := int(binary.NativeEndian.Uint16(rest[16:]))
			name := rest[nameAt:size]
			rest = rest[size:]
			if name[0] == '.' {
				continue
			}
			if err := f(name); err != nil {
				return err
			}
		}
	}
}

// number10 reads the digits before a NUL byte.
func number10(name []byte) (n int) {
	for _, c := range name {
		if c < '0' || c > '9' {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}
