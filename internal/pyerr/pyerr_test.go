package pyerr_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"github.com/pyops-go/pyops/internal/pyerr"
)

var (
	errBase   = pyerr.Class("t: base")
	errOther  = pyerr.Class("t: base") // another class of the same words
	errFile   = pyerr.Class("t: file", fs.ErrNotExist)
	errMiddle = pyerr.Class("t: middle", errBase)
	errLeaf   = pyerr.Class("t: leaf", errMiddle, errFile)
)

type failure struct{ kind, cause error }

func (f *failure) Error() string   { return "failed" }
func (f *failure) Unwrap() []error { return pyerr.Chain(f.kind, f.cause) }

func TestClassesFollowTheirBases(t *testing.T) {
	for _, test := range []struct {
		err    error
		target error
		want   bool
	}{
		{errLeaf, errLeaf, true},
		{errLeaf, errMiddle, true},
		{errLeaf, errBase, true},
		{errLeaf, errFile, true},
		{errLeaf, fs.ErrNotExist, true},
		{errLeaf, errOther, false},
		{errBase, errLeaf, false},
		{errMiddle, fs.ErrNotExist, false},
		{fmt.Errorf("wrapped: %w", errLeaf), errBase, true},
		{&failure{errLeaf, os.ErrPermission}, errBase, true},
		{&failure{errLeaf, os.ErrPermission}, os.ErrPermission, true},
		{&failure{errLeaf, nil}, errFile, true},
		{&failure{nil, os.ErrPermission}, os.ErrPermission, true},
		{&failure{nil, os.ErrPermission}, errBase, false},
		{&failure{}, errBase, false},
	} {
		if got := errors.Is(test.err, test.target); got != test.want {
			t.Errorf("Is(%v, %v) = %v", test.err, test.target, got)
		}
	}
}

func TestChainLeavesNoNils(t *testing.T) {
	for _, f := range []failure{{}, {errBase, nil}, {nil, errBase}, {errBase, errLeaf}} {
		for _, err := range pyerr.Chain(f.kind, f.cause) {
			if err == nil {
				t.Errorf("Chain(%v, %v) holds a nil", f.kind, f.cause)
			}
		}
	}
}

func TestOrZero(t *testing.T) {
	if e := pyerr.OrZero[failure](nil); *e != (failure{}) {
		t.Error(e)
	}
	if e := (&failure{kind: errBase}); pyerr.OrZero(e) != e {
		t.Error("another error")
	}
}

func TestLine(t *testing.T) {
	for _, test := range []struct {
		kind         error
		reason, want string
	}{
		{errBase, "no such thing", "t: no such thing"},
		{errBase, "t: no such thing", "t: no such thing"},
		{errBase, "", "t: base"},
		{os.ErrPermission, "", "t: permission denied"},
		{nil, "", "t: an error of no kind"},
		{nil, "a\r\nb\x1b[0m\tc\u0085\u2028d", `t: a\r\nb\x1b[0m\tc\u0085\u2028d`},
		{nil, "\xff\n\xfe", "t: \xff\\n\xfe"},
		{nil, "日本", "t: 日本"},
	} {
		if got := pyerr.Line("t", test.kind, test.reason); got != test.want {
			t.Errorf("Line(%v, %q) = %q, want %q", test.kind, test.reason, got, test.want)
		}
	}
}
