package psutilx

import (
	"context"
	"encoding/binary"
	"errors"
	"os"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/netctx"
)

const (
	sigStop = syscall.SIGSTOP
	sigCont = syscall.SIGCONT
)

// pidfd opens a descriptor of a process.
func (h *Host) pidfd(pid int) (int, error) {
	if h.openPidfd != nil {
		return h.openPidfd(pid)
	}
	return unix.PidfdOpen(pid, unix.PIDFD_NONBLOCK)
}

// bind returns a descriptor that the kernel has bound to the process. It is nil
// where there is no such thing: on kernels before 5.10, and for a thread.
func (p *Process) bind() (*os.File, error) {
	if err := p.local(); err != nil {
		return nil, err
	}
	fd, err := p.host.pidfd(p.pid)
	if err == unix.ESRCH {
		p.setGone()
		return nil, p.sure()
	}
	var f *os.File
	if err == nil {
		f = os.NewFile(uintptr(fd), "pidfd")
	}
	// The descriptor may be one of a process that has got the number. That the
	// process is still there now says that it had the number then.
	if err := p.sure(); err != nil {
		if f != nil {
			f.Close()
		}
		return nil, err
	}
	return f, nil
}

// onFD calls a function with the descriptor's number.
func onFD(f *os.File, do func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := conn.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}

func (p *Process) signal(sig syscall.Signal) error {
	f, err := p.bind()
	if err != nil {
		return err
	}
	if f != nil {
		defer f.Close()
		err = onFD(f, func(fd int) error { return unix.PidfdSendSignal(fd, sig, nil, 0) })
	}
	if f == nil || err == unix.ENOSYS {
		err = unix.Kill(p.pid, sig)
	}
	if err == unix.ESRCH {
		p.setGone()
	}
	if err == unix.EINVAL {
		return &ValueError{"invalid signal " + sig.String()}
	}
	return p.failed(err)
}

// change does something to the process by its number, for which the kernel has
// no other way. The process had the number before and, unless an error tells,
// after it, and so in between. A process that ends, is waited for, and has its
// number given out anew, all within that one call, is beyond us.
func (p *Process) change(f func() error) error {
	bound, err := p.bind()
	if err != nil {
		return err
	}
	if bound != nil {
		defer bound.Close()
	}
	if err := f(); err != nil {
		return p.failed(err)
	}
	return p.sure()
}

// await waits for the process to end.
func (p *Process) await(ctx context.Context, timeout time.Duration) (exitStatus, error) {
	if ctx.Err() != nil {
		return exitStatus{}, netctx.Err(ctx, ctx.Err())
	}
	f, err := p.bind()
	if errors.Is(err, ErrNoSuchProcess) {
		return exitStatus{}, nil
	}
	if err != nil {
		return exitStatus{}, err
	}
	if f == nil {
		return p.poll(ctx, timeout)
	}
	defer f.Close()
	if timeout == 0 {
		err := onFD(f, func(fd int) error {
			if !hasEnded(fd) {
				return p.expired(timeout)
			}
			return nil
		})
		if err != nil {
			return exitStatus{}, err
		}
	} else if err := p.awaitFD(ctx, f, timeout); err != nil {
		return exitStatus{}, err
	}
	var exit exitStatus
	err = onFD(f, func(fd int) error { exit = exitOf(unix.P_PIDFD, fd); return nil })
	return exit, err
}

// awaitFD sleeps in the runtime's poller until the process has ended.
func (p *Process) awaitFD(ctx context.Context, f *os.File, timeout time.Duration) error {
	if timeout > 0 {
		if err := f.SetReadDeadline(time.Now().Add(timeout)); err != nil {
			return err
		}
	}
	stop := context.AfterFunc(ctx, func() { f.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	err = conn.Read(func(fd uintptr) bool { return hasEnded(int(fd)) })
	if errors.Is(err, os.ErrDeadlineExceeded) {
		if ctx.Err() != nil {
			return netctx.Err(ctx, ctx.Err())
		}
		return p.expired(timeout)
	}
	return err
}

// hasEnded asks without waiting whether the process of a descriptor has ended.
func hasEnded(fd int) bool {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
	for {
		n, err := unix.Poll(fds, 0)
		if err != unix.EINTR {
			return err == nil && n > 0
		}
	}
}

// exitOf looks how a child ended, and leaves it to be waited for.
func exitOf(kind, id int) exitStatus {
	var info unix.Siginfo
	for {
		err := unix.Waitid(kind, id, &info, unix.WEXITED|unix.WNOWAIT|unix.WNOHANG, nil)
		if err == unix.EINTR {
			continue
		}
		if err != nil || info.Signo == 0 {
			return exitStatus{} // no child of ours, or somebody else has waited for it
		}
		break
	}
	// The status comes after number and user of the process, which begin where a
	// pointer may begin.
	raw := unsafe.Slice((*byte)(unsafe.Pointer(&info)), unsafe.Sizeof(info))
	const word = unsafe.Sizeof(uintptr(0))
	at := (3*4+word-1)&^(word-1) + 8
	status := int(int32(binary.NativeEndian.Uint32(raw[at:])))
	const exited = 1 // CLD_EXITED; other codes are of signals
	if info.Code != exited {
		status = -status
	}
	return exitStatus{status, true}
}

// childStatus looks how a child of this program ended.
func (p *Process) childStatus() exitStatus {
	if p.host.lookAtChild != nil {
		return p.host.lookAtChild(p.pid)
	}
	return exitOf(unix.P_PID, p.pid)
}

// signalName is how Python's signal.Signals calls it: of the real-time signals
// that the C library leaves to programs, the first and the last have names.
func signalName(sig int) string {
	switch sig {
	case 34:
		return "SIGRTMIN"
	case 64:
		return "SIGRTMAX"
	}
	return unix.SignalName(unix.Signal(sig))
}
