package sshx

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/pkg/sftp"

	"github.com/pyops-go/pyops/internal/pyerr"
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
	s := "sshx: sftp " + e.Op
	if e.Path != "" {
		s += fmt.Sprintf(" %q", e.Path)
	}
	words := ""
	if e.Err != nil {
		words = strings.TrimPrefix(e.Err.Error(), "sshx: ")
	} else if e.Reason == "" && e.Kind != nil {
		words = strings.TrimPrefix(e.Kind.Error(), "sshx: ")
	}
	for _, part := range []string{words, e.Reason, e.Leftover} {
		if part != "" {
			s += ": " + part
		}
	}
	return strings.Join(strings.Fields(s), " ")
}

// Unwrap returns the kind and the cause.
func (e *SFTPError) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

// Statuses of the protocol.
const (
	statusNoSuchFile = 2
	statusPermission = 3
	statusFailure    = 4
	statusUnknown    = 8
)

func newSFTPError(op, name string, err error) *SFTPError {
	e := &SFTPError{Kind: ErrSFTP, Op: op, Path: name}
	var status *sftp.StatusError
	switch {
	case errors.As(err, &status):
		e.Code = status.Code
		e.Err = serverWords(strings.TrimSpace(strings.TrimPrefix(status.Error(), "sftp: ")))
		switch status.Code {
		case statusUnknown:
			e.Kind = ErrUnsupported
		case statusNoSuchFile:
			e.Err = fs.ErrNotExist
		case statusPermission:
			e.Err = fs.ErrPermission
		}
	case errors.Is(err, os.ErrNotExist):
		e.Code, e.Err = statusNoSuchFile, fs.ErrNotExist
	case errors.Is(err, os.ErrPermission):
		e.Code, e.Err = statusPermission, fs.ErrPermission
	default:
		e.Err = err
	}
	return e
}

// serverWords are what the server said.
type serverWords string

func (w serverWords) Error() string { return string(w) }

// explain looks for the reason of a bare Failure, for which the protocol has no code.
func (s *SFTPClient) explain(err error, because func() string) error {
	var e *SFTPError
	if errors.As(err, &e) && e.Code == statusFailure && e.Reason == "" {
		e.Reason = because()
	}
	return err
}
