package psutilx

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// A Popen is a program that was started with [NewPopen]: its Process, and the
// command that it was started by, which holds its pipes. It is psutil.Popen.
type Popen struct {
	*Process

	// Cmd is the command. Its own Wait, and Process.Wait and Kill of its
	// [os.Process], are left to the Popen.
	Cmd *exec.Cmd

	once   sync.Once
	closed chan struct{} // closed once its status is taken and its pipes are closed
	reaped error         // valid then
}

// drain is how much longer than a timeout the pipes of a program that has ended
// may take.
const drain = time.Second

// NewPopen starts a command: psutil.Popen. Whoever starts one calls
// [Popen.Wait] in the end, as with a command itself. A nil command is a
// [*ValueError]; the other errors are those of [exec.Cmd.Start]. It works on Linux,
// macOS and Windows.
func NewPopen(cmd *exec.Cmd) (*Popen, error) { return defaultHost.newPopen(cmd) }

func (h *Host) newPopen(cmd *exec.Cmd) (*Popen, error) {
	if cmd == nil {
		return nil, &ValueError{"there is no command to start"}
	}
	if err := only("processes", "linux", "darwin", "windows"); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p, err := h.NewProcess(cmd.Process.Pid)
	if err != nil {
		return nil, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	return &Popen{Process: p, Cmd: cmd}, nil
}

// Wait waits until the program has ended, as [Process.Wait] does, takes its
// status from the kernel, and closes its pipes: Popen.wait. That it ended with
// another code than 0 is no error. It works on Linux, macOS and Windows.
//
// What a pipe of the command is copied to, such as a [bytes.Buffer], is whole then.
// Where a program that it left behind holds such a pipe open, Wait ends with ctx,
// or a second after the timeout, with the errors of [Process.Wait]; a later Wait
// goes on.
func (p *Popen) Wait(ctx context.Context, timeout time.Duration) (*int, error) {
	if p == nil || p.Cmd == nil {
		return nil, &NoSuchProcessError{PID: -1, Msg: "no program was started"}
	}
	deadline := time.Now().Add(timeout + drain)
	if _, err := p.Process.Wait(ctx, timeout); err != nil {
		return nil, err
	}
	p.once.Do(func() {
		p.closed = make(chan struct{})
		go p.reap()
	})
	var late <-chan time.Time
	if timeout != NoTimeout {
		timer := time.NewTimer(time.Until(deadline))
		defer timer.Stop()
		late = timer.C
	}
	select {
	case <-p.closed:
		return p.ReturnCode(), p.reaped
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case <-late:
		return nil, p.expired(timeout)
	}
}

// reap takes the status of a program that has ended, and waits for its pipes.
func (p *Popen) reap() {
	defer close(p.closed)
	var failure *exec.ExitError
	if err := p.Cmd.Wait(); err != nil && !errors.As(err, &failure) {
		p.reaped = err
	}
	p.learn(exitOfState(p.Cmd.ProcessState))
}

// learn takes in how the process ended where that could not be seen before its
// status was taken.
func (p *Process) learn(exit exitStatus) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.exit != nil && !p.exit.known {
		p.exit = &exit
	}
}

// exitOfState is what a command was found to have ended with.
func exitOfState(s *os.ProcessState) exitStatus {
	if s == nil {
		return exitStatus{}
	}
	if status, ok := s.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitStatus{-int(status.Signal()), true}
	}
	return exitStatus{s.ExitCode(), true}
}
