package diffx_test

import (
	"slices"

	"github.com/pyops-go/pyops/diffx"
)

// The plain twin of the search for matching blocks: every place of a is held
// against every place of b.

// slowLongest is the longest run within the bounds of elements that count, the
// first in a and then in b; then made longer by those that do not.
func slowLongest(a, b []byte, counts func(byte) bool, junk func(byte) bool, alo, ahi, blo, bhi int) diffx.Match {
	best := diffx.Match{A: alo, B: blo}
	for i := alo; i < ahi; i++ {
		for j := blo; j < bhi; j++ {
			n := 0
			for i+n < ahi && j+n < bhi && a[i+n] == b[j+n] && counts(b[j+n]) {
				n++
			}
			if n > best.Size {
				best = diffx.Match{A: i, B: j, Size: n}
			}
		}
	}
	for _, wanted := range []bool{false, true} {
		for best.A > alo && best.B > blo && a[best.A-1] == b[best.B-1] && junk(b[best.B-1]) == wanted {
			best.A, best.B, best.Size = best.A-1, best.B-1, best.Size+1
		}
		for best.A+best.Size < ahi && best.B+best.Size < bhi && a[best.A+best.Size] == b[best.B+best.Size] && junk(b[best.B+best.Size]) == wanted {
			best.Size++
		}
	}
	return best
}

// slowBlocks are the matching blocks as Python's documentation defines them.
func slowBlocks(a, b []byte, junk func(byte) bool, autoJunk bool) []diffx.Match {
	popular := func(c byte) bool {
		n := 0
		for _, x := range b {
			if x == c {
				n++
			}
		}
		return autoJunk && len(b) >= 200 && n > len(b)/100+1
	}
	counts := func(c byte) bool { return !junk(c) && !popular(c) }
	var found []diffx.Match
	var within func(alo, ahi, blo, bhi int)
	within = func(alo, ahi, blo, bhi int) {
		if alo >= ahi || blo >= bhi {
			return
		}
		m := slowLongest(a, b, counts, junk, alo, ahi, blo, bhi)
		if m.Size == 0 {
			return
		}
		within(alo, m.A, blo, m.B)
		found = append(found, m)
		within(m.A+m.Size, ahi, m.B+m.Size, bhi)
	}
	within(0, len(a), 0, len(b))
	var joined []diffx.Match
	for _, m := range found {
		if last := len(joined) - 1; last >= 0 && joined[last].A+joined[last].Size == m.A && joined[last].B+joined[last].Size == m.B {
			joined[last].Size += m.Size
		} else {
			joined = append(joined, m)
		}
	}
	return slices.Concat(joined, []diffx.Match{{A: len(a), B: len(b)}})
}
