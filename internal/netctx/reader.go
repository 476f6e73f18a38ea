package netctx

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"time"
)

// readerSize is how much a Reader asks of the reader below at once.
const readerSize = 64 << 10

// Reader reads from r until ctx ends; then Read returns its cause, at once, even
// while r blocks.
//
// A reader with a SetReadDeadline method, such as a connection or a pipe of os, is
// interrupted by it. Any other is read in a goroutine, into memory of its own;
// when ctx ends, a Read of r that is still going on is left behind, and the
// goroutine ends when r returns: no package can end a foreign Read. So r must not
// be used again before it has returned. Regular files and what is in memory
// ([bytes.Reader], [bytes.Buffer], [strings.Reader]) are read directly.
func Reader(ctx context.Context, r io.Reader) io.Reader {
	if ctx.Done() == nil {
		return r
	}
	switch r := r.(type) {
	case *bytes.Reader, *bytes.Buffer, *strings.Reader:
		return &checkedReader{ctx, r}
	case interface{ SetReadDeadline(time.Time) error }:
		if err := r.SetReadDeadline(time.Time{}); err == nil {
			return &deadlineReader{ctx, r.(io.Reader), r.SetReadDeadline}
		}
	}
	// Files that refuse deadlines do not block for long if they are regular;
	// terminals and inherited pipes refuse them too, and do.
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			return &checkedReader{ctx, r}
		}
	}
	return &asideReader{ctx: ctx, r: r}
}

type checkedReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *checkedReader) Read(p []byte) (int, error) {
	if c.ctx.Err() != nil {
		return 0, context.Cause(c.ctx)
	}
	return c.r.Read(p)
}

type deadlineReader struct {
	ctx context.Context
	r   io.Reader
	set func(time.Time) error
}

func (d *deadlineReader) Read(p []byte) (int, error) {
	if d.ctx.Err() != nil {
		return 0, context.Cause(d.ctx)
	}
	b := NewBond(d.ctx, d.set)
	n, err := d.r.Read(p)
	b.Release()
	if err == io.EOF {
		return n, err
	}
	return n, Err(d.ctx, err)
}

// An asideReader has a goroutine for each Read that it waits for.
type asideReader struct {
	ctx     context.Context
	r       io.Reader
	buf     []byte // the goroutine's while a read goes on
	pending []byte // read and not yet given out
	err     error  // what comes after pending
	left    bool   // a read was left behind: buf is lost
}

func (a *asideReader) Read(p []byte) (int, error) {
	if a.ctx.Err() != nil || a.left {
		return 0, context.Cause(a.ctx)
	}
	if len(p) == 0 {
		return 0, nil
	}
	if len(a.pending) == 0 && a.err == nil {
		if err := a.fill(len(p)); err != nil {
			return 0, err
		}
	}
	n := copy(p, a.pending)
	a.pending = a.pending[n:]
	if len(a.pending) == 0 {
		return n, a.err
	}
	return n, nil
}

// fill reads once, or says what ended the wait.
func (a *asideReader) fill(want int) error {
	if a.buf == nil {
		a.buf = make([]byte, min(max(want, 512), readerSize))
	}
	type result struct {
		n   int
		err error
	}
	read := make(chan result, 1)
	go func() {
		n, err := a.r.Read(a.buf)
		read <- result{n, err}
	}()
	select {
	case r := <-read:
		a.pending, a.err = a.buf[:r.n], r.err
		return nil
	case <-a.ctx.Done():
		a.left = true
		return context.Cause(a.ctx)
	}
}
