package psutilx

import (
	"cmp"
	"errors"
	"io/fs"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// system is how a Linux host is read: paths that are joined once, and buffers
// that are kept, so that a reading allocates nothing.
type system struct {
	once  sync.Once
	paths struct {
		meminfo, vmstat, zoneinfo, stat, diskstats, netDev, cpuinfo, loadavg path
		block, online                                                        path
	}

	mu   sync.Mutex
	free []*buffer

	kept *keptFiles // of a Monitor

	// What tests change: kernels without descriptors of processes, platforms that
	// do not tell how a child ended, and how many processes are worth a goroutine.
	openPidfd   func(pid int) (int, error)
	lookAtChild func(pid int) exitStatus
	perReader   int
}

// A path ends in a NUL byte, as the kernel wants it.
type path []byte

func newPath(root, name string) path { return path(root + "/" + name + "\x00") }

func (p path) String() string { return string(p[:len(p)-1]) }

// A buffer is what one reading works with.
type buffer struct {
	data  []byte
	disks []counted[diskCounters]
	nics  []counted[nicCounters]
	name  []byte
	most  int // bytes of a file; 0 means maxRead
}

const (
	minRead     = 4096    // what a single read asks for at least
	plausible   = 1 << 16 // of a file that is not looked at closer: devices are longer
	maxRead     = 1 << 28 // more than any kernel file: 300,000 mappings, two million connections
	keptBuffers = 4       // readings at the same time that find a buffer
	keptSize    = 1 << 22 // of a buffer that is kept
)

func (h *Host) init() {
	h.once.Do(func() {
		proc, sys := h.proc(), h.sys()
		p := &h.paths
		p.meminfo, p.vmstat, p.zoneinfo = newPath(proc, "meminfo"), newPath(proc, "vmstat"), newPath(proc, "zoneinfo")
		p.stat, p.cpuinfo, p.loadavg = newPath(proc, "stat"), newPath(proc, "cpuinfo"), newPath(proc, "loadavg")
		p.diskstats, p.netDev = newPath(proc, "diskstats"), newPath(proc, "net/dev")
		p.block, p.online = newPath(sys, "block"), newPath(sys, "devices/system/cpu/online")
	})
}

func (h *Host) proc() string {
	if h.Proc == "" {
		return "/proc"
	}
	return h.Proc
}

func (h *Host) sys() string {
	if h.Sys == "" {
		return "/sys"
	}
	return h.Sys
}

// buffer lends a buffer out; keep takes it back.
func (h *Host) buffer() *buffer {
	h.init()
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.free); n > 0 {
		b := h.free[n-1]
		h.free = h.free[:n-1]
		return b
	}
	return &buffer{data: make([]byte, 0, 2*minRead)}
}

func (h *Host) keep(b *buffer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.free) < keptBuffers && cap(b.data) <= keptSize {
		h.free = append(h.free, b)
	}
}

// read reads a whole file. What it returns is the buffer's, until the next read.
func (b *buffer) read(p path) ([]byte, error) {
	fd, err := open(p)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: p.String(), Err: err}
	}
	defer unix.Close(fd)
	return b.readFD(fd, p, 0)
}

// readShort reads a file of short lines: the kernel ends a read before the end of
// such a file only where the next line might not fit into a page.
func (b *buffer) readShort(p path) ([]byte, error) {
	fd, err := open(p)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: p.String(), Err: err}
	}
	defer unix.Close(fd)
	return b.readFD(fd, p, minRead/2)
}

// readFD reads from the start of a file to its end. What is shorter than short
// and than what was asked for is known to be all.
func (b *buffer) readFD(fd int, p path, short int) ([]byte, error) {
	b.data = b.data[:0]
	checked := false
	for {
		if cap(b.data)-len(b.data) < minRead {
			b.data = append(make([]byte, 0, 2*cap(b.data)+minRead), b.data...)
		}
		n, err := unix.Pread(fd, b.data[len(b.data):cap(b.data)], int64(len(b.data)))
		if err == unix.EINTR {
			continue
		}
		if err == nil && !checked && (n == 0 && len(b.data) == 0 || len(b.data) > plausible) {
			err, checked = checkRegular(fd), true
		} else if err == unix.ESPIPE {
			err = errNotRegular
		}
		if err != nil {
			return nil, &fs.PathError{Op: "read", Path: p.String(), Err: err}
		}
		b.data = b.data[:len(b.data)+n]
		if len(b.data) > cmp.Or(b.most, maxRead) {
			return nil, &fs.PathError{Op: "read", Path: p.String(), Err: errTooLong}
		}
		if n == 0 || len(b.data) < short {
			return b.data, nil
		}
	}
}

var atCWD = unix.AT_FDCWD // a negative constant does not convert to uintptr

var (
	errNotRegular = errors.New("not a regular file")
	errTooLong    = errors.New("longer than any file of the kernel")
)

// checkRegular tells whether a file is one. Where the folders of a Host are not
// the kernel's, a device may stand in its place, of which a reading would have no
// end; what cannot be read at an offset, such as a pipe, fails by itself.
func checkRegular(fd int) error {
	var s unix.Stat_t
	if err := unix.Fstat(fd, &s); err != nil {
		return err
	}
	if s.Mode&unix.S_IFMT != unix.S_IFREG {
		return errNotRegular
	}
	return nil
}

// open is open(2) without the copy of the path that unix.Open makes. It does not
// wait for a writer of a FIFO.
func open(p path) (int, error) {
	for {
		fd, _, errno := unix.Syscall6(unix.SYS_OPENAT, uintptr(atCWD), uintptr(unsafe.Pointer(&p[0])),
			unix.O_RDONLY|unix.O_CLOEXEC|unix.O_NONBLOCK|unix.O_NOCTTY, 0, 0, 0)
		if errno == 0 {
			return int(fd), nil
		}
		if errno != unix.EINTR {
			return -1, errno
		}
	}
}

// exists is access(2) for F_OK without a copy of the path.
func exists(p path) bool {
	_, _, errno := unix.Syscall6(unix.SYS_FACCESSAT, uintptr(atCWD), uintptr(unsafe.Pointer(&p[0])), 0, 0, 0, 0)
	return errno == 0
}

// in names the file in which a parser found what it did not want.
func in(p path, err *ParseError) error {
	if err == nil {
		return nil
	}
	err.Path = p.String()
	return err
}

// Files of processes are read by several goroutines when there are many: nearly
// all of the time is the kernel's, which writes each anew.

const (
	maxReaders = 4
	perReader  = 50 // processes that are worth a goroutine
)

// handOut hands the processes out in as many parts as there are readers, in order,
// each with a buffer of its own.
func (h *Host) handOut(readers int, pids []int, f func(part int, b *buffer, pids []int)) {
	var all sync.WaitGroup
	for part := 1; part < readers; part++ {
		all.Go(func() { h.readPart(part, readers, pids, f) })
	}
	h.readPart(0, readers, pids, f)
	all.Wait()
}

func (h *Host) readPart(part, readers int, pids []int, f func(int, *buffer, []int)) {
	b := h.buffer()
	defer h.keep(b)
	f(part, b, pids[part*len(pids)/readers:(part+1)*len(pids)/readers])
}

// readers is how many goroutines read so many processes.
func (h *Host) readers(processes int) int {
	return max(1, min(runtime.GOMAXPROCS(0), maxReaders, processes/cmp.Or(h.perReader, perReader)))
}
