package diffx

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// CloseMatchesOptions are the keyword arguments of Python's get_close_matches.
// Nil and the zero value are Python's defaults.
type CloseMatchesOptions struct {
	// N is how many matches to return at most. Zero is 3.
	N int

	// Cutoff is the ratio, from 0 to 1, that a match must reach. Nil is 0.6.
	Cutoff *float64

	// NoAutoJunk keeps characters that are very frequent in a word of 200
	// characters or more. It is what newer Pythons call autojunk=False.
	NoAutoJunk bool
}

// GetCloseMatches returns the possibilities that are most like a word, the best
// first; of equally good ones, that which sorts last. It is Python's
// get_close_matches. An N below zero and a Cutoff outside 0 to 1 are errors of
// kind [ErrValue].
func GetCloseMatches(word string, possibilities []string, opts *CloseMatchesOptions) ([]string, error) {
	var o CloseMatchesOptions
	if opts != nil {
		o = *opts
	}
	if o.N == 0 {
		o.N = 3
	}
	cutoff := 0.6
	if o.Cutoff != nil {
		cutoff = *o.Cutoff
	}
	if o.N < 0 {
		return nil, &Error{ErrValue, fmt.Sprintf("n must be > 0: %d", o.N)}
	}
	if !(0 <= cutoff && cutoff <= 1) {
		return nil, &Error{ErrValue, "cutoff must be in [0.0, 1.0]: " + pythonFloat(cutoff)}
	}
	type scored struct {
		ratio float64
		word  string
	}
	c := newCruncher(nil, !o.NoAutoJunk)
	b := c.text(word)
	var list []scored
	var a text // read anew for each possibility
	for _, p := range possibilities {
		// Before its characters are looked at, the length rules a word out.
		length := countCodePoints(p)
		if wanted := atLeast(cutoff, length+len(b.ids), false); min(length, len(b.ids)) >= wanted {
			c.setText(&a, p)
			if n, exact := c.matched(&a, b, wanted); exact && n >= wanted {
				list = append(list, scored{ratio(n, length+len(b.ids)), p})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y scored) int {
		return cmp.Or(cmp.Compare(y.ratio, x.ratio), compareText(y.word, x.word))
	})
	best := make([]string, 0, min(o.N, len(list)))
	for _, s := range list[:min(o.N, len(list))] {
		best = append(best, s.word)
	}
	return best, nil
}

// pythonFloat writes a number as Python's repr does.
func pythonFloat(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	if size := math.Abs(x); size != 0 && (size < 1e-4 || size >= 1e16) {
		s := strconv.FormatFloat(x, 'e', -1, 64)
		return s
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}
