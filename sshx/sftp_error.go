package sshx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
	"github.com/pyops-go/pyops/internal/sftpwire"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// Kinds of an [*SFTPError].
var (
	// ErrSFTP: the server refused an operation on files.
	ErrSFTP = pyerr.Class("sshx: SFTP failed", ErrSSH)

	// ErrUnsupported: the server does not know the operation.
	ErrUnsupported = pyerr.Class("sshx: SFTP operation unsupported", ErrSFTP, errors.ErrUnsupported)

	// ErrSizeMismatch: what arrived is not as long as what was sent.
	ErrSizeMismatch = pyerr.Class("sshx: size mismatch", ErrSFTP)

	// ErrUnconfirmed: all was sent and taken, and the file could not be looked at
	// afterwards; servers that take files away at once do so.
	ErrUnconfirmed = pyerr.Class("sshx: sent, and not confirmed", ErrSFTP)

	// ErrUnsafeName: the server names a file that would lie outside the folder here.
	ErrUnsafeName = pyerr.Class("sshx: unsafe file name", ErrSFTP)
)

// An SFTPError says which operation on which file failed. A missing file is also
// [io/fs.ErrNotExist], one that may not be touched [io/fs.ErrPermission].
type SFTPError struct {
	Kind     error  // ErrSFTP or one of the kinds beside it, ErrConnLost, ErrClosed, ErrInvalid
	Op       string // "put", "mkdir", …
	Path     string // on the server
	Code     uint32 // status of the server, where it sent one: 4 is the bare Failure
	Reason   string // what is known beside the server's words
	Acked    int64  // bytes at the beginning of the file that the server has taken, for put
	Leftover string // what an upload that failed left on the server, or ""
	Err      error  // the cause, or nil
}

// Error is one line.
func (e *SFTPError) Error() string {
	if e == nil {
		return "sshx: no error"
	}
	s := "sshx: sftp " + e.Op
	if e.Path != "" {
		s += fmt.Sprintf(" %q", e.Path)
	}
	words := ""
	if e.Err != nil {
		words = e.within(e.Err)
	} else if e.Reason == "" && e.Kind != nil {
		words = strings.TrimPrefix(e.Kind.Error(), "sshx: ")
	}
	for _, part := range []string{words, e.Reason, e.Leftover} {
		if part != "" {
			s += ": " + part
		}
	}
	return sshconn.OneLine(s)
}

// within is another error's text inside of this one's, without what this one says already.
func (e *SFTPError) within(err error) string {
	words := err.Error()
	for _, said := range []string{"sshx: ", "ssh: ", fmt.Sprintf("sftp %s %q: ", e.Op, e.Path), "sftp: ", e.Op + ": "} {
		words = strings.TrimPrefix(words, said)
	}
	return words
}

// Unwrap returns the kind and the cause.
func (e *SFTPError) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// statusError is the error that a status means, or nil.
func statusError(op, name string, wanted byte, body []byte) error {
	b := sftpwire.NewReader(body)
	code, words := b.Uint32(), b.Text() // old servers send no words
	e := &SFTPError{Kind: ErrSFTP, Op: op, Path: name, Code: code}
	switch code {
	case sftpwire.OK:
		if wanted == sftpwire.Status {
			return nil
		}
		e.Reason = fmt.Sprintf("the server says OK where packet %d was expected", wanted)
	case sftpwire.EOF:
		return io.EOF
	case sftpwire.NoSuchFile:
		e.Err = fs.ErrNotExist
	case sftpwire.PermissionDenied:
		e.Err = fs.ErrPermission
	default:
		if code == sftpwire.OpUnsupported {
			e.Kind = ErrUnsupported
		}
		if words == "" {
			words = fmt.Sprintf("status %d", code)
		}
		e.Err = serverWords(words)
	}
	return e
}

// failure puts the end of a context or of the session into our terms.
func (s *SFTPClient) failure(ctx context.Context, op, name string, err error) error {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	switch {
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		return &SFTPError{Op: op, Path: name, Err: ended(ctx, op)}
	case closed:
		return &SFTPError{Kind: ErrClosed, Op: op, Path: name, Reason: "the session is closed"}
	case errors.Is(err, sftpwire.ErrProtocol), errors.Is(err, sftpwire.ErrShort):
		s.channel.Close()
		return &SFTPError{Kind: ErrSFTP, Op: op, Path: name, Err: err}
	}
	e := &SFTPError{Kind: ErrConnLost, Op: op, Path: name, Err: s.channel.transport.Err()}
	if e.Err == nil {
		e.Reason = "the server ended the session"
	}
	return e
}

// serverWords are what the server said.
type serverWords string

func (w serverWords) Error() string { return string(w) }

// explain looks for the reason of a bare Failure, for which the protocol has no code. It
// leaves out what the server has said itself.
func (s *SFTPClient) explain(err error, because func() string) error {
	var e *SFTPError
	if errors.As(err, &e) && e.Code == sftpwire.Failure && e.Reason == "" {
		if reason := because(); e.Err == nil || !saysAll(e.Err.Error(), reason) {
			e.Reason = reason
		}
	}
	return err
}

// saysAll reports whether a text has all words of another that mean something.
func saysAll(text, words string) bool {
	said := strings.Fields(strings.ToLower(text))
	for _, word := range strings.Fields(words) {
		if !slices.Contains(said, word) && !slices.Contains([]string{"a", "is", "it", "of", "the", "there", "this", "name"}, word) {
			return false
		}
	}
	return true
}
