package dnstest

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/dnssec"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// classes are the names of Python's exceptions.
var classes = map[error]string{
	dnsq.ErrDNS: "DNSException", dnsq.ErrFormError: "FormError", dnsq.ErrSyntax: "SyntaxError", dnsq.ErrUnexpectedEnd: "UnexpectedEnd",
	dnsq.ErrTooBig: "TooBig", dnsq.ErrTimeout: "Timeout", dnsq.ErrValue: "ValueError",
	dnsq.ErrEmptyLabel: "EmptyLabel", dnsq.ErrBadEscape: "BadEscape", dnsq.ErrBadPointer: "BadPointer", dnsq.ErrBadLabelType: "BadLabelType",
	dnsq.ErrNeedAbsoluteNameOrOrigin: "NeedAbsoluteNameOrOrigin", dnsq.ErrNameTooLong: "NameTooLong", dnsq.ErrLabelTooLong: "LabelTooLong",
	dnsq.ErrAbsoluteConcatenation: "AbsoluteConcatenation", dnsq.ErrNoParent: "NoParent", dnsq.ErrIDNA: "IDNAException",
	dnsq.ErrUnknownRdataType: "UnknownRdatatype", dnsq.ErrUnknownRdataClass: "UnknownRdataclass", dnsq.ErrUnknownOpcode: "UnknownOpcode",
	dnsq.ErrUnknownRcode: "UnknownRcode", dnsq.ErrBadTTL: "BadTTL", dnsq.ErrUngetBufferFull: "UngetBufferFull",
	dnsq.ErrUnknownParamKey: "UnknownParamKey", dnsq.ErrBadSigTime: "BadSigTime", dnsq.ErrDifferingCovers: "DifferingCovers",
	dnsq.ErrIncompatibleTypes: "IncompatibleTypes", dnsq.ErrShortHeader: "ShortHeader", dnsq.ErrTrailingJunk: "TrailingJunk",
	dnsq.ErrUnknownHeaderField: "UnknownHeaderField", dnsq.ErrBadEDNS: "BadEDNS", dnsq.ErrBadTSIG: "BadTSIG", dnsq.ErrUnknownTSIGKey: "UnknownTSIGKey",
	dnsq.ErrTruncated: "Truncated", dnsq.ErrNotQueryResponse: "NotQueryResponse", dnsq.ErrChainTooLong: "ChainTooLong",
	dnsq.ErrAnswerForNXDOMAIN: "AnswerForNXDOMAIN", dnsq.ErrNoPreviousName: "NoPreviousName", dnsq.ErrUnexpectedSource: "UnexpectedSource",
	dnsq.ErrBadResponse: "BadResponse", dnsq.ErrBadTime: "BadTime", dnsq.ErrBadSignature: "BadSignature", dnsq.ErrBadKey: "BadKey",
	dnsq.ErrBadAlgorithm: "BadAlgorithm", dnsq.ErrPeer: "PeerError", dnsq.ErrPeerBadKey: "PeerBadKey", dnsq.ErrPeerBadSignature: "PeerBadSignature",
	dnsq.ErrPeerBadTime: "PeerBadTime", dnsq.ErrPeerBadTruncation: "PeerBadTruncation",
	dnsq.ErrNXDomain: "NXDOMAIN", dnsq.ErrNoAnswer: "NoAnswer", dnsq.ErrYXDomain: "YXDOMAIN", dnsq.ErrLifetimeTimeout: "LifetimeTimeout",
	dnsq.ErrNoNameservers: "NoNameservers", dnsq.ErrNotAbsolute: "NotAbsolute", dnsq.ErrNoRootSOA: "NoRootSOA", dnsq.ErrNoMetaqueries: "NoMetaqueries",
	dnsq.ErrNoResolverConfiguration: "NoResolverConfiguration",
	dnssec.ErrUnsupportedAlgorithm:  "UnsupportedAlgorithm", dnssec.ErrAlgorithmKeyMismatch: "AlgorithmKeyMismatch",
	dnssec.ErrValidationFailure: "ValidationFailure", dnssec.ErrDeniedByPolicy: "DeniedByPolicy",
	xfr.ErrTransfer: "TransferError", xfr.ErrSerialWentBackwards: "SerialWentBackwards", xfr.ErrUseTCP: "UseTCP",
}

// zoneClasses are those about zones.
var zoneClasses = map[error]string{
	zone.ErrNoSOA: "NoSOA", zone.ErrNoNS: "NoNS", zone.ErrUnknownOrigin: "UnknownOrigin", zone.ErrCNAMEAndOtherData: "CNAMEAndOtherData",
	zone.ErrNotFound: "KeyError", zone.ErrNoDigest: "NoDigest", zone.ErrDigestVerification: "DigestVerificationFailure",
	zone.ErrDigestScheme: "UnsupportedDigestScheme", zone.ErrDigestHash: "UnsupportedDigestHashAlgorithm",
	zone.ErrDeleteNotExact: "DeleteNotExact", zone.ErrReadOnly: "ReadOnly", zone.ErrAlreadyEnded: "AlreadyEnded",
}

// ClassOf is the Python class of an error: the first of the known that it is.
func ClassOf(err error) string {
	if err == nil {
		return ""
	}
	if name, ok := classes[err]; ok {
		return name
	}
	if name, ok := zoneClasses[err]; ok {
		return name
	}
	switch x := err.(type) {
	case interface{ Unwrap() []error }:
		for _, e := range x.Unwrap() {
			if name := ClassOf(e); name != "" {
				return name
			}
		}
	case interface{ Unwrap() error }:
		return ClassOf(x.Unwrap())
	}
	return ""
}

// MessageOf is what Python's str() says of an error. Where ours has no reason but
// its kind, which has words of its own, the original says the words of the class.
func MessageOf(err error) string {
	switch e := err.(type) {
	case *dnsq.NXDomainError:
		return missingWords(e)
	case *dnsq.NoAnswerError:
		return "The DNS response does not contain an answer to the question: " + questions(e.Response)
	case *dnsq.NoNameserversError:
		return "All nameservers failed to answer the query " + questions(e.Request) + ": " + serverWords(e.Errors)
	case *dnsq.LifetimeTimeoutError:
		return fmt.Sprintf("The resolution lifetime expired after %.3f seconds: %s", e.Timeout.Seconds(), serverWords(e.Errors))
	case *xfr.TransferError:
		return "Zone transfer error: " + e.Rcode.String()
	}
	var e *dnsq.Error
	if !errors.As(err, &e) {
		return Words(err.Error())
	}
	if e.Reason == "" {
		return wordsOfClass(ClassOf(e.Kind))
	}
	for kind, class := range classes {
		// An error of another kind was wrapped without its input.
		if _, own, _ := strings.Cut(kind.Error(), ": "); own == e.Reason {
			return wordsOfClass(class)
		}
	}
	return Words(e.Reason)
}

// ZoneFailure is what went wrong with a zone, in the terms of original.py: faults
// of zone files have a place, and are syntax errors unless there is a class for
// them.
func ZoneFailure(err error) any {
	class, place := "", ""
	for known, name := range zoneClasses {
		if errors.Is(err, known) {
			class = name
		}
	}
	var placed *zone.FileError
	if errors.As(err, &placed) {
		place = fmt.Sprintf("%s:%d: ", placed.File, placed.Line)
		if class == "" && errors.Is(err, dnsq.ErrSyntax) {
			class = "SyntaxError"
		}
	}
	if class == "" {
		class = ClassOf(err)
	}
	return failed(class, place+MessageOf(err))
}

// ZoneResult is a value, or what went wrong with a zone.
func ZoneResult(value any, err error) any {
	if err != nil {
		return ZoneFailure(err)
	}
	return value
}

func missingWords(e *dnsq.NXDomainError) string {
	var names []string
	for _, n := range e.QNames {
		names = append(names, n.String())
	}
	switch len(names) {
	case 0:
		return wordsOfClass("NXDOMAIN")
	case 1:
		return "The DNS query name does not exist: " + names[0]
	}
	return "None of DNS query names exist: " + strings.Join(names, ", ")
}

func questions(m *dnsq.Message) string {
	var all []string
	for _, q := range m.Question {
		all = append(all, q.String())
	}
	return strings.Join(all, "; ")
}

func serverWords(errs []*dnsq.ServerError) string {
	var all []string
	for _, e := range errs {
		how, answer := "UDP", ""
		if e.TCP {
			how = "TCP"
		}
		switch {
		case e.Err != nil:
			answer = MessageOf(e.Err)
		case e.Response != nil:
			answer = e.Response.Rcode().String()
		}
		all = append(all, fmt.Sprintf("Server %s %s port %d answered %s", e.Nameserver, how, e.Port, answer))
	}
	return Words(strings.Join(all, "; "))
}
