package psutilx

import (
	"regexp"
	"testing"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^psutilx: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		ErrUnavailable, ErrNotSupported, ErrFormat, ErrValue, ErrProcess, ErrNoSuchProcess, ErrZombieProcess, ErrAccessDenied, ErrTimeoutExpired,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
