package sshx

import (
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"sync"

	"github.com/pkg/sftp"
)

// SFTPOptions say how an SFTP session is opened. Nil is the same as the zero value.
type SFTPOptions struct {
	// MaxRequests is how many requests of one transfer may wait for their answers.
	// Zero means 64, or 16 where a request is large: 4 MB, which is twice what a
	// channel has on its way.
	MaxRequests int

	// PacketSize is how many bytes go into one request. Zero asks the server: 255
	// kB with OpenSSH 8.5 and later, 32 kB with all others.
	PacketSize int
}

// An SFTPClient transfers files and changes those of a server. Paths that do not begin
// with a slash are relative to [SFTPClient.Chdir], and to the user's home before that.
// Names may hold any bytes. It is safe for concurrent use.
//
// A method whose context ends while the server does not answer ends the session: what
// the server would say later belongs to nobody.
type SFTPClient struct {
	channel *Channel
	client  *sftp.Client
	most    int
	packet  int

	mu     sync.Mutex
	cwd    string
	broken error
}

// OpenSFTP opens an SFTP session through the client's connection.
func (c *SSHClient) OpenSFTP(ctx context.Context, opts *SFTPOptions) (*SFTPClient, error) {
	t, err := c.connected("sftp")
	if err != nil {
		return nil, err
	}
	return t.OpenSFTPClient(ctx, opts)
}

// Packets, and what may be outstanding of them.
const (
	smallPacket        = 32 << 10
	largePacket        = 255 << 10
	defaultMaxRequests = 64
)

// OpenSFTPClient opens an SFTP session: from_transport of Python.
func (t *Transport) OpenSFTPClient(ctx context.Context, opts *SFTPOptions) (*SFTPClient, error) {
	var o SFTPOptions
	if opts != nil {
		o = *opts
	}
	if o.MaxRequests < 0 || o.MaxRequests > 1024 || o.PacketSize < 0 || o.PacketSize > largePacket {
		return nil, &Error{Kind: ErrInvalid, Op: "sftp", Reason: "expected 1 to 1024 requests of 1 to 261120 bytes"}
	}
	ch, err := t.OpenSession(ctx)
	if err != nil {
		return nil, err
	}
	// The session outlives this call's context.
	if err := ch.request(ctx, "subsystem", append([]byte{0, 0, 0, 4}, "sftp"...)); err != nil {
		ch.Close()
		return nil, err
	}
	s := &SFTPClient{channel: ch, most: o.MaxRequests, packet: o.PacketSize}
	err = await(ctx, func() (err error) {
		s.client, err = sftp.NewClientPipe(ch, ch.Stdin())
		return err
	})
	if err != nil {
		ch.Close()
		if ctx.Err() != nil {
			return nil, ended(ctx, "sftp")
		}
		return nil, &Error{Kind: ErrSSH, Op: "sftp", Reason: "the server did not begin to speak SFTP", Err: err}
	}
	if s.packet == 0 {
		s.packet = smallPacket
		// Who knows of limits allows 256 kB, its header included.
		if _, ok := s.client.HasExtension("limits@openssh.com"); ok {
			s.packet = largePacket
		}
	}
	if s.most == 0 {
		s.most = defaultMaxRequests
		if s.packet > smallPacket {
			s.most = defaultMaxRequests / 4
		}
	}
	if s.packet > smallPacket {
		if err := sftp.MaxPacketUnchecked(s.packet)(s.client); err != nil {
			s.Close()
			return nil, &Error{Kind: ErrSSH, Op: "sftp", Err: err}
		}
	}
	return s, nil
}

// Close ends the session. Calls that wait return.
func (s *SFTPClient) Close() error {
	if s == nil || s.client == nil {
		return nil
	}
	s.mu.Lock()
	if s.broken == nil {
		s.broken = &Error{Kind: ErrClosed, Op: "sftp", Reason: "the session is closed"}
	}
	s.mu.Unlock()
	s.channel.Close()
	s.client.Close()
	return nil
}

// Channel is the channel of the session.
func (s *SFTPClient) Channel() *Channel { return s.channel }

// end ends the session for a reason.
func (s *SFTPClient) end(reason error) {
	s.mu.Lock()
	if s.broken == nil {
		s.broken = reason
	}
	s.mu.Unlock()
	s.channel.Close()
}

// do runs a request. The end of the context ends the session.
func (s *SFTPClient) do(ctx context.Context, op, name string, f func() error) error {
	if s == nil || s.client == nil {
		return &SFTPError{Kind: ErrClosed, Op: op, Path: name}
	}
	s.mu.Lock()
	broken := s.broken
	s.mu.Unlock()
	if broken != nil {
		return &SFTPError{Kind: ErrClosed, Op: op, Path: name, Err: broken}
	}
	if strings.ContainsRune(name, 0) {
		return &SFTPError{Kind: ErrInvalid, Op: op, Path: name, Reason: "a name with a zero byte"}
	}
	if ctx.Err() != nil {
		return &SFTPError{Op: op, Path: name, Err: ended(ctx, op)}
	}
	stop := context.AfterFunc(ctx, func() { s.end(ended(ctx, op)) })
	err := f()
	stop()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil && s.lostNow() {
		return &SFTPError{Op: op, Path: name, Err: ended(ctx, op)}
	}
	return s.failure(op, name, err)
}

func (s *SFTPClient) lostNow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.broken != nil
}

// failure puts an error of the server or of the session into our terms.
func (s *SFTPClient) failure(op, name string, err error) error {
	var mine *SFTPError
	if errors.As(err, &mine) || err == io.EOF {
		return err
	}
	s.mu.Lock()
	broken := s.broken
	s.mu.Unlock()
	switch {
	case broken != nil && (errors.Is(err, sftp.ErrSSHFxConnectionLost) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, ErrClosed)):
		return &SFTPError{Kind: ErrClosed, Op: op, Path: name, Err: broken}
	case errors.Is(err, sftp.ErrSSHFxConnectionLost) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, ErrConnLost):
		e := &SFTPError{Kind: ErrConnLost, Op: op, Path: name, Err: s.channel.transport.Err()}
		if e.Err == nil {
			e.Reason = "the server ended the session"
		}
		return e
	}
	return newSFTPError(op, name, err)
}

// at is a path as the server gets it.
func (s *SFTPClient) at(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case strings.HasPrefix(name, "/"):
		return name
	case s.cwd == "" && name == "":
		return "."
	case s.cwd == "":
		return name
	case name == "":
		return s.cwd
	}
	return strings.TrimSuffix(s.cwd, "/") + "/" + name
}

// Chdir sets the directory that relative paths start from; it must be one. The empty
// path is None of Python: paths start from the home again.
func (s *SFTPClient) Chdir(ctx context.Context, dir string) error {
	if dir == "" {
		s.mu.Lock()
		s.cwd = ""
		s.mu.Unlock()
		return nil
	}
	info, err := s.Stat(ctx, dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return &SFTPError{Kind: ErrSFTP, Op: "chdir", Path: dir, Code: 20, Reason: "it is no directory"}
	}
	real, err := s.Normalize(ctx, dir)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.cwd = real
	s.mu.Unlock()
	return nil
}

// Getcwd is what [SFTPClient.Chdir] set, in full, or "".
func (s *SFTPClient) Getcwd() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cwd
}

// Normalize is the full path, with links followed where the server does so.
func (s *SFTPClient) Normalize(ctx context.Context, name string) (real string, err error) {
	err = s.do(ctx, "normalize", name, func() (err error) {
		real, err = s.client.RealPath(s.at(name))
		return err
	})
	return real, err
}

// join is a path under a directory of the server.
func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return path.Clean(dir) + "/" + name
}
