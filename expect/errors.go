package expect

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// What goes wrong, as classes of errors: test for them with [errors.Is].
// [EOF] and [TIMEOUT] are patterns too, as they are in Python. EOF, TIMEOUT and
// ErrPxssh are kinds of ErrPexpect, as Python's classes derive from
// ExceptionPexpect.
var (
	ErrPexpect = pyerr.Class("expect: error") // ExceptionPexpect

	// EOF tells that the other side has ended and all its output has been read.
	// In a list of patterns it matches then instead of being returned.
	EOF = pyerr.Class("expect: end of file", ErrPexpect)

	// TIMEOUT tells that nothing matched in time, or that nobody took in time
	// what was sent. In a list of patterns it matches then instead of being
	// returned. It is os.ErrDeadlineExceeded too.
	TIMEOUT = pyerr.Class("expect: timeout", ErrPexpect, os.ErrDeadlineExceeded)

	// ErrPxssh is what logging in fails with: ExceptionPxssh.
	ErrPxssh = pyerr.Class("expect: pxssh error", ErrPexpect)

	// ErrNotFound is a program that is not there or cannot be executed, where
	// Python has ExceptionPexpect too. It is exec.ErrNotFound.
	ErrNotFound = pyerr.Class("expect: no such program", ErrPexpect, exec.ErrNotFound)

	// ErrType is a pattern or an event of a type that is not understood:
	// TypeError.
	ErrType = pyerr.Class("expect: type error")

	// ErrPattern is a regular expression that cannot be compiled: re.error.
	ErrPattern = pyerr.Class("expect: bad pattern")

	// ErrSearch is the search for a pattern with look-around or references back
	// that took longer than the call had, or than five seconds, and was given up:
	// whether the text is there is not known.
	ErrSearch = pyerr.Class("expect: search given up")

	// ErrValue is an argument with no meaning: ValueError.
	ErrValue = pyerr.Class("expect: value error")

	// ErrDecode is output that the encoding does not allow: UnicodeDecodeError, a
	// ValueError.
	ErrDecode = pyerr.Class("expect: undecodable output", ErrValue)

	// ErrClosed is work asked of a session that has been closed, or never begun,
	// where Python has ValueError or OSError.
	ErrClosed = pyerr.Class("expect: session is closed", net.ErrClosed, os.ErrClosed)

	// ErrPlatform is what this system cannot do, such as a pseudo-terminal on
	// Windows.
	ErrPlatform = pyerr.Class("expect: not on this platform", errors.ErrUnsupported)
)

// An Error is a failure with its particulars.
type Error struct {
	Kind   error  // one of the values above
	Input  string // what was waited for, or could not be used; may be empty
	Reason string // why, in the original's words where it has some
	Err    error  // the underlying failure, if any

	line  string // instead of the reason, in one line
	state string // of the session, as lines
}

// Error is one line: what was waited for and what came, or the reason.
func (e *Error) Error() string {
	if e == nil {
		return "expect: no error"
	}
	if e.line != "" {
		return pyerr.Line("expect", nil, e.line)
	}
	text, _, _ := strings.Cut(e.Reason, "\n")
	if e.Err != nil {
		if why := strings.TrimPrefix(e.Err.Error(), "expect: "); !strings.Contains(text, why) {
			text += ": " + why
		}
	}
	return pyerr.Line("expect", e.Kind, text)
}

// Detail is what Python's str() of the exception says beyond its first line: the
// state of the session and the patterns, or more of the reason. It may be empty.
func (e *Error) Detail() string {
	if e == nil {
		return ""
	}
	_, more, _ := strings.Cut(e.Reason, "\n")
	if more != "" && e.state != "" {
		more += "\n"
	}
	return more + e.state
}

func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

func failed(kind error, reason string) *Error { return &Error{Kind: kind, Reason: reason} }
