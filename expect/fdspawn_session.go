package expect

import (
	"context"
	"iter"
	"time"
)

// A nil FdSpawn is answered like one that has not begun.

// session is the descriptor's, or nil.
func (f *FdSpawn) session() *Session {
	if f == nil {
		return nil
	}
	return &f.Session
}

// After is [Session.After].
func (f *FdSpawn) After() string { return f.session().After() }

// Before is [Session.Before].
func (f *FdSpawn) Before() string { return f.session().Before() }

// Buffer is [Session.Buffer].
func (f *FdSpawn) Buffer() string { return f.session().Buffer() }

// Close is [Session.Close].
func (f *FdSpawn) Close() error { return f.session().Close() }

// Closed is [Session.Closed].
func (f *FdSpawn) Closed() bool { return f.session().Closed() }

// CompilePatternList is [Session.CompilePatternList].
func (f *FdSpawn) CompilePatternList(patterns ...any) ([]*Pattern, error) {
	return f.session().CompilePatternList(patterns...)
}

// Dropped is [Session.Dropped].
func (f *FdSpawn) Dropped() uint64 { return f.session().Dropped() }

// Expect is [Session.Expect].
func (f *FdSpawn) Expect(patterns ...any) (int, error) { return f.session().Expect(patterns...) }

// ExpectExact is [Session.ExpectExact].
func (f *FdSpawn) ExpectExact(patterns ...any) (int, error) {
	return f.session().ExpectExact(patterns...)
}

// ExpectExactWith is [Session.ExpectExactWith].
func (f *FdSpawn) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return f.session().ExpectExactWith(ctx, patterns, opts)
}

// ExpectList is [Session.ExpectList].
func (f *FdSpawn) ExpectList(list []*Pattern) (int, error) { return f.session().ExpectList(list) }

// ExpectListWith is [Session.ExpectListWith].
func (f *FdSpawn) ExpectListWith(ctx context.Context, list []*Pattern, opts *ExpectOptions) (int, error) {
	return f.session().ExpectListWith(ctx, list, opts)
}

// ExpectLoop is [Session.ExpectLoop].
func (f *FdSpawn) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	return f.session().ExpectLoop(searcher, opts)
}

// ExpectWith is [Session.ExpectWith].
func (f *FdSpawn) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return f.session().ExpectWith(ctx, patterns, opts)
}

// FlagEOF is [Session.FlagEOF].
func (f *FdSpawn) FlagEOF() bool { return f.session().FlagEOF() }

// GoString is [Session.GoString].
func (f *FdSpawn) GoString() string { return f.session().GoString() }

// Lines is [Session.Lines].
func (f *FdSpawn) Lines() iter.Seq2[string, error] { return f.session().Lines() }

// Match is [Session.Match].
func (f *FdSpawn) Match() *Match { return f.session().Match() }

// MatchIndex is [Session.MatchIndex].
func (f *FdSpawn) MatchIndex() int { return f.session().MatchIndex() }

// Read is [Session.Read].
func (f *FdSpawn) Read(p []byte) (int, error) { return f.session().Read(p) }

// ReadLine is [Session.ReadLine].
func (f *FdSpawn) ReadLine() (string, error) { return f.session().ReadLine() }

// ReadLines is [Session.ReadLines].
func (f *FdSpawn) ReadLines() ([]string, error) { return f.session().ReadLines() }

// ReadN is [Session.ReadN].
func (f *FdSpawn) ReadN(n int) (string, error) { return f.session().ReadN(n) }

// ReadNonblocking is [Session.ReadNonblocking].
func (f *FdSpawn) ReadNonblocking(size int, timeout time.Duration) (string, error) {
	return f.session().ReadNonblocking(size, timeout)
}

// Searcher is [Session.Searcher].
func (f *FdSpawn) Searcher() *Searcher { return f.session().Searcher() }

// Send is [Session.Send].
func (f *FdSpawn) Send(text string) (int, error) { return f.session().Send(text) }

// SendLine is [Session.SendLine].
func (f *FdSpawn) SendLine(text string) (int, error) { return f.session().SendLine(text) }

// SendSecret is [Session.SendSecret].
func (f *FdSpawn) SendSecret(text string) (int, error) { return f.session().SendSecret(text) }

// SetBuffer is [Session.SetBuffer].
func (f *FdSpawn) SetBuffer(text string) { f.session().SetBuffer(text) }

// String is [Session.String].
func (f *FdSpawn) String() string { return f.session().String() }

// Write is [Session.Write].
func (f *FdSpawn) Write(p []byte) (int, error) { return f.session().Write(p) }

// WriteLines is [Session.WriteLines].
func (f *FdSpawn) WriteLines(texts iter.Seq[string]) error { return f.session().WriteLines(texts) }

// WriteString is [Session.WriteString].
func (f *FdSpawn) WriteString(text string) (int, error) { return f.session().WriteString(text) }
