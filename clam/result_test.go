package clam_test

import (
	"testing"

	"github.com/pyops-go/pyops/clam"
)

// Of several answers about a file the worst is kept, and of two alike the first.
func TestTheWorstIsKept(t *testing.T) {
	found, failed := clam.Finding{Status: clam.Found, Reason: "X"}, clam.Finding{Status: clam.Error, Reason: "no"}
	other := clam.Finding{Status: clam.Found, Reason: "Y"}
	for _, c := range []struct {
		all  []clam.Finding
		want clam.Finding
	}{
		{[]clam.Finding{failed, found}, found}, {[]clam.Finding{found, failed}, found}, {[]clam.Finding{found, other}, found},
		{[]clam.Finding{failed, {Status: clam.Error, Reason: "later"}}, failed},
	} {
		if r := clam.Collected("/x", c.all...); len(r) != 1 || r["/x"] != c.want || r.Clean() {
			t.Errorf("%v: %v", c.all, r)
		}
	}
	if r := clam.Collected("/x"); !r.Clean() || r.String() != "None" || clam.Matches(nil).String() != "None" || !clam.Matches(nil).Clean() {
		t.Errorf("nothing: %v", r)
	}
}
