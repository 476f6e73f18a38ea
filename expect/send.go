package expect

import (
	"context"
	"errors"
	"iter"
	"os"
	"strings"
	"time"
)

// Send sends text after DelayBeforeSend, and returns how many bytes that was.
func (s *Session) Send(text string) (int, error) {
	if err := s.delay(); err != nil {
		return 0, err
	}
	return s.transmit(text)
}

// SendLine sends text and LineSep, and returns how many bytes that was.
func (s *Session) SendLine(text string) (int, error) { return s.Send(text + s.lineSep()) }

// SendSecret is SendLine of what nobody else may see: from now on errors and
// transcripts show it as ********. The logs have it like all that is sent.
func (s *Session) SendSecret(text string) (int, error) {
	s.hide(text)
	return s.SendLine(text)
}

// Write sends p: it makes the session an io.Writer.
func (s *Session) Write(p []byte) (int, error) { return s.Send(string(p)) }

// WriteString sends text: write in the original.
func (s *Session) WriteString(text string) (int, error) { return s.Send(text) }

// WriteLines sends each text, to which nothing is added.
func (s *Session) WriteLines(texts iter.Seq[string]) error {
	for text := range texts {
		if _, err := s.Send(text); err != nil {
			return err
		}
	}
	return nil
}

// Flush does nothing: what is sent is not kept back. It is here for those who
// take the session for a file.
func (s *Session) Flush() {}

func (s *Session) lineSep() string {
	if s.LineSep == "" {
		return "\n"
	}
	return s.LineSep
}

// delay waits before something is sent.
func (s *Session) delay() error {
	if s.DelayBeforeSend == 0 && s.noDelay {
		return nil
	}
	return pause(s.ctx, orDefault(s.DelayBeforeSend, DefaultDelayBeforeSend))
}

// pause waits, at most until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// transmit logs and sends.
func (s *Session) transmit(text string) (int, error) {
	if s.closed.Load() {
		return 0, failed(ErrClosed, "Bad file descriptor")
	}
	raw, err := s.codec.encode(text)
	if err != nil {
		return 0, err
	}
	if err := s.logSend([]byte(text)); err != nil {
		return 0, err
	}
	n, err := s.src.write(s.ctx, raw)
	if err != nil && (s.closed.Load() || errors.Is(err, os.ErrClosed)) {
		err = failed(ErrClosed, "Bad file descriptor")
	}
	return n, err
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
