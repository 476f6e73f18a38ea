package bpf

import (
	"fmt"
	"strconv"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// What goes wrong, as classes of errors: test for them with [errors.Is].
var (
	// ErrFilter is the kind of every [*CompileError]: scapy's "Failed to compile
	// filter expression".
	ErrFilter = pyerr.Class("bpf: not a filter")

	// ErrSyntax says that an expression is not of the grammar.
	ErrSyntax = pyerr.Class("bpf: not of the grammar", ErrFilter)

	// ErrMeaning says that an expression is of the grammar and cannot be meant: a
	// port above 65535, a host's bits in a network, a protocol that has no hosts.
	ErrMeaning = pyerr.Class("bpf: without meaning", ErrFilter)

	// ErrUnknownName says that a host, port, network or protocol is not known.
	ErrUnknownName = pyerr.Class("bpf: unknown name", ErrFilter)

	// ErrLinkType says that an expression has no meaning on the link type it is
	// compiled for.
	ErrLinkType = pyerr.Class("bpf: not on this link type", ErrFilter)

	// ErrRejectsAll says that no packet can match, as in "tcp and udp".
	ErrRejectsAll = pyerr.Class("bpf: rejects all packets", ErrFilter)
)

// A CompileError says what is wrong with an expression, and where.
type CompileError struct {
	Kind   error  // such as [ErrSyntax]
	Input  string // the expression
	Word   string // what it is about; empty at the expression's end
	Offset int    // where Word begins, in bytes
	Reason string // what is wrong with it, and what was expected
	Err    error  // the cause, if there is one: what a resolver said
}

func (e *CompileError) Error() string {
	if e == nil {
		return "bpf: no error"
	}
	s := "bpf: "
	switch {
	case e.Kind == ErrRejectsAll:
		return s + strconv.Quote(clip(e.Input)) + ": " + e.Reason
	case e.Word == "":
		s += fmt.Sprintf("%q, at its end: %s", clip(e.Input), e.Reason)
	default:
		s += fmt.Sprintf("%q, at %q (byte %d): %s", clip(e.Input), clip(e.Word), e.Offset, e.Reason)
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *CompileError) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// clip shortens what an error quotes.
func clip(s string) string {
	const most = 200
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}
