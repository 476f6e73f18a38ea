package dnsq

import "errors"

// An exception is a sentinel that stands for a class of Python exceptions. Its
// parent is the class that it derives from, so that errors.Is follows the tree.
type exception struct {
	text   string
	parent error
}

func (e *exception) Error() string { return e.text }

func (e *exception) Unwrap() error { return e.parent }

func class(text string, parent error) error { return &exception{text, parent} }

// An Error is a failure of one of the kinds below on a certain input.
type Error struct {
	Kind  error  // the sentinel, such as ErrLabelTooLong
	Text  string // what Python's str(e) says; empty means that of Kind
	Input string // the offending input; empty where there is none to show
	Err   error  // what caused it, or nil
}

// Error says what Python's str(e) says, and then the input.
func (e *Error) Error() string {
	text := e.Message()
	if e.Input != "" {
		const most = 80
		shown := e.Input
		if len(shown) > most {
			shown = shown[:most] + "…"
		}
		text += ": " + quoted(shown)
	}
	return text
}

// Message is what Python's str(e) says, without the input.
func (e *Error) Message() string {
	if e.Text != "" {
		return e.Text
	}
	return e.Kind.Error()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error {
	if e.Err != nil {
		return []error{e.Kind, e.Err}
	}
	return []error{e.Kind}
}

func fail(kind error, text string) error { return &Error{Kind: kind, Text: text} }

func failOn(kind error, text, input string) error {
	return &Error{Kind: kind, Text: text, Input: input}
}

// message is what str(e) says of an error of this package, without its input.
func message(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Message()
	}
	return err.Error()
}

// The roots of the tree of errors. Every error of this package that stands for
// an exception of dnspython is an ErrDNS.
var (
	ErrDNS           = class("DNS error", nil)
	ErrFormError     = class("DNS message is malformed.", ErrDNS)
	ErrSyntax        = class("Text input is malformed.", ErrDNS)
	ErrUnexpectedEnd = class("Text input ended unexpectedly.", ErrSyntax)
	ErrTooBig        = class("The DNS message is too big.", ErrDNS)
	ErrTimeout       = class("The DNS operation timed out.", ErrDNS)
	ErrValue         = class("value out of range", nil) // Python's ValueError
)

// Errors about names.
var (
	ErrEmptyLabel               = class("A DNS label is empty.", ErrSyntax)
	ErrBadEscape                = class("An escaped code in a text format of DNS name is invalid.", ErrSyntax)
	ErrBadPointer               = class("A DNS compression pointer points forward instead of backward.", ErrFormError)
	ErrBadLabelType             = class("The label type in DNS name wire format is unknown.", ErrFormError)
	ErrNeedAbsoluteNameOrOrigin = class("An attempt was made to convert a non-absolute name to wire when there was also a non-absolute (or missing) origin.", ErrDNS)
	ErrNameTooLong              = class("A DNS name is > 255 octets long.", ErrFormError)
	ErrLabelTooLong             = class("A DNS label is > 63 octets long.", ErrSyntax)
	ErrAbsoluteConcatenation    = class("An attempt was made to append anything other than the empty name to an absolute DNS name.", ErrDNS)
	ErrNoParent                 = class("An attempt was made to get the parent of the root name or the empty name.", ErrDNS)
	ErrIDNA                     = class("IDNA processing raised an exception.", ErrDNS)
)

// Errors about codes, rdata and sets of rdata.
var (
	ErrUnknownRdataType  = class("DNS resource record type is unknown.", ErrDNS)
	ErrUnknownRdataClass = class("A DNS class is unknown.", ErrDNS)
	ErrUnknownOpcode     = class("An DNS opcode is unknown.", ErrDNS)
	ErrUnknownRcode      = class("A DNS rcode is unknown.", ErrDNS)
	ErrBadTTL            = class("DNS TTL value is not well-formed.", ErrSyntax)
	ErrUngetBufferFull   = class("An attempt was made to unget a token when the unget buffer was full.", ErrDNS)
	ErrUnknownParamKey   = class("Unknown SVCB ParamKey", ErrDNS)
	ErrBadSigTime        = class("Time in DNS SIG or RRSIG resource record cannot be parsed.", ErrDNS)
	ErrDifferingCovers   = class("An attempt was made to add a DNS SIG/RRSIG whose covered type is not the same as that of the other rdatas in the rdataset.", ErrDNS)
	ErrIncompatibleTypes = class("An attempt was made to add DNS RR data of an incompatible type.", ErrDNS)
)
