package diffx_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/diffx"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^diffx: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		diffx.ErrValue, diffx.ErrLookup, diffx.ErrPatch, diffx.ErrReject,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
