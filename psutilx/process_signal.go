package psutilx

import (
	"fmt"
	"syscall"
)

// SendSignal sends a signal to the process: Process.send_signal. It cannot reach
// a process that has got the number since: it goes through a descriptor that the
// kernel has bound to the process, where there is such a thing (Linux 5.3). It
// works on Linux; on macOS, which has no such descriptor, where the process is
// looked at right before; and on Windows, where SIGTERM and SIGKILL end the
// process and all other signals are a [*ValueError].
func (p *Process) SendSignal(sig syscall.Signal) error {
	p = p.real()
	return p.signal(sig)
}

// Suspend stops the process until [Process.Resume], with SIGSTOP:
// Process.suspend. It works on Linux, macOS and Windows.
func (p *Process) Suspend() error {
	p = p.real()
	return p.signal(sigStop)
}

// Resume lets the process go on, with SIGCONT: Process.resume. It works on
// Linux, macOS and Windows.
func (p *Process) Resume() error {
	p = p.real()
	return p.signal(sigCont)
}

// Terminate asks the process to end, with SIGTERM: Process.terminate. It works
// on Linux, macOS and Windows. On Windows it is as Kill.
func (p *Process) Terminate() error {
	p = p.real()
	return p.signal(syscall.SIGTERM)
}

// Kill ends the process, with SIGKILL: Process.kill. It works on Linux, macOS
// and Windows. The code of a process that was ended on Windows is 15, as by
// psutil.
func (p *Process) Kill() error {
	p = p.real()
	return p.signal(syscall.SIGKILL)
}

// local returns an error where the numbers of processes are of another machine,
// or of another view of this one, so that they mean other processes here.
func (p *Process) local() error {
	if proc := p.host.proc(); proc != "/proc" {
		return fmt.Errorf("%w: process %d is one of %s", ErrNotSupported, p.pid, proc)
	}
	return nil
}

// ask asks the kernel something about the process by its number.
func (p *Process) ask(f func() error) error {
	if err := p.local(); err != nil {
		return err
	}
	return p.failed(f())
}
