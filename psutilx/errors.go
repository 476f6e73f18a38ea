package psutilx

import (
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// ErrUnavailable says that this machine has no such thing, or that it cannot be
// determined: where psutil returns None.
var ErrUnavailable = pyerr.Class("psutilx: not available on this system")

// ErrNotSupported says that the platform does not offer the reading, or that
// this package does not read it there: psutil's NotImplementedError, and the
// functions that psutil does not define on a platform.
var ErrNotSupported = pyerr.Class("psutilx: not supported on this platform", errors.ErrUnsupported)

// ErrFormat is matched by every [*ParseError].
var ErrFormat = pyerr.Class("psutilx: malformed kernel file")

// ErrValue is matched by every [*ValueError].
var ErrValue = pyerr.Class("psutilx: an argument that makes no sense")

// A ParseError is a kernel file that does not say what it should. Where psutil
// raises ValueError, KeyError, IndexError, TypeError, AssertionError or
// RuntimeError for such a file, this package returns a *ParseError.
type ParseError struct {
	Path  string // of the file
	Line  int    // number of the line, from 1; 0 when a line is missing
	Input string // the line, or its first 200 bytes; empty when it is missing
	Want  string // what was expected
}

func (e *ParseError) Error() string {
	e = pyerr.OrZero(e)
	if e.Line == 0 {
		return fmt.Sprintf("psutilx: %s: missing %s", e.Path, e.Want)
	}
	return fmt.Sprintf("psutilx: %s:%d: %q: want %s", e.Path, e.Line, e.Input, e.Want)
}

func (e *ParseError) Unwrap() error { return ErrFormat }

// leftOut are the errors of entries that cost none of the others, told in one
// line.
type leftOut []error

// leave is the error of what was left out: nil, the only one, or all.
func leave(errs ...error) error {
	var all leftOut
	for _, err := range errs {
		switch err := err.(type) {
		case nil:
		case leftOut:
			all = append(all, err...)
		default:
			all = append(all, err)
		}
	}
	switch len(all) {
	case 0:
		return nil
	case 1:
		return all[0]
	}
	return all
}

func (l leftOut) Error() string {
	const told = 5
	text := ""
	for i, err := range l[:min(len(l), told)] {
		if i > 0 {
			text += "; "
		}
		text += err.Error()
	}
	if more := len(l) - told; more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

func (l leftOut) Unwrap() []error { return l }

const maxErrorText = 200

func badLine(number int, line []byte, want string) *ParseError {
	return &ParseError{Line: number, Input: string(line[:min(len(line), maxErrorText)]), Want: want}
}

func missingLine(want string) *ParseError { return &ParseError{Want: want} }

// A ValueError is an argument that makes no sense: Python's ValueError.
type ValueError struct {
	Reason string // Python's words, which quote the argument
}

func (e *ValueError) Error() string { return "psutilx: " + pyerr.OrZero(e).Reason }

// Detail is Python's str() of the exception.
func (e *ValueError) Detail() string { return pyerr.OrZero(e).Reason }

func (e *ValueError) Unwrap() error { return ErrValue }

// only returns ErrNotSupported, with the name of what was asked for, unless this
// platform is one of those given: where the reading is by psutil's meaning.
func only(what string, platforms ...string) error {
	if slices.Contains(platforms, runtime.GOOS) {
		return nil
	}
	return unsupported(what)
}

func unsupported(what string) error {
	return fmt.Errorf("%w: %s on %s", ErrNotSupported, what, runtime.GOOS)
}
