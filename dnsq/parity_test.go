package dnsq_test

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalSource string

func startDNS(t testing.TB) *original.Python {
	py := original.Start(t, "dns")
	py.Define(originalSource)
	return py
}

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
	dnsq.ErrUnsupportedAlgorithm:    "UnsupportedAlgorithm", dnsq.ErrAlgorithmKeyMismatch: "AlgorithmKeyMismatch",
	dnsq.ErrValidationFailure: "ValidationFailure", dnsq.ErrDeniedByPolicy: "DeniedByPolicy",
}

// classOf is the Python class of an error: the first of the known that it is.
func classOf(err error) string {
	for e := err; e != nil; {
		if name, ok := classes[e]; ok {
			return name
		}
		switch x := e.(type) {
		case interface{ Unwrap() []error }:
			e = x.Unwrap()[0]
		case interface{ Unwrap() error }:
			e = x.Unwrap()
		default:
			return ""
		}
	}
	return ""
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

func messageOf(err error) string {
	var e *dnsq.Error
	if errors.As(err, &e) {
		return words(e.Message())
	}
	return words(err.Error())
}

// outcome is what an input came to, in the terms of testdata/original.py.
func outcome(value any, err error) any {
	if err != nil {
		return original.Dict{{Key: "error", Value: classOf(err)}, {Key: "text", Value: messageOf(err)}}
	}
	return value
}

func raised(r original.Result) any {
	var e *original.Exception
	if errors.As(r.Err, &e) {
		return original.Dict{{Key: "error", Value: e.Class}, {Key: "text", Value: words(e.Message)}}
	}
	return r.Value
}

// failure is the class of what raised, or nil.
func failure(v any) any {
	if d, ok := v.(original.Dict); ok && len(d) == 2 && d[0].Key == "error" {
		return d[0].Value
	}
	return nil
}

// compare makes the calls and holds their results against ours.
func compare(t *testing.T, py *original.Python, calls []original.Call, ours func(i int) any) {
	t.Helper()
	shown := 0
	for i, r := range py.Batch(calls) {
		got, want := ours(i), raised(r)
		if original.Same(got, want) {
			continue
		}
		if d := diverges(calls[i], original.Plain(got), want); d {
			continue
		}
		if shown++; shown <= 3 {
			t.Errorf("%s%.200q\n%s", calls[i].Func, calls[i].Args, difference(original.Plain(got), want))
		}
	}
	if shown > 3 {
		t.Errorf("%d of %d differ", shown, len(calls))
	}
}

// compareAll compares calls that answers has an answer to.
func compareAll(t *testing.T, py *original.Python, calls []original.Call) {
	t.Helper()
	compare(t, py, calls, func(i int) any { return answers[calls[i].Func](calls[i].Args) })
}

// difference shows two values, or of two lists of one length the members that
// differ.
func difference(got, want any) string {
	g, ok := got.([]any)
	w, ok2 := want.([]any)
	if !ok || !ok2 || len(g) != len(w) {
		return fmt.Sprintf("  got %.250q\n want %.250q", got, want)
	}
	var out strings.Builder
	for i := range g {
		if !original.Same(g[i], w[i]) {
			fmt.Fprintf(&out, "  [%d] got %.300q\n     want %.300q\n", i, g[i], w[i])
		}
	}
	return out.String()
}
