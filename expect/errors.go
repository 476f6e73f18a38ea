package expect

import (
	"errors"
	"strings"
)

// sentinel is an error that stands for a Python exception class; parent is the
// class that it derives from.
type sentinel struct {
	text   string
	parent error
}

func (s *sentinel) Error() string { return s.text }

func (s *sentinel) Unwrap() error { return s.parent }

// What goes wrong, as classes of errors: test for them with [errors.Is].
// [EOF] and [TIMEOUT] are patterns too, as they are in Python. EOF, TIMEOUT and
// ErrPxssh are kinds of ErrPexpect, as Python's classes derive from
// ExceptionPexpect.
var (
	ErrPexpect error = &sentinel{text: "expect: error"} // ExceptionPexpect

	// EOF tells that the other side has ended and all its output has been read.
	// In a list of patterns it matches then instead of being returned.
	EOF error = &sentinel{"expect: end of file", ErrPexpect}

	// TIMEOUT tells that nothing matched in time. In a list of patterns it
	// matches then instead of being returned.
	TIMEOUT error = &sentinel{"expect: timeout", ErrPexpect}

	// ErrPxssh is what logging in fails with: ExceptionPxssh.
	ErrPxssh error = &sentinel{"expect: pxssh error", ErrPexpect}

	// ErrType is a pattern or an event of a type that is not understood:
	// TypeError.
	ErrType = errors.New("expect: type error")

	// ErrPattern is a regular expression that cannot be compiled: re.error.
	ErrPattern = errors.New("expect: bad pattern")

	// ErrValue is an argument with no meaning: ValueError.
	ErrValue = errors.New("expect: value error")

	// ErrDecode is output that the encoding does not allow: UnicodeDecodeError.
	ErrDecode = errors.New("expect: undecodable output")

	// ErrClosed is work asked of a session that has been closed, where Python
	// has ValueError or OSError.
	ErrClosed = errors.New("expect: session is closed")

	// ErrPlatform is what this system cannot do, such as a pseudo-terminal on
	// Windows.
	ErrPlatform = errors.New("expect: not on this platform")
)

// An Error is a failure with its particulars.
type Error struct {
	Kind   error  // one of the values above
	Value  string // the reason, in the original's words where it has some
	Detail string // the state of the session and what was searched for, as lines; may be empty
	Cause  error  // the underlying failure, if any
}

// Error is what str() of the exception says: the reason, then the state of the
// session and the patterns.
func (e *Error) Error() string {
	var parts []string
	for _, p := range []string{e.Value, e.Detail} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	text := strings.Join(parts, "\n")
	if e.Cause != nil && !strings.Contains(text, e.Cause.Error()) {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

func failed(kind error, value string) *Error { return &Error{Kind: kind, Value: value} }
