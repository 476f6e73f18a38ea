package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A lister reads processes one after another.
type lister struct {
	h       *Host
	b       *buffer
	boot    int64
	noCreds bool  // this kernel does not tell users by descriptor
	odd     error // what could not be read of a row that stands without it
	pids    []int
}

func (h *Host) listProcesses(dst []ProcessInfo) ([]ProcessInfo, error) {
	boot, odd := h.bootTime() // nothing but the times of creation need it
	b := h.buffer()
	defer h.keep(b)
	proc, err := open(newPath(h.proc(), ""))
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: h.proc(), Err: err}
	}
	defer unix.Close(proc)
	l := &lister{h: h, b: b}
	if err := l.readPIDs(proc); err != nil {
		return nil, err
	}
	readers := h.readers(len(l.pids))
	parts, failed := make([][]ProcessInfo, readers), make([]error, readers)
	rows := slices.Grow(dst, len(l.pids))[:len(l.pids)]
	h.handOut(readers, l.pids, func(part int, b *buffer, pids []int) {
		l := &lister{h: h, b: b, boot: boot, noCreds: h.proc() != "/proc"}
		from := part * len(rows) / readers
		parts[part], failed[part] = l.readAll(rows[from:from:from+len(pids)], pids)
	})
	dst = rows[:0]
	for _, part := range parts {
		dst = append(dst, part...) // moves towards the front
	}
	return dst, leave(append(failed, odd)...)
}

// readAll reads processes one after another into a slice that has room for all.
func (l *lister) readAll(dst []ProcessInfo, pids []int) ([]ProcessInfo, error) {
	var failed error
	for _, pid := range pids {
		dst = append(dst, ProcessInfo{PID: pid})
		l.odd = nil
		err := l.read(&dst[len(dst)-1])
		if err != nil {
			dst = dst[:len(dst)-1]
		}
		if hasGone(err) {
			continue
		}
		failed = leave(failed, err, l.odd)
	}
	return dst, failed
}

// readPIDs reads the numbers of all processes from the start of an open /proc.
func (l *lister) readPIDs(proc int) error {
	if _, err := unix.Seek(proc, 0, unix.SEEK_SET); err != nil {
		return &fs.PathError{Op: "seek", Path: l.h.proc(), Err: err}
	}
	l.pids = l.pids[:0]
	const listSize = 32 << 10
	if cap(l.b.data) < listSize {
		l.b.data = make([]byte, 0, listSize)
	}
	err := eachName(proc, l.b.data[:cap(l.b.data)], func(name []byte) error {
		if name[0] >= '0' && name[0] <= '9' {
			l.pids = append(l.pids, number10(name))
		}
		return nil
	})
	if err != nil {
		return &fs.PathError{Op: "read", Path: l.h.proc(), Err: err}
	}
	slices.Sort(l.pids)
	return nil
}

// path is that of a file of a process, in the buffer.
func (l *lister) path(pid int, name string) path {
	b := append(append(l.b.name[:0], l.h.proc()...), '/')
	b = append(strconv.AppendInt(b, int64(pid), 10), '/')
	l.b.name = append(append(b, name...), 0)
	return path(l.b.name)
}

// read fills a row whose number is set.
func (l *lister) read(i *ProcessInfo) error {
	p := l.path(i.PID, "stat")
	data, err := l.b.readShort(p)
	if err != nil {
		return err
	}
	if err := l.stat(i, data); err != nil {
		return err
	}
	p = l.path(i.PID, "statm")
	if data, err = l.b.readShort(p); err != nil {
		return err
	}
	if bad := i.statm(data); bad != nil {
		l.odd = leave(l.odd, in(p, bad))
	}
	if i.UID, err = l.user(i.PID); err != nil {
		return err
	}
	i.Username = l.h.username(i.UID)
	return l.fullName(i)
}

// stat takes what a stat file tells. The name it leaves short.
func (l *lister) stat(i *ProcessInfo, data []byte) error {
	name, _, _ := cutProcessName(data)
	s, bad := l.b.stat(data, statStart)
	if bad != nil {
		return in(l.path(i.PID, "stat"), bad)
	}
	const shown = statState | statPPID | statTimes | statNice | statNumThreads
	if s.known&shown != shown {
		if bad := s.lacks(data, shown); bad != nil {
			l.odd = leave(l.odd, in(l.path(i.PID, "stat"), bad))
		}
	}
	if i.Name != string(name) {
		i.Name = string(name)
	}
	i.PPID, i.Status, i.CPUTimes, i.Nice, i.NumThreads = s.ppid, statusOf(s.state), s.cpuTimes(), s.nice, s.threads
	i.start, i.boot = s.start, l.boot
	return nil
}

func (i *ProcessInfo) statm(data []byte) *ParseError {
	m, bad := parseStatm(data)
	i.RSS, i.VMS = m.RSS, m.VMS
	return bad
}

// fullName asks the command line for a name that the kernel cut off.
func (l *lister) fullName(i *ProcessInfo) error {
	if len(i.Name) < kernelName {
		return nil
	}
	data, err := l.b.read(l.path(i.PID, "cmdline"))
	if errors.Is(err, fs.ErrPermission) {
		return nil
	}
	if err != nil {
		return err
	}
	if args := parseCmdline(string(data)); len(args) > 0 {
		i.Name = longerName(i.Name, args[0])
	}
	return nil
}

// user is the real user of a process: by a descriptor where the kernel tells it
// so, which costs half of what reading the status file does.
func (l *lister) user(pid int) (uint32, error) {
	if !l.noCreds {
		if fd, err := l.h.pidfd(pid); err == nil {
			uid, err := userOf(fd)
			unix.Close(fd)
			if err == nil {
				return uid, nil
			}
			if err == unix.ESRCH {
				return 0, err
			}
			l.noCreds = true
		}
	}
	p := l.path(pid, "status")
	data, err := l.b.read(p)
	if err != nil {
		return 0, err
	}
	ids, bad := parseIDs(data, "Uid:")
	return ids[0], in(p, bad)
}

// userOf asks a descriptor of a process for the real user, which kernels since
// 6.13 know.
func userOf(pidfd int) (uint32, error) {
	info, err := infoOf(pidfd)
	return info.ruid, err
}

// pidfdInfo is the first version of the kernel's struct of that name.
type pidfdInfo struct {
	mask, cgroup         uint64
	pid, tgid, ppid      uint32
	ruid, rgid           uint32
	euid, egid           uint32
	suid, sgid           uint32
	fsuid, fsgid, status uint32
}

func infoOf(pidfd int) (pidfdInfo, error) {
	const (
		getInfo         = 0xc040ff0b // PIDFD_GET_INFO
		withCredentials = 1 << 1
	)
	info := pidfdInfo{mask: withCredentials}
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(pidfd), getInfo, uintptr(unsafe.Pointer(&info)))
	if errno != 0 {
		return info, errno
	}
	if info.mask&withCredentials == 0 {
		return info, unix.ENOTTY
	}
	return info, nil
}
