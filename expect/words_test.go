package expect_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^expect: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		expect.ErrPexpect, expect.EOF, expect.TIMEOUT, expect.ErrPxssh, expect.ErrNotFound, expect.ErrType, expect.ErrPattern, expect.ErrSearch,
		expect.ErrValue, expect.ErrDecode, expect.ErrClosed, expect.ErrPlatform,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
