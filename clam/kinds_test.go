package clam_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/clam"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^clam: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		clam.ErrUnsent, clam.ErrConnection, clam.ErrNoClamd, clam.ErrTooLong, clam.ErrReply, clam.ErrName, clam.ErrClosed,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
