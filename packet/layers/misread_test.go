package layers_test

import (
	"slices"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// misread are the divergences whose packets scapy reads otherwise than they are written:
// what is owed is scapy's own words for the same packet with the fields put right, as
// testdata/original.py does it by the documents that define them.
var misread = map[string]float64{
	"where NTP's authentication lies": 0.1, "more than one item": 0.1, "curves that are told": 0.2, "mobility messages of no known kind": 0.5, "NTP's fractions": 0.2,
}

// owedByScapy has the divergences of misread ask scapy what it owes.
func owedByScapy(t testing.TB, py *original.Python, list []original.Divergence) []original.Divergence {
	list = slices.Clone(list)
	asked := map[string]original.Result{}
	var first, rest []original.Divergence
	for _, d := range list {
		share, is := misread[d.Name]
		if !is {
			rest = append(rest, d)
			continue
		}
		d.Share = share
		d.Expect = func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Func != "form" {
				return theirs, false
			}
			data := c.Args[1].([]byte)
			key := c.Args[0].(string) + " " + c.Args[2].(string) + " " + string(data)
			r, known := asked[key]
			if !known {
				v, err := py.Call("mended", c.Args...)
				if err != nil {
					t.Errorf("%v: %v", c, err)
				}
				r = original.Result{Value: v}
				asked[key] = r
			}
			answer, ok := r.Value.([]any)
			if !ok || answer[0] != d.Name {
				return theirs, false
			}
			return original.Result{Value: answer[1]}, true
		}
		first = append(first, d)
	}
	if len(first) != len(misread) {
		t.Fatalf("%d of %d divergences are there", len(first), len(misread))
	}
	return append(first, rest...)
}
