package email

import (
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Kinds of errors, the exception classes of email.errors. errors.Is follows their
// tree.
var (
	// ErrMessage is any error of this package: MessageError.
	ErrMessage = pyerr.Class("email: message error")

	// ErrMessageParse says that a text is no message: MessageParseError.
	ErrMessageParse = pyerr.Class("email: text cannot be parsed", ErrMessage)

	// ErrHeaderParse says that a header's value cannot be read: HeaderParseError.
	ErrHeaderParse = pyerr.Class("email: header cannot be parsed", ErrMessageParse)

	// ErrBoundary says that no boundary could be found: BoundaryError.
	ErrBoundary = pyerr.Class("email: no boundary", ErrMessageParse)

	// ErrMultipartConversion refuses to make of a message what it cannot become:
	// MultipartConversionError.
	ErrMultipartConversion = pyerr.Class("email: cannot be converted to multipart", ErrMessage)

	// ErrCharset names a character set that is not known, or cannot write a text:
	// CharsetError.
	ErrCharset = pyerr.Class("email: character set", ErrMessage)

	// ErrHeaderWrite refuses a header that would not be one header when it is
	// written: HeaderWriteError.
	ErrHeaderWrite = pyerr.Class("email: header cannot be written", ErrMessage)

	// ErrValue refuses an argument: Python's ValueError, TypeError and KeyError.
	ErrValue = pyerr.Class("email: wrong value", ErrMessage)
)

// An Error says what was refused and what was expected.
type Error struct {
	Kind   error  // one of the kinds above
	Op     string // the function, or the header that is meant
	Input  string // what was refused
	Reason string // what was expected
	Err    error  // the cause
}

// Error is one line.
func (e *Error) Error() string {
	s := "email: " + e.Op
	if e.Input != "" {
		shown := e.Input
		if len(shown) > 80 {
			shown = shown[:80] + "…"
		}
		s += fmt.Sprintf(" %q", shown)
	}
	switch {
	case e.Reason != "":
		s += ": " + e.Reason
	case e.Err == nil && e.Kind != nil:
		s += ": " + strings.TrimPrefix(e.Kind.Error(), "email: ")
	}
	if e.Err != nil {
		s += ": " + strings.ReplaceAll(e.Err.Error(), "\n", "; ")
	}
	return s
}

// Unwrap gives the kind and the cause to errors.Is.
func (e *Error) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

// A Defect is something wrong in a message that was read all the same: one of the
// defect classes of email.errors, by its name there.
type Defect struct {
	Kind   DefectKind
	Line   string // the line that is meant, or what is wrong, if that is known
	Header string // the header that is meant, if one is
}

// Error is the defect's name, and the line.
func (d Defect) Error() string {
	s := "email: "
	if d.Header != "" {
		s += d.Header + ": "
	}
	s += string(d.Kind)
	if d.Line != "" {
		s += fmt.Sprintf(": %q", d.Line)
	}
	return s
}

// A DefectKind is the name of a class of defects.
type DefectKind string

// The defects that a parser, or the decoding of a payload, finds.
const (
	NoBoundaryInMultipart            DefectKind = "NoBoundaryInMultipartDefect"
	StartBoundaryNotFound            DefectKind = "StartBoundaryNotFoundDefect"
	CloseBoundaryNotFound            DefectKind = "CloseBoundaryNotFoundDefect"
	FirstHeaderLineIsContinuation    DefectKind = "FirstHeaderLineIsContinuationDefect"
	MisplacedEnvelopeHeader          DefectKind = "MisplacedEnvelopeHeaderDefect"
	MissingHeaderBodySeparator       DefectKind = "MissingHeaderBodySeparatorDefect"
	MultipartInvariantViolation      DefectKind = "MultipartInvariantViolationDefect"
	InvalidMultipartTransferEncoding DefectKind = "InvalidMultipartContentTransferEncodingDefect"
	InvalidHeader                    DefectKind = "InvalidHeaderDefect"
	InvalidBase64Padding             DefectKind = "InvalidBase64PaddingDefect"
	InvalidBase64Characters          DefectKind = "InvalidBase64CharactersDefect"
	InvalidBase64Length              DefectKind = "InvalidBase64LengthDefect"
	HeaderMissingRequiredValue       DefectKind = "HeaderMissingRequiredValue"
	NonPrintable                     DefectKind = "NonPrintableDefect"
	ObsoleteHeader                   DefectKind = "ObsoleteHeaderDefect"
	NonASCIILocalPart                DefectKind = "NonASCIILocalPartDefect"
	InvalidDate                      DefectKind = "InvalidDateDefect"
	UndecodableBytes                 DefectKind = "UndecodableBytesDefect"
	CharsetDefect                    DefectKind = "CharsetError"  // an encoded-word in a set that is not known
	TooDeep                          DefectKind = "TooDeepDefect" // messages nested more than a hundred deep, left as text; beyond Python
	TooMany                          DefectKind = "TooManyDefect" // more than 100,000 parts, or lines of a header, the rest left as text; beyond Python
)
