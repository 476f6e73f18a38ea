package expect

import (
	"context"
	"iter"
	"time"
)

// A nil SocketSpawn is answered like one that has not begun.

// session is the connection's, or nil.
func (s *SocketSpawn) session() *Session {
	if s == nil {
		return nil
	}
	return &s.Session
}

// After is [Session.After].
func (s *SocketSpawn) After() string { return s.session().After() }

// Before is [Session.Before].
func (s *SocketSpawn) Before() string { return s.session().Before() }

// Buffer is [Session.Buffer].
func (s *SocketSpawn) Buffer() string { return s.session().Buffer() }

// Close is [Session.Close].
func (s *SocketSpawn) Close() error { return s.session().Close() }

// Closed is [Session.Closed].
func (s *SocketSpawn) Closed() bool { return s.session().Closed() }

// CompilePatternList is [Session.CompilePatternList].
func (s *SocketSpawn) CompilePatternList(patterns ...any) ([]*Pattern, error) {
	return s.session().CompilePatternList(patterns...)
}

// Dropped is [Session.Dropped].
func (s *SocketSpawn) Dropped() uint64 { return s.session().Dropped() }

// Expect is [Session.Expect].
func (s *SocketSpawn) Expect(patterns ...any) (int, error) { return s.session().Expect(patterns...) }

// ExpectExact is [Session.ExpectExact].
func (s *SocketSpawn) ExpectExact(patterns ...any) (int, error) {
	return s.session().ExpectExact(patterns...)
}

// ExpectExactWith is [Session.ExpectExactWith].
func (s *SocketSpawn) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return s.session().ExpectExactWith(ctx, patterns, opts)
}

// ExpectList is [Session.ExpectList].
func (s *SocketSpawn) ExpectList(list []*Pattern) (int, error) { return s.session().ExpectList(list) }

// ExpectListWith is [Session.ExpectListWith].
func (s *SocketSpawn) ExpectListWith(ctx context.Context, list []*Pattern, opts *ExpectOptions) (int, error) {
	return s.session().ExpectListWith(ctx, list, opts)
}

// ExpectLoop is [Session.ExpectLoop].
func (s *SocketSpawn) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	return s.session().ExpectLoop(searcher, opts)
}

// ExpectWith is [Session.ExpectWith].
func (s *SocketSpawn) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return s.session().ExpectWith(ctx, patterns, opts)
}

// FlagEOF is [Session.FlagEOF].
func (s *SocketSpawn) FlagEOF() bool { return s.session().FlagEOF() }

// GoString is [Session.GoString].
func (s *SocketSpawn) GoString() string { return s.session().GoString() }

// Lines is [Session.Lines].
func (s *SocketSpawn) Lines() iter.Seq2[string, error] { return s.session().Lines() }

// Match is [Session.Match].
func (s *SocketSpawn) Match() *Match { return s.session().Match() }

// MatchIndex is [Session.MatchIndex].
func (s *SocketSpawn) MatchIndex() int { return s.session().MatchIndex() }

// Read is [Session.Read].
func (s *SocketSpawn) Read(p []byte) (int, error) { return s.session().Read(p) }

// ReadLine is [Session.ReadLine].
func (s *SocketSpawn) ReadLine() (string, error) { return s.session().ReadLine() }

// ReadLines is [Session.ReadLines].
func (s *SocketSpawn) ReadLines() ([]string, error) { return s.session().ReadLines() }

// ReadN is [Session.ReadN].
func (s *SocketSpawn) ReadN(n int) (string, error) { return s.session().ReadN(n) }

// ReadNonblocking is [Session.ReadNonblocking].
func (s *SocketSpawn) ReadNonblocking(size int, timeout time.Duration) (string, error) {
	return s.session().ReadNonblocking(size, timeout)
}

// Searcher is [Session.Searcher].
func (s *SocketSpawn) Searcher() *Searcher { return s.session().Searcher() }

// Send is [Session.Send].
func (s *SocketSpawn) Send(text string) (int, error) { return s.session().Send(text) }

// SendLine is [Session.SendLine].
func (s *SocketSpawn) SendLine(text string) (int, error) { return s.session().SendLine(text) }

// SendSecret is [Session.SendSecret].
func (s *SocketSpawn) SendSecret(text string) (int, error) { return s.session().SendSecret(text) }

// SetBuffer is [Session.SetBuffer].
func (s *SocketSpawn) SetBuffer(text string) { s.session().SetBuffer(text) }

// String is [Session.String].
func (s *SocketSpawn) String() string { return s.session().String() }

// Write is [Session.Write].
func (s *SocketSpawn) Write(p []byte) (int, error) { return s.session().Write(p) }

// WriteLines is [Session.WriteLines].
func (s *SocketSpawn) WriteLines(texts iter.Seq[string]) error { return s.session().WriteLines(texts) }

// WriteString is [Session.WriteString].
func (s *SocketSpawn) WriteString(text string) (int, error) { return s.session().WriteString(text) }
