//go:build unix

package expect

import (
	"context"
	"errors"
	"os"
	"syscall"

	"github.com/creack/pty"
)

// politeSignals ask a program to end.
var politeSignals = []syscall.Signal{syscall.SIGHUP, syscall.SIGCONT, syscall.SIGINT}

// start opens a terminal and starts the program in it.
func (c *Child) start(ctx context.Context, path string, opts *SpawnOptions) error {
	rows, cols := opts.Rows, opts.Cols
	if rows == 0 {
		rows = 24
	}
	if cols == 0 {
		cols = 80
	}
	if err := checkSize(rows, cols); err != nil {
		return err
	}
	tty, slave, err := openTerminal()
	if err != nil {
		return &Error{Kind: ErrPexpect, Reason: "no terminal", Err: err}
	}
	defer slave.Close()
	// Both before the program starts, which might look at once.
	err = pty.Setsize(slave, &pty.Winsize{Rows: uint16(rows), Cols: uint16(cols)})
	if err == nil && opts.NoEcho {
		err = setEcho(slave, false)
	}
	if err != nil {
		return errors.Join(err, tty.close())
	}
	attr := &os.ProcAttr{Dir: opts.Dir, Env: opts.Env, Files: []*os.File{slave, slave, slave}, Sys: &syscall.SysProcAttr{}}
	if opts.SysProcAttr != nil {
		copied := *opts.SysProcAttr
		attr.Sys = &copied
	}
	attr.Sys.Setsid, attr.Sys.Setctty, attr.Sys.Ctty = true, true, 0
	if attr.Env == nil {
		attr.Env = os.Environ()
	}
	argv := c.args
	if opts.IgnoreSighup {
		// Go can run nothing between fork and exec. What a shell ignores, the
		// program that it becomes ignores.
		argv = append([]string{"sh", "-c", `trap "" HUP; exec "$@"`, "sh", path}, c.args[1:]...)
		path = "/bin/sh"
	}
	proc, err := os.StartProcess(path, argv, attr)
	if err != nil {
		return errors.Join(&Error{Kind: ErrPexpect, Reason: "cannot start " + c.command, Err: err}, tty.close())
	}
	c.tty = tty
	tty.drain = opts.WaitForHangup
	c.proc = watch(ctx, proc, tty.childEnded)
	if err := c.begin(ctx, tty, opts); err != nil {
		c.proc.signal(syscall.SIGKILL)
		c.proc.within(soon)
		return errors.Join(err, tty.close())
	}
	return nil
}
