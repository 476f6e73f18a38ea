package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// relations reads processes with their parents and when they started, in the
// order of /proc. Those whose files make no sense are in the error.
func (h *Host) relations() ([]relation, error) {
	pids, err := listPIDs(h.proc())
	if err != nil {
		return nil, err
	}
	readers := h.readers(len(pids))
	parts, failed := make([][]relation, readers), make([]error, readers)
	h.handOut(readers, pids, func(part int, b *buffer, pids []int) {
		all := make([]relation, 0, len(pids))
		for _, pid := range pids {
			r := relation{pid: pid}
			switch err := b.relation(h, &r); {
			case err == nil:
				all = append(all, r)
			case !hasGone(err):
				failed[part] = leave(failed[part], err)
			}
		}
		parts[part] = all
	})
	return slices.Concat(parts...), leave(failed...)
}

// hasGone reports whether an error is one of a process that has ended, or that is
// hidden.
func hasGone(err error) bool {
	return errors.Is(err, unix.ESRCH) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission)
}

// relation reads the parent and the start of one process.
func (b *buffer) relation(h *Host, r *relation) error {
	b.name = append(append(b.name[:0], h.proc()...), '/')
	b.name = append(strconv.AppendInt(b.name, int64(r.pid), 10), "/stat\x00"...)
	data, err := b.readShort(path(b.name))
	if err != nil {
		return err
	}
	s, bad := b.stat(data, statPPID|statStart)
	if bad != nil {
		return in(path(b.name), bad)
	}
	r.ppid, r.start, r.complete = s.ppid, s.start, true
	return nil
}

// stat is parseProcessStat without the name, for which it would allocate.
func (b *buffer) stat(data []byte, need statFields) (s processStat, err *ParseError) {
	_, rest, ok := cutProcessName(data)
	if !ok {
		return s, badLine(1, data, wantProcess)
	}
	s.numbers(rest)
	return s, s.lacks(data, need)
}

// complete finds out when a process started, unless that is known.
func (h *Host) complete(r *relation) error {
	if r.complete {
		return nil
	}
	b := h.buffer()
	defer h.keep(b)
	return b.relation(h, r)
}

// parents reads processes with their parents, in the order of /proc: by
// descriptors where the kernel tells it so, which costs half of what the stat
// files do.
func (h *Host) parents() ([]relation, error) {
	if h.proc() != "/proc" {
		return h.relations()
	}
	pids, err := listPIDs(h.proc())
	if err != nil {
		return nil, err
	}
	readers := h.readers(len(pids))
	parts := make([][]relation, readers)
	var untold atomic.Bool
	h.handOut(readers, pids, func(part int, _ *buffer, pids []int) {
		all := make([]relation, 0, len(pids))
		for _, pid := range pids {
			ppid, err := h.parentOf(pid)
			switch {
			case err == nil:
				all = append(all, relation{pid: pid, ppid: ppid})
			case err != unix.ESRCH:
				untold.Store(true)
				return
			}
		}
		parts[part] = all
	})
	if untold.Load() {
		return h.relations()
	}
	return slices.Concat(parts...), nil
}

// parentOf is the parent of a process, by a descriptor.
func (h *Host) parentOf(pid int) (int, error) {
	fd, err := h.pidfd(pid)
	if err != nil {
		return 0, err
	}
	defer unix.Close(fd)
	info, err := infoOf(fd)
	return int(info.ppid), err
}
