package fab

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"golang.org/x/crypto/ssh"
)

// resize tells the command of a terminal here that changes its size.
func (d *dialog) resize(ctx context.Context) {
	resizeTo(ctx, d.run.channel, d.c.session.input.terminal)
}

func resizeTo(ctx context.Context, channel ssh.Channel, terminal *os.File) {
	changes, stop := resized()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes:
			w, h := windowSize(terminal)
			channel.SendRequest("window-change", false, ssh.Marshal(struct{ Width, Height, PixelW, PixelH uint32 }{uint32(w), uint32(h), 0, 0}))
		}
	}
}

// OpenShellOptions are those of [Context.OpenShell].
type OpenShellOptions struct {
	Command string // typed into the shell at its start
}

// OpenShell gives the person at the terminal a shell on the host until that ends.
// Nothing of it is captured, and no prefix is shown. It is an error where several
// hosts run at once.
func (c *Context) OpenShell(opts *OpenShellOptions) error {
	if err := c.ready("open_shell"); err != nil {
		return err
	}
	if err := c.needHost("open_shell"); err != nil {
		return err
	}
	if c.group {
		return &Error{Kind: ErrPrompt, Op: "open_shell", Host: c.Env.HostString, Reason: "there is one terminal, and several hosts run at once"}
	}
	if c.Env.DryRun {
		c.status(Running, "["+c.Env.HostString+"] open_shell")
		return nil
	}
	client, err := c.connect(c)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(c)
	defer cancel()
	failed := func(err error) error {
		return &Error{Kind: ErrNetwork, Op: "open_shell", Host: c.Env.HostString, Reason: "no shell", Err: err}
	}
	channel, requests, err := client.Open(ctx, "session", nil)
	if err != nil {
		return failed(err)
	}
	r := &remoteRun{channel: channel, status: -1, over: make(chan struct{})}
	go r.listen(requests)
	defer channel.Close()
	defer bindChannel(ctx, client, channel)()
	c.lendAgent(ctx, channel)
	in := c.session.input
	w, h := windowSize(in.terminal)
	for _, q := range []struct {
		kind    string
		payload []byte
	}{
		{"pty-req", ssh.Marshal(struct {
			Term                          string
			Width, Height, PixelW, PixelH uint32
			Modes                         string
		}{or(os.Getenv("TERM"), "vt100"), uint32(w), uint32(h), 0, 0, "\x00"})},
		{"shell", nil},
	} {
		ok, err := channel.SendRequest(q.kind, true, q.payload)
		if err == nil && !ok {
			err = errors.New("the server refuses " + q.kind)
		}
		if err != nil {
			return failed(err)
		}
	}
	if opts != nil && opts.Command != "" {
		if _, err := io.WriteString(channel, opts.Command+"\n"); err != nil {
			return failed(err)
		}
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	if in.terminal != nil {
		restore, err := silenceAll(in.terminal)
		if err == nil {
			defer restore()
		}
		wg.Go(func() { resizeTo(ctx, channel, in.terminal) })
	}
	wg.Go(func() {
		err := in.forward(ctx, func(b []byte) error { _, err := channel.Write(b); return err })
		if err != io.EOF {
			return
		}
		// A terminal forgets it: whoever reads there must be told.
		for wait := beforeEnd; ; wait = min(2*wait, mostPause) {
			if _, err := io.WriteString(channel, endOfFile); err != nil || !pause(ctx, wait) {
				return
			}
		}
	})
	io.Copy(lockedWriter{c.print, c.print.out}, channel)
	<-r.over
	if c.Err() != nil {
		return ended(c, "open_shell", c.Env.HostString, c.Err())
	}
	return nil
}
