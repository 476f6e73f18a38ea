package rrd

import (
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/original.py
var librrd string

// startLibrrd is the original with the helpers of testdata/original.py.
func startLibrrd(t testing.TB) *original.Python {
	t.Helper()
	py := original.Start(t, "rrdtool")
	py.Define(librrd)
	return py
}

// startLibrrdAlone is such an original of the test's own, which runs beside others.
func startLibrrdAlone(t *testing.T) *original.Python {
	t.Helper()
	t.Parallel()
	py := original.StartWith(t, nil, "rrdtool")
	py.Define(librrd)
	return py
}

// resultOf is what a command came to, as librrd's helpers return it.
func resultOf(value any, err error) original.Result {
	if err != nil {
		return original.Result{Err: &original.Exception{Class: "RRDError", Message: reasonOf(err)}}
	}
	return original.Result{Value: value}
}

// message is the text of an exception, or "".
func message(err error) string {
	var e *original.Exception
	if errors.As(err, &e) {
		return e.Message
	}
	if err != nil {
		return reasonOf(err)
	}
	return ""
}

// A chooser makes random choices for generated cases.
type chooser struct{ *rand.Rand }

// of is one of the words of a text.
func (c chooser) of(words string) string {
	l := strings.Fields(words)
	return l[c.IntN(len(l))]
}

// one is true once in n times.
func (c chooser) one(n int) bool { return c.IntN(n) == 0 }

// plainRRAs are archives of the plain consolidation functions.
func (c chooser) plainRRAs(n int) []string {
	var all []string
	for range n {
		all = append(all, fmt.Sprintf("RRA:%s:%s:%d:%d", c.of("AVERAGE AVERAGE MIN MAX LAST"), c.of("0 0.1 0.5 0.25 0.75 0.99 .5"), 1+c.IntN(6)*c.IntN(3), 1+c.IntN(20)))
	}
	return all
}
