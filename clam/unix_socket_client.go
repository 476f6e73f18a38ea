package clam

import (
	"context"
	"io"
	"iter"
	"os"
)

// A nil ClamdUnixSocket is answered like a nil Client: what is promoted from a field of a
// nil pointer would panic.

// client is the client, or nil.
func (s *ClamdUnixSocket) client() *Client {
	if s == nil {
		return nil
	}
	return s.Client
}

// AllMatchScan is [Client.AllMatchScan].
func (s *ClamdUnixSocket) AllMatchScan(ctx context.Context, file string) (Matches, error) {
	return s.client().AllMatchScan(ctx, file)
}

// ContscanFile is [Client.ContscanFile].
func (s *ClamdUnixSocket) ContscanFile(ctx context.Context, file string) (Result, error) {
	return s.client().ContscanFile(ctx, file)
}

// EICAR is [Client.EICAR].
func (s *ClamdUnixSocket) EICAR() []byte { return s.client().EICAR() }

// MultiscanFile is [Client.MultiscanFile].
func (s *ClamdUnixSocket) MultiscanFile(ctx context.Context, file string) (Result, error) {
	return s.client().MultiscanFile(ctx, file)
}

// Ping is [Client.Ping].
func (s *ClamdUnixSocket) Ping(ctx context.Context) error { return s.client().Ping(ctx) }

// RawStats is [Client.RawStats].
func (s *ClamdUnixSocket) RawStats(ctx context.Context) (string, error) {
	return s.client().RawStats(ctx)
}

// Reload is [Client.Reload].
func (s *ClamdUnixSocket) Reload(ctx context.Context) (string, error) { return s.client().Reload(ctx) }

// ScanBytes is [Client.ScanBytes].
func (s *ClamdUnixSocket) ScanBytes(ctx context.Context, b []byte, opts *StreamOptions) (Result, error) {
	return s.client().ScanBytes(ctx, b, opts)
}

// ScanFile is [Client.ScanFile].
func (s *ClamdUnixSocket) ScanFile(ctx context.Context, file string) (Result, error) {
	return s.client().ScanFile(ctx, file)
}

// ScanOpenFile is [Client.ScanOpenFile].
func (s *ClamdUnixSocket) ScanOpenFile(ctx context.Context, f *os.File) (Result, error) {
	return s.client().ScanOpenFile(ctx, f)
}

// ScanStream is [Client.ScanStream].
func (s *ClamdUnixSocket) ScanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	return s.client().ScanStream(ctx, r, opts)
}

// ScanTree is [Client.ScanTree].
func (s *ClamdUnixSocket) ScanTree(ctx context.Context, root string, opts *TreeOptions) iter.Seq2[FileScan, error] {
	return s.client().ScanTree(ctx, root, opts)
}

// Session is [Client.Session].
func (s *ClamdUnixSocket) Session(ctx context.Context) (*Session, error) {
	return s.client().Session(ctx)
}

// Shutdown is [Client.Shutdown].
func (s *ClamdUnixSocket) Shutdown(ctx context.Context) error { return s.client().Shutdown(ctx) }

// Stats is [Client.Stats].
func (s *ClamdUnixSocket) Stats(ctx context.Context) (*Stats, error) { return s.client().Stats(ctx) }

// Version is [Client.Version].
func (s *ClamdUnixSocket) Version(ctx context.Context) (string, error) {
	return s.client().Version(ctx)
}

// VersionCommands is [Client.VersionCommands].
func (s *ClamdUnixSocket) VersionCommands(ctx context.Context) (version string, commands []string, err error) {
	return s.client().VersionCommands(ctx)
}
