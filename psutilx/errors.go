package psutilx

import (
	"errors"
	"fmt"
)

// ErrUnavailable says that this machine has no such thing, or that it cannot be
// determined: where psutil returns None.
var ErrUnavailable = errors.New("psutilx: not available on this system")

// ErrNotSupported says that the platform does not offer the reading, or that
// this package does not read it there: psutil's NotImplementedError, and the
// functions that psutil does not define on a platform.
var ErrNotSupported = errors.New("psutilx: not supported on this platform")

// ErrFormat is matched by every [*ParseError].
var ErrFormat = errors.New("psutilx: malformed kernel file")

// A ParseError is a kernel file that does not say what it should. Where psutil
// raises ValueError, KeyError, IndexError, TypeError, AssertionError or
// RuntimeError for such a file, this package returns a *ParseError.
type ParseError struct {
	File string // path of the file
	Line int    // number of the line, from 1; 0 when a line is missing
	Text string // the line, or its first 200 bytes; empty when it is missing
	Want string // what was expected
}

// Error names the file, the line and what was expected of it.
func (e *ParseError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("psutilx: %s: missing %s", e.File, e.Want)
	}
	return fmt.Sprintf("psutilx: %s:%d: %q: want %s", e.File, e.Line, e.Text, e.Want)
}

// Is reports whether the target is [ErrFormat].
func (e *ParseError) Is(target error) bool { return target == ErrFormat }

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
	return &ParseError{Line: number, Text: string(line[:min(len(line), maxErrorText)]), Want: want}
}

func missingLine(want string) *ParseError { return &ParseError{Want: want} }

// A ValueError is an argument that makes no sense: Python's ValueError, with
// its text.
type ValueError struct{ Msg string }

// Error is what Python's str() says of the exception.
func (e *ValueError) Error() string { return e.Msg }
