package diffx

import "errors"

// The kinds of errors, for errors.Is.
var (
	// ErrValue is Python's ValueError: an argument outside what it may be.
	ErrValue = errors.New("value error")

	// ErrLookup is Python's LookupError: a character set that is not known.
	ErrLookup = errors.New("lookup error")

	// ErrPatch tells of text that is not a unified diff.
	ErrPatch = errors.New("malformed patch")

	// ErrReject tells of a hunk that does not fit the lines it is applied to.
	ErrReject = errors.New("hunk rejected")
)

// An Error is what Python raises for a wrong argument.
type Error struct {
	Kind   error  // ErrValue or ErrLookup
	Reason string // what Python's str(e) says
}

// Error returns the reason in Python's words.
func (e *Error) Error() string { return e.Reason }

// Unwrap returns the kind.
func (e *Error) Unwrap() error { return e.Kind }
