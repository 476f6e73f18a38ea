package fab

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"sync/atomic"
	"time"
)

// runWhole runs a command, and hands on all that it says to its writers.
func runWhole(ctx context.Context, cmd *exec.Cmd) error {
	var outlets []*outlet
	var writers []io.Writer
	outputs := []*io.Writer{&cmd.Stdout, &cmd.Stderr}
	one := same(cmd.Stdout, cmd.Stderr)
	if one { // what is said stays in order
		outputs = outputs[:1]
	}
	for _, to := range outputs {
		if _, direct := (*to).(*os.File); *to == nil || direct {
			continue
		}
		o, err := openOutlet()
		if err != nil {
			for _, o := range outlets {
				o.abandon()
			}
			return err
		}
		if o != nil {
			outlets, writers = append(outlets, o), append(writers, *to)
			*to = o.to
		}
	}
	if one {
		cmd.Stderr = cmd.Stdout
	}
	if err := cmd.Start(); err != nil {
		for _, o := range outlets {
			o.abandon()
		}
		return err
	}
	for i, o := range outlets {
		o.begin(writers[i])
	}
	err := cmd.Wait()
	for _, o := range outlets {
		if e := o.finish(ctx.Done()); err == nil {
			err = e
		}
	}
	return err
}

// same reports whether two writers are one. What cannot be compared is not.
func same(a, b io.Writer) bool {
	return a != nil && b != nil && reflect.ValueOf(a).Comparable() && reflect.ValueOf(b).Comparable() && a == b
}

// An outlet is one output of a local command on its way to a writer. The writer may be
// slow: what the command has said before its end arrives. What a process says that it
// leaves behind is waited for only as long as the pipe would have held it back.
type outlet struct {
	from, to *os.File
	over     atomic.Bool // the command has ended
	cut      atomic.Bool // nothing more is wanted
	done     chan struct{}
	err      error // of the writer
}

// mostHeld is what a pipe holds at most, where nobody has made it larger.
const mostHeld = 64 << 10

// mostWaited is how long a process that is left behind is listened to, if it goes on
// talking.
const mostWaited = 2 * killAfter

// openOutlet is an outlet, or nil where reading from a pipe cannot be ended.
func openOutlet() (*outlet, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	if err := r.SetReadDeadline(time.Time{}); err != nil {
		return nil, errors.Join(r.Close(), w.Close())
	}
	return &outlet{from: r, to: w, done: make(chan struct{})}, nil
}

// begin copies. The command has the other end by now.
func (o *outlet) begin(w io.Writer) {
	o.to.Close()
	go func() {
		defer close(o.done)
		defer o.from.Close()
		p := make([]byte, 32<<10)
		// One moment without output may be this program's own, on a busy machine.
		var waited time.Duration // for what to read, not for the writer
		for owed, moments := mostHeld, 2; owed > 0 && moments > 0 && waited < mostWaited; {
			over, began := o.over.Load(), time.Now()
			if over {
				o.from.SetReadDeadline(began.Add(killAfter / 2))
			}
			if o.cut.Load() {
				return
			}
			n, err := o.from.Read(p)
			if over {
				waited += time.Since(began)
			}
			if n > 0 {
				if _, o.err = w.Write(p[:n]); o.err != nil {
					return
				}
			}
			if over {
				owed -= n
			}
			switch {
			case err == nil:
			case !errors.Is(err, os.ErrDeadlineExceeded):
				return
			case over:
				moments--
			}
		}
	}()
}

// abandon closes what was never begun.
func (o *outlet) abandon() {
	o.from.Close()
	o.to.Close()
}

// finish waits for what the command, which has ended, has said; once stop is closed, no
// longer than a moment, and another one for a writer.
func (o *outlet) finish(stop <-chan struct{}) error {
	o.over.Store(true)
	o.from.SetReadDeadline(time.Now()) // so that it looks at over
	select {
	case <-o.done:
		return o.err
	case <-stop:
	}
	t := time.NewTimer(killAfter)
	defer t.Stop()
	select {
	case <-o.done:
		return o.err
	case <-t.C:
	}
	o.cut.Store(true)
	o.from.SetReadDeadline(time.Now())
	t.Reset(killAfter)
	select {
	case <-o.done:
		return o.err
	case <-t.C: // the writer has not come back
		return nil
	}
}
