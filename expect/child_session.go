package expect

import (
	"context"
	"iter"
	"time"
)

// What a session that was not made is asked, as happens where an error was not looked
// at, is answered like one that has not begun: what is promoted from a field of a nil
// pointer would panic.

// session is the child's, or nil.
func (c *Child) session() *Session {
	if c == nil {
		return nil
	}
	return &c.Session
}

// After is [Session.After].
func (c *Child) After() string { return c.session().After() }

// Before is [Session.Before].
func (c *Child) Before() string { return c.session().Before() }

// Buffer is [Session.Buffer].
func (c *Child) Buffer() string { return c.session().Buffer() }

// Closed is [Session.Closed].
func (c *Child) Closed() bool { return c.session().Closed() }

// CompilePatternList is [Session.CompilePatternList].
func (c *Child) CompilePatternList(patterns ...any) ([]*Pattern, error) {
	return c.session().CompilePatternList(patterns...)
}

// Dropped is [Session.Dropped].
func (c *Child) Dropped() uint64 { return c.session().Dropped() }

// Expect is [Session.Expect].
func (c *Child) Expect(patterns ...any) (int, error) { return c.session().Expect(patterns...) }

// ExpectExact is [Session.ExpectExact].
func (c *Child) ExpectExact(patterns ...any) (int, error) {
	return c.session().ExpectExact(patterns...)
}

// ExpectExactWith is [Session.ExpectExactWith].
func (c *Child) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return c.session().ExpectExactWith(ctx, patterns, opts)
}

// ExpectList is [Session.ExpectList].
func (c *Child) ExpectList(list []*Pattern) (int, error) { return c.session().ExpectList(list) }

// ExpectListWith is [Session.ExpectListWith].
func (c *Child) ExpectListWith(ctx context.Context, list []*Pattern, opts *ExpectOptions) (int, error) {
	return c.session().ExpectListWith(ctx, list, opts)
}

// ExpectLoop is [Session.ExpectLoop].
func (c *Child) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	return c.session().ExpectLoop(searcher, opts)
}

// ExpectWith is [Session.ExpectWith].
func (c *Child) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return c.session().ExpectWith(ctx, patterns, opts)
}

// FlagEOF is [Session.FlagEOF].
func (c *Child) FlagEOF() bool { return c.session().FlagEOF() }

// GoString is [Session.GoString].
func (c *Child) GoString() string { return c.session().GoString() }

// Lines is [Session.Lines].
func (c *Child) Lines() iter.Seq2[string, error] { return c.session().Lines() }

// Match is [Session.Match].
func (c *Child) Match() *Match { return c.session().Match() }

// MatchIndex is [Session.MatchIndex].
func (c *Child) MatchIndex() int { return c.session().MatchIndex() }

// Read is [Session.Read].
func (c *Child) Read(p []byte) (int, error) { return c.session().Read(p) }

// ReadLine is [Session.ReadLine].
func (c *Child) ReadLine() (string, error) { return c.session().ReadLine() }

// ReadLines is [Session.ReadLines].
func (c *Child) ReadLines() ([]string, error) { return c.session().ReadLines() }

// ReadN is [Session.ReadN].
func (c *Child) ReadN(n int) (string, error) { return c.session().ReadN(n) }

// ReadNonblocking is [Session.ReadNonblocking].
func (c *Child) ReadNonblocking(size int, timeout time.Duration) (string, error) {
	return c.session().ReadNonblocking(size, timeout)
}

// Searcher is [Session.Searcher].
func (c *Child) Searcher() *Searcher { return c.session().Searcher() }

// Send is [Session.Send].
func (c *Child) Send(text string) (int, error) { return c.session().Send(text) }

// SendLine is [Session.SendLine].
func (c *Child) SendLine(text string) (int, error) { return c.session().SendLine(text) }

// SendSecret is [Session.SendSecret].
func (c *Child) SendSecret(text string) (int, error) { return c.session().SendSecret(text) }

// SetBuffer is [Session.SetBuffer].
func (c *Child) SetBuffer(text string) { c.session().SetBuffer(text) }

// Write is [Session.Write].
func (c *Child) Write(p []byte) (int, error) { return c.session().Write(p) }

// WriteLines is [Session.WriteLines].
func (c *Child) WriteLines(texts iter.Seq[string]) error { return c.session().WriteLines(texts) }

// WriteString is [Session.WriteString].
func (c *Child) WriteString(text string) (int, error) { return c.session().WriteString(text) }
