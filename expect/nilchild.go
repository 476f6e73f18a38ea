package expect

import "context"

// What a program that was not started is asked, as happens where the error of
// [Spawn] was not looked at, is answered like one that has not begun: a nil Child
// has no Session to ask.

// Expect is [Session.Expect].
func (c *Child) Expect(patterns ...any) (int, error) { return c.session().Expect(patterns...) }

// ExpectWith is [Session.ExpectWith].
func (c *Child) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return c.session().ExpectWith(ctx, patterns, opts)
}

// ExpectExact is [Session.ExpectExact].
func (c *Child) ExpectExact(patterns ...any) (int, error) {
	return c.session().ExpectExact(patterns...)
}

// ExpectExactWith is [Session.ExpectExactWith].
func (c *Child) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return c.session().ExpectExactWith(ctx, patterns, opts)
}

// Send is [Session.Send].
func (c *Child) Send(text string) (int, error) { return c.session().Send(text) }

// SendLine is [Session.SendLine].
func (c *Child) SendLine(text string) (int, error) { return c.session().SendLine(text) }

// session is the child's, or for a nil one a session that has not begun.
func (c *Child) session() *Session {
	if c == nil {
		return &Session{}
	}
	return &c.Session
}
