package packet

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// What goes wrong, as classes of errors: test for them with [errors.Is].
var (
	// ErrScapy is the class of all errors here, Scapy_Exception.
	ErrScapy = pyerr.Class("packet: error")

	// ErrNoLayer says that a packet has no such layer, where Python raises
	// IndexError.
	ErrNoLayer = pyerr.Class("packet: no such layer", ErrScapy)

	// ErrNoField says that a layer has no such field, where Python raises
	// AttributeError.
	ErrNoField = pyerr.Class("packet: no such field", ErrScapy)

	// ErrValue says that a field cannot have a value: it is out of range, of the
	// wrong type, or a name that is not known.
	ErrValue = pyerr.Class("packet: value not possible", ErrScapy)

	// ErrMalformed says that bytes are not what the layer needs.
	ErrMalformed = pyerr.Class("packet: malformed", ErrScapy)

	// ErrTooShort is the kind of [ErrMalformed] where bytes are missing.
	ErrTooShort = pyerr.Class("packet: bytes missing", ErrMalformed)

	// ErrDescription says that the description of a protocol is faulty; see
	// [Define].
	ErrDescription = pyerr.Class("packet: faulty description", ErrScapy)

	// ErrNotFound says that a name was looked up and is not known.
	ErrNotFound = pyerr.Class("packet: not found", ErrScapy, fs.ErrNotExist)
)

// An Error says what went wrong, where.
type Error struct {
	Kind   error  // the class, such as [ErrValue]
	Op     string // what was done, such as "build"
	Path   string // the layer and field, such as "IP.ttl"
	Input  string // the offending text or value
	Reason string // what was expected
	Err    error  // the cause, if any
}

func (e *Error) Error() string {
	if e == nil {
		return "packet: no error"
	}
	var b strings.Builder
	b.WriteString("packet")
	if e.Op != "" {
		b.WriteString(": " + e.Op)
	}
	if e.Path != "" {
		b.WriteString(": " + e.Path)
	}
	if e.Input != "" {
		fmt.Fprintf(&b, ": %q", clip(e.Input))
	}
	if e.Reason != "" {
		b.WriteString(": " + e.Reason)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return strings.NewReplacer("\n", `\n`, "\r", `\r`).Replace(b.String())
}

// Unwrap gives the class and the cause.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// clip shortens what an error quotes.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}

// badValue is the error of a value that a field cannot have.
func badValue(v any, reason string) error {
	return &Error{Kind: ErrValue, Input: fmt.Sprint(v), Reason: reason}
}

// tooShort is the error of a layer whose bytes end early.
func tooShort(what string, need, have int) error {
	return &Error{Kind: ErrTooShort, Path: what, Reason: fmt.Sprintf("%d bytes are needed, there are %d", need, have)}
}

// malformed is the error of a layer whose bytes contradict each other.
func malformed(what, reason string) error {
	return &Error{Kind: ErrMalformed, Path: what, Reason: reason}
}

// at names the place in an error that does not have one yet.
func at(err error, op, path string) error {
	if e, ok := err.(*Error); ok {
		c := *e
		if c.Op == "" {
			c.Op = op
		}
		switch {
		case c.Path == "":
			c.Path = path
		case path != "" && !strings.Contains(c.Path, "."):
			c.Path = path + ": " + c.Path
		}
		return &c
	}
	return &Error{Kind: ErrValue, Op: op, Path: path, Err: err}
}
