package psutilx

import (
	"context"
	"errors"
	"os/exec"
	"sync"
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
	reaped error
}

// NewPopen starts a command: psutil.Popen. Whoever starts one calls
// [Popen.Wait] in the end, as with a command itself.
func NewPopen(cmd *exec.Cmd) (*Popen, error) {
	if err := supported("processes"); err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p, err := NewProcess(cmd.Process.Pid)
	if err != nil {
		return nil, errors.Join(err, cmd.Process.Kill(), cmd.Wait())
	}
	return &Popen{Process: p, Cmd: cmd}, nil
}

// Wait waits until the program has ended, as [Process.Wait] does, takes its
// status from the kernel, and closes its pipes: Popen.wait. That it ended with
// another code than 0 is no error.
func (p *Popen) Wait(ctx context.Context, timeout time.Duration) (*int, error) {
	code, err := p.Process.Wait(ctx, timeout)
	if err != nil {
		return nil, err
	}
	p.once.Do(func() {
		var failure *exec.ExitError
		if err := p.Cmd.Wait(); err != nil && !errors.As(err, &failure) {
			p.reaped = err
		}
	})
	return code, p.reaped
}
