package nmapx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"
)

// grace is how long nmap may take to end once it has been asked to.
const grace = 2 * time.Second

// mostStderr bounds what is kept of nmap's standard error.
const mostStderr = 1 << 20

// An ending is what was left of a program: what it wrote to its standard error,
// and how it ended, nil for exit status 0.
type ending struct {
	stderr string
	exit   *exec.ExitError
}

// run starts a program, hands its standard output to a function, and waits for
// its end. When ctx ends, or the function returns before the output does, the
// whole process group is ended: first asked to, then made to. The error is that
// of starting, of reading, or of a program that cannot be ended.
func run(ctx context.Context, program string, argv []string, dir string, consume func(io.Reader) error) (ending, error) {
	if ctx.Err() != nil {
		return ending{}, context.Cause(ctx)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := &exec.Cmd{Path: program, Args: argv}
	cmd.Dir = dir
	cmd.WaitDelay = grace // for a grandchild that keeps standard error open
	ownGroup(cmd)
	complaint := &bounded{most: mostStderr}
	cmd.Stderr = complaint
	out, err := cmd.StdoutPipe()
	if err != nil {
		return ending{}, err
	}
	if err := cmd.Start(); err != nil {
		return ending{}, err
	}
	p := &running{cmd: cmd, out: out, ended: make(chan struct{}), over: make(chan struct{})}
	go p.endWith(ctx)
	err = consume(out)
	if err != nil {
		cancel()
		io.Copy(io.Discard, out)
	}
	// A program that has closed its output may live on.
	go p.await()
	select {
	case <-p.ended:
	case <-p.over:
	}
	select {
	case <-p.ended:
	default:
		return ending{}, fmt.Errorf("nmapx: process %d does not end", cmd.Process.Pid)
	}
	<-p.over
	waited := p.reap()
	var exit *exec.ExitError
	if !errors.As(waited, &exit) && waited != nil && !errors.Is(waited, exec.ErrWaitDelay) && err == nil {
		err = waited
	}
	return ending{complaint.buf.String(), exit}, err
}

// running is a program on its way to its end.
type running struct {
	cmd    *exec.Cmd
	out    io.Closer
	ended  chan struct{} // closed when it has ended
	over   chan struct{} // closed when nothing more is done to end it
	waited error         // what Wait returned, where await called it
	reaped bool
}

// endWith ends the group once ctx does. The group's number is the program's own
// until it is waited for, so that nobody else is hit.
func (p *running) endWith(ctx context.Context) {
	defer close(p.over)
	select {
	case <-p.ended:
		return
	case <-ctx.Done():
	}
	clock := time.NewTimer(grace)
	defer clock.Stop()
	for _, step := range []func(){
		func() { endGroup(p.cmd, false) },
		func() { endGroup(p.cmd, true) },
		func() { p.out.Close() }, // somebody outside the group holds the other end
	} {
		step()
		clock.Reset(grace)
		select {
		case <-p.ended:
			if !p.reaped {
				endGroup(p.cmd, true) // what it started may live on
			}
			return
		case <-clock.C:
		}
	}
}

// await waits until the program has ended.
func (p *running) await() {
	p.waited, p.reaped = awaitExit(p.cmd)
	close(p.ended)
}

// reap is what Wait returns, of a program that has ended.
func (p *running) reap() error {
	if p.reaped {
		return p.waited
	}
	return p.cmd.Wait()
}

// bounded keeps the beginning of what is written to it.
type bounded struct {
	buf  bytes.Buffer
	most int
}

func (b *bounded) Write(p []byte) (int, error) {
	b.buf.Write(p[:min(len(p), b.most-b.buf.Len())])
	return len(p), nil
}
