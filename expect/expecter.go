package expect

import (
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Expect waits until one of the patterns matches what is read, and returns its
// index. A pattern is a string (a regular expression in which a dot matches
// newlines), a *regexp.Regexp, an [Exact], a [Matcher], [EOF] or [TIMEOUT].
//
// Each time more has been read, the earliest match in all of it wins, and of
// several at the same place the one listed first. Before, After, Match and
// MatchIndex tell what was found; what follows the match stays for the next
// call.
//
// When the other side ends, or the timeout passes, without a match, and EOF or
// TIMEOUT is not among the patterns, the error is of that kind, and Before is
// all that was read. Where a pattern could not be searched for in the time that
// there was, the error is of kind ErrSearch.
//
// [Session.ExpectWith] is Expect with a context and a timeout of its own.
func (s *Session) Expect(patterns ...any) (int, error) {
	s = s.orNew()
	return s.ExpectWith(s.ctx, patterns, nil)
}

// ExpectWith is [Session.Expect] that ctx ends too, with its cause. A nil opts is
// the session's defaults.
func (s *Session) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	list, err := s.CompilePatternList(patterns...)
	if err != nil {
		return -1, err
	}
	return s.loop(ctx, newSearcher(list, false), opts)
}

// ExpectExact is Expect for plain text: its strings are no regular expressions.
// It takes strings, Exact, EOF and TIMEOUT.
func (s *Session) ExpectExact(patterns ...any) (int, error) {
	s = s.orNew()
	return s.ExpectExactWith(s.ctx, patterns, nil)
}

// ExpectExactWith is [Session.ExpectExact] that ctx ends too, with its cause. A
// nil opts is the session's defaults.
func (s *Session) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	list, err := s.exactList(patterns)
	if err != nil {
		return -1, err
	}
	return s.loop(ctx, newSearcher(list, true), opts)
}

// exactList compiles the patterns of ExpectExact.
func (s *Session) exactList(patterns []any) ([]*Pattern, error) {
	s = s.orNew()
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

// ExpectList is Expect for patterns that [Session.CompilePatternList] made, which
// spares a loop the compiling.
func (s *Session) ExpectList(list []*Pattern) (int, error) {
	s = s.orNew()
	return s.ExpectListWith(s.ctx, list, nil)
}

// ExpectListWith is [Session.ExpectList] that ctx ends too, with its cause. A nil
// opts is the session's defaults.
func (s *Session) ExpectListWith(ctx context.Context, list []*Pattern, opts *ExpectOptions) (int, error) {
	for i, p := range list {
		if p == nil {
			return -1, failed(ErrType, "pattern "+strconv.Itoa(i)+" of the list is nil")
		}
	}
	return s.loop(ctx, newSearcher(list, false), opts)
}

// ExpectLoop is what all the others come down to. A nil opts is the session's
// defaults.
func (s *Session) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	if searcher == nil {
		return -1, failed(ErrType, "the searcher is nil")
	}
	s = s.orNew()
	return s.loop(s.ctx, searcher, opts)
}

func (s *Session) loop(ctx context.Context, searcher *Searcher, opts *ExpectOptions) (int, error) {
	if s == nil || s.src == nil {
		return -1, notBegun()
	}
	if opts == nil {
		opts = &ExpectOptions{}
	}
	if ctx != s.ctx {
		both, cancel := context.WithCancelCause(ctx)
		defer cancel(nil)
		defer context.AfterFunc(s.ctx, func() { cancel(context.Cause(s.ctx)) })()
		ctx = both
	}
	window := opts.SearchWindowSize
	if window == 0 {
		window = s.SearchWindowSize
	}
	deadline := s.deadline(opts.Timeout)
	e := expecter{
		Session: s, searcher: searcher, window: max(0, window), longest: searcher.longest(),
		limit: limit{ctx, deadline}, timeLimit: orDefault(orDefault(opts.Timeout, s.Timeout), DefaultTimeout),
	}
	s.searcher = searcher
	searcher.reset()
	if i, err := e.search(); i >= 0 || err != nil {
		return i, err
	}
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
			s.conclude(s.data.fixed(), -1, nil, nil)
			return -1, err
		}
		s.data.add(piece)
		if i, err := e.search(); i >= 0 || err != nil {
			return i, err
		}
		e.trim()
	}
}

func notBegun() error { return failed(ErrClosed, "the session has not begun") }

func (s *Session) maxRead() int {
	if s.MaxRead <= 0 {
		return DefaultMaxRead
	}
	return s.MaxRead
}

// conclude sets what the next question about the last call is answered with.
func (s *Session) conclude(before text, index int, match *Match, after error) {
	s.before, s.index, s.match, s.after = answer{text: before}, index, match, after
}

// An expecter is one call of Expect: pexpect.Expecter.
type expecter struct {
	*Session
	searcher  *Searcher
	window    int // 0 for all
	longest   int // literal, when only literals are looked for
	limit     limit
	timeLimit time.Duration // as was asked for
}

// search looks for the patterns in what has been read, and takes the match out
// of it.
func (e *expecter) search() (i int, err error) {
	if e.window > 0 {
		i, err = e.searcher.searchLast(e.data.last(e.window), 0, e.limit)
		skip := max(0, e.data.size-e.window)
		e.searcher.Start += skip
		e.searcher.End += skip
	} else {
		i, err = e.searcher.advance(&e.data, e.limit)
	}
	if i < 0 {
		e.shown = e.data.size
		if e.window > 0 {
			e.shown = min(e.shown, e.window)
		} else if e.longest > 0 {
			e.shown = min(e.shown, e.longest)
		}
		if err != nil {
			e.conclude(e.data.fixed(), -1, nil, nil)
		}
		return -1, err
	}
	rest := e.data
	before := rest.cut(e.searcher.Start)
	rest.cut(e.searcher.End - e.searcher.Start)
	e.conclude(before, i, e.searcher.Match, nil)
	e.data = rest
	e.shown = e.data.size
	return i, nil
}

// trim drops what MaxBuffer does not allow to keep.
func (e *expecter) trim() {
	if e.MaxBuffer <= 0 || e.data.size < 2*e.MaxBuffer {
		return
	}
	drop := e.data.size - e.MaxBuffer
	e.dropped += uint64(drop)
	kept := e.data.last(e.MaxBuffer)
	e.data = textOf(append(make([]byte, 0, 2*e.MaxBuffer+e.maxRead()), kept...))
	// The searches begin anew in what is left, where nothing matches yet.
	e.searcher.reset()
	e.searcher.advance(&e.data, e.limit)
}

// eof concludes that all has been read.
func (e *expecter) eof(cause error) (int, error) {
	data := e.data
	e.data, e.shown = text{}, 0
	return e.without(data, EOF, e.searcher.EOFIndex, cause)
}

// timeout concludes that time is up. What has been read stays.
func (e *expecter) timeout(cause error) (int, error) {
	return e.without(e.data.fixed(), TIMEOUT, e.searcher.TimeoutIndex, cause)
}

// without concludes a call without a match.
func (e *expecter) without(before text, kind error, index int, cause error) (int, error) {
	e.conclude(before, index, nil, kind)
	if index >= 0 {
		return index, nil
	}
	reason := &Error{Kind: kind, Reason: cause.Error(), Input: e.masked(e.searcher.waited())}
	var known *Error
	if errors.As(cause, &known) {
		reason.Reason, reason.Err = known.Reason, known.Err
	}
	line := kind.Error()
	if kind == TIMEOUT {
		line += " after " + pyDuration(e.timeLimit)
	}
	line += ", waiting for " + reason.Input
	if e.before.size() > 0 {
		line += "; what came ends in " + e.lastChars(&e.before, e.Encoding == "", dumpedInLine)
	} else {
		line += "; nothing came"
	}
	reason.line = pyerr.OneLine(line)
	reason.state = e.describe() + "\nsearcher: " + e.masked(e.searcher.String())
	return -1, reason
}

// dumpedInLine is how much of what came an error shows in its line.
const dumpedInLine = 40

// pyDuration is a time limit for people to read.
func pyDuration(d time.Duration) string {
	if d == Poll {
		return "a look"
	}
	return d.String()
}

// piece reads at most size bytes, waiting until the deadline, and returns them
// decoded and logged.
func (s *Session) piece(ctx context.Context, size int, deadline time.Time) ([]byte, error) {
	if s.src == nil {
		return nil, notBegun()
	}
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
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		return err // whatever the cause is: an end of the context is no TIMEOUT
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
