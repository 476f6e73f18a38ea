package expect

import (
	"context"
	"os"
	"time"
)

// scripted is a source that gives prepared pieces; nil is a timeout, and after
// the last one comes the end.
type scripted struct{ pieces [][]byte }

func (s *scripted) read(_ context.Context, p []byte, _ time.Time) (int, error) {
	if len(s.pieces) == 0 {
		return 0, &endError{"End"}
	}
	piece := s.pieces[0]
	if piece == nil {
		s.pieces = s.pieces[1:]
		return 0, os.ErrDeadlineExceeded
	}
	n := copy(p, piece)
	if s.pieces[0] = piece[n:]; n == len(piece) {
		s.pieces = s.pieces[1:]
	}
	return n, nil
}

func (s *scripted) write(_ context.Context, p []byte, _ time.Time) (int, error) { return len(p), nil }

func (s *scripted) close() error { return nil }

// Scripted makes a session of prepared pieces for tests.
func Scripted(pieces [][]byte, opts *SessionOptions) (*Session, error) {
	s := &Session{}
	err := s.init(context.Background(), &scripted{pieces}, *opts)
	s.noDelay = true
	return s, err
}

// Find is what a pattern finds in data when all of it is searched at once.
func (p *Pattern) Find(data []byte) []int {
	loc, _ := p.find(data, limit{})
	return loc
}

// Incremental counts the patterns that are searched for without going over the
// same text again.
func (p *Pattern) Incremental() bool { return p.matcher == nil }

var (
	ToRE2               = toRE2
	LevenshteinDistance = levenshteinDistance
	WithPrompts         = withPrompts
	CleanPaste          = func(pieces ...[]byte) (out []byte) {
		f := &pasteFilter{}
		for _, p := range pieces {
			out = append(out, f.clean(p)...)
		}
		return append(out, f.rest...)
	}
	Decode = func(encoding, errors string, pieces ...[]byte) (out []byte, err error) {
		c, err := newCodec(encoding, errors)
		if err != nil {
			return nil, err
		}
		for i, p := range pieces {
			text, err := c.decode(p, i == len(pieces)-1)
			if err != nil {
				return nil, err
			}
			out = append(out, text...)
		}
		return out, nil
	}
	Encode = func(encoding, errors, text string) ([]byte, error) {
		c, err := newCodec(encoding, errors)
		if err != nil {
			return nil, err
		}
		return c.encode(text)
	}
)

// Ended is the name of what the last call ended with instead of a match.
func (s *Session) Ended() string {
	s = s.orNew()
	switch s.after {
	case EOF:
		return "EOF"
	case TIMEOUT:
		return "TIMEOUT"
	}
	return ""
}

// Counted makes a session of prepared pieces, each of which is one read, and
// tells how many are left. It keeps what has come in pieces of three bytes, so that
// searches go across many seams.
func Counted(pieces [][]byte) (*Session, func() int) {
	src := &scripted{pieces}
	s := &Session{noDelay: true}
	s.init(context.Background(), src, SessionOptions{})
	s.data.room = 3
	return s, func() int { return len(src.pieces) }
}

// Hide and Output are what a session does with its transcript.
func (t *Transcript) Hide(secret string) { t.hide(secret) }

func (t *Transcript) Output(text string) { t.output([]byte(text)) }
