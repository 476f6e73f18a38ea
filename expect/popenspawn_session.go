package expect

import (
	"context"
	"iter"
	"time"
)

// A nil PopenSpawn is answered like one that has not begun.

// session is the program's, or nil.
func (p *PopenSpawn) session() *Session {
	if p == nil {
		return nil
	}
	return &p.Session
}

// After is [Session.After].
func (p *PopenSpawn) After() string { return p.session().After() }

// Before is [Session.Before].
func (p *PopenSpawn) Before() string { return p.session().Before() }

// Buffer is [Session.Buffer].
func (p *PopenSpawn) Buffer() string { return p.session().Buffer() }

// Closed is [Session.Closed].
func (p *PopenSpawn) Closed() bool { return p.session().Closed() }

// CompilePatternList is [Session.CompilePatternList].
func (p *PopenSpawn) CompilePatternList(patterns ...any) ([]*Pattern, error) {
	return p.session().CompilePatternList(patterns...)
}

// Dropped is [Session.Dropped].
func (p *PopenSpawn) Dropped() uint64 { return p.session().Dropped() }

// Expect is [Session.Expect].
func (p *PopenSpawn) Expect(patterns ...any) (int, error) { return p.session().Expect(patterns...) }

// ExpectExact is [Session.ExpectExact].
func (p *PopenSpawn) ExpectExact(patterns ...any) (int, error) {
	return p.session().ExpectExact(patterns...)
}

// ExpectExactWith is [Session.ExpectExactWith].
func (p *PopenSpawn) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return p.session().ExpectExactWith(ctx, patterns, opts)
}

// ExpectList is [Session.ExpectList].
func (p *PopenSpawn) ExpectList(list []*Pattern) (int, error) { return p.session().ExpectList(list) }

// ExpectListWith is [Session.ExpectListWith].
func (p *PopenSpawn) ExpectListWith(ctx context.Context, list []*Pattern, opts *ExpectOptions) (int, error) {
	return p.session().ExpectListWith(ctx, list, opts)
}

// ExpectLoop is [Session.ExpectLoop].
func (p *PopenSpawn) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	return p.session().ExpectLoop(searcher, opts)
}

// ExpectWith is [Session.ExpectWith].
func (p *PopenSpawn) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return p.session().ExpectWith(ctx, patterns, opts)
}

// FlagEOF is [Session.FlagEOF].
func (p *PopenSpawn) FlagEOF() bool { return p.session().FlagEOF() }

// GoString is [Session.GoString].
func (p *PopenSpawn) GoString() string { return p.session().GoString() }

// Lines is [Session.Lines].
func (p *PopenSpawn) Lines() iter.Seq2[string, error] { return p.session().Lines() }

// Match is [Session.Match].
func (p *PopenSpawn) Match() *Match { return p.session().Match() }

// MatchIndex is [Session.MatchIndex].
func (p *PopenSpawn) MatchIndex() int { return p.session().MatchIndex() }

// Read is [Session.Read].
func (outer *PopenSpawn) Read(p []byte) (int, error) { return outer.session().Read(p) }

// ReadLine is [Session.ReadLine].
func (p *PopenSpawn) ReadLine() (string, error) { return p.session().ReadLine() }

// ReadLines is [Session.ReadLines].
func (p *PopenSpawn) ReadLines() ([]string, error) { return p.session().ReadLines() }

// ReadN is [Session.ReadN].
func (p *PopenSpawn) ReadN(n int) (string, error) { return p.session().ReadN(n) }

// ReadNonblocking is [Session.ReadNonblocking].
func (p *PopenSpawn) ReadNonblocking(size int, timeout time.Duration) (string, error) {
	return p.session().ReadNonblocking(size, timeout)
}

// Searcher is [Session.Searcher].
func (p *PopenSpawn) Searcher() *Searcher { return p.session().Searcher() }

// Send is [Session.Send].
func (p *PopenSpawn) Send(text string) (int, error) { return p.session().Send(text) }

// SendLine is [Session.SendLine].
func (p *PopenSpawn) SendLine(text string) (int, error) { return p.session().SendLine(text) }

// SendSecret is [Session.SendSecret].
func (p *PopenSpawn) SendSecret(text string) (int, error) { return p.session().SendSecret(text) }

// SetBuffer is [Session.SetBuffer].
func (p *PopenSpawn) SetBuffer(text string) { p.session().SetBuffer(text) }

// String is [Session.String].
func (p *PopenSpawn) String() string { return p.session().String() }

// Write is [Session.Write].
func (outer *PopenSpawn) Write(p []byte) (int, error) { return outer.session().Write(p) }

// WriteLines is [Session.WriteLines].
func (p *PopenSpawn) WriteLines(texts iter.Seq[string]) error { return p.session().WriteLines(texts) }

// WriteString is [Session.WriteString].
func (p *PopenSpawn) WriteString(text string) (int, error) { return p.session().WriteString(text) }
