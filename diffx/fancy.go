package diffx

// How alike lines must be to be told as one line that changed. A pair counts as a
// candidate from a little less on, as it does for Python.
const (
	candidate = 0.74
	similar   = 0.75
)

// scores remembers, for a block of changed lines, how much each pair matches: the
// search comes back to a pair once for each time that the block was cut.
type scores struct {
	span
	width int
	known []int32 // matches + 1; or -1 - an upper bound; 0 when not known
}

// mostScores bounds the memory that a block may take for its scores.
const mostScores = 1 << 22

func newScores(s span) *scores {
	k := &scores{span: s, width: s.bhi - s.blo}
	if n := (s.ahi - s.alo) * k.width; n > 1 && n <= mostScores {
		k.known = make([]int32, n)
	}
	return k
}

// better is how many characters two lines have in matching blocks, if it is at
// least wanted; otherwise ok is false.
func (c *comparing) better(k *scores, i, j, wanted int) (n int, ok bool) {
	var known *int32
	if k.known != nil {
		known = &k.known[(i-k.alo)*k.width+j-k.blo]
		switch v := int(*known); {
		case v > 0:
			return v - 1, v-1 >= wanted
		case v < 0 && -1-v < wanted:
			return 0, false
		}
	}
	n, exact := c.cruncher.matched(c.textA(i), c.textB(j), wanted)
	if known != nil {
		*known = int32(n + 1)
		if !exact {
			*known = int32(-1 - n)
		}
	}
	return n, exact && n >= wanted
}

// fancy tells a block of changed lines: it finds the two lines that are most
// alike, tells what stands before them, them, and what stands after them, each in
// the same way. Where no two are similar, two equal ones will do; where there are
// none of those either, the lines are told apart.
func (c *comparing) fancy(s span, k *scores) {
	best, bestI, bestJ := candidate, -1, -1
	equalI, equalJ := -1, -1
	for j := s.blo; j < s.bhi; j++ {
		b := c.textB(j)
		for i := s.alo; i < s.ahi; i++ {
			if c.a[i] == c.b[j] {
				if equalI < 0 {
					equalI, equalJ = i, j
				}
				continue
			}
			length := len(c.textA(i).ids) + len(b.ids)
			if shorter := min(len(c.textA(i).ids), len(b.ids)); ratio(shorter, length) <= best {
				continue
			}
			if n, ok := c.better(k, i, j, atLeast(best, length, true)); ok {
				best, bestI, bestJ = ratio(n, length), i, j
			}
		}
	}
	switch {
	case best >= similar:
	case equalI >= 0:
		bestI, bestJ = equalI, equalJ
	default:
		c.apart(s)
		return
	}
	c.fancyPart(span{s.alo, bestI, s.blo, bestJ}, k)
	if best >= similar {
		c.marks(bestI, bestJ)
	} else {
		c.emit(' ', c.a[bestI], nil)
	}
	c.fancyPart(span{bestI + 1, s.ahi, bestJ + 1, s.bhi}, k)
}

func (c *comparing) fancyPart(s span, k *scores) {
	if c.done {
		return
	}
	if s.alo < s.ahi && s.blo < s.bhi {
		c.fancy(s, k)
		return
	}
	c.apart(s)
}
