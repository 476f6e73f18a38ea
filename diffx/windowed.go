package diffx

// The newer rule: how alike lines must be, and how far apart they may stand.
const (
	windowSimilar = 0.74999
	window        = 10
)

// windowed tells a block of changed lines by the rule of Python 3.14. Each line of
// b in turn is paired with the line of a that is most like it, among those that
// stand within ten lines of its own place and after the pairs before; what lies
// between pairs is told apart.
func (c *comparing) windowed(s span) {
	rest := s // not told yet
	for j := s.blo; j < s.bhi && !c.done; j++ {
		place := s.alo + j - s.blo
		from, to := max(place-window, rest.alo), min(place+window+1, s.ahi)
		if from >= to {
			break
		}
		best, bestI := windowSimilar, -1
		b := c.textB(j)
		for i := from; i < to; i++ {
			a := c.textA(i)
			length := len(a.ids) + len(b.ids)
			if n, exact := c.cruncher.matched(a, b, atLeast(best, length, true)); exact && ratio(n, length) > best {
				best, bestI = ratio(n, length), i
			}
		}
		if bestI < 0 {
			continue
		}
		c.apart(span{rest.alo, bestI, rest.blo, j})
		if c.a[bestI] == c.b[j] {
			c.emit(' ', c.a[bestI], nil)
		} else {
			c.marks(bestI, j)
		}
		rest.alo, rest.blo = bestI+1, j+1
	}
	c.apart(rest)
}
