package zone_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/dnsq/zone"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^zone: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		zone.ErrBadZone, zone.ErrNoSOA, zone.ErrNoNS, zone.ErrUnknownOrigin, zone.ErrCNAMEAndOtherData, zone.ErrNotFound, zone.ErrNoDigest,
		zone.ErrDigestVerification, zone.ErrDigestScheme, zone.ErrDigestHash, zone.ErrDeleteNotExact, zone.ErrReadOnly, zone.ErrAlreadyEnded,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
