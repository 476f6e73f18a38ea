// Package pyerr keeps the tree of an original's exception classes, so that
// errors.Is follows it as Python's except clauses do.
//
// A sentinel stands for a class and knows the classes above it; an error with
// data names its sentinel and its cause:
//
//	var (
//		ErrDNS     = pyerr.Class("dnsq: DNS error")
//		ErrTimeout = pyerr.Class("dnsq: no answer in time", ErrDNS, os.ErrDeadlineExceeded)
//	)
//
//	func (e *Error) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }
//
// An error of kind ErrTimeout is then ErrTimeout, ErrDNS, and
// os.ErrDeadlineExceeded. No type needs an Is method of its own.
package pyerr

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is a sentinel. Two of the same text are different.
type class struct {
	text  string
	bases []error
}

func (c *class) Error() string   { return c.text }
func (c *class) Unwrap() []error { return c.bases }

// Class makes the sentinel for an exception class whose base classes are bases.
// These may be sentinels of Go's library, too: a missing file is also
// [io/fs.ErrNotExist]. The text is one line, "package: words".
func Class(text string, bases ...error) error {
	return &class{text, bases}
}

// Chain is what Unwrap of an error returns that is of a kind and has a cause.
// Either may be nil.
func Chain(kind, cause error) []error {
	switch {
	case kind == nil && cause == nil:
		return nil
	case kind == nil:
		return []error{cause}
	case cause == nil:
		return []error{kind}
	}
	return []error{kind, cause}
}

// Line is what Error returns: "home: reason" in one line, where home is the name of
// the package. An empty reason is what the kind says; a reason that begins with the
// name, as that of a cause from the same package does, keeps it once. Control
// characters are written as Go writes them in a string, so that who prints an
// error gives no terminal to who wrote the input.
func Line(home string, kind error, reason string) string {
	if reason == "" {
		reason = "an error of no kind"
		if kind != nil {
			reason = kind.Error()
		}
	}
	return home + ": " + OneLine(strings.TrimPrefix(reason, home+": "))
}

// OneLine is a text with its control characters, ends of lines among them, as Go
// writes them in a string.
func OneLine(s string) string {
	if !strings.ContainsFunc(s, breaks) {
		return s
	}
	var b strings.Builder
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		if breaks(r) {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		} else {
			b.WriteString(s[:size])
		}
		s = s[size:]
	}
	return b.String()
}

// breaks tells of a character that moves what follows it, or what is read of it.
func breaks(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }

// OrZero is an error as it is, or for a nil pointer an empty one: a method of an error
// that begins with it does not panic where the error is printed that nobody made.
func OrZero[E any](e *E) *E {
	if e == nil {
		return new(E)
	}
	return e
}
