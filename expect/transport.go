package expect

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"time"
)

// NewSession makes a session of anything that can be read and written: a channel
// of an SSH connection, a serial line, one end of a pipe. Where it knows read
// deadlines they serve for timeouts; where not, a goroutine reads ahead of what
// is asked for, and ends once its Read returns, which Close of rwc must bring
// about. A nil opts is the defaults.
func NewSession(ctx context.Context, rwc io.ReadWriteCloser, opts *SessionOptions) (*Session, error) {
	s := &Session{noDelay: true}
	s.self = func() string { return fmt.Sprintf("<*expect.Session object at %p>", s) }
	if err := s.over(ctx, rwc, opts, "End Of File (EOF)."); err != nil {
		return nil, err
	}
	return s, nil
}

// over begins a session over a transport.
func (s *Session) over(ctx context.Context, rwc io.ReadWriteCloser, opts *SessionOptions, end string) error {
	if opts == nil {
		opts = &SessionOptions{}
	}
	if rwc == nil {
		return failed(ErrPexpect, "The transport is nil.")
	}
	var src source
	if d, ok := rwc.(deadliner); ok && d.SetReadDeadline(time.Time{}) == nil {
		src = &timedSource{d: d, end: &endError{end}}
	}
	if err := s.init(ctx, src, *opts); err != nil {
		return err
	}
	if src == nil {
		s.src = newPump(rwc, end)
	}
	return nil
}

// A SocketSpawn is a conversation over a network connection: that of
// pexpect.socket_pexpect.
type SocketSpawn struct {
	Session
	conn net.Conn
}

// NewSocketSpawn makes a session of a connection, which Close closes. A nil opts
// is the defaults.
func NewSocketSpawn(ctx context.Context, conn net.Conn, opts *SessionOptions) (*SocketSpawn, error) {
	if conn == nil {
		return nil, failed(ErrPexpect, "The connection is nil.")
	}
	s := &SocketSpawn{Session: Session{noDelay: true}, conn: conn}
	s.self = func() string { return fmt.Sprintf("<*expect.SocketSpawn object at %p>", s) }
	if err := s.over(ctx, conn, opts, "Socket closed"); err != nil {
		return nil, err
	}
	return s, nil
}

// IsAlive reports whether the connection has not been closed by us, nor read to
// its end.
func (s *SocketSpawn) IsAlive() bool { return s != nil && s.conn != nil && !s.Closed() && !s.flagEOF }

// Conn is the connection.
func (s *SocketSpawn) Conn() net.Conn {
	if s == nil {
		return nil
	}
	return s.conn
}

// An FdSpawn is a conversation over an open file: pexpect.fdpexpect.fdspawn.
type FdSpawn struct {
	Session
	f *os.File
}

// NewFdSpawn makes a session of an open file, such as a serial line, a named
// pipe, or os.NewFile of a descriptor. A nil opts is the defaults.
func NewFdSpawn(ctx context.Context, f *os.File, opts *SessionOptions) (*FdSpawn, error) {
	if f == nil {
		return nil, failed(ErrPexpect, "The fd argument is not a valid file descriptor.")
	}
	if _, err := f.Stat(); err != nil {
		return nil, &Error{Kind: ErrPexpect, Reason: "The fd argument is not a valid file descriptor.", Err: err}
	}
	s := &FdSpawn{Session: Session{noDelay: true}, f: f}
	s.self = func() string { return fmt.Sprintf("<*expect.FdSpawn object at %p>", s) }
	const end = "End Of File (EOF). Empty string style platform."
	if f.SetReadDeadline(time.Time{}) == nil {
		if err := s.over(ctx, f, opts, end); err != nil {
			return nil, err
		}
		return s, nil
	}
	src, err := newBlocking(f, end)
	if err != nil {
		return nil, err
	}
	if opts == nil {
		opts = &SessionOptions{}
	}
	if err := s.init(ctx, src, *opts); err != nil {
		return nil, err
	}
	return s, nil
}

// IsAlive reports whether the file is still open.
func (s *FdSpawn) IsAlive() bool {
	if s == nil || s.f == nil || s.Closed() {
		return false
	}
	_, err := s.f.Stat()
	return err == nil
}

// Name is how the original names the session.
func (s *FdSpawn) Name() string {
	if s == nil || s.f == nil {
		return "<file descriptor>"
	}
	return "<file descriptor " + s.f.Name() + ">"
}
