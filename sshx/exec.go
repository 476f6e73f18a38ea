package sshx

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// ExecOptions say how a command runs. Nil is the same as the zero value.
type ExecOptions struct {
	// PTY runs the command on a terminal: its streams are one then, its lines end
	// with \r\n, and closing the channel hangs it up. Nil runs it without.
	PTY *PTY

	// Environment sets variables, as far as the server takes them; see
	// [Channel.RefusedEnvironment].
	Environment map[string]string

	// Timeout bounds each wait for output. The context bounds the whole command.
	Timeout time.Duration

	// CombineStderr sends standard error where standard output goes.
	CombineStderr bool

	// ForwardAgent lets the command use the agent of [Transport.ForwardAgent].
	ForwardAgent bool

	// MaxBuffer is how many bytes of output are kept: of [SSHClient.Run] all that the
	// command writes, and of a channel what nobody reads while somebody waits for
	// something else. Both streams count together. Beyond it the command ends, with
	// [ErrBufferFull]. Zero means 256 MB.
	MaxBuffer int64

	// Stdin is sent to the command by [SSHClient.Run]. Nil is empty.
	Stdin io.Reader
}

// ExecCommand runs a command and returns its three streams, while it runs. The
// server's shell reads the command. The end of the context, also later, ends the
// remote process: TERM, then KILL. Reading one stream to its end never waits for
// somebody to read the other.
func (c *SSHClient) ExecCommand(ctx context.Context, command string, opts *ExecOptions) (stdin, stdout, stderr *ChannelFile, err error) {
	t, err := c.connected("exec")
	if err != nil {
		return nil, nil, nil, err
	}
	ch, err := t.open(ctx, opts)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := ch.ExecCommand(ctx, command); err != nil {
		ch.Close()
		return nil, nil, nil, err
	}
	return ch.Stdin(), ch.Stdout(), ch.Stderr(), nil
}

// InvokeShell starts the user's shell on a terminal, that of opts.PTY or Python's
// usual one.
func (c *SSHClient) InvokeShell(ctx context.Context, opts *ExecOptions) (*Channel, error) {
	t, err := c.connected("shell")
	if err != nil {
		return nil, err
	}
	var o ExecOptions
	if opts != nil {
		o = *opts
	}
	if o.PTY == nil {
		o.PTY = &PTY{}
	}
	ch, err := t.open(ctx, &o)
	if err != nil {
		return nil, err
	}
	if err := ch.InvokeShell(ctx); err != nil {
		ch.Close()
		return nil, err
	}
	return ch, nil
}

// open opens a session and prepares it.
func (t *Transport) open(ctx context.Context, opts *ExecOptions) (*Channel, error) {
	if opts == nil {
		opts = &ExecOptions{}
	}
	if opts.MaxBuffer < 0 || opts.Timeout < 0 {
		return nil, &Error{Kind: ErrInvalid, Op: "exec", Reason: fmt.Sprintf("MaxBuffer of %d bytes, Timeout of %v; expected none below zero", opts.MaxBuffer, opts.Timeout)}
	}
	ch, err := t.OpenSession(ctx)
	if err != nil {
		return nil, err
	}
	prepare := func() error {
		if opts.MaxBuffer > 0 {
			ch.in.mu.Lock()
			ch.in.most = opts.MaxBuffer
			ch.in.mu.Unlock()
		}
		ch.SetTimeout(opts.Timeout)
		if opts.CombineStderr {
			ch.SetCombineStderr(true)
		}
		if opts.PTY != nil {
			if err := ch.GetPTY(ctx, opts.PTY); err != nil {
				return err
			}
		}
		if opts.ForwardAgent {
			if err := ch.RequestForwardAgent(ctx); err != nil {
				return err
			}
		}
		return ch.UpdateEnvironment(ctx, opts.Environment)
	}
	if err := prepare(); err != nil {
		ch.Close()
		return nil, err
	}
	return ch, nil
}

// A Result is what a command left.
type Result struct {
	Stdout, Stderr     []byte
	ExitStatus         int      // -1 where a signal ended it, or the server did not say
	ExitSignal         string   // such as "TERM", or ""
	RefusedEnvironment []string // variables that the server did not take
}

// OK reports whether the status is 0.
func (r *Result) OK() bool { return r != nil && r.ExitStatus == 0 }

// String is the standard output without its last end of line.
func (r *Result) String() string {
	if r == nil {
		return ""
	}
	return strings.TrimSuffix(string(r.Stdout), "\n")
}

// Run runs a command to its end. A status that is not 0 is no error. Where there is
// an error, the result has what came before it. Output of more than
// [ExecOptions.MaxBuffer] is one, of kind [ErrBufferFull]: read the streams of
// [SSHClient.ExecCommand] where a command may write more than memory should hold.
func (c *SSHClient) Run(ctx context.Context, command string, opts *ExecOptions) (*Result, error) {
	in, out, errs, err := c.ExecCommand(ctx, command, opts)
	if err != nil {
		return &Result{ExitStatus: -1}, err
	}
	ch := in.Channel()
	feeding, stop := context.WithCancel(ctx)
	fed := make(chan struct{})
	defer func() {
		stop()
		ch.Close()
		// A server that reads nothing and closes nothing holds a write as long as the
		// connection stands. It does not hold us.
		late := time.NewTimer(partingWords)
		defer late.Stop()
		select {
		case <-fed:
		case <-late.C:
		}
	}()
	go func() {
		defer close(fed)
		if opts != nil && opts.Stdin != nil {
			// What the command does not read is no error; it may end before.
			io.Copy(in, netctx.Reader(feeding, opts.Stdin))
		}
		in.Close()
	}()
	kept := &room{size: cmp.Or(maxBuffer(opts), defaultMaxBuffer), full: ch.fail}
	var stdout, stderr bytes.Buffer
	var errOut, errErr error
	var readers sync.WaitGroup
	readers.Go(func() { _, errErr = stderr.ReadFrom(&guest{kept, errs}) })
	_, errOut = stdout.ReadFrom(&guest{kept, out})
	readers.Wait()
	r := &Result{Stdout: stdout.Bytes(), Stderr: stderr.Bytes(), ExitStatus: -1, RefusedEnvironment: ch.RefusedEnvironment()}
	for _, e := range []error{errOut, errErr} {
		if e != nil {
			return r, e
		}
	}
	r.ExitStatus, err = ch.RecvExitStatus(ctx)
	r.ExitSignal = ch.ExitSignal()
	return r, err
}

func maxBuffer(o *ExecOptions) int64 {
	if o == nil {
		return 0
	}
	return o.MaxBuffer
}

// A room is the memory that the streams of a command share.
type room struct {
	size  int64
	taken atomic.Int64
	full  func(error) // ends the reading of the others
}

// A guest reads a stream as long as there is room for it.
type guest struct {
	*room
	from io.Reader
}

func (g *guest) Read(p []byte) (int, error) {
	n, err := g.from.Read(p)
	if over := g.taken.Add(int64(n)) - g.size; over > 0 {
		full := bufferFull("run", g.size)
		g.full(full)
		return n - int(min(over, int64(n))), full
	}
	return n, err
}
