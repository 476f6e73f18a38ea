package psutilx

import (
	"encoding/binary"
	"runtime"

	"golang.org/x/sys/unix"
)

// A diag asks the kernel for sockets. The zero diag asks nothing.
type diag struct {
	fd     int
	number uint32 // of the latest question
	open   bool
}

// newDiag asks about the network namespace of a process, given by its folder in
// /proc. It can do so only from the same namespace: the socket is of the
// namespace of this thread, which a program can change.
func newDiag(process string) (d diag) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var here, there unix.Stat_t
	if unix.Stat("/proc/thread-self/ns/net", &here) != nil || unix.Stat(process+"/ns/net", &there) != nil ||
		here.Ino != there.Ino || here.Dev != there.Dev {
		return diag{}
	}
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_SOCK_DIAG)
	return diag{fd: fd, open: err == nil}
}

func (d *diag) close() {
	if d.open {
		unix.Close(d.fd)
	}
	d.open = false
}

// list asks for the sockets of one kind. Where it is not ok, nothing is lost: the
// files of /proc have them too.
func (d *diag) list(b *buffer, t socketTable) (answer []byte, ok bool) {
	if !d.open {
		return nil, false
	}
	d.number++
	if _, err := unix.Write(d.fd, d.question(t)); err != nil {
		return nil, false
	}
	const datagram = 32 << 10 // the kernel makes none that are larger
	b.data = b.data[:0]
	for done := false; !done; {
		if cap(b.data)-len(b.data) < datagram {
			b.data = append(make([]byte, 0, 2*cap(b.data)+datagram), b.data...)
		}
		free := b.data[len(b.data):cap(b.data)]
		n, err := unix.Read(d.fd, free)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			d.close() // what is left of the answer must not answer the next question
			return nil, false
		}
		if done, ok = checkDiag(t, free[:n], d.number); !ok {
			d.close()
			return nil, false
		}
		b.data = b.data[:len(b.data)+n]
	}
	return b.data, true
}

// question is for all sockets of a kind that the files of /proc show.
func (d *diag) question(t socketTable) []byte {
	const inet, local = diagHead + 56, diagHead + 24
	size := inet
	if t.family == AFUnix {
		size = local
	}
	q := make([]byte, size)
	binary.NativeEndian.PutUint32(q, uint32(size))
	binary.NativeEndian.PutUint16(q[4:], diagByFam)
	binary.NativeEndian.PutUint16(q[6:], unix.NLM_F_REQUEST|unix.NLM_F_DUMP)
	binary.NativeEndian.PutUint32(q[8:], d.number)
	if t.family == AFUnix {
		const all, names, pending = 1<<32 - 1, 1 << 0, 1 << 3
		q[16] = unix.AF_UNIX
		binary.NativeEndian.PutUint32(q[20:], all)
		binary.NativeEndian.PutUint32(q[28:], names|pending)
		return q
	}
	protocol := byte(unix.IPPROTO_TCP)
	if t.typ == SockDgram {
		protocol = unix.IPPROTO_UDP
	}
	q[16], q[17] = byte(t.family), protocol
	const states = 1<<13 - 2 // all but sockets that are bound and do nothing
	binary.NativeEndian.PutUint32(q[20:], states)
	return q
}
