package sshx

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"
	"net"
	"time"
)

// SetTimeout bounds how long a Read waits for something to come; zero waits for
// ever. It is not a bound on the command: the context of that is.
func (c *Channel) SetTimeout(d time.Duration) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timeout = d
}

// Timeout is what SetTimeout set.
func (c *Channel) Timeout() time.Duration {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.timeout
}

func (c *Channel) readSide(side int, p []byte) (int, error) {
	if c == nil || c.channel == nil {
		return 0, &Error{Kind: ErrClosed, Op: "read"}
	}
	if c.raw && side == stdout {
		return 0, &Error{Kind: ErrInvalid, Op: "read", Reason: "the SFTP session reads it"}
	}
	n, err := c.in.read(context.Background(), c.Timeout(), side, p)
	if err != nil && !c.transport.IsActive() && errors.Is(err, io.EOF) && !c.statusCame() {
		// The channel did not end in good order: the connection did.
		return n, ours("read", c.transport.conn.Lost())
	}
	return n, err
}

func (c *Channel) statusCame() bool {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.statusIn
}

// Read reads from standard output (recv of Python): what has come, at least a byte.
// At the end it is io.EOF; when the connection broke before, it is [ErrConnLost].
func (c *Channel) Read(p []byte) (int, error) { return c.readSide(stdout, p) }

// ReadStderr reads from standard error, as Read does from standard output.
func (c *Channel) ReadStderr(p []byte) (int, error) { return c.readSide(stderr, p) }

func (c *Channel) wrote(op string, err error) error {
	var broken *net.OpError // what is written notices before what is read
	switch {
	case err == nil:
		return nil
	case !c.transport.IsActive():
		return ours(op, c.transport.conn.Lost())
	case errors.As(err, &broken):
		return &Error{Kind: ErrConnLost, Op: op, Err: err}
	case errors.Is(err, io.EOF):
		return &Error{Kind: ErrClosed, Op: op, Reason: "the server has closed the channel"}
	}
	return &Error{Kind: ErrSSH, Op: op, Err: err}
}

// Write writes to standard input (sendall of Python), all of it.
func (c *Channel) Write(p []byte) (int, error) {
	if err := c.usable("write"); err != nil {
		return 0, err
	}
	n, err := c.channel.Write(p)
	return n, c.wrote("write", err)
}

// ShutdownWrite ends standard input: the command reads its end. Reading goes on.
func (c *Channel) ShutdownWrite() error {
	if err := c.usable("shutdown"); err != nil {
		return err
	}
	err := c.channel.CloseWrite()
	if errors.Is(err, io.EOF) { // the server was first
		return nil
	}
	return c.wrote("shutdown", err)
}

// Close closes the channel. A command that still runs is sent TERM; whoever reads or
// waits returns with what has come. It may be called again.
func (c *Channel) Close() error {
	if c == nil || c.channel == nil {
		return nil
	}
	c.mu.Lock()
	closed, used := c.closed, c.used
	c.closed = true
	c.mu.Unlock()
	if closed {
		return nil
	}
	c.in.mu.Lock()
	running := used && !c.raw && !c.in.statusIn && !c.in.over
	c.in.fail(&Error{Kind: ErrClosed, Op: "read", Reason: "the channel is closed"})
	c.in.mu.Unlock()
	parting, cancel := context.WithTimeout(context.Background(), partingWords)
	defer cancel()
	err := await(parting, func() error {
		if running {
			c.signal("TERM")
		}
		return c.channel.Close()
	})
	if errors.Is(err, io.EOF) || parting.Err() != nil {
		err = nil
	}
	return c.wrote("close", err)
}

// Closed reports whether the channel has been closed, by us or by the server.
func (c *Channel) Closed() bool {
	if c.usable("") != nil {
		return true
	}
	select {
	case <-c.over:
		return true
	default:
		return false
	}
}

// RecvReady is how many bytes of standard output have come and not been read.
func (c *Channel) RecvReady() int { return c.ready(stdout) }

// RecvStderrReady is how many bytes of standard error have come and not been read.
func (c *Channel) RecvStderrReady() int { return c.ready(stderr) }

func (c *Channel) ready(side int) int {
	if c == nil {
		return 0
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.buffer[side].Len()
}

// SetCombineStderr sends standard error where standard output goes, or no longer,
// and returns what it was before. What has come already moves as well.
func (c *Channel) SetCombineStderr(combine bool) (before bool) {
	if c == nil || c.channel == nil {
		return false
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	before = c.in.into[stderr] == stdout
	c.in.into[stderr] = stderr
	if combine {
		c.in.into[stderr] = stdout
		io.Copy(&c.in.buffer[stdout], &c.in.buffer[stderr])
	}
	c.in.change()
	return before
}

// ExitStatusReady reports whether [Channel.RecvExitStatus] would not wait.
func (c *Channel) ExitStatusReady() bool {
	if c == nil || c.channel == nil {
		return true
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.statusIn || c.in.over
}

// RecvExitStatus waits for the command to end and returns its status: -1 where a
// signal ended it, or the server closed the channel without saying. What the command
// writes meanwhile is kept for reading, as far as [ExecOptions.MaxBuffer] allows.
func (c *Channel) RecvExitStatus(ctx context.Context) (int, error) {
	if c == nil || c.channel == nil {
		return -1, &Error{Kind: ErrClosed, Op: "exit status"}
	}
	err := c.in.wait(ctx, 0, func() bool { return c.in.statusIn || c.in.over })
	status, came, failed := c.in.status, c.in.statusIn, c.in.failed
	c.in.mu.Unlock()
	if err != nil {
		return -1, err
	}
	if errors.Is(failed, ErrBufferFull) { // the status of a command that we ended
		return -1, failed
	}
	if !came {
		if failed != nil { // the channel is over because of it
			return -1, failed
		}
		if lost := c.transport.conn.Lost(); lost != nil {
			return -1, ours("exit status", lost)
		}
	}
	return status, nil
}

// ExitSignal is the name of the signal that ended the command, such as "TERM", or "".
func (c *Channel) ExitSignal() string {
	if c == nil {
		return ""
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.signal
}

// A ChannelFile is one of the three streams of a command: it stands for ChannelFile,
// ChannelStdinFile and ChannelStderrFile of Python.
type ChannelFile struct {
	channel *Channel
	side    int
	input   bool
}

// Stdin is standard input; closing it is [Channel.ShutdownWrite].
func (c *Channel) Stdin() *ChannelFile { return &ChannelFile{channel: c, input: true} }

// Stdout is standard output.
func (c *Channel) Stdout() *ChannelFile { return &ChannelFile{channel: c} }

// Stderr is standard error.
func (c *Channel) Stderr() *ChannelFile { return &ChannelFile{channel: c, side: stderr} }

// Channel is the channel that the stream belongs to.
func (f *ChannelFile) Channel() *Channel {
	if f == nil {
		return nil
	}
	return f.channel
}

// Read reads what has come, at least a byte; see [Channel.Read].
func (f *ChannelFile) Read(p []byte) (int, error) {
	if f == nil {
		return 0, &Error{Kind: ErrClosed, Op: "read"}
	}
	if f.input {
		return 0, &Error{Kind: ErrInvalid, Op: "read", Reason: "standard input is written to"}
	}
	return f.channel.readSide(f.side, p)
}

// Write writes to standard input.
func (f *ChannelFile) Write(p []byte) (int, error) {
	if f == nil {
		return 0, &Error{Kind: ErrClosed, Op: "write"}
	}
	if !f.input {
		return 0, &Error{Kind: ErrInvalid, Op: "write", Reason: "the stream is read from"}
	}
	return f.channel.Write(p)
}

// Close ends standard input. Of a stream that is read it does nothing: close the
// channel.
func (f *ChannelFile) Close() error {
	if f == nil || !f.input {
		return nil
	}
	return f.channel.ShutdownWrite()
}

// Lines yields line after line, with its end, whatever bytes it is made of; the last
// may have none. An error ends it, with what came of the last line before.
func (f *ChannelFile) Lines() iter.Seq2[string, error] { return linesOf(f) }

func linesOf(from io.Reader) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		r := bufio.NewReader(from)
		for {
			line, err := r.ReadString('\n')
			if err == io.EOF {
				err = nil
				if line == "" {
					return
				}
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}
