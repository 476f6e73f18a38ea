package psutilx

import (
	"io/fs"
	"sync"

	"golang.org/x/sys/unix"
)

// keptFiles are descriptors of the system's files, which a Monitor keeps open:
// opening and closing costs more than reading.
type keptFiles struct {
	mu     sync.Mutex
	byPath map[string]int
	closed bool
}

// readKept reads one of the system's files of short lines, by a descriptor that
// is kept where this Host keeps any.
func (h *Host) readKept(b *buffer, p path) ([]byte, error) {
	k := h.kept
	if k == nil {
		return b.readShort(p)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closed {
		return nil, &fs.PathError{Op: "read", Path: p.String(), Err: fs.ErrClosed}
	}
	fd, ok := k.byPath[string(p)]
	if !ok {
		var err error
		if fd, err = open(p); err != nil {
			return nil, &fs.PathError{Op: "open", Path: p.String(), Err: err}
		}
		k.byPath[string(p)] = fd
	}
	return b.readFD(fd, p, minRead/2)
}

func (k *keptFiles) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, fd := range k.byPath {
		unix.Close(fd)
	}
	k.byPath, k.closed = nil, true
}
