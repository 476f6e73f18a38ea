package expect

import (
	"context"
	"sync"
	"sync/atomic"
)

// A Session is a conversation with a program or a peer: what the sessions of all
// kinds have, SpawnBase in the original. It is used by one goroutine at a time,
// except that Close may be called from another and wakes who waits.
type Session struct {
	SessionOptions

	ctx    context.Context
	src    source
	self   func() string // describes the session in errors
	filter *pasteFilter  // takes noise out of what is read; nil for none
	codec  codec
	ahead  []byte // read from src and not yet looked at
	room   []byte // where src reads into

	data     text // read, and not taken by a match
	shown    int  // how much of data's end Buffer returns
	dropped  uint64
	before   answer
	match    *Match
	index    int
	after    error // EOF or TIMEOUT, instead of a match
	searcher *Searcher
	compiled map[string]*Pattern
	lines    string // what ends a line; empty is "\r\n"
	flagEOF  bool
	noDelay  bool // there is no terminal whose echo might have to be waited for
	closed   atomic.Bool
	logging  sync.Mutex // interact reads and sends at once
}

// readAhead is how much is asked of the system in one go.
const readAhead = 64 << 10

func (s *Session) init(ctx context.Context, src source, options SessionOptions) error {
	c, err := newCodec(options.Encoding, options.CodecErrors)
	if err != nil {
		return err
	}
	s.ctx, s.src, s.SessionOptions, s.codec, s.index = ctx, src, options, c, -1
	s.Secrets = append([]string(nil), options.Secrets...)
	for _, secret := range s.Secrets {
		s.Transcript.hide(secret)
	}
	return nil
}

// Before returns what came before the match; after EOF or TIMEOUT, all that has
// come.
func (s *Session) Before() string { return s.before.String() }

// After returns what the last pattern matched; "" after EOF, TIMEOUT or an
// error.
func (s *Session) After() string {
	if s.match == nil {
		return ""
	}
	return s.match.String()
}

// Match returns the last match with its groups; nil after EOF, TIMEOUT or an
// error.
func (s *Session) Match() *Match { return s.match }

// MatchIndex returns the index of the last pattern that matched, EOF and TIMEOUT
// included; -1 when there was none.
func (s *Session) MatchIndex() int {
	if s.searcher == nil {
		return -1
	}
	return s.index
}

// Buffer returns what has been read and not been taken by a match. After a
// TIMEOUT it is the part in which a match could still begin; all of it is
// searched again by a call without a window.
func (s *Session) Buffer() string { return string(s.buffer()) }

func (s *Session) buffer() []byte { return s.data.last(s.shown) }

// SetBuffer replaces what has been read and not been taken by a match.
func (s *Session) SetBuffer(text string) {
	s.data = textOf([]byte(text))
	s.shown = s.data.size
}

// Dropped returns how many bytes MaxBuffer has cost so far.
func (s *Session) Dropped() uint64 { return s.dropped }

// FlagEOF reports whether the end of the output has been read.
func (s *Session) FlagEOF() bool { return s.flagEOF }

// Searcher returns the searcher of the last Expect; nil before the first.
func (s *Session) Searcher() *Searcher { return s.searcher }

// Closed reports whether Close has been called.
func (s *Session) Closed() bool { return s.closed.Load() }

// Close ends the conversation and wakes who waits in it. It may be called twice.
func (s *Session) Close() error {
	s.closed.Store(true)
	if s.src == nil {
		return nil
	}
	return s.src.close()
}
