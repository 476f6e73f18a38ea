package curlx

import (
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
	"github.com/pyops-go/pyops/internal/pytext"
)

// A Code is libcurl's number of what went wrong. It is an error, so that
//
//	errors.Is(err, curlx.E_OPERATION_TIMEDOUT)
//
// tells whether an [Error] has it.
type Code int

// Error is libcurl's text for the code.
func (c Code) Error() string { return "curlx: " + codeText(c) }

// An Error is pycurl.error: what a transfer or a setting failed with.
type Error struct {
	Code   Code   // libcurl's number
	Reason string // libcurl's message, "" where it has none
	Err    error  // the cause: a callback's error, the context's, the network's
}

// Error is one line: the message with its number, and the cause where there is one.
func (e *Error) Error() string {
	if e == nil {
		return "curlx: no error"
	}
	msg := e.Reason
	if msg == "" {
		msg = codeText(e.Code)
	}
	s := fmt.Sprintf("curlx: (%d) %s", int(e.Code), msg)
	if e.Err != nil && !strings.HasSuffix(msg, e.Err.Error()) {
		s += ": " + e.Err.Error()
	}
	return pyOneLine(s)
}

// Detail is what Python's str() shows of the error: (28, 'Operation timed out …').
func (e *Error) Detail() string {
	if e == nil {
		return ""
	}
	return fmt.Sprintf("(%d, %s)", int(e.Code), pytext.Repr(e.Reason))
}

// Unwrap returns the code and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Code, e.Err)
}

// fail makes an error of a code and libcurl's message.
func fail(code Code, format string, args ...any) *Error {
	if len(args) > 0 {
		format = fmt.Sprintf(format, args...)
	}
	return &Error{Code: code, Reason: format}
}

// because gives an error its cause.
func (e *Error) because(err error) *Error {
	e.Err = err
	return e
}
