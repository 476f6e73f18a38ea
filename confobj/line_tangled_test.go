package confobj_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/confobj"
)

// Bytes that are no characters stay what they are where quotes and commas are
// tangled, and shift no place in an error. (Files with such bytes are refused; lines
// and values of a program's own may have them.)
func TestTangledValuesWithBytesThatAreNoText(t *testing.T) {
	c, err := confobj.NewConfigObj([]string{"a = '\xff',x\xfe, 'b'c'"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.Raw("a"), []string{"\xff", "x\xfe", "b'c"}; !slices.Equal(got.([]string), want) {
		t.Errorf("got %q, want %q", got, want)
	}
	_, err = confobj.NewConfigObj([]string{"a = \xff\xff\xff,,"}, nil)
	var e *confobj.ConfigObjError
	if !errors.As(err, &e) || !errors.Is(err, confobj.ErrParse) || e.Column != 9 {
		t.Errorf("got %v, %+v", err, e)
	}
	c, err = confobj.Parse(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	// The key holds what ends keys, so that the rest of it is tried as a value.
	if err := c.Set(":=\xff", ","); err != nil {
		t.Fatal(err)
	}
	if lines, err := c.Lines(); err == nil {
		back, err := confobj.NewConfigObj(lines, nil)
		if err != nil || back.Raw(":=\xff") != "," {
			t.Errorf("%q, %v", lines, err)
		}
	}
}
