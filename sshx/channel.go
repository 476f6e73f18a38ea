package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"
)

// A Channel is one conversation through a connection: a command, a shell, or a
// subsystem. What the server sends is read ahead, up to a megabyte that nobody asks
// for; while somebody waits for one stream or for the exit status, the other is kept
// as far as [ExecOptions.MaxBuffer] allows. It is safe for concurrent use.
type Channel struct {
	transport *Transport
	channel   ssh.Channel
	in        streams
	raw       bool // standard output is read by who opened the channel

	mu      sync.Mutex
	timeout time.Duration
	refused []string
	used    bool
	closed  bool
	ctx     context.Context // of the command
	stop    func() bool

	over chan struct{} // closed when the server has closed the channel
}

// defaultMaxBuffer is ExecOptions.MaxBuffer where that is zero.
const defaultMaxBuffer = 256 << 20

// partingWords is how long closing a channel waits for what it says to go out. Over a
// connection that takes nothing any more it goes out when that does, or never.
const partingWords = 250 * time.Millisecond

// killAfter is how long a process whose context has ended may take to obey TERM.
const killAfter = 500 * time.Millisecond

func newChannel(t *Transport, ch ssh.Channel, requests <-chan *ssh.Request, raw bool) *Channel {
	c := &Channel{transport: t, channel: ch, raw: raw, ctx: context.Background(), over: make(chan struct{})}
	c.in.init(defaultMaxBuffer)
	full := func() { ch.Close() }
	if !raw {
		go c.in.pump(stdout, ch, full)
	}
	go c.in.pump(stderr, ch.Stderr(), full)
	go c.listen(requests)
	return c
}

// listen hears what the server says beside the streams, until the channel is closed.
func (c *Channel) listen(requests <-chan *ssh.Request) {
	for r := range requests {
		c.in.mu.Lock()
		switch r.Type {
		case "exit-status":
			var m struct{ Status uint32 }
			if ssh.Unmarshal(r.Payload, &m) == nil {
				c.in.status, c.in.statusIn = int(m.Status), true
			}
		case "exit-signal":
			var m struct {
				Signal     string
				CoreDumped bool
				Message    string
				Language   string
			}
			if ssh.Unmarshal(r.Payload, &m) == nil {
				c.in.signal, c.in.statusIn = m.Signal, true
			}
		}
		c.in.change()
		c.in.mu.Unlock()
		if r.WantReply {
			r.Reply(false, nil)
		}
	}
	c.in.mu.Lock()
	c.in.over = true
	c.in.change()
	c.in.mu.Unlock()
	c.mu.Lock()
	stop := c.stop
	c.mu.Unlock()
	if stop != nil {
		stop()
	}
	close(c.over)
}

// bind makes the end of a context end the remote process: TERM, then KILL.
func (c *Channel) bind(ctx context.Context) {
	if ctx.Done() == nil {
		return
	}
	stop := context.AfterFunc(ctx, func() {
		c.fail(ended(ctx, "command"))
		c.signal("TERM")
		t := time.NewTimer(killAfter)
		defer t.Stop()
		select {
		case <-c.over:
		case <-t.C:
			c.signal("KILL")
			c.channel.Close()
		}
	})
	c.mu.Lock()
	c.ctx, c.stop = ctx, stop
	c.mu.Unlock()
	select {
	case <-c.over:
		stop()
	default:
	}
}

// fail ends all reading; the first reason stands.
func (c *Channel) fail(err error) {
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	c.in.fail(err)
}

func (c *Channel) signal(name string) error {
	_, err := c.channel.SendRequest("signal", false, ssh.Marshal(struct{ Name string }{name}))
	return err
}

// Signal sends a signal to the remote process: "TERM", "INT", "KILL", "HUP", without
// SIG before it. A server may ignore it.
func (c *Channel) Signal(name string) error {
	if name == "" || strings.HasPrefix(name, "SIG") || strings.ContainsRune(name, 0) {
		return &Error{Kind: ErrInvalid, Op: "signal", Reason: fmt.Sprintf("%q; expected a name without SIG", name)}
	}
	if err := c.usable("signal"); err != nil {
		return err
	}
	return c.wrote("signal", c.signal(name))
}

func (c *Channel) usable(op string) error {
	if c == nil || c.channel == nil {
		return &Error{Kind: ErrClosed, Op: op}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return &Error{Kind: ErrClosed, Op: op, Reason: "the channel is closed"}
	}
	return nil
}

// whole refuses texts with a zero byte: OpenSSH's server ends the connection over one,
// and everything else that goes through it.
func whole(op string, texts ...string) error {
	for _, text := range texts {
		if strings.ContainsRune(text, 0) {
			return &Error{Kind: ErrInvalid, Op: op, Reason: fmt.Sprintf("%q has a zero byte", text)}
		}
	}
	return nil
}

// request asks the server for something and waits for yes or no.
func (c *Channel) request(ctx context.Context, kind string, payload []byte) error {
	if err := c.usable(kind); err != nil {
		return err
	}
	ok := false
	err := await(ctx, func() (err error) {
		ok, err = c.channel.SendRequest(kind, true, payload)
		return err
	})
	switch {
	case err != nil && errors.Is(err, io.EOF) && c.transport.IsActive():
		return &Error{Kind: ErrClosed, Op: kind, Reason: "the server has closed the channel"}
	case err != nil:
		return c.transport.failure(ctx, kind, err)
	case !ok:
		return &Error{Kind: ErrChannel, Op: kind, Reason: "the server refused it"}
	}
	return nil
}

// start is request for what a channel can do only once.
func (c *Channel) start(ctx context.Context, kind string, payload []byte) error {
	if err := c.usable(kind); err != nil {
		return err
	}
	c.mu.Lock()
	used := c.used
	c.used = true
	c.mu.Unlock()
	if used {
		return &Error{Kind: ErrInvalid, Op: kind, Reason: "a channel runs one command; open another"}
	}
	if err := c.request(ctx, kind, payload); err != nil && !(errors.Is(err, ErrClosed) && c.ran(ctx)) {
		return err
	}
	c.bind(ctx)
	return nil
}

// ran reports whether a channel that the server has closed without an answer ran a
// command all the same: servers of paramiko end it before they say yes.
func (c *Channel) ran(ctx context.Context) bool {
	select {
	case <-c.over:
	case <-ctx.Done():
		return false
	}
	c.in.mu.Lock()
	defer c.in.mu.Unlock()
	return c.in.statusIn || c.in.kept() > 0
}

// ExecCommand runs a command; the server's shell reads it. The end of the context,
// also later, ends the remote process.
func (c *Channel) ExecCommand(ctx context.Context, command string) error {
	if err := whole("exec", command); err != nil {
		return err
	}
	return c.start(ctx, "exec", ssh.Marshal(struct{ Command string }{command}))
}

// InvokeShell starts the user's shell. The context is as for [Channel.ExecCommand].
func (c *Channel) InvokeShell(ctx context.Context) error { return c.start(ctx, "shell", nil) }

// InvokeSubsystem starts a subsystem, such as "sftp". The context is as for
// [Channel.ExecCommand].
func (c *Channel) InvokeSubsystem(ctx context.Context, name string) error {
	if err := whole("subsystem", name); err != nil {
		return err
	}
	return c.start(ctx, "subsystem", ssh.Marshal(struct{ Name string }{name}))
}

// A PTY is a terminal to ask for. The zero value is that of Python: a vt100 of 80
// columns and 24 rows.
type PTY struct {
	Term                      string // "" is "vt100"
	Width, Height             int    // in characters; 0 is 80 and 24
	WidthPixels, HeightPixels int
	Modes                     ssh.TerminalModes // nil leaves them to the server
}

// GetPTY asks for a terminal. It goes before the command.
func (c *Channel) GetPTY(ctx context.Context, p *PTY) error {
	var q PTY
	if p != nil {
		q = *p
	}
	if q.Term == "" {
		q.Term = "vt100"
	}
	if q.Width == 0 {
		q.Width = 80
	}
	if q.Height == 0 {
		q.Height = 24
	}
	if q.Width < 0 || q.Height < 0 || q.WidthPixels < 0 || q.HeightPixels < 0 {
		return &Error{Kind: ErrInvalid, Op: "pty", Reason: fmt.Sprintf("a terminal of %d by %d characters, %d by %d pixels; expected none below 0", q.Width, q.Height, q.WidthPixels, q.HeightPixels)}
	}
	if err := whole("pty", q.Term); err != nil {
		return err
	}
	var modes []byte
	for _, code := range slices.Sorted(func(yield func(uint8) bool) {
		for code := range q.Modes {
			if !yield(code) {
				return
			}
		}
	}) {
		modes = append(modes, ssh.Marshal(struct {
			Code  byte
			Value uint32
		}{code, q.Modes[code]})...)
	}
	return c.request(ctx, "pty-req", ssh.Marshal(struct {
		Term                                     string
		Width, Height, WidthPixels, HeightPixels uint32
		Modes                                    []byte
	}{q.Term, uint32(q.Width), uint32(q.Height), uint32(q.WidthPixels), uint32(q.HeightPixels), append(modes, 0)}))
}

// ResizePTY tells the size of the terminal, in characters.
func (c *Channel) ResizePTY(width, height int) error {
	if width <= 0 || height <= 0 {
		return &Error{Kind: ErrInvalid, Op: "resize", Reason: fmt.Sprintf("a terminal of %d by %d characters; expected at least 1 by 1", width, height)}
	}
	if err := c.usable("resize"); err != nil {
		return err
	}
	_, err := c.channel.SendRequest("window-change", false, ssh.Marshal(struct{ Width, Height, WidthPixels, HeightPixels uint32 }{uint32(width), uint32(height), 0, 0}))
	return c.wrote("resize", err)
}

// SetEnvironmentVariable sets a variable of the command to come. Most servers take
// few names: a refused one is an error here, of kind [ErrChannel].
func (c *Channel) SetEnvironmentVariable(ctx context.Context, name, value string) error {
	if err := whole("env", name, value); err != nil {
		return err
	}
	return c.request(ctx, "env", ssh.Marshal(struct{ Name, Value string }{name, value}))
}

// UpdateEnvironment sets variables, in the order of their names. Those that the
// server refuses do not stop the rest: [Channel.RefusedEnvironment] has them.
func (c *Channel) UpdateEnvironment(ctx context.Context, environment map[string]string) error {
	names := make([]string, 0, len(environment))
	for name := range environment {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		err := c.SetEnvironmentVariable(ctx, name, environment[name])
		if errors.Is(err, ErrChannel) {
			c.mu.Lock()
			c.refused = append(c.refused, name)
			c.mu.Unlock()
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// RefusedEnvironment are the names of variables that the server did not take.
func (c *Channel) RefusedEnvironment() []string {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.refused)
}

// RequestForwardAgent lets the command use the agent of [Transport.ForwardAgent].
func (c *Channel) RequestForwardAgent(ctx context.Context) error {
	return c.request(ctx, "auth-agent-req@openssh.com", nil)
}
