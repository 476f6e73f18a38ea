package expect

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A PopenSpawn is a program at the end of two pipes, without a terminal:
// pexpect.popen_spawn.PopenSpawn. It works on Windows too.
type PopenSpawn struct {
	Session

	stdin *os.File
	proc  *process
}

// pipes are a program's standard input and output as one.
type pipes struct {
	*os.File // what it writes
	in       *os.File
}

func (p pipes) Write(b []byte) (int, error) { return p.in.Write(b) }

func (p pipes) SetWriteDeadline(t time.Time) error { return p.in.SetWriteDeadline(t) }

func (p pipes) Close() error { return errors.Join(p.File.Close(), ended(p.in.Close())) }

// ended forgets that a file was closed before.
func ended(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

// NewPopenSpawn starts a program whose standard output and error are read as
// one. The command is split as a POSIX shell would, unless opts has Args; no
// shell is involved. Of the options, what concerns terminals has no effect.
func NewPopenSpawn(ctx context.Context, command string, opts *SpawnOptions) (*PopenSpawn, error) {
	if opts == nil {
		opts = &SpawnOptions{}
	}
	args := append([]string{command}, opts.Args...)
	if len(opts.Args) == 0 {
		var err error
		if args, err = pytext.Split(command); err != nil {
			return nil, failed(ErrValue, err.Error())
		}
		if len(args) == 0 {
			return nil, failed(ErrPexpect, "The command was empty.")
		}
	}
	path := Which(args[0], opts.Env)
	if path == "" {
		var err error
		if path, err = exec.LookPath(args[0]); err != nil {
			return nil, &Error{Kind: ErrNotFound, Input: args[0], Reason: "No such file or directory: '" + args[0] + "'"}
		}
	}
	childIn, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer childIn.Close()
	out, childOut, err := os.Pipe()
	if err != nil {
		in.Close()
		return nil, err
	}
	defer childOut.Close()
	env := opts.Env
	if env == nil {
		env = os.Environ()
	}
	if ctx.Err() != nil {
		return nil, errors.Join(context.Cause(ctx), in.Close(), out.Close())
	}
	proc, err := os.StartProcess(path, args, &os.ProcAttr{Dir: opts.Dir, Env: env, Files: []*os.File{childIn, childOut, childOut}, Sys: opts.SysProcAttr})
	if err != nil {
		in.Close()
		out.Close()
		return nil, &Error{Kind: ErrPexpect, Reason: "cannot start " + path, Err: err}
	}
	c := &PopenSpawn{Session: Session{noDelay: true, lines: "\n"}, stdin: in}
	c.proc = watch(ctx, proc, func() {})
	c.self = func() string { return fmt.Sprintf("<*expect.PopenSpawn object at %p>", c) }
	if err := c.over(ctx, pipes{out, in}, &opts.SessionOptions, "End Of File (EOF)."); err != nil {
		c.proc.signal(syscall.SIGKILL)
		c.proc.within(soon)
		return nil, errors.Join(err, in.Close(), out.Close())
	}
	return c, nil
}

// PID is the program's process number.
func (c *PopenSpawn) PID() int { return c.process().id() }

// SendEOF closes the program's standard input.
func (c *PopenSpawn) SendEOF() error {
	if c == nil || c.stdin == nil {
		return notBegun()
	}
	return ended(c.stdin.Close())
}

// Kill sends a signal to the program, if it still runs.
func (c *PopenSpawn) Kill(signal syscall.Signal) error { return c.process().signal(signal) }

// IsAlive reports whether the program still runs.
func (c *PopenSpawn) IsAlive() bool { return c.process().alive(false) }

// Wait waits for the program to end and returns its exit status; ok is false
// when a signal ended it, and the status is then the signal's number, negative.
func (c *PopenSpawn) Wait() (status int, ok bool, err error) {
	if c.process() == nil {
		return 0, false, notBegun()
	}
	if err := c.proc.wait(c.ctx); err != nil {
		return 0, false, err
	}
	if sig, killed := c.SignalStatus(); killed {
		return -int(sig), false, nil
	}
	status, ok = c.ExitStatus()
	return status, ok, nil
}

// ExitStatus is the status that the program exited with; ok is false when it has
// not exited, as far as IsAlive, Wait or Close have found, or a signal ended it.
func (c *PopenSpawn) ExitStatus() (status int, ok bool) { return c.process().exitStatus() }

// SignalStatus is the signal that ended the program; ok is false when none did.
func (c *PopenSpawn) SignalStatus() (signal syscall.Signal, ok bool) {
	return c.process().signalStatus()
}

// Terminated reports whether IsAlive, Wait or Close have found that the program
// has ended.
func (c *PopenSpawn) Terminated() bool { return c.process().known() }

// Close closes the pipes and kills the program if it does not end by itself
// within DelayAfterClose. It may be called twice.
func (c *PopenSpawn) Close() error {
	if c == nil {
		return nil
	}
	if err := c.Session.Close(); err != nil {
		return err
	}
	if !c.proc.within(c.delayAfterClose()) {
		c.proc.signal(syscall.SIGKILL)
		if !c.proc.within(soon) {
			return failed(ErrPexpect, "Could not terminate the child.")
		}
	}
	return nil
}

// process is the program; nil when none was started.
func (c *PopenSpawn) process() *process {
	if c == nil {
		return nil
	}
	return c.proc
}
