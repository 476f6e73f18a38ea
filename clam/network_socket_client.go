package clam

import (
	"context"
	"io"
	"iter"
	"os"
)

// A nil ClamdNetworkSocket is answered like a nil Client.

// client is the client, or nil.
func (s *ClamdNetworkSocket) client() *Client {
	if s == nil {
		return nil
	}
	return s.Client
}

// AllMatchScan is [Client.AllMatchScan].
func (s *ClamdNetworkSocket) AllMatchScan(ctx context.Context, file string) (Matches, error) {
	return s.client().AllMatchScan(ctx, file)
}

// ContscanFile is [Client.ContscanFile].
func (s *ClamdNetworkSocket) ContscanFile(ctx context.Context, file string) (Result, error) {
	return s.client().ContscanFile(ctx, file)
}

// EICAR is [Client.EICAR].
func (s *ClamdNetworkSocket) EICAR() []byte { return s.client().EICAR() }

// MultiscanFile is [Client.MultiscanFile].
func (s *ClamdNetworkSocket) MultiscanFile(ctx context.Context, file string) (Result, error) {
	return s.client().MultiscanFile(ctx, file)
}

// Ping is [Client.Ping].
func (s *ClamdNetworkSocket) Ping(ctx context.Context) error { return s.client().Ping(ctx) }

// RawStats is [Client.RawStats].
func (s *ClamdNetworkSocket) RawStats(ctx context.Context) (string, error) {
	return s.client().RawStats(ctx)
}

// Reload is [Client.Reload].
func (s *ClamdNetworkSocket) Reload(ctx context.Context) (string, error) {
	return s.client().Reload(ctx)
}

// ScanBytes is [Client.ScanBytes].
func (s *ClamdNetworkSocket) ScanBytes(ctx context.Context, b []byte, opts *StreamOptions) (Result, error) {
	return s.client().ScanBytes(ctx, b, opts)
}

// ScanFile is [Client.ScanFile].
func (s *ClamdNetworkSocket) ScanFile(ctx context.Context, file string) (Result, error) {
	return s.client().ScanFile(ctx, file)
}

// ScanOpenFile is [Client.ScanOpenFile].
func (s *ClamdNetworkSocket) ScanOpenFile(ctx context.Context, f *os.File) (Result, error) {
	return s.client().ScanOpenFile(ctx, f)
}

// ScanStream is [Client.ScanStream].
func (s *ClamdNetworkSocket) ScanStream(ctx context.Context, r io.Reader, opts *StreamOptions) (Result, error) {
	return s.client().ScanStream(ctx, r, opts)
}

// ScanTree is [Client.ScanTree].
func (s *ClamdNetworkSocket) ScanTree(ctx context.Context, root string, opts *TreeOptions) iter.Seq2[FileScan, error] {
	return s.client().ScanTree(ctx, root, opts)
}

// Session is [Client.Session].
func (s *ClamdNetworkSocket) Session(ctx context.Context) (*Session, error) {
	return s.client().Session(ctx)
}

// Shutdown is [Client.Shutdown].
func (s *ClamdNetworkSocket) Shutdown(ctx context.Context) error { return s.client().Shutdown(ctx) }

// Stats is [Client.Stats].
func (s *ClamdNetworkSocket) Stats(ctx context.Context) (*Stats, error) { return s.client().Stats(ctx) }

// Version is [Client.Version].
func (s *ClamdNetworkSocket) Version(ctx context.Context) (string, error) {
	return s.client().Version(ctx)
}

// VersionCommands is [Client.VersionCommands].
func (s *ClamdNetworkSocket) VersionCommands(ctx context.Context) (version string, commands []string, err error) {
	return s.client().VersionCommands(ctx)
}
