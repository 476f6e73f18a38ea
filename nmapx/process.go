package nmapx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"time"
)

// grace is how long nmap may take to end once it has been asked to.
const grace = 2 * time.Second

// mostStderr bounds what is kept of nmap's standard error.
const mostStderr = 1 << 20

// run starts a program, hands its standard output to a function, and waits for
// its end. When ctx ends, or the function returns before the output does, the
// whole process group is ended: first asked to, then made to. The error is that
// of starting; what the program itself had to say is in stderr.
func run(ctx context.Context, program string, argv []string, dir string, consume func(io.Reader) error) (stderr string, err error) {
	if err := ctx.Err(); err != nil {
		return "", context.Cause(ctx)
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
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	// The group's number is the program's own until it is waited for, so that
	// nobody else is hit.
	ended := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		select {
		case <-ended:
			return
		case <-ctx.Done():
		}
		endGroup(cmd, false)
		clock := time.NewTimer(grace)
		defer clock.Stop()
		select {
		case <-ended:
		case <-clock.C:
			endGroup(cmd, true)
			clock.Reset(grace)
			select {
			case <-ended:
			case <-clock.C:
				out.Close() // somebody outside the group holds the other end
			}
		}
		endGroup(cmd, true)
	}()
	err = consume(out)
	if err != nil {
		cancel()
		io.Copy(io.Discard, out)
	}
	close(ended)
	<-done
	if ctx.Err() != nil {
		endGroup(cmd, true)
	}
	waited := cmd.Wait()
	var exit *exec.ExitError
	if err == nil && waited != nil && !errors.As(waited, &exit) && !errors.Is(waited, exec.ErrWaitDelay) {
		err = waited
	}
	return complaint.buf.String(), err
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
