package diffx

// The autojunk rule looks at second sequences of at least this length, and takes
// an element for popular that makes up more than this share of it.
const (
	autoJunkLength = 200
	autoJunkShare  = 100
)

// dead stands in index.live where an element may not begin or carry a match.
const dead = -1

// An index is two sequences of small numbers, equal where the elements are, and
// the positions in the second at which each may match.
type index struct {
	a, b []int32

	// live is b with dead in the place of junk and popular elements. It is b
	// itself when there are none.
	live []int32

	// Of each number: how often it stands in live, and where in pos its
	// positions end. A number of a that b lacks has a count of 0.
	count, end []int32
	pos        []int32

	// No run that counts is longer than most.
	most int

	// junk tells, by number, which elements of b are junk. Nil means none.
	junk []bool

	own   []int32 // memory for live
	found []span  // memory for the search
}

// setA takes a first sequence. What b lacks has a number of its own.
func (x *index) setA(a []int32) {
	x.a = a
	n := 0
	x.most = 0
	for _, id := range a {
		if x.count[id] == 0 {
			n = 0
			continue
		}
		n++
		x.most = max(x.most, n)
	}
}

// setB takes a second sequence whose numbers are less than n. junk may be nil.
func (x *index) setB(b []int32, n int, junk []bool, autoJunk bool) {
	for _, id := range x.b {
		x.count[id] = 0
	}
	x.b, x.live, x.junk = b, b, nil
	if len(x.count) < n {
		x.count, x.end = make([]int32, n+n/2), make([]int32, n+n/2)
	}
	if cap(x.pos) < len(b) {
		x.pos = make([]int32, len(b)+len(b)/2)
	}
	for _, id := range b {
		x.count[id]++
	}
	x.bury(junk, autoJunk)
	next := int32(0)
	for _, id := range b {
		// Counts wait as negative numbers until their first position is known.
		if c := x.count[id]; c > 0 {
			x.end[id] = next
			next += c
			x.count[id] = -c
		}
	}
	for j, id := range x.live {
		if id != dead {
			x.pos[x.end[id]] = int32(j)
			x.end[id]++
		}
	}
	for _, id := range b {
		if x.count[id] < 0 {
			x.count[id] = -x.count[id]
		}
	}
}

// bury takes junk and popular elements out of live.
func (x *index) bury(junk []bool, autoJunk bool) {
	popular := int32(0)
	if n := len(x.b); autoJunk && n >= autoJunkLength {
		popular = int32(n/autoJunkShare + 1)
	}
	buried := false
	for _, id := range x.b {
		c := x.count[id]
		switch {
		case c == 0:
		case junk != nil && junk[id]:
			x.count[id], buried, x.junk = 0, true, junk
		case popular > 0 && c > popular:
			x.count[id], buried = 0, true
		}
	}
	if !buried {
		return
	}
	x.own = append(x.own[:0], x.b...)
	for j, id := range x.own {
		if x.count[id] == 0 {
			x.own[j] = dead
		}
	}
	x.live = x.own
}

// positions are where a number stands in live, in order.
func (x *index) positions(id int32) []int32 {
	end := x.end[id]
	return x.pos[end-x.count[id] : end]
}

func (x *index) isJunk(id int32) bool { return x.junk != nil && x.junk[id] }
