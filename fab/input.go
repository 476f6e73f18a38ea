package fab

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/pyops-go/pyops/internal/netctx"
)

// An input is what a person types, or what a pipe holds. It is read only when
// somebody waits for it; a read that a context has ended goes on, and what it
// brings is for the next who asks.
type input struct {
	src      io.Reader
	terminal *os.File // src, if it is one

	lock    netctx.Mutex // of who reads
	buf     []byte
	err     error
	reading chan arrival
}

type arrival struct {
	data []byte
	err  error
}

func newInput(src io.Reader) *input {
	in := &input{src: src}
	if f, ok := src.(*os.File); ok && f != nil && term.IsTerminal(int(f.Fd())) {
		in.terminal = f
	}
	return in
}

// fill waits for more input. The lock must be held.
func (in *input) fill(ctx context.Context) error {
	switch {
	case in.err != nil:
		return in.err
	case in.src == nil:
		return io.EOF
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if in.reading == nil {
		in.reading = make(chan arrival, 1)
		go func(to chan<- arrival) {
			p := make([]byte, 4096)
			n, err := in.src.Read(p)
			to <- arrival{p[:n], err}
		}(in.reading)
	}
	select {
	case a := <-in.reading:
		in.reading = nil
		in.buf = append(in.buf, a.data...)
		in.err = a.err
		if len(a.data) > 0 {
			return nil
		}
		return a.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// mostTyped is how long an answer may be.
const mostTyped = 1 << 20

// line reads a line, without its end.
func (in *input) line(ctx context.Context) (string, error) {
	if err := in.lock.Lock(ctx); err != nil {
		return "", err
	}
	defer in.lock.Unlock()
	for {
		if i := bytes.IndexByte(in.buf, '\n'); i >= 0 {
			l := string(bytes.TrimSuffix(in.buf[:i], []byte{'\r'}))
			in.buf = in.buf[i+1:]
			return l, nil
		}
		if len(in.buf) > mostTyped {
			return "", errors.New("the answer has no end")
		}
		if err := in.fill(ctx); err != nil {
			if err == io.EOF && len(in.buf) > 0 {
				l := string(in.buf)
				in.buf = nil
				return l, nil
			}
			return "", err
		}
	}
}

// hidden asks, and reads a line that is not shown while it is typed. The terminal
// is silent before it asks: who is quick would be shown otherwise.
func (in *input) hidden(ctx context.Context, ask func()) (string, error) {
	if in.terminal == nil {
		ask()
		return in.line(ctx)
	}
	restore, err := silence(in.terminal, true, true)
	if err != nil {
		return "", err
	}
	defer restore()
	ask()
	return in.line(ctx)
}

// forward hands what is typed on until ctx ends or the input does.
func (in *input) forward(ctx context.Context, to func([]byte) error) error {
	if err := in.lock.Lock(ctx); err != nil {
		return err
	}
	defer in.lock.Unlock()
	for {
		if len(in.buf) > 0 {
			b := in.buf
			in.buf = nil
			if err := to(b); err != nil {
				return err
			}
		}
		if err := in.fill(ctx); err != nil {
			return err
		}
	}
}
