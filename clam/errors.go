package clam

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// What goes wrong, as classes of errors: test for them with [errors.Is].
var (
	// ErrConnection is the kind of a [*ConnectionError], pyClamd's
	// ConnectionError.
	ErrConnection = pyerr.Class("clam: no connection to clamd")

	// ErrNoClamd says that [ClamdAgnostic] found no clamd. It is of kind
	// ErrConnection.
	ErrNoClamd = pyerr.Class("clam: no clamd found", ErrConnection)

	// ErrTooLong is the kind of a [*BufferTooLongError], pyClamd's
	// BufferTooLongError: a stream is longer than clamd's StreamMaxLength.
	ErrTooLong = pyerr.Class("clam: stream longer than clamd takes")

	// ErrReply is the kind of a [*ReplyError].
	ErrReply = pyerr.Class("clam: no answer that could be believed")

	// ErrName says that a name cannot be sent to clamd: it holds a zero byte or is
	// longer than clamd reads.
	ErrName = pyerr.Class("clam: clamd cannot be asked for such a name")

	// ErrClosed says that a [Session] was closed.
	ErrClosed = pyerr.Class("clam: the session is closed", net.ErrClosed)
)

// A ConnectionError says that clamd could not be reached, or that the connection
// broke before the answer was whole.
type ConnectionError struct {
	// Path is clamd's address: that of a unix socket, or host and port.
	Path string

	// Reason is what pyClamd says, such as "Could not reach clamd using network
	// (127.0.0.1, 3310)".
	Reason string

	// Err is what the operating system said, and what ended the context; nil if
	// clamd itself closed the connection.
	Err error
}

func (e *ConnectionError) Error() string {
	if e == nil {
		return "clam: no error"
	}
	text := pyerr.Line("clam", ErrConnection, e.Reason)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return pyerr.Line("clam", nil, text)
}

func (e *ConnectionError) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(ErrConnection, e.Err)
}

// A BufferTooLongError says that clamd refused a stream for its length,
// pyClamd's BufferTooLongError.
type BufferTooLongError struct {
	Input string // what clamd said, which is pyClamd's str(e)
	Sent  uint64 // bytes of the stream that were sent when it did
}

func (e *BufferTooLongError) Error() string {
	if e == nil {
		return "clam: no error"
	}
	return fmt.Sprintf("%s (%d bytes were sent)", pyerr.Line("clam", ErrTooLong, clip(e.Input)), e.Sent)
}

func (e *BufferTooLongError) Unwrap() error { return ErrTooLong }

// A ReplyError says that clamd gave no answer, half an answer, or one that cannot
// be believed: nothing may be taken for clean. It is of kind ErrReply, and where
// no whole answer came, of kind ErrConnection too.
type ReplyError struct {
	Op     string // what was asked, such as SCAN
	Path   string // the file that was asked about, if any
	Input  string // all that came, or its beginning
	Reason string // what is wrong with it; empty if it is cut short or not understood
	Err    error  // why no more came, if the connection failed
}

func (e *ReplyError) Error() string {
	if e == nil {
		return "clam: no error"
	}
	asked := e.Op
	if e.Path != "" {
		asked += fmt.Sprintf(" %q", clip(e.Path))
	}
	var s string
	switch {
	case e.Reason != "" && e.Input != "":
		s = fmt.Sprintf("clamd's answer to %s cannot be believed: %q: %s", asked, e.Input, e.Reason)
	case e.Reason != "":
		s = fmt.Sprintf("clamd's answer to %s cannot be believed: %s", asked, e.Reason)
	case e.Input != "":
		s = fmt.Sprintf("clamd's answer to %s is not to be understood: %q", asked, e.Input)
	case errors.Is(e.Err, os.ErrDeadlineExceeded):
		return pyerr.Line("clam", nil, "clamd gave no answer to "+asked+" in time")
	case e.Err != nil:
		s = "clamd gave no answer to " + asked
	default:
		s = "clamd closed the connection without an answer to " + asked
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return pyerr.Line("clam", nil, s)
}

func (e *ReplyError) Unwrap() []error {
	if e == nil {
		return nil
	}
	kinds := []error{ErrReply}
	if e.Input == "" && e.Reason == "" || e.Err != nil {
		kinds = append(kinds, ErrConnection)
	}
	if e.Err != nil {
		kinds = append(kinds, e.Err)
	}
	return kinds
}

// clip shortens what an error quotes.
func clip(s string) string { return s[:min(len(s), 200)] }

// tired is what clamd says when it has waited too long for the rest of a request,
// and then hangs up.
const tired = "COMMAND READ TIMED OUT"

func isTired(reply string) bool { return strings.HasPrefix(reply, tired) }

// wordsOf is an error as a finding tells of it, which is known to be of this package.
func wordsOf(err error) string { return strings.TrimPrefix(err.Error(), "clam: ") }
