package ipy_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/ipy"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^ipy: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		ipy.ErrValue, ipy.ErrType, ipy.ErrIndex, ipy.ErrKey,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
