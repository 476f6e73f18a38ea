package fab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// LocalOptions are those of [Context.Local].
type LocalOptions struct {
	// Capture keeps the output in the result instead of showing it.
	Capture bool

	// Shell is the program that runs the command, by -c; "" is /bin/sh, and on
	// Windows cmd.
	Shell string

	// Stdin is what the command reads instead of the context's input.
	Stdin io.Reader

	// Timeout is how long it may take; 0 is Env.CommandTimeout, NoTimeout no limit.
	Timeout time.Duration
}

// Local runs a command here, in the shell, in the directory of [Context.Lcd]. What
// it says is shown as it is, unless Capture is set. It fails as Run does.
func (c *Context) Local(command string, opts *LocalOptions) (*Result, error) {
	const op = "local"
	if err := c.ready(op); err != nil {
		return nil, err
	}
	var o LocalOptions
	if opts != nil {
		o = *opts
	}
	if strings.TrimSpace(command) == "" || strings.ContainsRune(command, 0) {
		return nil, bad(op, command, "expected a command")
	}
	e := c.Env.Clone()
	e.CWD, e.ShellEnv, e.Path = "", nil, "" // these are given to the process itself
	real := e.prefixed(command)
	if c.shows(Running) || c.shows(Debug) {
		c.print.say("[localhost] local: " + command + "\n")
	}
	result := &Result{Command: command, RealCommand: real}
	if e.DryRun {
		return result, nil
	}
	ctx, cancel := c.withLimit(op, c.commandLimit(o.Timeout))
	defer cancel()
	cmd := shellCommand(ctx, o.Shell, real)
	cmd.Dir = expandHome(e.LCWD)
	cmd.Env = c.localEnvironment()
	terminal := c.session.input.terminal != nil && !c.group && o.Stdin == nil
	ofItsOwn(cmd, !terminal)
	cmd.WaitDelay = killAfter
	switch {
	case o.Stdin != nil:
		cmd.Stdin = netctx.Reader(ctx, o.Stdin)
	default:
		// A file is the process's own; anything else is for prompts alone.
		if f, ok := c.session.input.src.(*os.File); ok && f != nil && !c.group {
			cmd.Stdin = f
		}
	}
	var stdout, stderr bytes.Buffer
	switch {
	case o.Capture:
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
	default:
		if c.shows(Stdout) {
			cmd.Stdout = c.directly(c.print.out)
		}
		if c.shows(Stderr) {
			cmd.Stderr = c.directly(c.print.err)
		}
	}
	began := time.Now()
	err := runWhole(ctx, cmd)
	result.Duration = time.Since(began)
	result.Stdout, result.Stderr = strings.TrimSpace(stdout.String()), strings.TrimSpace(stderr.String())
	result.ReturnCode = -1
	if cmd.ProcessState != nil {
		result.ReturnCode = cmd.ProcessState.ExitCode()
	}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		result.Failed = true
		failure := ended(ctx, op, "", ctx.Err())
		var own *Error
		if errors.As(failure, &own) && own.Kind == ErrCommandTimeout {
			own.Host, own.Input, own.Result = "", command, result
			own.message = own.Reason + fmt.Sprintf("\n\nRequested: %s", command)
		}
		return result, failure
	case err == nil, errors.As(err, &exit):
	case errors.Is(err, exec.ErrWaitDelay): // what it was to read has no end yet
	default:
		result.Failed = true
		return result, &Error{Kind: ErrFailed, Op: op, Input: command, Reason: "cannot be run", Err: err, Result: result}
	}
	result.Failed = !c.Env.okRetCode(result.ReturnCode)
	if result.Failed {
		return result, c.commandFailed(op, result)
	}
	return result, nil
}

// directly is a writer for a process: the file itself where it is one and nobody
// else writes, so that the process sees a terminal.
func (c *Context) directly(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && !c.group {
		c.print.say("")
		return f
	}
	return lockedWriter{c.print, w}
}

// localEnvironment is this process's, with what the env adds.
func (c *Context) localEnvironment() []string {
	env := os.Environ()
	if p := c.Env.Path; p != "" {
		p = expandHome(p)
		old := os.Getenv("PATH")
		separator := string(filepath.ListSeparator)
		switch PathBehavior(c.Env.PathBehavior) {
		case PrependPath:
			p += separator + old
		case ReplacePath:
		default:
			p = old + separator + p
		}
		env = append(env, "PATH="+p)
	}
	for name, value := range c.Env.ShellEnv {
		env = append(env, name+"="+value)
	}
	return env
}

// localPath is a path here, from the directory of Lcd.
func (c *Context) localPath(path string) string {
	path = expandHome(path)
	if c.Env.LCWD == "" || filepath.IsAbs(path) {
		return path
	}
	joined := filepath.Join(expandHome(c.Env.LCWD), path)
	if strings.HasSuffix(path, "/") {
		joined += "/"
	}
	return joined
}

func shellCommand(ctx context.Context, shell, line string) *exec.Cmd {
	if shell == "" {
		if shell = "/bin/sh"; os.PathSeparator == '\\' {
			return exec.CommandContext(ctx, "cmd", "/C", line)
		}
	}
	return exec.CommandContext(ctx, shell, "-c", line)
}
