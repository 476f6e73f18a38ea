package expect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// Send sends text after DelayBeforeSend, and returns how many bytes that was.
//
// A program that reads nothing keeps it waiting, once the system's buffers are
// full: for Timeout at most for each 32 kB, or until the program ends. The error is
// then of kind TIMEOUT or EOF, with how many bytes were taken.
func (s *Session) Send(text string) (int, error) {
	s = s.orNew()
	if err := s.delay(); err != nil {
		return 0, err
	}
	return s.transmit(text)
}

// SendLine sends text and LineSep, and returns how many bytes that was.
func (s *Session) SendLine(text string) (int, error) {
	s = s.orNew()
	return s.Send(text + s.lineSep())
}

// SendSecret is SendLine of what nobody else may see: from now on errors and
// transcripts show it as ********. The logs have it like all that is sent.
func (s *Session) SendSecret(text string) (int, error) {
	s = s.orNew()
	s.hide(text)
	return s.SendLine(text)
}

// Write sends p: it makes the session an io.Writer.
func (s *Session) Write(p []byte) (int, error) { return s.Send(string(p)) }

// WriteString sends text: write in the original.
func (s *Session) WriteString(text string) (int, error) { return s.Send(text) }

// WriteLines sends each text, to which nothing is added.
func (s *Session) WriteLines(texts iter.Seq[string]) error {
	if texts == nil {
		return nil
	}
	for text := range texts {
		if _, err := s.Send(text); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) lineSep() string {
	if s.LineSep == "" {
		return "\n"
	}
	return s.LineSep
}

// delay waits before something is sent.
func (s *Session) delay() error {
	if s.src == nil {
		return notBegun()
	}
	if s.DelayBeforeSend == 0 && s.noDelay {
		return nil
	}
	return pause(s.ctx, orDefault(s.DelayBeforeSend, DefaultDelayBeforeSend))
}

// pause waits, at most until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 || ctx.Err() != nil {
		return context.Cause(ctx)
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// sendPiece is how much a program must take within the session's Timeout.
const sendPiece = 32 << 10

// transmit logs and sends.
func (s *Session) transmit(text string) (sent int, err error) {
	switch {
	case s.src == nil:
		return 0, notBegun()
	case s.closed.Load():
		return 0, failed(ErrClosed, "Bad file descriptor")
	}
	raw, err := s.codec.encode(text)
	if err != nil {
		return 0, err
	}
	if err := s.logSend([]byte(text)); err != nil {
		return 0, err
	}
	for rest := raw; len(rest) > 0 && err == nil; {
		var n int
		n, err = s.src.write(s.ctx, rest[:min(len(rest), sendPiece)], s.deadline(0))
		rest = rest[n:]
		sent += n
	}
	switch {
	case err == nil:
		return sent, nil
	case s.closed.Load() || errors.Is(err, os.ErrClosed):
		return sent, failed(ErrClosed, "Bad file descriptor")
	case s.ctx.Err() != nil:
		return sent, netctx.Err(s.ctx, err)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return sent, failed(TIMEOUT, fmt.Sprintf("expect: timeout: the other side took %d of %d bytes and reads no more", sent, len(raw)))
	case errors.Is(err, io.EOF):
		return sent, failed(EOF, fmt.Sprintf("expect: the other side has ended, having taken %d of %d bytes", sent, len(raw)))
	}
	return sent, err
}

// controls are the characters beside letters that have a control character.
const controls = "@[\\]^_"

// controlByte is what a terminal sends for Ctrl and a key, and whether there is
// any.
func controlByte(key byte) (byte, bool) {
	switch c := key; {
	case 'a' <= c && c <= 'z':
		return c - 'a' + 1, true
	case 'A' <= c && c <= 'Z':
		return c - 'A' + 1, true
	case c == '?':
		return 127, true
	case c == '`':
		return 0, true
	case c == '{':
		return 27, true
	case c == '|':
		return 28, true
	case c == '}':
		return 29, true
	case c == '~':
		return 30, true
	case strings.IndexByte(controls, c) >= 0:
		return c - '@', true
	}
	return 0, false
}
