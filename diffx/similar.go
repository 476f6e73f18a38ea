package diffx

import "math/bits"

// A text is a line as the numbers of its characters.
type text struct {
	ids []int32

	// bag counts the characters, 64 sorts of them in a byte each, where the text
	// is short enough for it. Numbers that are 64 apart share a sort.
	bag   [8]uint64
	short bool
}

// shortText is how many characters a bag may count in all.
const shortText = 127

// A cruncher measures how alike texts are, as a SequenceMatcher over their
// characters would, and tries cheaper bounds first: Python's own two, and the
// length of the longest common subsequence, which no matching blocks exceed.
type cruncher struct {
	charJunk func(rune) bool
	autoJunk bool

	ascii [128]int32 // number + 1
	other map[rune]int32
	junk  []bool // by number; nil without charJunk
	n     int    // numbers given out

	x     index
	in    *text    // what stands in x as the second sequence
	left  []int32  // by number, for the bound that ignores order
	masks []uint64 // by number, where it stands in maskIn
	words int      // how many words of masks a number has
	mask  *text    // whose masks they are
	row   []uint64
}

func newCruncher(charJunk func(rune) bool, autoJunk bool) *cruncher {
	return &cruncher{charJunk: charJunk, autoJunk: autoJunk}
}

// text numbers the characters of a line.
func (c *cruncher) text(s string) *text {
	t := &text{}
	c.setText(t, s)
	return t
}

func (c *cruncher) setText(t *text, s string) {
	if cap(t.ids) < len(s) {
		t.ids = make([]int32, 0, len(s))
	}
	t.ids, t.bag = t.ids[:0], [8]uint64{}
	for i := 0; i < len(s); {
		if b := s[i]; b < 128 && c.ascii[b] != 0 {
			t.ids = append(t.ids, c.ascii[b]-1)
			i++
			continue
		}
		r, n := codePoint(s[i:])
		t.ids = append(t.ids, c.number(r))
		i += n
	}
	t.short = len(t.ids) <= shortText
	if t.short {
		for _, id := range t.ids {
			t.bag[id>>3&7] += 1 << (id & 7 * 8)
		}
	}
}

func (c *cruncher) number(r rune) int32 {
	if r < 128 && c.ascii[r] != 0 {
		return c.ascii[r] - 1
	}
	if n, ok := c.other[r]; ok {
		return n
	}
	n := int32(c.n)
	c.n++
	if r < 128 {
		c.ascii[r] = n + 1
	} else {
		if c.other == nil {
			c.other = map[rune]int32{}
		}
		c.other[r] = n
	}
	if c.charJunk != nil {
		c.junk = append(c.junk, c.charJunk(r))
	}
	return n
}

// set makes a text the second sequence.
func (c *cruncher) set(b *text) {
	if c.in != b || b == nil {
		c.in = b
		c.x.setB(b.ids, c.n, c.junk, c.autoJunk)
	}
	if len(c.x.count) < c.n { // numbers that came after it was set
		c.x.count = append(c.x.count, make([]int32, c.n-len(c.x.count))...)
		c.x.end = append(c.x.end, make([]int32, c.n-len(c.x.end))...)
	}
}

// matched is how many characters lie in matching blocks, if it can be wanted or
// more; otherwise an upper bound of it that is less than wanted.
func (c *cruncher) matched(a, b *text, wanted int) (n int, exact bool) {
	if n = min(len(a.ids), len(b.ids)); n < wanted {
		return n, false
	}
	if n = c.common(a, b); n < wanted {
		return n, false
	}
	if n = c.subsequence(a, b); n < wanted {
		return n, false
	}
	c.set(b)
	c.x.setA(a.ids)
	return c.x.matched(), true
}

// common is how many characters texts have in common in whatever order, or an
// upper bound of it.
func (c *cruncher) common(a, b *text) int {
	if a.short && b.short {
		const high = 0x8080808080808080
		var sum uint64
		for i, x := range a.bag {
			y := b.bag[i]
			// In each byte, all ones where x >= y.
			more := ((x | high) - y) & high >> 7 * 0xff
			sum += y&more | x&^more
		}
		// No byte of sum is over 127, as all counts together are not.
		n := int(sum * 0x0101010101010101 >> 56)
		if c.n <= 64 || n == 0 {
			return n
		}
	}
	if len(c.left) < c.n {
		c.left = make([]int32, c.n+c.n/2)
	}
	for _, id := range b.ids {
		c.left[id]++
	}
	n := 0
	for _, id := range a.ids {
		if c.left[id] > 0 {
			n++
		}
		c.left[id]--
	}
	for _, id := range a.ids {
		c.left[id] = 0
	}
	for _, id := range b.ids {
		c.left[id] = 0
	}
	return n
}

// longestMask is how long a text may be for its masks to pay.
const longestMask = 512

// subsequence is the length of the longest common subsequence, computed with a
// bit for each character of b (after Hyyrö), or an upper bound of it for long
// texts.
func (c *cruncher) subsequence(a, b *text) int {
	n := min(len(a.ids), len(b.ids))
	if len(b.ids) > longestMask || n == 0 {
		return n
	}
	c.setMask(b)
	if c.words == 1 {
		v := ^uint64(0)
		for _, id := range a.ids {
			u := v & c.masks[id]
			v = v + u | v - u
		}
		return bits.OnesCount64(^v)
	}
	row := c.row[:c.words]
	for k := range row {
		row[k] = ^uint64(0)
	}
	for _, id := range a.ids {
		masks := c.masks[int(id)*c.words:][:c.words]
		carry := uint64(0)
		for k, v := range row {
			u := v & masks[k]
			sum, over := bits.Add64(v, u, carry)
			row[k], carry = sum|v-u, over
		}
	}
	n = 0
	for _, v := range row {
		n += bits.OnesCount64(^v)
	}
	return n
}

// setMask notes where the characters of a text stand.
func (c *cruncher) setMask(b *text) {
	words := (len(b.ids) + 63) / 64
	if c.mask == b && len(c.masks) >= c.n*words {
		return
	}
	if c.mask != nil {
		for _, id := range c.mask.ids {
			clear(c.masks[int(id)*c.words:][:c.words])
		}
	}
	if len(c.masks) < c.n*words {
		c.masks = make([]uint64, (c.n+c.n/2)*words)
	}
	if len(c.row) < words {
		c.row = make([]uint64, words)
	}
	c.mask, c.words = b, words
	for j, id := range b.ids {
		c.masks[int(id)*words+j/64] |= 1 << (j % 64)
	}
}

// atLeast is the smallest number of matches by which texts of that many
// characters in all have a ratio of limit or more; or, if over is set, of more.
func atLeast(limit float64, length int, over bool) int {
	reached := func(n int) bool {
		r := ratio(n, length)
		return r > limit || r == limit && !over
	}
	n := max(int(limit*float64(length)/2)-1, 0)
	for n <= length && !reached(n) {
		n++
	}
	return n
}
