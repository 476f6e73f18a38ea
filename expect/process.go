package expect

import (
	"context"
	"errors"
	"os"
	"sync"
	"syscall"
	"time"
)

// soon bounds the wait for what the system does without delay.
const soon = time.Second

// A process is a program that has been started. A goroutine waits for its end,
// so that it never stays a zombie; what it ended with is told once somebody has
// asked whether it lives, as in the original.
type process struct {
	pid  int
	proc *os.Process
	done chan struct{} // closed once the process has been waited for
	end  syscall.WaitStatus
	err  error

	mu    sync.Mutex
	asked bool
}

// newProcess watches over a process and calls ended when it has ended.
func newProcess(p *os.Process, ended func()) *process {
	c := &process{pid: p.Pid, proc: p, done: make(chan struct{})}
	go func() {
		state, err := p.Wait()
		if err == nil {
			c.end, _ = state.Sys().(syscall.WaitStatus)
		}
		c.err = err
		close(c.done)
		ended()
	}()
	return c
}

// watch is newProcess, where the end of a context kills the process.
func watch(ctx context.Context, p *os.Process, ended func()) *process {
	release := func() bool { return true }
	ready := make(chan struct{})
	c := newProcess(p, func() {
		<-ready
		release()
		ended()
	})
	release = context.AfterFunc(ctx, func() { c.signal(syscall.SIGKILL) })
	close(ready)
	return c
}

// id is the process number; 0 where no process was started.
func (c *process) id() int {
	if c == nil {
		return 0
	}
	return c.pid
}

// note remembers that the end has been seen.
func (c *process) note() {
	c.mu.Lock()
	c.asked = true
	c.mu.Unlock()
}

// known tells whether the end has been seen.
func (c *process) known() bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// alive tells whether the process runs. After the end of its output it is about
// to end, if it has not.
func (c *process) alive(ending bool) bool {
	if c == nil {
		return false
	}
	if !ending && !exited(c.pid) {
		select {
		case <-c.done:
		default:
			return true
		}
	}
	return !c.within(soon) // if it has exited, the goroutine is on its way
}

// within waits for the end, but not for ever.
func (c *process) within(d time.Duration) bool {
	if c == nil {
		return true
	}
	select {
	case <-c.done:
		c.note()
		return true
	default:
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-c.done:
		c.note()
		return true
	case <-timer.C:
		return false
	}
}

func (c *process) wait(ctx context.Context) error {
	select {
	case <-c.done:
	case <-ctx.Done():
		select {
		case <-c.done:
		case <-time.After(soon): // the context kills it
			return context.Cause(ctx)
		}
	}
	c.note()
	return c.err
}

func (c *process) exitStatus() (int, bool) {
	if !c.known() || !c.end.Exited() {
		return 0, false
	}
	return c.end.ExitStatus(), true
}

func (c *process) signalStatus() (syscall.Signal, bool) {
	if !c.known() || !c.end.Signaled() {
		return 0, false
	}
	return c.end.Signal(), true
}

// signal sends a signal. One that has ended is left alone: its number may be
// another's by now.
func (c *process) signal(sig syscall.Signal) error {
	if c == nil {
		return notBegun()
	}
	if err := c.proc.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	return nil
}
