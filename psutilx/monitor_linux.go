package psutilx

import (
	"errors"
	"io/fs"
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// watch is what a Monitor keeps of processes.
type watch struct {
	proc      int // /proc, open; -1 before the first listing
	processes map[int]*watched
	lister    lister
	results   []error // of the processes of the lister, in a listing
	files     int     // open, of processes
	maxFiles  int
	round     uint64
	closed    bool
}

// watched is one process. Its descriptors are -1 when they are not kept.
type watched struct {
	stat, statm, pidfd int
	round              uint64
	info               ProcessInfo
	short              string // the name as the kernel has it
	at                 time.Time
	times              float64
	uidByStatus        bool
	odd                error // what could not be read of a row that stands without it
}

const filesEach = 3

func (m *Monitor) open(maxFiles int) {
	m.kept = &keptFiles{byPath: map[string]int{}}
	if maxFiles == 0 {
		var limit unix.Rlimit
		if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) == nil {
			maxFiles = int(min(limit.Cur/2, 1<<20))
		}
	}
	m.watch = watch{proc: -1, processes: map[int]*watched{}, maxFiles: maxFiles}
	m.watch.lister = lister{h: m.Host, b: &buffer{}, noCreds: m.proc() != "/proc"}
}

func (m *Monitor) shut() {
	w := &m.watch
	for pid := range w.processes {
		w.drop(pid)
	}
	if w.proc >= 0 {
		unix.Close(w.proc)
	}
	w.proc, w.closed = -1, true
	m.kept.close()
}

func (m *Monitor) list(dst []ProcessInfo) ([]ProcessInfo, error) {
	w := &m.watch
	if w.closed {
		return nil, &fs.PathError{Op: "read", Path: m.proc(), Err: fs.ErrClosed}
	}
	l := &w.lister
	var err, failed error
	l.boot, failed = m.bootTime()
	if w.proc < 0 {
		if w.proc, err = open(newPath(m.proc(), "")); err != nil {
			w.proc = -1
			return nil, &fs.PathError{Op: "open", Path: m.proc(), Err: err}
		}
	}
	if err := l.readPIDs(w.proc); err != nil {
		return nil, err
	}
	w.round++
	w.updateAll()
	dst = slices.Grow(dst, len(l.pids))
	for i, pid := range l.pids {
		info, err := w.read(pid, w.results[i])
		switch {
		case err == nil:
			dst = append(dst, *info)
			failed = leave(failed, w.processes[pid].odd)
		case !hasGone(err):
			failed = leave(failed, err)
		}
	}
	for pid, p := range w.processes {
		if p.round != w.round {
			w.drop(pid)
		}
	}
	return dst, failed
}

// updateAll reads the processes that are known by their descriptors.
func (w *watch) updateAll() {
	pids := w.lister.pids
	readers := w.lister.h.readers(len(pids))
	w.results = slices.Grow(w.results[:0], len(pids))[:len(pids)]
	w.lister.h.handOut(readers, pids, func(part int, b *buffer, mine []int) {
		l := lister{h: w.lister.h, b: b, boot: w.lister.boot, noCreds: w.lister.noCreds}
		results := w.results[part*len(pids)/readers:]
		for i, pid := range mine {
			results[i] = nil
			if p := w.processes[pid]; p != nil {
				results[i] = l.update(p)
			}
		}
	})
}

// read takes the result of a process's update. A number that is another process's
// now gives itself away: the old descriptors know of no process. It is read anew,
// as one is that was not known.
func (w *watch) read(pid int, result error) (*ProcessInfo, error) {
	p := w.processes[pid]
	if p != nil && result != nil {
		w.drop(pid)
		if !errors.Is(result, unix.ESRCH) {
			return nil, result
		}
		p = nil
	}
	if p == nil {
		var err error
		if p, err = w.add(pid); err != nil {
			return nil, err
		}
		if err := w.lister.update(p); err != nil {
			w.drop(pid)
			return nil, err
		}
	}
	p.round = w.round
	return &p.info, nil
}

// add opens the files of a process.
func (w *watch) add(pid int) (*watched, error) {
	l := &w.lister
	p := &watched{stat: -1, statm: -1, pidfd: -1, info: ProcessInfo{PID: pid}}
	if w.files+filesEach <= w.maxFiles {
		var err error
		if p.stat, err = open(l.path(pid, "stat")); err == nil {
			p.statm, err = open(l.path(pid, "statm"))
		}
		if err == nil && !l.noCreds {
			if p.pidfd, err = l.h.pidfd(pid); err != nil {
				p.pidfd, err = -1, nil
			}
		}
		if err != nil || p.stat < 0 || p.statm < 0 {
			p.close()
			if err == unix.EMFILE || err == unix.ENFILE {
				p.stat, p.statm, p.pidfd = -1, -1, -1
			} else {
				return nil, &fs.PathError{Op: "open", Path: l.path(pid, "stat").String(), Err: err}
			}
		}
	}
	w.files += p.files()
	w.processes[pid] = p
	return p, nil
}

func (p *watched) files() (n int) {
	for _, fd := range [...]int{p.stat, p.statm, p.pidfd} {
		if fd >= 0 {
			n++
		}
	}
	return n
}

func (p *watched) close() {
	for _, fd := range [...]int{p.stat, p.statm, p.pidfd} {
		if fd >= 0 {
			unix.Close(fd)
		}
	}
}

func (w *watch) drop(pid int) {
	p := w.processes[pid]
	w.files -= p.files()
	p.close()
	delete(w.processes, pid)
}

func (l *lister) update(p *watched) error {
	l.odd = nil
	defer func() { p.odd = l.odd }()
	i := &p.info
	start, known := i.start, !p.at.IsZero()
	full := i.Name
	i.Name = p.short
	if p.stat < 0 {
		if err := l.read(i); err != nil {
			return err
		}
		if known && i.start != start {
			known = false // the number is another process's now
		}
	} else if err := l.readKept(p, full); err != nil {
		return err
	}
	now, times := time.Now(), i.CPUTimes.User+i.CPUTimes.System
	i.CPUPercent = 0
	if known {
		i.CPUPercent = processPercent(times-p.times, now.Sub(p.at).Seconds(), 1)
	}
	p.at, p.times = now, times
	return nil
}

// readKept fills a row by descriptors that are open. full is the name that was
// found last time.
func (l *lister) readKept(p *watched, full string) error {
	i := &p.info
	data, err := l.b.readFD(p.stat, statPath, minRead/2)
	if err != nil {
		return err
	}
	if err := l.stat(i, data); err != nil {
		return err
	}
	if data, err = l.b.readFD(p.statm, statPath, minRead/2); err != nil {
		return err
	}
	if bad := i.statm(data); bad != nil {
		l.odd = leave(l.odd, in(l.path(i.PID, "statm"), bad))
	}
	uid := i.UID
	if p.pidfd >= 0 && !p.uidByStatus {
		if uid, err = userOf(p.pidfd); err != nil {
			p.uidByStatus = err != unix.ESRCH
			uid = i.UID
		}
	}
	if p.pidfd < 0 || p.uidByStatus {
		if uid, err = l.user(i.PID); err != nil {
			return err
		}
	}
	i.UID, i.Username = uid, l.h.username(uid)
	if i.Name == p.short && full != "" {
		i.Name = full
		return nil
	}
	p.short = i.Name
	return l.fullName(i)
}

// statPath stands in errors for a file that is open; they are looked at, not
// shown.
var statPath = newPath("/proc", "PID/stat")
