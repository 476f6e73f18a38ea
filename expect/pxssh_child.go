package expect

import (
	"context"
	"iter"
	"syscall"
	"time"
)

// A nil Pxssh is answered like one that has not logged in.

// child is the running ssh, or nil.
func (p *Pxssh) child() *Child {
	if p == nil {
		return nil
	}
	return p.Child
}

// After is [Child.After].
func (p *Pxssh) After() string { return p.child().After() }

// Args is [Child.Args].
func (p *Pxssh) Args() []string { return p.child().Args() }

// Before is [Child.Before].
func (p *Pxssh) Before() string { return p.child().Before() }

// Buffer is [Child.Buffer].
func (p *Pxssh) Buffer() string { return p.child().Buffer() }

// ChildFD is [Child.ChildFD].
func (p *Pxssh) ChildFD() int { return p.child().ChildFD() }

// CloseWith is [Child.CloseWith].
func (p *Pxssh) CloseWith(opts *CloseOptions) error { return p.child().CloseWith(opts) }

// Closed is [Child.Closed].
func (p *Pxssh) Closed() bool { return p.child().Closed() }

// Command is [Child.Command].
func (p *Pxssh) Command() string { return p.child().Command() }

// CompilePatternList is [Child.CompilePatternList].
func (p *Pxssh) CompilePatternList(patterns ...any) ([]*Pattern, error) {
	return p.child().CompilePatternList(patterns...)
}

// Dropped is [Child.Dropped].
func (p *Pxssh) Dropped() uint64 { return p.child().Dropped() }

// ExitStatus is [Child.ExitStatus].
func (p *Pxssh) ExitStatus() (status int, ok bool) { return p.child().ExitStatus() }

// Expect is [Child.Expect].
func (p *Pxssh) Expect(patterns ...any) (int, error) { return p.child().Expect(patterns...) }

// ExpectExact is [Child.ExpectExact].
func (p *Pxssh) ExpectExact(patterns ...any) (int, error) { return p.child().ExpectExact(patterns...) }

// ExpectExactWith is [Child.ExpectExactWith].
func (p *Pxssh) ExpectExactWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return p.child().ExpectExactWith(ctx, patterns, opts)
}

// ExpectList is [Child.ExpectList].
func (p *Pxssh) ExpectList(list []*Pattern) (int, error) { return p.child().ExpectList(list) }

// ExpectListWith is [Child.ExpectListWith].
func (p *Pxssh) ExpectListWith(ctx context.Context, list []*Pattern, opts *ExpectOptions) (int, error) {
	return p.child().ExpectListWith(ctx, list, opts)
}

// ExpectLoop is [Child.ExpectLoop].
func (p *Pxssh) ExpectLoop(searcher *Searcher, opts *ExpectOptions) (int, error) {
	return p.child().ExpectLoop(searcher, opts)
}

// ExpectWith is [Child.ExpectWith].
func (p *Pxssh) ExpectWith(ctx context.Context, patterns []any, opts *ExpectOptions) (int, error) {
	return p.child().ExpectWith(ctx, patterns, opts)
}

// FlagEOF is [Child.FlagEOF].
func (p *Pxssh) FlagEOF() bool { return p.child().FlagEOF() }

// GetEcho is [Child.GetEcho].
func (p *Pxssh) GetEcho() (on bool, err error) { return p.child().GetEcho() }

// GetWinSize is [Child.GetWinSize].
func (p *Pxssh) GetWinSize() (rows, cols int, err error) { return p.child().GetWinSize() }

// GoString is [Child.GoString].
func (p *Pxssh) GoString() string { return p.child().GoString() }

// Interact is [Child.Interact].
func (p *Pxssh) Interact(opts *InteractOptions) (err error) { return p.child().Interact(opts) }

// IsATTY is [Child.IsATTY].
func (p *Pxssh) IsATTY() bool { return p.child().IsATTY() }

// IsAlive is [Child.IsAlive].
func (p *Pxssh) IsAlive() bool { return p.child().IsAlive() }

// Kill is [Child.Kill].
func (p *Pxssh) Kill(signal syscall.Signal) error { return p.child().Kill(signal) }

// Lines is [Child.Lines].
func (p *Pxssh) Lines() iter.Seq2[string, error] { return p.child().Lines() }

// Match is [Child.Match].
func (p *Pxssh) Match() *Match { return p.child().Match() }

// MatchIndex is [Child.MatchIndex].
func (p *Pxssh) MatchIndex() int { return p.child().MatchIndex() }

// Name is [Child.Name].
func (p *Pxssh) Name() string { return p.child().Name() }

// PID is [Child.PID].
func (p *Pxssh) PID() int { return p.child().PID() }

// Read is [Child.Read].
func (outer *Pxssh) Read(p []byte) (int, error) { return outer.child().Read(p) }

// ReadLine is [Child.ReadLine].
func (p *Pxssh) ReadLine() (string, error) { return p.child().ReadLine() }

// ReadLines is [Child.ReadLines].
func (p *Pxssh) ReadLines() ([]string, error) { return p.child().ReadLines() }

// ReadN is [Child.ReadN].
func (p *Pxssh) ReadN(n int) (string, error) { return p.child().ReadN(n) }

// ReadNonblocking is [Child.ReadNonblocking].
func (p *Pxssh) ReadNonblocking(size int, timeout time.Duration) (string, error) {
	return p.child().ReadNonblocking(size, timeout)
}

// Searcher is [Child.Searcher].
func (p *Pxssh) Searcher() *Searcher { return p.child().Searcher() }

// Send is [Child.Send].
func (p *Pxssh) Send(text string) (int, error) { return p.child().Send(text) }

// SendControl is [Child.SendControl].
func (p *Pxssh) SendControl(key byte) (int, error) { return p.child().SendControl(key) }

// SendEOF is [Child.SendEOF].
func (p *Pxssh) SendEOF() error { return p.child().SendEOF() }

// SendIntr is [Child.SendIntr].
func (p *Pxssh) SendIntr() error { return p.child().SendIntr() }

// SendLine is [Child.SendLine].
func (p *Pxssh) SendLine(text string) (int, error) { return p.child().SendLine(text) }

// SendSecret is [Child.SendSecret].
func (p *Pxssh) SendSecret(text string) (int, error) { return p.child().SendSecret(text) }

// SetBuffer is [Child.SetBuffer].
func (p *Pxssh) SetBuffer(text string) { p.child().SetBuffer(text) }

// SetEcho is [Child.SetEcho].
func (p *Pxssh) SetEcho(on bool) error { return p.child().SetEcho(on) }

// SetWinSize is [Child.SetWinSize].
func (p *Pxssh) SetWinSize(rows, cols int) error { return p.child().SetWinSize(rows, cols) }

// SignalStatus is [Child.SignalStatus].
func (p *Pxssh) SignalStatus() (signal syscall.Signal, ok bool) { return p.child().SignalStatus() }

// String is [Child.String].
func (p *Pxssh) String() string { return p.child().String() }

// Terminate is [Child.Terminate].
func (p *Pxssh) Terminate(opts *TerminateOptions) bool { return p.child().Terminate(opts) }

// Terminated is [Child.Terminated].
func (p *Pxssh) Terminated() bool { return p.child().Terminated() }

// Wait is [Child.Wait].
func (p *Pxssh) Wait() (status int, ok bool, err error) { return p.child().Wait() }

// WaitNoEcho is [Child.WaitNoEcho].
func (p *Pxssh) WaitNoEcho(timeout time.Duration) (bool, error) { return p.child().WaitNoEcho(timeout) }

// Write is [Child.Write].
func (outer *Pxssh) Write(p []byte) (int, error) { return outer.child().Write(p) }

// WriteLines is [Child.WriteLines].
func (p *Pxssh) WriteLines(texts iter.Seq[string]) error { return p.child().WriteLines(texts) }

// WriteString is [Child.WriteString].
func (p *Pxssh) WriteString(text string) (int, error) { return p.child().WriteString(text) }
