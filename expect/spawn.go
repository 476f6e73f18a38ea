package expect

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// SpawnOptions say how to start a program. The zero value of each field is the
// original's default.
type SpawnOptions struct {
	SessionOptions

	// Args are the program's arguments. When there are none, the command is
	// split as [SplitCommandLine] does.
	Args []string

	// Dir is the folder that the program begins in: cwd. Empty is the current
	// one.
	Dir string

	// Env is the program's environment, as "NAME=value". Nil is that of this
	// process.
	Env []string

	// IgnoreSighup has the program ignore SIGHUP, which closing its terminal
	// sends. A shell sets that up and then becomes the program.
	IgnoreSighup bool

	// NoEcho turns the terminal's echo off before the program starts: echo=False.
	NoEcho bool

	// Rows and Cols are the terminal's size: dimensions. Zero is 24 rows, and 80
	// columns; the most is 65535.
	Rows, Cols int

	// WaitForHangup has EOF mean that nobody has the terminal open any more.
	// Otherwise, as in the original, EOF comes once the program has ended and
	// what it wrote has been read, though programs that it left behind may write
	// on.
	WaitForHangup bool

	// SysProcAttr is added to what starting in a terminal needs, for credentials
	// and the like. It stands where the original has preexec_fn.
	SysProcAttr *syscall.SysProcAttr
}

// String shows the options without their secrets.
func (o SpawnOptions) String() string {
	return fmt.Sprintf("{SessionOptions:%v Args:%q Dir:%q Env:%q IgnoreSighup:%t NoEcho:%t Rows:%d Cols:%d WaitForHangup:%t SysProcAttr:%+v}",
		o.SessionOptions, o.Args, o.Dir, o.Env, o.IgnoreSighup, o.NoEcho, o.Rows, o.Cols, o.WaitForHangup, o.SysProcAttr)
}

// A Child is a program in a terminal of its own: pexpect.spawn.
type Child struct {
	Session

	command string
	args    []string
	proc    *process
	tty     *terminal

	mu sync.Mutex // of closing
}

// Spawn starts a program in a new terminal. The command is a program's name or
// path and, unless opts has Args, its arguments; there is no shell, so nothing
// in it is expanded. A nil opts is the defaults.
//
// When the context ends, the program is killed and whoever waits for it gets the
// cause that the context has. Close must be called in any case.
func Spawn(ctx context.Context, command string, opts *SpawnOptions) (*Child, error) {
	if opts == nil {
		opts = &SpawnOptions{}
	}
	args := append([]string{command}, opts.Args...)
	if len(opts.Args) == 0 {
		if args = SplitCommandLine(command); len(args) == 0 {
			return nil, failed(ErrPexpect, "The command was empty.")
		}
	}
	path := Which(args[0], opts.Env)
	if path == "" {
		return nil, &Error{Kind: ErrNotFound, Input: args[0], Reason: "The command was not found or was not executable: " + args[0] + "."}
	}
	args[0] = path
	if opts.Dir != "" {
		// The folder is changed to before the program is looked up.
		abs, err := filepath.Abs(path)
		if err != nil {
			return nil, err
		}
		if info, err := os.Stat(opts.Dir); err != nil {
			return nil, &Error{Kind: ErrPexpect, Reason: "cannot start in folder " + opts.Dir, Err: err}
		} else if !info.IsDir() {
			return nil, failed(ErrPexpect, "cannot start in folder "+opts.Dir+": not a folder")
		}
		path = abs
	}
	c := &Child{command: path, args: args}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := c.start(ctx, path, opts); err != nil {
		return nil, err
	}
	return c, nil
}

// begin makes the session, once the program runs.
func (c *Child) begin(ctx context.Context, src source, opts *SpawnOptions) error {
	c.self = c.String
	return c.init(ctx, src, opts.SessionOptions)
}

// Command is the path of the program that was started.
func (c *Child) Command() string {
	if c == nil {
		return ""
	}
	return c.command
}

// Args are the program's path and arguments.
func (c *Child) Args() []string {
	if c == nil {
		return nil
	}
	return append([]string(nil), c.args...)
}

// PID is the program's process number, which is also that of its process group
// and session.
func (c *Child) PID() int { return c.process().id() }

// Name is how the original names a child: "<" and its command line.
func (c *Child) Name() string { return "<" + strings.Join(c.Args(), " ") + ">" }

// IsAlive reports whether the program still runs. Its end does not mean that all
// of its output has been read.
func (c *Child) IsAlive() bool { return c.process().alive(c != nil && c.flagEOF) }

// Wait waits for the program to end and returns its exit status; ok is false
// when a signal ended it. A program that cannot write because nobody reads does
// not end: read to EOF first.
func (c *Child) Wait() (status int, ok bool, err error) {
	if c.process() == nil {
		return 0, false, notBegun()
	}
	if err := c.proc.wait(c.ctx); err != nil {
		return 0, false, err
	}
	status, ok = c.ExitStatus()
	return status, ok, nil
}

// ExitStatus is the status that the program exited with; ok is false when it has
// not exited, as far as IsAlive, Wait or Close have found, or a signal ended it.
func (c *Child) ExitStatus() (status int, ok bool) { return c.process().exitStatus() }

// SignalStatus is the signal that ended the program; ok is false when none did,
// as far as IsAlive, Wait or Close have found.
func (c *Child) SignalStatus() (signal syscall.Signal, ok bool) { return c.process().signalStatus() }

// Kill sends a signal to the program, if it still runs.
func (c *Child) Kill(signal syscall.Signal) error { return c.process().signal(signal) }

// Terminated reports whether IsAlive, Wait or Close have found that the program
// has ended.
func (c *Child) Terminated() bool { return c.process().known() }

// TerminateOptions say how far Terminate goes.
type TerminateOptions struct {
	Force bool // end with SIGKILL
}

// Terminate asks the program to end, with SIGHUP, SIGCONT and SIGINT in turn,
// and with SIGKILL if opts has Force, waiting DelayAfterTerminate after each. It
// reports whether the program has ended. A nil opts is the defaults.
func (c *Child) Terminate(opts *TerminateOptions) bool {
	signals := politeSignals
	if opts != nil && opts.Force {
		signals = append(append([]syscall.Signal(nil), signals...), syscall.SIGKILL)
	}
	if !c.process().alive(false) {
		return true
	}
	for _, sig := range signals {
		if err := c.proc.signal(sig); err != nil {
			return !c.proc.alive(false)
		}
		if c.proc.within(c.delayAfterTerminate()) {
			return true
		}
	}
	return false
}

// Close closes the terminal, which tells the program to hang up, and ends the
// program if it does not end by itself, with SIGKILL in the end. It may be called
// twice, and wakes who waits in another goroutine.
func (c *Child) Close() error { return c.CloseWith(nil) }

// CloseOptions say how far Close goes.
type CloseOptions struct {
	NoForce bool // do not kill: force=False in the original
}

// CloseWith is [Child.Close] with options. With NoForce an error tells that the
// program still runs. A nil opts is the defaults.
func (c *Child) CloseWith(opts *CloseOptions) error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.Session.Close(); err != nil {
		return err
	}
	force := &TerminateOptions{Force: opts == nil || !opts.NoForce}
	if !c.proc.within(c.delayAfterClose()) && !c.Terminate(force) {
		return failed(ErrPexpect, "Could not terminate the child.")
	}
	return nil
}

// String is the state of the child in the original's words and order, as errors
// show it.
func (c *Child) String() string {
	if c == nil {
		return "<*expect.Child object at 0x0>"
	}
	exit := "None"
	if status, ok := c.ExitStatus(); ok {
		exit = fmt.Sprint(status)
	}
	return c.dump(fmt.Sprintf("<*expect.Child object at %p>", c), c.command, c.args, exit, c.PID(), c.ChildFD())
}

// process is the program; nil when none was started.
func (c *Child) process() *process {
	if c == nil {
		return nil
	}
	return c.proc
}
