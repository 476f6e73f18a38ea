package fab

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"unicode"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Kinds of an [*Error], for errors.Is.
var (
	// ErrAbort: what ends a run in Fabric, by abort or by a failure.
	ErrAbort = pyerr.Class("fab: aborted")

	// ErrFailed: a command came back with a return code that is a failure.
	ErrFailed = pyerr.Class("fab: command failed", ErrAbort)

	// ErrTransfer: files did not arrive.
	ErrTransfer = pyerr.Class("fab: transfer failed", ErrAbort)

	// ErrHosts: a task failed on one host or more.
	ErrHosts = pyerr.Class("fab: task failed on hosts", ErrAbort)

	// ErrNetwork: a host cannot be reached, is not who it should be, or does not let
	// us in.
	ErrNetwork = pyerr.Class("fab: network error")

	// ErrCommandTimeout: a command, or a transfer that stood still, took too long.
	ErrCommandTimeout = pyerr.Class("fab: command timed out", os.ErrDeadlineExceeded)

	// ErrPrompt: a person would have to be asked, and cannot be.
	ErrPrompt = pyerr.Class("fab: nobody to ask", ErrAbort)

	// ErrInvalid: what the caller gave cannot be used.
	ErrInvalid = pyerr.Class("fab: invalid argument")

	// ErrNoTask: there is no task, or no fabfile, of that name.
	ErrNoTask = pyerr.Class("fab: no such task", fs.ErrNotExist)

	// ErrClosed: the session is over.
	ErrClosed = pyerr.Class("fab: session is closed", fs.ErrClosed)
)

// An Error tells what went wrong, and where.
type Error struct {
	Kind   error   // one of the above
	Op     string  // the operation, such as "run" or "put"
	Host   string  // the host string, or ""
	Input  string  // the command, path or value in question
	Reason string  // in one line, what happened and what was expected
	Result *Result // of the command, where one ran
	Err    error   // the cause, or nil

	message string // what Fabric says of it
	blocks  string // and what follows that
}

// Error is one line: operation, host, input, reason and cause.
func (e *Error) Error() string {
	if e == nil {
		return "fab: no error"
	}
	var b strings.Builder
	b.WriteString("fab: ")
	if e.Op != "" {
		b.WriteString(e.Op)
		if e.Host != "" {
			b.WriteString(" on " + e.Host)
		}
		b.WriteString(": ")
	} else if e.Host != "" {
		b.WriteString(e.Host + ": ")
	}
	if e.Input != "" {
		b.WriteString(quoteLine(e.Input) + ": ")
	}
	reason := e.Reason
	if reason == "" && e.Kind != nil {
		reason = strings.TrimPrefix(e.Kind.Error(), "fab: ")
	}
	b.WriteString(oneLine(reason))
	if e.Err != nil && !strings.Contains(reason, e.Err.Error()) {
		b.WriteString(": " + oneLine(e.Err.Error()))
	}
	return b.String()
}

// Unwrap gives errors.Is the kind and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// Detail is what Fabric prints of the error, over several lines.
func (e *Error) Detail() string {
	if e == nil {
		return ""
	}
	message := e.message
	if message == "" {
		message = strings.TrimPrefix(e.Error(), "fab: ")
	}
	return message + e.blocks
}

// detail is what is printed of any error: where one of ours is wrapped, its details
// in the place of its line.
func detail(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return strings.Replace(err.Error(), e.Error(), e.Detail(), 1)
	}
	return err.Error()
}

// because adds the cause, as Fabric shows it.
func (e *Error) because(text string) {
	e.blocks += "\n\nUnderlying exception:\n" + Indent(text, nil)
}

// ended is the error of a context that has ended, from whatever a call failed with.
func ended(ctx context.Context, op, host string, err error) error {
	cause := context.Cause(ctx)
	if cause == nil {
		return err
	}
	var own *Error
	if errors.As(cause, &own) && own.Kind == ErrCommandTimeout {
		return own
	}
	return &Error{Op: op, Host: host, Reason: "ended: " + oneLine(cause.Error()), Err: cause}
}

// oneLine keeps an error on its line, and what a host says in it from a terminal.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return '?'
		}
		return r
	}, s)
}

// quoteLine shows a command or a name in an error, shortened where it is long.
func quoteLine(s string) string {
	const most = 200
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return `"` + oneLine(s) + `"`
}

// bad is an error of an argument.
func bad(op, input, reason string) *Error {
	return &Error{Kind: ErrInvalid, Op: op, Input: input, Reason: reason}
}
