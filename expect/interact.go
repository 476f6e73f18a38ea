package expect

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/term"
)

// DefaultEscape is Ctrl-], which ends Interact.
const DefaultEscape = '\x1d'

// InteractOptions say how Interact ties the child to the user.
type InteractOptions struct {
	// EscapeCharacter is the byte that gives control back. Zero is
	// [DefaultEscape].
	EscapeCharacter byte

	// NoEscape leaves the end to the child: escape_character=None.
	NoEscape bool

	// InputFilter and OutputFilter change what the user typed and what the child
	// wrote. Nil changes nothing.
	InputFilter, OutputFilter func([]byte) []byte

	// In and Out are the user's. Nil is this process's standard input and
	// output. An In that is no *os.File is read in a goroutine, which ends only
	// once that Read returns.
	In  io.Reader
	Out io.Writer
}

// interactPiece is how much is passed on in one go, as in the original.
const interactPiece = 1000

// Interact gives control of the child to the user: what is typed goes to the
// child, what the child writes to the user, until the escape character is typed
// or the child ends. If the user's side is a terminal it is in raw mode
// meanwhile. What has been read and not taken by a match is written first. A nil
// opts is the defaults.
func (c *Child) Interact(opts *InteractOptions) (err error) {
	if c == nil || c.src == nil {
		return notBegun()
	}
	if opts == nil {
		opts = &InteractOptions{}
	}
	in, out := opts.In, opts.Out
	if in == nil {
		in = os.Stdin
	}
	if out == nil {
		out = os.Stdout
	}
	if _, err := out.Write(c.buffer()); err != nil {
		return err
	}
	c.SetBuffer("")
	keys, release, err := openKeys(in)
	if err != nil {
		return err
	}
	defer release()
	if f, ok := in.(*os.File); ok {
		restore, err := raw(f)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, restore()) }()
	}
	ctx, cancel := context.WithCancelCause(c.ctx)
	defer cancel(nil)
	typed := make(chan error, 1)
	go func() {
		err := c.passKeys(ctx, keys, opts)
		cancel(errEscaped)
		typed <- err
	}()
	shown := c.passOutput(ctx, out, opts)
	cancel(errEscaped)
	err = <-typed
	if shown != nil {
		return shown
	}
	return err
}

// errEscaped ends the other half of Interact.
var errEscaped = errors.New("interact has ended")

// raw puts a terminal into raw mode and returns what undoes that.
func raw(f *os.File) (restore func() error, err error) {
	restore = func() error { return nil }
	err = control(f, func(fd int) error {
		if !term.IsTerminal(fd) {
			return nil
		}
		before, err := term.MakeRaw(fd)
		if err == nil {
			restore = func() error {
				return control(f, func(fd int) error { return term.Restore(fd, before) })
			}
		}
		return err
	})
	return restore, err
}

// openKeys makes a source of what the user types, and what gives it up again
// without closing it.
func openKeys(in io.Reader) (source, func(), error) {
	if f, ok := in.(*os.File); ok {
		return userFile(f)
	}
	s := newPump(readOnly{in}, "")
	return s, func() { s.close() }, nil
}

// readOnly is a reader whose end is not ours to bring about.
type readOnly struct{ io.Reader }

func (readOnly) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

func (readOnly) Close() error { return nil }

// passKeys passes on what the user types, until the escape character or the end
// of both.
func (c *Child) passKeys(ctx context.Context, keys source, opts *InteractOptions) error {
	escape := opts.EscapeCharacter
	if escape == 0 {
		escape = DefaultEscape
	}
	room := make([]byte, interactPiece)
	for {
		n, err := keys.read(ctx, room, noDeadline)
		switch {
		case errors.Is(err, errEscaped):
			return nil
		case errors.Is(err, io.EOF):
			<-ctx.Done() // the user says nothing more; the child may
			return nil
		case err != nil:
			return err
		}
		text := bytes.Clone(room[:n])
		if opts.InputFilter != nil {
			text = opts.InputFilter(text)
		}
		at := -1
		if !opts.NoEscape {
			at = bytes.LastIndexByte(text, escape)
		}
		if at >= 0 {
			text = text[:at]
		}
		if len(text) > 0 {
			if err := c.logSend(text); err != nil {
				return err
			}
			if _, err := c.src.write(ctx, text, noDeadline); err != nil && context.Cause(ctx) != errEscaped {
				return err
			}
		}
		if at >= 0 {
			return nil
		}
	}
}

// passOutput passes on what the child writes, until its end.
func (c *Child) passOutput(ctx context.Context, out io.Writer, opts *InteractOptions) error {
	for {
		if len(c.ahead) == 0 {
			switch err := c.fill(ctx, noDeadline); {
			case errors.Is(err, EOF):
				return nil
			case errors.Is(err, errEscaped):
				return nil
			case err != nil:
				return err
			}
		}
		n := min(interactPiece, len(c.ahead))
		text := bytes.Clone(c.ahead[:n])
		c.ahead = c.ahead[n:]
		if opts.OutputFilter != nil {
			text = opts.OutputFilter(text)
		}
		if err := c.logRead(text); err != nil {
			return err
		}
		if _, err := out.Write(text); err != nil {
			return err
		}
	}
}
