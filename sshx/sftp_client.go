package sshx

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"

	"github.com/pyops-go/pyops/internal/sftpwire"
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
// Names may hold any bytes. It is safe for concurrent use: requests of one do not wait
// for those of another.
//
// The end of a method's context ends the method, not the session.
type SFTPClient struct {
	channel  *Channel
	wire     *sftpwire.Conn
	most     int
	readMax  int // bytes in an answer to a read
	writeMax int // bytes in a write

	mu     sync.Mutex
	cwd    string
	closed bool
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
		return nil, &Error{Kind: ErrInvalid, Op: "sftp", Reason: fmt.Sprintf("%d requests of %d bytes; expected 1 to 1024 of 1 to 261120, or 0 for the usual", o.MaxRequests, o.PacketSize)}
	}
	ch, err := t.openSession(ctx, true)
	if err != nil {
		return nil, err
	}
	// The session outlives this call's context.
	if err := ch.request(ctx, "subsystem", ssh.Marshal(struct{ Name string }{"sftp"})); err != nil {
		ch.Close()
		return nil, err
	}
	ch.mu.Lock()
	ch.used = true
	ch.mu.Unlock()
	s := &SFTPClient{channel: ch, most: o.MaxRequests, readMax: o.PacketSize, writeMax: o.PacketSize}
	err = await(ctx, func() (err error) {
		s.wire, err = sftpwire.Start(ch.channel, ch.channel)
		return err
	})
	if err != nil {
		ch.Close()
		if ctx.Err() != nil {
			return nil, ended(ctx, "sftp")
		}
		return nil, &Error{Kind: ErrSSH, Op: "sftp", Reason: "the server did not begin to speak SFTP", Err: err}
	}
	if err := s.sizes(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// sizes settles how large requests are, and how many.
func (s *SFTPClient) sizes(ctx context.Context) error {
	if s.readMax == 0 {
		s.readMax, s.writeMax = smallPacket, smallPacket
		if _, ok := s.wire.Extensions["limits@openssh.com"]; ok {
			r, err := s.ask(ctx, "limits", "", sftpwire.ExtendedReply, extended("limits@openssh.com"))
			if err != nil {
				return err
			}
			b := sftpwire.NewReader(r.Body)
			packet, read, write := b.Uint64(), b.Uint64(), b.Uint64()
			if b.Err() == nil {
				s.readMax, s.writeMax = within(read, packet), within(write, packet)
			}
		}
	}
	if s.most == 0 {
		s.most = defaultMaxRequests
		if s.writeMax > smallPacket {
			s.most = defaultMaxRequests / 4
		}
	}
	return nil
}

// within is how much of a file goes into a packet, by the server's limits.
func within(limit, packet uint64) int {
	const around = 1 << 10 // handle, position and lengths
	most := uint64(largePacket)
	if limit > 0 {
		most = min(most, limit)
	}
	if packet > 2*around {
		most = min(most, packet-around)
	}
	return int(max(most, 1<<10))
}

// Close ends the session. Calls that wait return.
func (s *SFTPClient) Close() error {
	if s == nil || s.wire == nil {
		return nil
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.channel.Close()
	s.wire.Fail(io.ErrClosedPipe)
	return nil
}

// Channel is the channel of the session. What comes through it is the session's: its
// Read is an error.
func (s *SFTPClient) Channel() *Channel {
	if s == nil {
		return nil
	}
	return s.channel
}

// usable refuses what cannot be asked.
func (s *SFTPClient) usable(ctx context.Context, op, name string) error {
	switch {
	case s == nil || s.wire == nil:
		return &SFTPError{Kind: ErrClosed, Op: op, Path: name}
	case strings.ContainsRune(name, 0):
		return &SFTPError{Kind: ErrInvalid, Op: op, Path: name, Reason: "expected a name without a zero byte"}
	case ctx.Err() != nil:
		return &SFTPError{Op: op, Path: name, Err: ended(ctx, op)}
	}
	return nil
}

// send sends a request.
func (s *SFTPClient) send(ctx context.Context, op, name string, w *sftpwire.Writer) (*sftpwire.Call, error) {
	if err := s.usable(ctx, op, name); err != nil {
		return nil, err
	}
	k, err := s.wire.Send(ctx, w.Packet())
	if err != nil {
		return nil, s.failure(ctx, op, name, err)
	}
	return k, nil
}

// answer waits for the answer, which must be of a kind; a status that is not OK is an
// error.
func (s *SFTPClient) answer(ctx context.Context, op, name string, kind byte, k *sftpwire.Call, late func(sftpwire.Reply)) (sftpwire.Reply, error) {
	r, err := k.Wait(ctx, late)
	switch {
	case err != nil:
		return r, s.failure(ctx, op, name, err)
	case r.Kind == kind && kind != sftpwire.Status:
		return r, nil
	case r.Kind == sftpwire.Status:
		return r, statusError(op, name, kind, r.Body)
	}
	r.Release()
	return r, s.broken(op, name, fmt.Sprintf("it answers with packet %d; expected %d", r.Kind, kind))
}

// ask sends a request and waits for its answer.
func (s *SFTPClient) ask(ctx context.Context, op, name string, kind byte, w *sftpwire.Writer) (sftpwire.Reply, error) {
	k, err := s.send(ctx, op, name, w)
	if err != nil {
		return sftpwire.Reply{}, err
	}
	return s.answer(ctx, op, name, kind, k, nil)
}

// do asks for something that is answered by a status alone.
func (s *SFTPClient) do(ctx context.Context, op, name string, w *sftpwire.Writer) error {
	_, err := s.ask(ctx, op, name, sftpwire.Status, w)
	return err
}

// broken is the error of an answer that breaks the rules.
func (s *SFTPClient) broken(op, name, how string) error {
	return &SFTPError{Kind: ErrSFTP, Op: op, Path: name, Err: fmt.Errorf("%w: %s", sftpwire.ErrProtocol, how)}
}

// lost reports whether the session is over.
func (s *SFTPClient) lost() bool {
	select {
	case <-s.wire.Over():
		return true
	default:
		return false
	}
}

// at is a path as the server gets it.
func (s *SFTPClient) at(name string) string {
	if s == nil {
		return name
	}
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

// on is a request about a path.
func (s *SFTPClient) on(kind byte, name string) *sftpwire.Writer {
	return sftpwire.NewWriter(kind, 0).Text(s.at(name))
}

// extended is a request for something beyond the protocol. Servers do not announce all
// that they know; one that does not know it says so.
func extended(extension string) *sftpwire.Writer {
	return sftpwire.NewWriter(sftpwire.Extended, 0).Text(extension)
}

// Chdir sets the directory that relative paths start from; it must be one. The empty
// path is None of Python: paths start from the home again.
func (s *SFTPClient) Chdir(ctx context.Context, dir string) error {
	real := ""
	if dir != "" {
		info, err := s.attrs(ctx, "chdir", dir, s.on(sftpwire.Stat, dir))
		if err != nil {
			return err
		}
		if !info.IsDir() {
			return &SFTPError{Kind: ErrSFTP, Op: "chdir", Path: dir, Code: 20, Reason: "it is no directory"}
		}
		if real, err = s.oneName(ctx, "chdir", dir, s.on(sftpwire.Realpath, dir)); err != nil {
			return err
		}
	}
	if s == nil {
		return &SFTPError{Kind: ErrClosed, Op: "chdir", Path: dir}
	}
	s.mu.Lock()
	s.cwd = real
	s.mu.Unlock()
	return nil
}

// Getcwd is what [SFTPClient.Chdir] set, in full, or "".
func (s *SFTPClient) Getcwd() string {
	if s == nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cwd
}

// Normalize is the full path, with links followed where the server does so.
func (s *SFTPClient) Normalize(ctx context.Context, name string) (string, error) {
	return s.oneName(ctx, "normalize", name, s.on(sftpwire.Realpath, name))
}

// oneName asks for something that is answered by one name.
func (s *SFTPClient) oneName(ctx context.Context, op, name string, w *sftpwire.Writer) (string, error) {
	r, err := s.ask(ctx, op, name, sftpwire.Name, w)
	if err != nil {
		return "", err
	}
	b := sftpwire.NewReader(r.Body)
	n, real := b.Uint32(), b.Text()
	if b.Err() != nil || n != 1 {
		return "", s.broken(op, name, fmt.Sprintf("%d names where one was expected", n))
	}
	return real, nil
}

// join is a path under a directory of the server.
func join(dir, name string) string {
	if dir == "" {
		return name
	}
	return strings.TrimSuffix(path.Clean(dir), "/") + "/" + name
}
