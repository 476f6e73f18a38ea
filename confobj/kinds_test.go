package confobj_test

import (
	"regexp"
	"testing"

	"github.com/pyops-go/pyops/confobj"
)

// The kinds of errors name the package and say in plain words what is wrong.
func TestWordsOfKinds(t *testing.T) {
	words := regexp.MustCompile(`^confobj: [A-Za-z0-9][-A-Za-z0-9 ,:;'()/\\]*[A-Za-z0-9)]$`)
	for _, kind := range []error{
		confobj.ErrConfigObj, confobj.ErrNesting, confobj.ErrParse, confobj.ErrDuplicate, confobj.ErrConfigspec, confobj.ErrUnrepr,
		confobj.ErrInterpolation, confobj.ErrInterpolationLoop, confobj.ErrMissingInterpolationOption, confobj.ErrInPlace, confobj.ErrReload,
		confobj.ErrKey, confobj.ErrValue, confobj.ErrType, confobj.ErrEncoding, confobj.ErrNotFound, confobj.ErrValidate, confobj.ErrVdtMissingValue,
		confobj.ErrVdtUnknownCheck, confobj.ErrVdtType, confobj.ErrVdtValue, confobj.ErrVdtValueTooSmall, confobj.ErrVdtValueTooBig,
		confobj.ErrVdtValueTooShort, confobj.ErrVdtValueTooLong, confobj.ErrVdtParam,
	} {
		if !words.MatchString(kind.Error()) {
			t.Errorf("%q", kind.Error())
		}
	}
}
