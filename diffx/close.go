package diffx

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/pyops-go/pyops/internal/pytext"
)

// CloseMatchesOptions are the keyword arguments of Python's get_close_matches.
// Nil and the zero value are Python's defaults.
type CloseMatchesOptions struct {
	// N is how many matches to return at most. Nil is 3; less than 1 is an error.
	N *int

	// Cutoff is the ratio, from 0 to 1, that a match must reach. Nil is 0.6.
	Cutoff *float64

	// NoAutoJunk keeps characters that are very frequent in a word of 200
	// characters or more. It is what newer Pythons call autojunk=False.
	NoAutoJunk bool
}

// GetCloseMatches returns the possibilities that are most like a word, the best
// first; of equally good ones, that which sorts last. It is Python's
// get_close_matches. An N below 1 and a Cutoff outside 0 to 1 are errors of
// kind [ErrValue].
func GetCloseMatches(word string, possibilities []string, opts *CloseMatchesOptions) ([]string, error) {
	var o CloseMatchesOptions
	if opts != nil {
		o = *opts
	}
	n := 3
	if o.N != nil {
		n = *o.N
	}
	cutoff := 0.6
	if o.Cutoff != nil {
		cutoff = *o.Cutoff
	}
	if n < 1 {
		return nil, &Error{ErrValue, strconv.Itoa(n), "n must be > 0: " + strconv.Itoa(n)}
	}
	if !(0 <= cutoff && cutoff <= 1) {
		return nil, &Error{ErrValue, pytext.Float(cutoff), "cutoff must be in [0.0, 1.0]: " + pytext.Float(cutoff)}
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
			if matches, exact := c.matched(&a, b, wanted); exact && matches >= wanted {
				list = append(list, scored{ratio(matches, length+len(b.ids)), p})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y scored) int {
		return cmp.Or(cmp.Compare(y.ratio, x.ratio), compareText(y.word, x.word))
	})
	best := make([]string, 0, min(n, len(list)))
	for _, s := range list[:min(n, len(list))] {
		best = append(best, s.word)
	}
	return best, nil
}
