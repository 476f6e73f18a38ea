package diffx

import "slices"

// A span is a piece of both sequences.
type span struct{ alo, ahi, blo, bhi int }

// longest finds what Python's find_longest_match does: of the longest runs that
// both pieces have in common, not counting junk and popular elements, the one
// that begins first in a, and of those the first in b; then made longer, at
// either end, by equal elements that do not count.
func (x *index) longest(s span) Match {
	m := x.longestLive(s)
	if len(x.live) == 0 || &x.live[0] != &x.b[0] {
		m = x.grow(m, s, false)
		m = x.grow(m, s, true)
	}
	return m
}

// grow makes a match longer by equal elements that are junk, or that are not.
func (x *index) grow(m Match, s span, junk bool) Match {
	for m.A > s.alo && m.B > s.blo && x.a[m.A-1] == x.b[m.B-1] && x.isJunk(x.b[m.B-1]) == junk {
		m.A, m.B, m.Size = m.A-1, m.B-1, m.Size+1
	}
	for m.A+m.Size < s.ahi && m.B+m.Size < s.bhi && x.a[m.A+m.Size] == x.b[m.B+m.Size] && x.isJunk(x.b[m.B+m.Size]) == junk {
		m.Size++
	}
	return m
}

// longestLive looks at samples of a only. When the best run so far has n
// elements, a better one has more, and so covers one of any n+1 neighbours in a:
// the search may go on in steps of n+1, and of the places where it may look it
// takes the one whose element is the rarest in b. Python looks at each element
// of a with each of its positions in b; what is found is the same.
func (x *index) longestLive(s span) Match {
	best := Match{s.alo, s.blo, 0}
	a, live := x.a, x.live
	seen := s.alo - 1 // the last sample: all runs that cover it have been found
	for {
		last := seen + best.Size + 1
		if last >= s.ahi || best.Size >= x.most {
			return best
		}
		q := x.rarest(seen, last)
		if x.count[a[q]] == 0 {
			seen = q
			continue
		}
		improved := 0 // 1 once best covers q, and a run as long may begin earlier
		for _, j32 := range x.within(a[q], s.blo, s.bhi) {
			j := int(j32)
			// A run of interest begins after seen, so it reaches this far.
			reach := seen + 1 + best.Size - improved
			if reach >= s.ahi || j+reach-q >= s.bhi || a[reach] != live[j+reach-q] {
				continue
			}
			i1, j1 := q, j
			for i1 > s.alo && j1 > s.blo && a[i1-1] == live[j1-1] && i1 > seen {
				i1, j1 = i1-1, j1-1
			}
			if i1 <= seen {
				continue
			}
			i2, j2 := q+1, j+1
			for i2 < s.ahi && j2 < s.bhi && a[i2] == live[j2] {
				i2, j2 = i2+1, j2+1
			}
			if n := i2 - i1; n > best.Size || improved == 1 && n == best.Size && i1 < best.A {
				best, improved = Match{i1, j1, n}, 1
			}
		}
		seen = q
	}
}

// rarest chooses the next sample among the later half of those after seen, up to
// last: the one with the fewest positions, and of those the last.
func (x *index) rarest(seen, last int) int {
	first := last - min((last-seen)/2, 16)
	q := last
	fewest := x.count[x.a[q]]
	for i := last - 1; i > first && fewest > 0; i-- {
		if c := x.count[x.a[i]]; c < fewest {
			q, fewest = i, c
		}
	}
	return q
}

// within are the positions of a number in live[blo:bhi].
func (x *index) within(id int32, blo, bhi int) []int32 {
	p := x.positions(id)
	if len(p) > 0 && int(p[0]) < blo {
		from, _ := slices.BinarySearch(p, int32(blo))
		p = p[from:]
	}
	if n := len(p); n > 0 && int(p[n-1]) >= bhi {
		to, _ := slices.BinarySearch(p, int32(bhi))
		p = p[:to]
	}
	return p
}

// eachBlock finds the longest match, then those on its left and on its right, and
// hands them on from left to right.
func (x *index) eachBlock(each func(Match)) {
	// A stack of pieces to search, and of matches (alo is -1) to hand on.
	stack := append(x.found[:0], span{0, len(x.a), 0, len(x.b)})
	for len(stack) > 0 {
		s := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if s.alo < 0 {
			each(Match{s.ahi, s.blo, s.bhi})
			continue
		}
		m := x.longest(s)
		if m.Size == 0 {
			continue
		}
		if m.A+m.Size < s.ahi && m.B+m.Size < s.bhi {
			stack = append(stack, span{m.A + m.Size, s.ahi, m.B + m.Size, s.bhi})
		}
		stack = append(stack, span{-1, m.A, m.B, m.Size})
		if s.alo < m.A && s.blo < m.B {
			stack = append(stack, span{s.alo, m.A, s.blo, m.B})
		}
	}
	x.found = stack
}

// matched is how many elements lie in matching blocks.
func (x *index) matched() int {
	n := 0
	x.eachBlock(func(m Match) { n += m.Size })
	return n
}
