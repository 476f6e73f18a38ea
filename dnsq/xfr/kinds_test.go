package xfr_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/dnsq/xfr"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^xfr: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		xfr.ErrTransfer, xfr.ErrSerialWentBackwards, xfr.ErrUseTCP,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
