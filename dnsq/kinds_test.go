package dnsq_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^dnsq: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		dnsq.ErrDNS, dnsq.ErrFormError, dnsq.ErrSyntax, dnsq.ErrUnexpectedEnd, dnsq.ErrTooBig, dnsq.ErrTimeout, dnsq.ErrValue, dnsq.ErrEmptyLabel,
		dnsq.ErrBadEscape, dnsq.ErrBadPointer, dnsq.ErrBadLabelType, dnsq.ErrNeedAbsoluteNameOrOrigin, dnsq.ErrNameTooLong, dnsq.ErrLabelTooLong,
		dnsq.ErrAbsoluteConcatenation, dnsq.ErrNoParent, dnsq.ErrIDNA, dnsq.ErrUnknownRdataType, dnsq.ErrUnknownRdataClass, dnsq.ErrUnknownOpcode,
		dnsq.ErrUnknownRcode, dnsq.ErrBadTTL, dnsq.ErrUngetBufferFull, dnsq.ErrUnknownParamKey, dnsq.ErrBadSigTime, dnsq.ErrDifferingCovers,
		dnsq.ErrIncompatibleTypes, dnsq.ErrShortHeader, dnsq.ErrTrailingJunk, dnsq.ErrUnknownHeaderField, dnsq.ErrBadEDNS, dnsq.ErrBadTSIG,
		dnsq.ErrUnknownTSIGKey, dnsq.ErrTruncated, dnsq.ErrNotQueryResponse, dnsq.ErrChainTooLong, dnsq.ErrAnswerForNXDOMAIN, dnsq.ErrNoPreviousName,
		dnsq.ErrUnexpectedSource, dnsq.ErrBadResponse, dnsq.ErrBadTime, dnsq.ErrBadSignature, dnsq.ErrBadKey, dnsq.ErrBadAlgorithm, dnsq.ErrPeer,
		dnsq.ErrPeerBadKey, dnsq.ErrPeerBadSignature, dnsq.ErrPeerBadTime, dnsq.ErrPeerBadTruncation, dnsq.ErrNXDomain, dnsq.ErrNoAnswer, dnsq.ErrYXDomain,
		dnsq.ErrLifetimeTimeout, dnsq.ErrNoNameservers, dnsq.ErrNotAbsolute, dnsq.ErrNoRootSOA, dnsq.ErrNoMetaqueries, dnsq.ErrNoResolverConfiguration,
		dnsq.ErrClosed,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
