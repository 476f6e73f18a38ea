package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// owners maps the inodes of sockets to the descriptors that hold them, of one
// process.
type owners map[uint64][]owner

func (h *Host) connections(tables []socketTable) ([]SystemConnectionStat, error) {
	held, odd := h.allOwners()
	if held == nil {
		return nil, odd
	}
	list := make([]SystemConnectionStat, 0, held.n+16)
	seen := map[ConnectionStat]bool{}
	var pointers intPlaces
	from := diag{}
	if h.proc() == "/proc" {
		from = newDiag("/proc/self")
	}
	defer from.close()
	err := h.eachConnection(&from, h.proc(), tables, func(s *socketLine) {
		o := held.find(s.inode)
		if len(o) == 0 {
			// Those of unknown owners can be alike; psutil lists them once.
			if !seen[s.conn] {
				seen[s.conn] = true
				list = append(list, SystemConnectionStat{s.conn, nil})
			}
			return
		}
		if s.conn.Family != AFUnix {
			o = o[:1]
		}
		again := held.listed(s.inode)
		for _, o := range o {
			c := SystemConnectionStat{s.conn, pointers.to(o.pid)}
			c.FD = o.fd
			if !again || !slices.ContainsFunc(list, c.same) {
				list = append(list, c)
			}
		}
	}, func(_ uint64, err error) { odd = leave(odd, err) })
	if err != nil {
		return nil, err
	}
	return list, odd
}

func (p *Process) connections(tables []socketTable) ([]ConnectionStat, error) {
	if !p.listed() {
		return nil, &NoSuchProcessError{PID: p.pid, Name: p.knownName()}
	}
	var held heldSockets
	b := p.host.buffer()
	defer p.host.keep(b)
	sockets, err := b.sockets(nil, p.host.proc(), p.pid)
	if err != nil {
		return nil, p.failed(err)
	}
	held.addAll(sockets)
	list := []ConnectionStat{}
	if held.n == 0 {
		return list, nil
	}
	root := p.dir
	if !fileExists(root + "/net") {
		root = p.host.proc()
	}
	from := diag{}
	if p.host.proc() == "/proc" {
		from = newDiag(p.dir)
	}
	defer from.close()
	var odd error
	err = p.host.eachConnection(&from, root, tables, func(s *socketLine) {
		o := held.find(s.inode)
		if len(o) == 0 {
			return
		}
		if s.conn.Family != AFUnix && len(o) > 1 {
			o = o[:1]
		}
		again := held.listed(s.inode)
		for _, o := range o {
			c := s.conn
			c.FD = o.fd
			if !again || !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}, func(inode uint64, err error) {
		if inode == 0 || len(held.find(inode)) > 0 {
			odd = leave(odd, err)
		}
	})
	if err != nil {
		return nil, p.failed(err)
	}
	if len(held.seen) == len(held.first) {
		odd = nil // all that the process has were read: the others are not its own
	}
	return list, odd
}

// eachConnection reads lists of sockets from the kernel, or else below root. What
// cannot be read of a list is handed to bad.
func (h *Host) eachConnection(from *diag, root string, tables []socketTable, f func(*socketLine), bad func(uint64, error)) error {
	b := h.buffer()
	defer h.keep(b)
	for _, t := range tables {
		if answer, ok := from.list(b, t); ok {
			eachDiag(t, answer, f)
			continue
		}
		file := newPath(root, "net/"+t.file)
		data, err := b.read(file)
		if errors.Is(err, fs.ErrNotExist) && t.family == AFInet6 {
			continue // a kernel without IPv6
		}
		if err != nil {
			return err
		}
		eachSocket(t, data, f, func(inode uint64, err *ParseError) { bad(inode, in(file, err)) })
	}
	return nil
}

// heldSockets are sockets and who holds them. Nearly every socket has one
// descriptor.
type heldSockets struct {
	first map[uint64]owner
	more  owners
	seen  map[uint64]bool // those that have been listed
	n     int
	found []owner
}

// listed reports whether a socket has been listed before: a list that changes
// while it is read can hold it twice.
func (s *heldSockets) listed(inode uint64) bool {
	if s.seen[inode] {
		return true
	}
	if s.seen == nil {
		s.seen = make(map[uint64]bool, len(s.first))
	}
	s.seen[inode] = true
	return false
}

// A holding is a descriptor that is a socket.
type holding struct {
	inode uint64
	owner owner
}

func (s *heldSockets) addAll(list []holding) {
	s.first = make(map[uint64]owner, len(list))
	for _, h := range list {
		s.add(h.inode, h.owner)
	}
}

// add takes in a descriptor. Of several processes that hold a socket the last
// one counts, with all its descriptors.
func (s *heldSockets) add(inode uint64, o owner) {
	s.n++
	before, held := s.first[inode]
	if !held || before.pid != o.pid {
		s.first[inode] = o
		delete(s.more, inode)
		return
	}
	if s.more == nil {
		s.more = owners{}
	}
	s.more[inode] = append(s.more[inode], o)
}

// find is who holds a socket. What it returns is good until the next call.
func (s *heldSockets) find(inode uint64) []owner {
	first, ok := s.first[inode]
	if !ok {
		return nil
	}
	s.found = append(append(s.found[:0], first), s.more[inode]...)
	return s.found
}

// allOwners looks through all processes. What cannot be read of one costs no
// other; without any list of them there is only an error.
func (h *Host) allOwners() (*heldSockets, error) {
	pids, err := listPIDs(h.proc())
	if err != nil {
		return nil, err
	}
	readers := h.readers(len(pids))
	parts, failed := make([][]holding, readers), make([]error, readers)
	h.handOut(readers, pids, func(part int, b *buffer, pids []int) {
		for _, pid := range pids {
			// Those that have ended, and those of others, have sockets without owners.
			var err error
			if parts[part], err = b.sockets(parts[part], h.proc(), pid); err != nil && !hasGone(err) {
				failed[part] = leave(failed[part], err)
			}
		}
	})
	var held heldSockets
	held.addAll(slices.Concat(parts...))
	return &held, leave(failed...)
}

// sockets reads the descriptors of a process that are sockets, after those of
// others.
func (b *buffer) sockets(list []holding, proc string, pid int) ([]holding, error) {
	b.name = append(append(b.name[:0], proc...), '/')
	b.name = append(strconv.AppendInt(b.name, int64(pid), 10), "/fd\x00"...)
	dir, err := open(path(b.name))
	if err != nil {
		return list, &fs.PathError{Op: "open", Path: path(b.name).String(), Err: err}
	}
	defer unix.Close(dir)
	if cap(b.data) < 2*minRead {
		b.data = make([]byte, 0, 2*minRead)
	}
	var link [64]byte
	err = eachName(dir, b.data[:cap(b.data)], func(name []byte) error {
		n, _, errno := unix.Syscall6(unix.SYS_READLINKAT, uintptr(dir), uintptr(unsafe.Pointer(&name[0])),
			uintptr(unsafe.Pointer(&link[0])), uintptr(len(link)), 0, 0)
		switch errno {
		case 0:
		case unix.EACCES, unix.EPERM:
			return errno
		default:
			return nil // it has been closed
		}
		if inode, ok := parseSocketLink(link[:n]); ok {
			list = append(list, holding{inode, owner{pid, number10(name)}})
		}
		return nil
	})
	if err != nil {
		return list, &fs.PathError{Op: "read", Path: path(b.name).String(), Err: err}
	}
	return list, nil
}

// same reports whether two rows say the same.
func (c SystemConnectionStat) same(d SystemConnectionStat) bool {
	return c.ConnectionStat == d.ConnectionStat && (c.PID == nil) == (d.PID == nil) && (c.PID == nil || *c.PID == *d.PID)
}

// intPlaces are places for numbers that are pointed to, many of which are made at
// once.
type intPlaces []int

func (n *intPlaces) to(v int) *int {
	if len(*n) == cap(*n) {
		*n = make([]int, 0, 64)
	}
	*n = append(*n, v)
	return &(*n)[len(*n)-1]
}
