package diffx

import (
	"strconv"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// The kinds of errors, for errors.Is.
var (
	// ErrValue is Python's ValueError: an argument outside what it may be.
	ErrValue = pyerr.Class("diffx: wrong value")

	// ErrLookup is Python's LookupError: a character set that is not known.
	ErrLookup = pyerr.Class("diffx: unknown character set")

	// ErrPatch tells of text that is not a unified diff.
	ErrPatch = pyerr.Class("diffx: malformed patch")

	// ErrReject tells of a hunk that does not fit the lines it is applied to.
	ErrReject = pyerr.Class("diffx: hunk rejected")
)

// An Error is what Python raises for a wrong argument.
type Error struct {
	Kind   error  // ErrValue or ErrLookup
	Input  string // the argument, as text
	Reason string // what is wrong with it, in Python's words where it has some
}

// Error is the reason, in one line.
func (e *Error) Error() string {
	if e == nil {
		return "diffx: no error"
	}
	return pyerr.Line("diffx", e.Kind, e.Reason)
}

// Unwrap returns the kind.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Kind
}

// isNil is the error of an argument that there is none of.
func isNil(what string) error { return &Error{ErrValue, "nil", "the " + what + " is nil"} }

// count is an optional number that must not be negative.
func count(name string, n *int, otherwise int) (int, error) {
	if n == nil {
		return otherwise, nil
	}
	if *n < 0 {
		return 0, &Error{ErrValue, strconv.Itoa(*n), name + " must be >= 0: " + strconv.Itoa(*n)}
	}
	return *n, nil
}
