package fab

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// A dialog is what a command is told while it runs: the password that sudo asks for,
// answers to questions that env knows, what is typed here, and the end of all that.
type dialog struct {
	c    *Context
	ctx  context.Context
	run  *remoteRun
	pty  bool
	sudo bool

	noInput bool // the command's input has been ended where it is started

	tail    []byte // of the output
	most    int    // how much of it is looked at
	asked   int    // how often sudo has asked
	since   int    // bytes of output since the last answer
	refused []Secret

	out sync.Mutex // of who writes to the command, or ends its input

	failed chan struct{} // closed when there is no answer
	err    error

	mu      sync.Mutex
	typing  func() // stops handing on what is typed
	stopped bool
	ending  *time.Timer // tells the command that its input is at its end
	pause   time.Duration
	waits   sync.WaitGroup
}

func (c *Context) newDialog(ctx context.Context, r *remoteRun, pty, sudo bool) *dialog {
	d := &dialog{c: c, ctx: ctx, run: r, pty: pty, sudo: sudo, failed: make(chan struct{})}
	if sudo {
		d.most = len(c.Env.sudoPrompt())
	}
	for question := range c.Env.Prompts {
		d.most = max(d.most, len(question))
	}
	return d
}

// How long sudo may take to ask, where it starts the command without a shell, before
// the command is told that its input is at its end: sudo would take that for an
// answer.
const (
	beforeEnd  = 20 * time.Millisecond
	beforeSudo = 5 * time.Second
	mostPause  = 30 * time.Second
)

// begin starts the command's input. The function that it returns ends it.
func (d *dialog) begin(stdin io.Reader) (stop func()) {
	switch in := d.c.session.input; {
	case stdin != nil:
		ctx, cancel := context.WithCancel(d.ctx)
		d.typing = cancel
		d.waits.Go(func() {
			// What the command does not read is no error; it may end before.
			io.Copy(d, netctx.Reader(ctx, stdin))
			if ctx.Err() == nil {
				d.end()
			}
		})
	case in.terminal != nil && !d.c.group && foreground(in.terminal):
		d.forward()
	case d.noInput:
	case d.sudo:
		d.endIn(beforeSudo)
	case len(d.c.Env.Prompts) == 0:
		d.endIn(0)
	}
	return func() {
		d.mu.Lock()
		d.stopped = true
		if d.ending != nil {
			d.ending.Stop()
		}
		typing := d.typing
		d.mu.Unlock()
		if typing != nil {
			typing()
		}
		d.waits.Wait()
	}
}

// forward hands on what is typed.
func (d *dialog) forward() {
	in := d.c.session.input
	restore, err := silence(in.terminal, false, !d.c.Env.RemoteInterrupt)
	if err != nil {
		restore = func() {}
	}
	if !d.pty && !d.c.Env.NoEchoStdin {
		restore()
		restore = func() {}
	}
	ctx, cancel := context.WithCancel(d.ctx)
	over := make(chan struct{})
	d.mu.Lock()
	d.typing = func() { cancel(); <-over }
	d.mu.Unlock()
	d.waits.Go(func() {
		defer close(over)
		defer restore()
		err := in.forward(ctx, func(b []byte) error {
			_, err := d.Write(b)
			return err
		})
		if err == io.EOF {
			d.end()
		}
	})
	if d.pty {
		d.waits.Go(func() { d.resize(ctx) })
	}
}

// endIn ends the command's input after a time.
func (d *dialog) endIn(wait time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	d.pause = max(wait, beforeEnd)
	if d.ending != nil {
		d.ending.Stop()
	}
	if wait == 0 && !d.pty {
		d.closeWrite()
		return
	}
	d.ending = time.AfterFunc(wait, d.end)
}

// Write gives the command input.
func (d *dialog) Write(b []byte) (int, error) {
	d.out.Lock()
	defer d.out.Unlock()
	return d.run.channel.Write(b)
}

// closeWrite ends the command's input for good.
func (d *dialog) closeWrite() {
	d.out.Lock()
	defer d.out.Unlock()
	d.run.channel.CloseWrite()
}

// endOfFile is what a terminal takes for the end of input.
const endOfFile = "\x04"

// end tells the command that its input is at its end. A terminal has no such state:
// each reader there must be told, so it is said again from time to time.
func (d *dialog) end() {
	if !d.pty {
		d.closeWrite()
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	// Not held up by a peer that does not read: the write is on its own.
	d.waits.Go(func() { d.Write([]byte(endOfFile)) })
	d.pause = min(max(2*d.pause, beforeEnd), mostPause)
	d.ending = time.AfterFunc(d.pause, d.end)
}

// look looks for questions at the end of what the command says. Such a question
// waits for its answer, so nothing follows it.
func (d *dialog) look(b []byte, k *capture) {
	if d.most == 0 {
		return
	}
	d.since += len(b)
	d.tail = append(d.tail, lastOf(b, d.most)...)
	d.tail = lastOf(d.tail, d.most)
	if d.sudo && d.answering() && bytes.HasSuffix(d.tail, []byte(d.c.Env.sudoPrompt())) {
		d.answerSudo(k)
		return
	}
	for question, answer := range d.c.Env.Prompts {
		if question != "" && bytes.HasSuffix(d.tail, []byte(question)) {
			d.reply(answer)
			return
		}
	}
}

// answering reports whether it is still sudo that speaks: it asks at once, and after
// a wrong password it says little more than that.
func (d *dialog) answering() bool {
	const lecture = 4 << 10
	if d.asked == 0 {
		return d.since <= lecture
	}
	return d.since <= len(d.c.Env.againPrompt())+len(d.c.Env.sudoPrompt())+256
}

func (d *dialog) reply(text string) {
	d.tail, d.since = nil, 0
	d.waits.Go(func() { io.WriteString(d, text+"\n") })
}

func (d *dialog) answerSudo(k *capture) {
	d.asked++
	d.mu.Lock()
	if d.ending != nil {
		d.ending.Stop()
	}
	d.mu.Unlock()
	p := d.c.Env.Normalize(d.c.Env.HostString)
	k.cut(d.c.Env.sudoPrompt(), d.c.Env.againPrompt())
	s := Secret("")
	if d.asked == 1 {
		s = d.c.Env.sudoPassword(p)
	}
	if s == "" {
		d.mu.Lock()
		typing := d.typing
		d.typing = nil
		d.mu.Unlock()
		if typing != nil {
			typing()
		}
		var err error
		s, err = d.c.session.passwords.password(d.ctx, d.c, want{
			kind: "sudo", account: p, refused: d.refused,
			ask: fmt.Sprintf("[%s] sudo password for '%s': ", d.c.Env.HostString, p.User),
		})
		if err != nil {
			d.err = err
			select {
			case <-d.failed:
			default:
				close(d.failed)
			}
			return
		}
		if typing != nil {
			d.forward()
		}
	}
	d.refused = append(d.refused, s)
	d.reply(string(s))
	if !d.noInput && (d.c.session.input.terminal == nil || d.c.group) {
		d.endIn(beforeSudo)
	}
}
