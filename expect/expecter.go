package expect

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"time"
)

// Expect waits until one of the patterns matches what is read, and returns its
// index. A pattern is a string (a regular expression in which a dot matches
// newlines), a *regexp.Regexp, an [Exact], a [Matcher], [EOF] or [TIMEOUT];
// *[ExpectOptions] may stand last.
//
// Each time more has been read, the earliest match in all of it wins, and of
// several at the same place the one listed first. Before, After, Match and
// MatchIndex tell what was found; what follows the match stays for the next
// call.
//
// When the other side ends, or the timeout passes, without a match, and EOF or
// TIMEOUT is not among the patterns, the error is of that kind, and Before is
// all that was read.
func (s *Session) Expect(patterns ...any) (int, error) {
	patterns, opts := splitOptions(patterns)
	list, err := s.CompilePatternList(patterns...)
	if err != nil {
		return -1, err
	}
	return s.ExpectList(list, opts)
}

// ExpectExact is Expect for plain text: its strings are no regular expressions.
// It takes strings, Exact, EOF and TIMEOUT, and *[ExpectOptions] last.
func (s *Session) ExpectExact(patterns ...any) (int, error) {
	patterns, opts := splitOptions(patterns)
	list, err := s.exactList(patterns)
	if err != nil {
		return -1, err
	}
	return s.ExpectLoop(newSearcher(list, true), opts)
}

// exactList compiles the patterns of ExpectExact.
func (s *Session) exactList(patterns []any) ([]*Pattern, error) {
	list := make([]*Pattern, len(patterns))
	for i, p := range patterns {
		if text, ok := p.(string); ok {
			p = Exact(text)
		}
		c, err := compile(p, false, s.Encoding == "")
		if err != nil {
			return nil, err
		}
		if c.re != nil || c.matcher != nil {
			return nil, failed(ErrType, "an exact pattern must be a string, expect.Exact, expect.EOF or expect.TIMEOUT, not "+c.shown)
		}
		list[i] = c
	}
	return list, nil
}

func splitOptions(patterns []any) ([]any, *ExpectOptions) {
	if n := len(patterns); n > 0 {
		if opts, ok := patterns[n-1].(*ExpectOptions); ok {
			return patterns[:n-1], opts
		}
	}
	return patterns, nil
}

// ExpectList is Expect for patterns that [Session.CompilePatternList] made, which
// spares a loop the compiling. A nil opts is the session's defaults.
func (s *Session) ExpectList(list []*Pattern, opts *ExpectOptions) (int, error) {
	return s.ExpectLoop(newSearcher(list, false), opts)
}

// ExpectContext is Expect that the context ends too, with the context's error.
func (s *Session) ExpectContext(ctx context.Context, patterns ...any) (int, error) {
	patterns, opts := splitOptions(patterns)
	list, err := s.CompilePatternList(patterns...)
	if err != nil {
		return -1, err
	}
	return s.loop(ctx, newSearcher(list, false), opts)
}

// ExpectLoop is what all the others come down to. A nil opts is the session's
// defaults.
func (s *Session) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	return s.loop(s.ctx, searcher, opts)
}

func (s *Session) loop(ctx context.Context, searcher *Searcher, opts *ExpectOptions) (int, error) {
	if opts == nil {
		opts = &ExpectOptions{}
	}
	if ctx != s.ctx {
		both, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		defer context.AfterFunc(s.ctx, func() { cancel(s.ctx.Err()) })()
		ctx = both
	}
	window := opts.SearchWindowSize
	if window == 0 {
		window = s.SearchWindowSize
	}
	e := expecter{Session: s, searcher: searcher, window: max(0, window), longest: searcher.longest()}
	s.searcher = searcher
	searcher.reset()
	if i := e.search(); i >= 0 {
		return i, nil
	}
	deadline := s.deadline(opts.Timeout)
	for polled := false; ; polled = true {
		if polled && !deadline.IsZero() && !time.Now().Before(deadline) {
			return e.timeout(failed(TIMEOUT, "Timeout exceeded."))
		}
		piece, err := s.piece(ctx, s.maxRead(), deadline)
		switch {
		case errors.Is(err, TIMEOUT):
			return e.timeout(err)
		case errors.Is(err, EOF):
			return e.eof(err)
		case err != nil:
			s.conclude(s.data, -1, nil, nil)
			return -1, err
		}
		if cap(s.data)-len(s.data) < len(piece) {
			// Doubled, where append would copy much output several times over.
			s.data = slices.Grow(s.data, len(s.data)+len(piece))
		}
		s.data = append(s.data, piece...)
		if i := e.search(); i >= 0 {
			return i, nil
		}
		e.trim()
	}
}

func (s *Session) maxRead() int {
	if s.MaxRead <= 0 {
		return DefaultMaxRead
	}
	return s.MaxRead
}

// conclude sets what the next question about the last call is answered with.
func (s *Session) conclude(before []byte, index int, match *Match, after error) {
	s.before, s.index, s.match, s.after = before, index, match, after
}

// An expecter is one call of Expect: pexpect.Expecter.
type expecter struct {
	*Session
	searcher *Searcher
	window   int // 0 for all
	longest  int // literal, when only literals are looked for
}

// search looks for the patterns in what has been read, and takes the match out
// of it.
func (e *expecter) search() int {
	var i int
	if e.window > 0 {
		i = e.searcher.Search(e.data, e.window)
	} else {
		i = e.searcher.advance(e.data)
	}
	if i < 0 {
		e.shown = len(e.data)
		if e.window > 0 {
			e.shown = min(e.shown, e.window)
		} else if e.longest > 0 {
			e.shown = min(e.shown, e.longest)
		}
		return -1
	}
	e.conclude(e.data[:e.searcher.Start:e.searcher.Start], i, e.searcher.Match, nil)
	e.data = e.data[e.searcher.End:]
	e.shown = len(e.data)
	return i
}

// trim drops what MaxBuffer does not allow to keep.
func (e *expecter) trim() {
	if e.MaxBuffer <= 0 || len(e.data) < 2*e.MaxBuffer {
		return
	}
	drop := len(e.data) - e.MaxBuffer
	e.dropped += int64(drop)
	e.data = append(make([]byte, 0, 2*e.MaxBuffer+e.maxRead()), e.data[drop:]...)
	// The searches begin anew in what is left, where nothing matches yet.
	e.searcher.reset()
	e.searcher.advance(e.data)
}

// eof concludes that all has been read.
func (e *expecter) eof(cause error) (int, error) {
	data := e.data
	e.data, e.shown = nil, 0
	return e.without(data, EOF, e.searcher.EOFIndex, cause)
}

// timeout concludes that time is up. What has been read stays.
func (e *expecter) timeout(cause error) (int, error) {
	return e.without(e.data[:len(e.data):len(e.data)], TIMEOUT, e.searcher.TimeoutIndex, cause)
}

// without concludes a call without a match.
func (e *expecter) without(before []byte, kind error, index int, cause error) (int, error) {
	e.conclude(before, index, nil, kind)
	if index >= 0 {
		return index, nil
	}
	reason := &Error{Kind: kind, Value: cause.Error()}
	var known *Error
	if errors.As(cause, &known) {
		reason.Value, reason.Cause = known.Value, known.Cause
	}
	reason.Detail = e.describe() + "\nsearcher: " + e.masked(e.searcher.String())
	return -1, reason
}

// piece reads at most size bytes, waiting until the deadline, and returns them
// decoded and logged.
func (s *Session) piece(ctx context.Context, size int, deadline time.Time) ([]byte, error) {
	for {
		if s.closed.Load() {
			return nil, failed(ErrClosed, "I/O operation on closed file.")
		}
		if len(s.ahead) == 0 {
			if err := s.fill(ctx, deadline); err != nil {
				return nil, err
			}
		}
		n := min(size, len(s.ahead))
		text := s.ahead[:n]
		s.ahead = s.ahead[n:]
		text = s.filter.clean(text)
		text, err := s.codec.decode(text, false)
		if err != nil {
			return nil, err
		}
		if len(text) > 0 {
			return text, s.logRead(text)
		}
	}
}

// fill reads from the source.
func (s *Session) fill(ctx context.Context, deadline time.Time) error {
	if s.room == nil {
		s.room = make([]byte, readAhead)
	}
	n, err := s.src.read(ctx, s.room, deadline)
	switch {
	case err == nil:
		s.ahead = s.room[:n]
		return nil
	case errors.Is(err, os.ErrDeadlineExceeded):
		return failed(TIMEOUT, "Timeout exceeded.")
	case errors.Is(err, io.EOF):
		s.flagEOF = true
		return failed(EOF, err.Error())
	case s.closed.Load():
		return failed(ErrClosed, "I/O operation on closed file.")
	}
	return err
}
