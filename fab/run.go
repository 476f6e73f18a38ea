package fab

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// RunOptions are those of [Context.Run] and [Context.Sudo]. The zero value is as
// env says.
type RunOptions struct {
	// NoShell sends the command as it is, not to Env.Shell. NoShellEscape puts it
	// between the shell's quotes as it is.
	NoShell, NoShellEscape bool

	// NoPTY runs it without a terminal there, whatever Env.NoPTY says; PTY with one.
	NoPTY, PTY bool

	// CombineStderr puts both outputs into one, NoCombineStderr keeps them apart,
	// whatever Env.NoCombineStderr says. A terminal has one output.
	CombineStderr, NoCombineStderr bool

	// Quiet shows nothing and does not fail; WarnOnly does not fail.
	Quiet, WarnOnly bool

	// Stdout and Stderr are where output is shown instead of the context's. Its
	// lines have their prefixes there, unless Env.NoOutputPrefix is set.
	Stdout, Stderr io.Writer

	// Stdin is what the command reads instead of the context's terminal. It ends
	// with the command: what is not read by then is lost.
	Stdin io.Reader

	// Timeout is how long it may take; 0 is Env.CommandTimeout, NoTimeout no limit.
	Timeout time.Duration

	// CaptureBufferSize is how many bytes of output the result keeps, the last
	// ones; 0 is all.
	CaptureBufferSize int

	// User and Group are whom Sudo runs it as: names, or #number. "" is
	// Env.SudoUser, and that is root.
	User, Group string
}

// Run runs a command on the host, through a login shell, on a terminal there, and
// shows what it says. It is an error of kind [ErrFailed] when it fails, unless
// WarnOnly is set: then it is a warning, and the result says so.
//
// What is typed here goes to the command where Stdin is a terminal and no other host
// runs; else the command finds its input at its end at once.
//
// The terminal goes with the command: a process that it leaves behind is ended, nohup
// or not. [Context.Background] starts one that stays.
func (c *Context) Run(command string, opts *RunOptions) (*Result, error) {
	return c.run("run", command, opts)
}

// Sudo is [Context.Run] as another user, by sudo; the password it asks for is
// Env.SudoPasswords, SudoPassword, Passwords or Password, or asked for here. A wrong
// one is not tried again. Only sudo's own question gets it, and only while the
// command has not said anything else.
func (c *Context) Sudo(command string, opts *RunOptions) (*Result, error) {
	return c.run("sudo", command, opts)
}

func (c *Context) run(op, command string, opts *RunOptions) (*Result, error) {
	if err := c.ready(op); err != nil {
		return nil, err
	}
	var o RunOptions
	if opts != nil {
		o = *opts
	}
	if strings.TrimSpace(command) == "" {
		return nil, bad(op, command, "expected a command")
	}
	if err := c.needHost(op); err != nil {
		return nil, err
	}
	if o.Quiet {
		c = c.Quiet()
	} else if o.WarnOnly {
		c = c.WarnOnly()
	}
	e := c.Env
	w := wrapping{sudo: op == "sudo", noShell: o.NoShell || e.NoShell, noEscape: o.NoShellEscape}
	if w.sudo {
		w.user, w.group = or(o.User, e.SudoUser), o.Group
	}
	real, err := e.wrap(command, w)
	if err != nil {
		return nil, err
	}
	if strings.ContainsRune(real, 0) || strings.ContainsRune(w.user+w.group, 0) {
		// OpenSSH's server ends the connection over one.
		return nil, bad(op, command, "what goes around the command, or its user or group, holds a zero byte")
	}
	// sudo reads the password where the command reads its input. That cannot be ended
	// for the command before sudo has asked: the shell that sudo starts ends it.
	sent := real
	if w.sudo && !w.noShell && o.Stdin == nil && len(e.Prompts) == 0 && (c.session.input.terminal == nil || c.group) && e.posix() {
		w.noInput = true
		if sent, err = e.wrap(command, w); err != nil {
			return nil, err
		}
	}
	shown := command
	if c.shows(Debug) {
		shown = real
	}
	if c.shows(Running) || c.shows(Debug) {
		c.print.say(fmt.Sprintf("[%s] %s: %s\n", e.HostString, op, shown))
	}
	result := &Result{Command: command, RealCommand: real}
	if e.DryRun {
		return result, nil
	}
	began := time.Now()
	r, err := c.remote(op, sent, &o, w)
	result.Duration = time.Since(began)
	if r != nil {
		result.Stdout, result.Stderr, result.ReturnCode = r.stdout.text(), r.stderr.text(), r.status
	}
	if err != nil {
		result.Failed = true
		var own *Error
		if errors.As(err, &own) {
			if own.Result == nil && r != nil {
				own.Result = result
			}
			if own.Kind == ErrCommandTimeout {
				own.Input = command
				own.message = own.Reason + fmt.Sprintf("\n\nHost: %s\nRequested: %s\nExecuted: %s", e.HostString, command, real)
			}
		}
		return result, err
	}
	result.Failed = !e.okRetCode(result.ReturnCode)
	if result.Failed {
		return result, c.commandFailed(op, result)
	}
	return result, nil
}

// commandFailed is a warning or an error of a command that failed.
func (c *Context) commandFailed(op string, r *Result) error {
	f := &Error{
		Kind: ErrFailed, Op: op, Host: c.Env.HostString, Input: r.Command, Result: r,
		Reason: fmt.Sprintf("received nonzero return code %d", r.ReturnCode),
	}
	switch {
	case op == "local":
		f.Host = ""
		f.message = fmt.Sprintf("local() encountered an error (return code %d) while executing '%s'", r.ReturnCode, r.Command)
	case c.Env.WarnOnly:
		f.message = fmt.Sprintf("%s() received nonzero return code %d while executing '%s'!", op, r.ReturnCode, r.Command)
	default:
		f.message = fmt.Sprintf("%s() received nonzero return code %d while executing!\n\nRequested: %s\nExecuted: %s", op, r.ReturnCode, r.Command, r.RealCommand)
	}
	// What nobody has seen yet tells why.
	if !c.shows(Stdout) && r.Stdout != "" {
		f.blocks += block("Standard output", r.Stdout)
	}
	if !c.shows(Stderr) && r.Stderr != "" {
		f.blocks += block("Standard error", r.Stderr)
	}
	return c.fail(f)
}

func block(title, text string) string {
	const width = 79
	left := (width - len(title) - 2) / 2
	head := strings.Repeat("=", left) + " " + title + " " + strings.Repeat("=", width-left-len(title)-2)
	return "\n\n" + head + "\n\n" + text + "\n\n" + strings.Repeat("=", width)
}

// needHost makes sure that there is a host, and asks for one as Fabric does.
func (c *Context) needHost(op string) error {
	if c.Env.HostString != "" {
		return nil
	}
	if err := c.mayAsk("a host to connect to"); err != nil {
		return err
	}
	for c.Env.HostString == "" {
		c.print.append("No hosts found. Please specify (single) host string for connection: ")
		answer, err := c.session.input.line(c)
		if err != nil {
			c.print.append("\n")
			e := c.unanswered(op, err)
			var own *Error
			if errors.As(e, &own) && own.Kind == ErrPrompt {
				own.message = "No hosts found, and nobody to ask: give some by -H, or in env.hosts"
				own.Reason = own.message
			}
			return e
		}
		if answer = strings.TrimSpace(answer); answer != "" {
			c.Env.setHost(answer)
		}
	}
	return nil
}

// Background starts a command on the host that stays when the connection ends: with
// no terminal, no input and no output, in a session of its own. It returns the
// number of its process there. The options are those of Run; those of input and
// output do not count.
func (c *Context) Background(command string, opts *RunOptions) (pid int, err error) {
	if err := c.ready("background"); err != nil {
		return 0, err
	}
	if strings.TrimSpace(command) == "" {
		return 0, bad("background", command, "expected a command")
	}
	var o RunOptions
	if opts != nil {
		o = *opts
	}
	o.NoPTY, o.PTY, o.Stdin, o.CaptureBufferSize, o.NoShell, o.CombineStderr, o.NoCombineStderr = true, false, nil, 0, false, false, true
	r, err := c.Hide(Stdout).Run("setsid sh -c "+pytext.Quote(command)+" </dev/null >/dev/null 2>&1 & echo $!", &o)
	if err != nil || r.Failed || c.Env.DryRun {
		return 0, err
	}
	pid, err = strconv.Atoi(strings.TrimSpace(r.Stdout))
	if err != nil {
		return 0, &Error{Kind: ErrFailed, Op: "background", Host: c.Env.HostString, Input: command, Reason: "the shell did not say the process's number, but " + quoteLine(r.Stdout), Result: r}
	}
	return pid, nil
}
