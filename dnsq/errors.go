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

// Errors about messages and queries.
var (
	ErrShortHeader        = class("The DNS packet passed to from_wire() is too short.", ErrFormError)
	ErrTrailingJunk       = class("The DNS packet passed to from_wire() has extra junk at the end of it.", ErrFormError)
	ErrUnknownHeaderField = class("The header field name was not recognized when converting from text into a message.", ErrDNS)
	ErrBadEDNS            = class("An OPT record occurred somewhere other than the additional data section.", ErrFormError)
	ErrBadTSIG            = class("A TSIG record occurred somewhere other than the end of the additional data section.", ErrFormError)
	ErrUnknownTSIGKey     = class("A TSIG with an unknown key was received.", ErrDNS)
	ErrTruncated          = class("The truncated flag is set.", ErrDNS)
	ErrNotQueryResponse   = class("Message is not a response to a query.", ErrDNS)
	ErrChainTooLong       = class("The CNAME chain is too long.", ErrDNS)
	ErrAnswerForNXDOMAIN  = class("The rcode is NXDOMAIN but an answer was found.", ErrDNS)
	ErrNoPreviousName     = class("No previous name was known.", ErrSyntax)
	ErrUnexpectedSource   = class("A DNS query response came from an unexpected address or port.", ErrDNS)
	ErrBadResponse        = class("A DNS query response does not respond to the question asked.", ErrFormError)
)

// Errors about signatures of messages.
var (
	ErrBadTime           = class("The current time is not within the TSIG's validity time.", ErrDNS)
	ErrBadSignature      = class("The TSIG signature fails to verify.", ErrDNS)
	ErrBadKey            = class("The TSIG record owner name does not match the key.", ErrDNS)
	ErrBadAlgorithm      = class("The TSIG algorithm does not match the key.", ErrDNS)
	ErrPeer              = class("Base class for all TSIG errors generated by the remote peer", ErrDNS)
	ErrPeerBadKey        = class("The peer didn't know the key we used", ErrPeer)
	ErrPeerBadSignature  = class("The peer didn't like the signature we sent", ErrPeer)
	ErrPeerBadTime       = class("The peer didn't like the time we sent", ErrPeer)
	ErrPeerBadTruncation = class("The peer didn't like amount of truncation in the TSIG we sent", ErrPeer)
)

// Errors of resolvers. NXDomainError, NoAnswerError, NoNameserversError,
// YXDomainError and LifetimeTimeoutError carry more.
var (
	ErrNXDomain                = class("The DNS query name does not exist.", ErrDNS)
	ErrNoAnswer                = class("The DNS response does not contain an answer to the question.", ErrDNS)
	ErrYXDomain                = class("The DNS query name is too long after DNAME substitution.", ErrDNS)
	ErrLifetimeTimeout         = class("The resolution lifetime expired.", ErrTimeout)
	ErrNoNameservers           = class("All nameservers failed to answer the query.", ErrDNS)
	ErrNotAbsolute             = class("An absolute domain name is required but a relative name was provided.", ErrDNS)
	ErrNoRootSOA               = class("There is no SOA RR at the DNS root name. This should never happen!", ErrDNS)
	ErrNoMetaqueries           = class("DNS metaqueries are not allowed.", ErrDNS)
	ErrNoResolverConfiguration = class("Resolver configuration could not be read or specified no nameservers.", ErrDNS)
)
