package rrd

import (
	"io/fs"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// ErrOperational is what the binding calls OperationalError: librrd could not do
// what was asked. Every error of this package is of this kind, or of kind
// [ErrProgramming].
var ErrOperational = pyerr.Class("rrd: operation failed")

// ErrProgramming is what the binding calls ProgrammingError: an argument is
// missing.
var ErrProgramming = pyerr.Class("rrd: argument missing")

// Kinds of operational error that programs tell apart.
var (
	// ErrFormat: the file is no round-robin file, or a damaged one.
	ErrFormat = pyerr.Class("rrd: not a round-robin file", ErrOperational)
	// ErrLocked: another process holds a lock on the file.
	ErrLocked = pyerr.Class("rrd: locked", ErrOperational)
	// ErrPast: the update is not later than the last one.
	ErrPast = pyerr.Class("rrd: not later than the last update", ErrOperational)
	// ErrSyntax: an argument, a time or an expression cannot be read.
	ErrSyntax = pyerr.Class("rrd: syntax error", ErrOperational)
	// ErrUnknownDS: the file has no data source of that name.
	ErrUnknownDS = pyerr.Class("rrd: unknown data source", ErrOperational)
	// ErrNoRRA: the file has no archive that can answer.
	ErrNoRRA = pyerr.Class("rrd: no such archive", ErrOperational)
	// ErrClosed: the DB was closed.
	ErrClosed = pyerr.Class("rrd: closed", ErrOperational, fs.ErrClosed)
	// ErrReadOnly: the DB was opened without [OpenOptions].Write.
	ErrReadOnly = pyerr.Class("rrd: opened for reading", ErrOperational)
)

// An Error is what went wrong.
type Error struct {
	Kind   error  // ErrOperational or one of its kinds, or ErrProgramming
	Path   string // the file that it is about, or the address of an rrdcached; empty if it is about neither
	Reason string // librrd's words where librrd has some: the text of the binding's exception
	Err    error  // the cause, such as an error of the operating system; nil if there is none
}

// Error is "rrd: ", the file where the reason does not name it, and the reason,
// in one line.
func (e *Error) Error() string {
	e = pyerr.OrZero(e)
	text := e.Reason
	if text != "" && e.Path != "" && !strings.Contains(text, e.Path) {
		text = e.Path + ": " + text
	}
	return pyerr.Line("rrd", e.Kind, text)
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	e = pyerr.OrZero(e)
	return pyerr.Chain(e.Kind, e.Err)
}

// reasonOf is what an error says to an error that takes it up.
func reasonOf(err error) string {
	if e, ok := err.(*Error); ok {
		return e.Reason
	}
	return err.Error()
}
