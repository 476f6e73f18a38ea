package dnsq

import (
	"context"
	"net"
	"os"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// An Error is a failure of one of the kinds below on a certain input.
type Error struct {
	Kind   error  // the sentinel, such as ErrLabelTooLong
	Reason string // what is wrong, in the words of Python's str(e); empty where Kind says all
	Input  string // the offending input; empty where there is none to show
	Err    error  // what caused it, or nil
}

// Error is one line: what is wrong, and with which input.
func (e *Error) Error() string {
	home, words, found := "dnsq", "", false
	if e.Kind != nil {
		if home, words, found = strings.Cut(e.Kind.Error(), ": "); !found {
			home, words = "dnsq", e.Kind.Error()
		}
	}
	if e.Reason != "" {
		words = e.Reason
	}
	text := home + ": " + words
	if e.Input != "" {
		const most = 80
		shown := e.Input
		if len(shown) > most {
			shown = shown[:most] + "…"
		}
		text += ": " + strconv.Quote(shown)
	}
	return text
}

// Detail is what caused the failure, where that may be several things: a line
// each. It is empty where Error says all.
func (e *Error) Detail() string {
	if e.Err == nil {
		return ""
	}
	return e.Err.Error()
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

func fail(kind error, reason string) error { return &Error{Kind: kind, Reason: reason} }

func failOn(kind error, reason, input string) error {
	return &Error{Kind: kind, Reason: reason, Input: input}
}

// reason is what an error says, without the name of the package.
func reason(err error) string {
	text := err.Error()
	if _, ok := err.(*Error); ok {
		_, text, _ = strings.Cut(text, ": ")
	}
	return text
}

// The roots of the tree of errors. Every error that stands for an exception of
// dnspython is an ErrDNS.
var (
	ErrDNS           = pyerr.Class("dnsq: an error of the DNS")
	ErrFormError     = pyerr.Class("dnsq: the message is malformed", ErrDNS)
	ErrSyntax        = pyerr.Class("dnsq: the text is malformed", ErrDNS)
	ErrUnexpectedEnd = pyerr.Class("dnsq: the text ends too early", ErrSyntax)
	ErrTooBig        = pyerr.Class("dnsq: the message is too big", ErrDNS)
	ErrTimeout       = pyerr.Class("dnsq: no answer in time", ErrDNS, context.DeadlineExceeded, os.ErrDeadlineExceeded)
	ErrValue         = pyerr.Class("dnsq: the value is out of range") // Python's ValueError
)

// Errors about names.
var (
	ErrEmptyLabel               = pyerr.Class("dnsq: a label of the name is empty", ErrSyntax)
	ErrBadEscape                = pyerr.Class("dnsq: an escape in the name is neither \\c nor \\DDD up to 255", ErrSyntax)
	ErrBadPointer               = pyerr.Class("dnsq: a compression pointer does not point backward", ErrFormError)
	ErrBadLabelType             = pyerr.Class("dnsq: the name has a label of an unknown type", ErrFormError)
	ErrNeedAbsoluteNameOrOrigin = pyerr.Class("dnsq: a relative name has no wire format without an absolute origin", ErrDNS)
	ErrNameTooLong              = pyerr.Class("dnsq: the name is longer than 255 bytes", ErrFormError)
	ErrLabelTooLong             = pyerr.Class("dnsq: a label of the name is longer than 63 bytes", ErrSyntax)
	ErrAbsoluteConcatenation    = pyerr.Class("dnsq: nothing but the empty name can follow an absolute one", ErrDNS)
	ErrNoParent                 = pyerr.Class("dnsq: the root and the empty name have no parent", ErrDNS)
	ErrIDNA                     = pyerr.Class("dnsq: the name has no ASCII form (IDNA)", ErrDNS)
)

// Errors about codes, rdata and sets of rdata.
var (
	ErrUnknownRdataType  = pyerr.Class("dnsq: the type of records is unknown", ErrDNS)
	ErrUnknownRdataClass = pyerr.Class("dnsq: the class of records is unknown", ErrDNS)
	ErrUnknownOpcode     = pyerr.Class("dnsq: the opcode is unknown", ErrDNS)
	ErrUnknownRcode      = pyerr.Class("dnsq: the response code is unknown", ErrDNS)
	ErrBadTTL            = pyerr.Class("dnsq: the time to live is not a number of seconds or such as 1h30m", ErrSyntax)
	ErrUngetBufferFull   = pyerr.Class("dnsq: a token has been put back already", ErrDNS)
	ErrUnknownParamKey   = pyerr.Class("dnsq: the parameter of a service is unknown", ErrDNS)
	ErrBadSigTime        = pyerr.Class("dnsq: the time of a signature is neither seconds nor YYYYMMDDHHMMSS", ErrDNS)
	ErrDifferingCovers   = pyerr.Class("dnsq: the signature covers another type than those in the set", ErrDNS)
	ErrIncompatibleTypes = pyerr.Class("dnsq: the rdata is of another class or type than the set", ErrDNS)
)

// Errors about messages and queries.
var (
	ErrShortHeader        = pyerr.Class("dnsq: the message is shorter than its header", ErrFormError)
	ErrTrailingJunk       = pyerr.Class("dnsq: bytes follow the message", ErrFormError)
	ErrUnknownHeaderField = pyerr.Class("dnsq: the text of the message has an unknown header field", ErrDNS)
	ErrBadEDNS            = pyerr.Class("dnsq: an OPT record is out of place", ErrFormError)
	ErrBadTSIG            = pyerr.Class("dnsq: a TSIG record is not the last of the message", ErrFormError)
	ErrUnknownTSIGKey     = pyerr.Class("dnsq: the message is signed with an unknown key", ErrDNS)
	ErrTruncated          = pyerr.Class("dnsq: the message is truncated", ErrDNS)
	ErrNotQueryResponse   = pyerr.Class("dnsq: the message is no response to a query", ErrDNS)
	ErrChainTooLong       = pyerr.Class("dnsq: the chain of CNAMEs is too long", ErrDNS)
	ErrAnswerForNXDOMAIN  = pyerr.Class("dnsq: the response is NXDOMAIN and yet has an answer", ErrDNS)
	ErrNoPreviousName     = pyerr.Class("dnsq: the first record has no owner", ErrSyntax)
	ErrUnexpectedSource   = pyerr.Class("dnsq: the response came from elsewhere", ErrDNS)
	ErrBadResponse        = pyerr.Class("dnsq: the response does not answer the query", ErrFormError)
)

// Errors about signatures of messages.
var (
	ErrBadTime           = pyerr.Class("dnsq: the message was not signed just now", ErrDNS)
	ErrBadSignature      = pyerr.Class("dnsq: the signature of the message is wrong", ErrDNS)
	ErrBadKey            = pyerr.Class("dnsq: the message is signed with a key of another name", ErrDNS)
	ErrBadAlgorithm      = pyerr.Class("dnsq: the message is signed by another algorithm than the key's", ErrDNS)
	ErrPeer              = pyerr.Class("dnsq: the peer refused our signature", ErrDNS)
	ErrPeerBadKey        = pyerr.Class("dnsq: the peer does not know our key", ErrPeer)
	ErrPeerBadSignature  = pyerr.Class("dnsq: the peer found our signature wrong", ErrPeer)
	ErrPeerBadTime       = pyerr.Class("dnsq: the peer found our clock wrong", ErrPeer)
	ErrPeerBadTruncation = pyerr.Class("dnsq: the peer found our signature too short", ErrPeer)
)

// Errors of resolvers. NXDomainError, NoAnswerError, NoNameserversError and
// LifetimeTimeoutError carry more.
var (
	ErrNXDomain                = pyerr.Class("dnsq: the name does not exist", ErrDNS)
	ErrNoAnswer                = pyerr.Class("dnsq: the name has no records of the type", ErrDNS)
	ErrYXDomain                = pyerr.Class("dnsq: a DNAME makes the name too long", ErrDNS)
	ErrLifetimeTimeout         = pyerr.Class("dnsq: the lifetime of the query is over", ErrTimeout)
	ErrNoNameservers           = pyerr.Class("dnsq: no server answered the query", ErrDNS)
	ErrNotAbsolute             = pyerr.Class("dnsq: the name must be absolute", ErrDNS)
	ErrNoRootSOA               = pyerr.Class("dnsq: the root of the DNS has no SOA", ErrDNS)
	ErrNoMetaqueries           = pyerr.Class("dnsq: a resolver does not ask for types and classes of questions alone", ErrDNS)
	ErrNoResolverConfiguration = pyerr.Class("dnsq: the system's configuration cannot be read or names no server", ErrDNS)
)

// ErrClosed is the error of a Pipeline that has been closed.
var ErrClosed = pyerr.Class("dnsq: the pipeline is closed", net.ErrClosed)
