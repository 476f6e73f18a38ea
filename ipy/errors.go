package ipy

import (
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// The kinds of failure, named after the exceptions with which IPy reports them.
// Test for them with errors.Is.
var (
	ErrValue = pyerr.Class("ipy: wrong value")   // ValueError: text or number that is no address, network or set operation
	ErrType  = pyerr.Class("ipy: wrong type")    // TypeError: a value of a type that NewIP does not read
	ErrIndex = pyerr.Class("ipy: no such index") // IndexError: an index outside the network
	ErrKey   = pyerr.Class("ipy: no such key")   // KeyError: removal of what a set does not hold
)

// An Error tells why an address or network could not be read or made.
type Error struct {
	Kind   error  // one of the Err values above
	Input  string // the text or number as it was given, or empty
	Reason string // what is wrong with it, in IPy's own words where it has some

	hint string // what may be done about it
}

// Error is one line: the reason, followed by the input unless the reason quotes
// it, and by what may be done about it.
func (e *Error) Error() string {
	if e == nil {
		return "ipy: no error"
	}
	text := e.Reason
	if text == "" && e.Kind != nil {
		text = e.Kind.Error()
	}
	if e.Input == "" && strings.HasSuffix(text, ": ") {
		text += `""` // the reason quotes the input, which is empty
	} else if e.Input != "" && !strings.Contains(e.Reason, e.Input) {
		text += " (reading " + strconv.Quote(e.Input) + ")"
	}
	if e.hint != "" {
		text += ": " + e.hint
	}
	return pyerr.Line("ipy", nil, text)
}

// Unwrap returns Kind.
func (e *Error) Unwrap() error {
	if e == nil {
		return nil
	}
	return e.Kind
}

func valueError(reason string) *Error { return &Error{Kind: ErrValue, Reason: reason} }

// nowhere is the error of reading into a pointer that is nil.
func nowhere(what string) error {
	return &Error{Kind: ErrType, Reason: "the " + what + " to read into is nil"}
}
