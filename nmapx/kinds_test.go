package nmapx_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/nmapx"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^nmapx: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		nmapx.ErrPortScanner, nmapx.ErrNotFound, nmapx.ErrExit, nmapx.ErrXML, nmapx.ErrTimeout, nmapx.ErrNoScan, nmapx.ErrNoKey, nmapx.ErrInjection,
		nmapx.ErrQuotes, nmapx.ErrBusy, nmapx.ErrEncoding,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
