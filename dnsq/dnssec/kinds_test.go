package dnssec_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/dnsq/dnssec"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^dnssec: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		dnssec.ErrUnsupportedAlgorithm, dnssec.ErrAlgorithmKeyMismatch, dnssec.ErrValidationFailure, dnssec.ErrDeniedByPolicy,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
