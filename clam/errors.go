package clam

import (
	"errors"
	"fmt"
)

// ErrConnection is the kind of a [*ConnectionError], pyClamd's ConnectionError.
var ErrConnection = errors.New("no connection to clamd")

// ErrTooLong is the kind of a [*BufferTooLongError]: a stream is longer than
// clamd's StreamMaxLength.
var ErrTooLong = errors.New("INSTREAM size limit exceeded. ERROR")

// ErrNotInitialised says that a function of the package was called before
// [InitUnixSocket] or [InitNetworkSocket]. It is of kind ErrConnection.
var ErrNotInitialised error = &ConnectionError{Reason: "socket not initialised"}

// ErrName says that a name cannot be sent to clamd: it holds a zero byte or is
// longer than clamd reads.
var ErrName = errors.New("clamd cannot be asked for such a name")

// A ConnectionError says that clamd could not be reached, or that the connection
// broke before the answer was whole.
type ConnectionError struct {
	// Reason is what pyClamd says, such as "Could not reach clamd using network
	// (127.0.0.1, 3310)".
	Reason string

	// Err is what the operating system said, or what ended the context; nil if
	// clamd itself closed the connection.
	Err error
}

// Error is the reason and its cause.
func (e *ConnectionError) Error() string {
	if e.Err == nil {
		return e.Reason
	}
	return e.Reason + ": " + e.Err.Error()
}

// Is reports whether target is ErrConnection.
func (e *ConnectionError) Is(target error) bool { return target == ErrConnection }

// Unwrap returns the cause.
func (e *ConnectionError) Unwrap() error { return e.Err }

// A BufferTooLongError says that clamd refused a stream for its length,
// pyClamd's BufferTooLongError.
type BufferTooLongError struct {
	Reply string // what clamd said
	Sent  int64  // bytes that were sent when it did
}

// Error is clamd's reply, as pyClamd has it, and how far the stream had come.
func (e *BufferTooLongError) Error() string {
	return fmt.Sprintf("%s (%d bytes were sent)", e.Reply, e.Sent)
}

// Is reports whether target is ErrTooLong.
func (e *BufferTooLongError) Is(target error) bool { return target == ErrTooLong }

// A ReplyError says that clamd answered, but neither that something is clean,
// nor what was found, nor what went wrong with it: nothing may be taken for
// clean. No answer at all is one with an empty Reply.
type ReplyError struct {
	Command string // what was asked
	Reply   string // all that came, or its beginning
	Err     error  // why no more came, if the connection failed
}

// Error says what was asked and what came.
func (e *ReplyError) Error() string {
	s := fmt.Sprintf("clamd's answer to %s is not to be understood: %q", e.Command, e.Reply)
	if e.Reply == "" {
		s = "clamd closed the connection without an answer to " + e.Command
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Is reports whether target is ErrConnection: without a whole answer, the
// connection is what failed.
func (e *ReplyError) Is(target error) bool {
	return target == ErrConnection && (e.Reply == "" || e.Err != nil)
}

// Unwrap returns the cause.
func (e *ReplyError) Unwrap() error { return e.Err }
