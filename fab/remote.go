package fab

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/sshconn"
)

// A remoteRun is a command while it runs.
type remoteRun struct {
	channel        ssh.Channel
	stdout, stderr capture
	status         int

	dialog   *dialog
	over     chan struct{} // closed when the server has closed the channel
	statusIn bool
}

// killAfter is how long a process whose time is over may take to obey.
const killAfter = 500 * time.Millisecond

func (c *Context) commandLimit(own time.Duration) time.Duration {
	if own == 0 {
		own = c.Env.CommandTimeout
	}
	return max(own, 0)
}

// withLimit is a context that ends after the time limit of a command.
func (c *Context) withLimit(op string, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit <= 0 {
		return context.WithCancel(c)
	}
	return context.WithTimeoutCause(c, limit, &Error{
		Kind: ErrCommandTimeout, Op: op, Host: c.Env.HostString,
		Reason: "Command failed to finish in " + seconds(limit),
	})
}

func seconds(d time.Duration) string {
	return fmt.Sprintf("%g seconds", d.Seconds())
}

// remote runs a command line on the host.
func (c *Context) remote(op, line string, o *RunOptions, w wrapping) (*remoteRun, error) {
	client, err := c.connect(c)
	if err != nil {
		return nil, err
	}
	ctx, cancel := c.withLimit(op, c.commandLimit(o.Timeout))
	defer cancel()
	pty := !c.Env.NoPTY && !o.NoPTY || o.PTY
	combine := !c.Env.NoCombineStderr && !o.NoCombineStderr || o.CombineStderr
	r, err := c.start(ctx, client, line, pty)
	if err != nil {
		return nil, err
	}
	if o.CaptureBufferSize > 0 {
		r.stdout.most, r.stderr.most = o.CaptureBufferSize, o.CaptureBufferSize
	}
	outTo, errTo := io.Writer(c.print.out), io.Writer(c.print.err)
	if o.Stdout != nil {
		outTo = o.Stdout
	}
	if o.Stderr != nil {
		errTo = o.Stderr
	}
	linewise := c.Env.Linewise || c.group
	out := &side{run: r, capture: &r.stdout}
	if c.shows(Stdout) {
		out.show = c.print.stream(outTo, c.prefix("out"), linewise)
	}
	errs := out
	if !combine {
		errs = &side{run: r, capture: &r.stderr}
		if c.shows(Stderr) {
			errs.show = c.print.stream(errTo, c.prefix("err"), linewise)
		}
	}
	r.dialog = c.newDialog(ctx, r, pty, w.sudo)
	r.dialog.noInput = w.noInput
	stopInput := r.dialog.begin(o.Stdin)

	var readers sync.WaitGroup
	var mu sync.Mutex // both outputs may go one way
	pump := func(from io.Reader, to *side) {
		p := make([]byte, 32<<10)
		for {
			n, err := from.Read(p)
			if n > 0 {
				mu.Lock()
				to.take(p[:n])
				mu.Unlock()
			}
			if err != nil {
				return
			}
		}
	}
	readers.Go(func() { pump(r.channel, out) })
	readers.Go(func() { pump(r.channel.Stderr(), errs) })
	done := make(chan struct{})
	go func() { readers.Wait(); <-r.over; close(done) }()

	err = nil
	select {
	case <-done:
	case <-ctx.Done():
		err = ended(ctx, op, c.Env.HostString, ctx.Err())
		c.kill(r, client, done)
	case <-r.dialog.failed:
		err = r.dialog.err
		c.kill(r, client, done)
	}
	stopInput()
	r.channel.Close()
	if err == nil && !r.statusIn && client.Lost() != nil {
		err = &Error{Kind: ErrNetwork, Op: op, Host: c.Env.HostString, Reason: "the connection was lost while the command ran", Err: client.Lost()}
	}
	any := false
	for i, s := range []*side{out, errs} {
		if i == 0 || s != out {
			if s.show != nil {
				s.show.finish()
				any = any || s.show.wrote
			}
		}
	}
	if any {
		io.WriteString(lockedWriter{c.print, outTo}, "\n")
	}
	return r, err
}

// A lockedWriter writes as others do that share a printer.
type lockedWriter struct {
	p *printer
	w io.Writer
}

func (l lockedWriter) Write(b []byte) (int, error) {
	l.p.mu.Lock()
	defer l.p.mu.Unlock()
	return l.w.Write(b)
}

// A side is one output of a command.
type side struct {
	run     *remoteRun
	capture *capture
	show    *stream
}

func (s *side) take(b []byte) {
	s.capture.Write(b)
	if s.show != nil {
		s.show.Write(b)
	}
	s.run.dialog.look(b, s.capture)
}

// start opens a channel and starts a command line in it.
func (c *Context) start(ctx context.Context, client *sshconn.Client, line string, pty bool) (*remoteRun, error) {
	opening, cancel := context.WithCancel(ctx)
	defer cancel()
	if limit := c.Env.timeout(); limit > 0 {
		opening, cancel = context.WithTimeoutCause(opening, limit, errTooSlow)
		defer cancel()
	}
	failed := func(err error) error {
		if ctx.Err() != nil {
			return ended(ctx, "connect", c.Env.HostString, err)
		}
		if opening.Err() != nil {
			err = context.Cause(opening)
		}
		return &Error{Kind: ErrNetwork, Op: "connect", Host: c.Env.HostString, Reason: "no session for the command", Err: err}
	}
	channel, requests, err := client.Open(opening, "session", nil)
	if err != nil {
		return nil, failed(err)
	}
	r := &remoteRun{channel: channel, status: -1, over: make(chan struct{})}
	go r.listen(requests)
	defer bindChannel(opening, client, channel)()
	c.lendAgent(ctx, channel)
	if pty {
		width, height := windowSize(c.session.input.terminal)
		ok, err := channel.SendRequest("pty-req", true, ssh.Marshal(struct {
			Term                          string
			Width, Height, PixelW, PixelH uint32
			Modes                         string
		}{"vt100", uint32(width), uint32(height), 0, 0, "\x00"}))
		if err == nil && !ok {
			err = errors.New("the server gives no terminal")
		}
		if err != nil {
			channel.Close()
			return nil, failed(err)
		}
	}
	ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{line}))
	if err == nil && !ok {
		err = errors.New("the server runs no commands")
	}
	if err != nil {
		channel.Close()
		return nil, failed(err)
	}
	return r, nil
}

// bindChannel makes the end of a context end what waits for a channel, until stop is
// called. A server that does not even close the channel costs the connection.
func bindChannel(ctx context.Context, client *sshconn.Client, channel ssh.Channel) (stop func()) {
	done := make(chan struct{})
	off := context.AfterFunc(ctx, func() {
		go channel.Close() // waits, where the connection takes nothing any more
		t := time.NewTimer(killAfter)
		defer t.Stop()
		select {
		case <-done:
		case <-t.C:
			client.Close()
		}
	})
	return func() {
		off()
		close(done)
	}
}

// listen hears what the server says beside the outputs.
func (r *remoteRun) listen(requests <-chan *ssh.Request) {
	for q := range requests {
		switch q.Type {
		case "exit-status":
			var m struct{ Status uint32 }
			if ssh.Unmarshal(q.Payload, &m) == nil {
				r.status, r.statusIn = int(m.Status), true
			}
		case "exit-signal":
			r.statusIn = true
		}
		if q.WantReply {
			q.Reply(false, nil)
		}
	}
	close(r.over)
}

// kill ends a command whose time is over. A server that does not even close the
// channel costs the connection.
func (c *Context) kill(r *remoteRun, client *sshconn.Client, done <-chan struct{}) {
	// Neither waits for a connection that takes nothing any more.
	signal := func(name string) {
		r.channel.SendRequest("signal", false, ssh.Marshal(struct{ Name string }{name}))
	}
	wait := func() bool {
		t := time.NewTimer(killAfter)
		defer t.Stop()
		select {
		case <-done:
			return true
		case <-t.C:
			return false
		}
	}
	go signal("TERM")
	if wait() {
		return
	}
	go func() {
		signal("KILL")
		r.channel.Close()
	}()
	if !wait() {
		client.Close()
		<-done
	}
}

// lastOf is the end of a text of at most n bytes.
func lastOf(b []byte, n int) []byte { return bytes.Clone(b[max(len(b)-n, 0):]) }
