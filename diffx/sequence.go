package diffx

import (
	"iter"
	"slices"
)

// SequenceMatcherOptions are the keyword arguments of Python's SequenceMatcher.
// Nil and the zero value are Python's defaults.
type SequenceMatcherOptions[T comparable] struct {
	// IsJunk tells elements that no match may begin with. It is asked once for
	// each distinct element of the second sequence. Nil means that none is junk.
	IsJunk func(T) bool

	// NoAutoJunk is Python's autojunk=False. Without it, when the second sequence
	// has 200 elements or more, those that make up more than 1 % of it are
	// popular: no match begins with them either.
	NoAutoJunk bool
}

// A SequenceMatcher compares two sequences by their longest matching blocks. It
// is Python's class of that name, over elements of any comparable type; text is
// compared by code point with [NewStringMatcher].
//
// The elements are read when they are set: a change of a slice after that goes
// unseen. A SequenceMatcher keeps what it found, and is not safe for concurrent
// use. When T is an interface, comparing values that Go cannot compare panics,
// as it does for any map.
type SequenceMatcher[T comparable] struct {
	a, b     []T
	isJunk   func(T) bool
	autoJunk bool

	numbers  map[T]int32
	elements []T // by number
	junk     []bool
	x        index
	found    []Match
	codes    []OpCode
	counts   []int32 // how often each number stands in b
}

// NewSequenceMatcher compares a with b. The sequences may be nil and set later.
func NewSequenceMatcher[T comparable](a, b []T, opts *SequenceMatcherOptions[T]) *SequenceMatcher[T] {
	m := &SequenceMatcher[T]{autoJunk: true}
	if opts != nil {
		m.isJunk, m.autoJunk = opts.IsJunk, !opts.NoAutoJunk
	}
	m.SetSeqs(a, b)
	return m
}

// NewStringMatcher compares two texts by code point, as Python does with two
// strings. A byte that is not of valid UTF-8 counts as a character of its own,
// the surrogate that Python's surrogateescape makes of it.
func NewStringMatcher(a, b string, opts *SequenceMatcherOptions[rune]) *SequenceMatcher[rune] {
	return NewSequenceMatcher(codePoints(a), codePoints(b), opts)
}

// ready is a matcher that can be asked, also where there is none, or a zero one.
func (m *SequenceMatcher[T]) ready() *SequenceMatcher[T] {
	if m == nil {
		m = &SequenceMatcher[T]{}
	}
	if m.numbers == nil {
		m.SetSeq2(m.b)
	}
	return m
}

// SetSeqs sets both sequences.
func (m *SequenceMatcher[T]) SetSeqs(a, b []T) {
	m.SetSeq2(b)
	m.SetSeq1(a)
}

// SetSeq1 sets the first sequence and keeps what is known of the second: to
// compare many sequences with one, set that one second, once.
func (m *SequenceMatcher[T]) SetSeq1(a []T) {
	if m == nil {
		return
	}
	if m.numbers == nil {
		m.a = a
		m.SetSeq2(m.b)
		return
	}
	m.found, m.codes = nil, nil
	m.a = a
	ids := slices.Grow(m.x.a[:0], len(a))
	unknown := int32(len(m.elements)) // never a number of b
	for _, e := range a {
		n, ok := m.numbers[e]
		if !ok {
			n = unknown
		}
		ids = append(ids, n)
	}
	m.x.setA(ids)
}

// SetSeq2 sets the second sequence. Unlike Python's, it reads it anew even when
// it is the one that was set before.
func (m *SequenceMatcher[T]) SetSeq2(b []T) {
	if m == nil {
		return
	}
	m.found, m.codes, m.counts = nil, nil, nil
	m.b, m.elements = b, m.elements[:0]
	m.numbers = make(map[T]int32, len(b))
	ids := make([]int32, len(b))
	for j, e := range b {
		n, ok := m.numbers[e]
		if !ok {
			n = int32(len(m.elements))
			m.numbers[e] = n
			m.elements = append(m.elements, e)
		}
		ids[j] = n
	}
	m.junk = nil
	if m.isJunk != nil {
		m.junk = make([]bool, len(m.elements))
		for n, e := range m.elements {
			m.junk[n] = m.isJunk(e)
		}
	}
	m.x.setB(ids, len(m.elements)+1, m.junk, m.autoJunk)
	m.SetSeq1(m.a)
}

// A returns the first sequence, as it was set.
func (m *SequenceMatcher[T]) A() []T { return m.ready().a }

// B returns the second sequence, as it was set.
func (m *SequenceMatcher[T]) B() []T { return m.ready().b }

// AutoJunk reports whether popular elements are left out, as Python's attribute
// autojunk does.
func (m *SequenceMatcher[T]) AutoJunk() bool { return m.ready().autoJunk }

// IsJunk asks the junk function that was given; without one, nothing is junk.
func (m *SequenceMatcher[T]) IsJunk(element T) bool {
	return m != nil && m.isJunk != nil && m.isJunk(element)
}

// B2J returns the positions in the second sequence of each of its elements that
// is neither junk nor popular, in increasing order.
func (m *SequenceMatcher[T]) B2J() map[T][]int {
	m = m.ready()
	list := make(map[T][]int, len(m.elements))
	for n, e := range m.elements {
		if m.x.count[n] > 0 {
			positions := make([]int, 0, m.x.count[n])
			for _, j := range m.x.positions(int32(n)) {
				positions = append(positions, int(j))
			}
			list[e] = positions
		}
	}
	return list
}

// BJunk returns the distinct elements of the second sequence that are junk, in
// order of appearance.
func (m *SequenceMatcher[T]) BJunk() []T { return m.ready().buried(true) }

// BPopular returns the distinct elements of the second sequence that are popular
// under the rule of autojunk, in order of appearance.
func (m *SequenceMatcher[T]) BPopular() []T { return m.ready().buried(false) }

func (m *SequenceMatcher[T]) buried(junk bool) []T {
	var list []T
	for n, e := range m.elements {
		if m.x.count[n] == 0 && m.x.isJunk(int32(n)) == junk {
			list = append(list, e)
		}
	}
	return list
}

// FullBCount returns how often each element stands in the second sequence, junk
// and popular ones too.
func (m *SequenceMatcher[T]) FullBCount() map[T]int {
	m = m.ready()
	list := make(map[T]int, len(m.elements))
	for n, c := range m.bCounts() {
		list[m.elements[n]] = int(c)
	}
	return list
}

// Bounds limit [SequenceMatcher.FindLongestMatch]. Nil and the zero value are
// Python's defaults, the whole sequences. A bound outside a sequence counts as
// the nearest inside it.
type Bounds struct {
	ALo int  // where to begin in the first sequence
	AHi *int // where to end in it; nil is its end
	BLo int  // where to begin in the second
	BHi *int // where to end in it; nil is its end
}

// FindLongestMatch finds the longest matching block within bounds: a run of equal
// elements without junk and popular ones, as long as any, the first such in a and
// then in b, made longer by matching elements that do not count. When nothing
// matches, it is Match{ALo, BLo, 0}.
func (m *SequenceMatcher[T]) FindLongestMatch(bounds *Bounds) Match {
	m = m.ready()
	s := span{0, len(m.a), 0, len(m.b)}
	if bounds != nil {
		s.alo, s.ahi = within(bounds.ALo, bounds.AHi, len(m.a))
		s.blo, s.bhi = within(bounds.BLo, bounds.BHi, len(m.b))
	}
	return m.x.longest(s)
}

func within(lo int, hi *int, n int) (int, int) {
	lo = min(max(lo, 0), n)
	if hi == nil {
		return lo, n
	}
	return lo, min(max(*hi, lo), n)
}

// GetMatchingBlocks returns the matching blocks in order, no two of them
// adjacent; the last is Match{len(a), len(b), 0}.
func (m *SequenceMatcher[T]) GetMatchingBlocks() []Match {
	return slices.Clone(m.ready().matchingBlocks())
}

func (m *SequenceMatcher[T]) matchingBlocks() []Match {
	if m.found == nil {
		m.found = m.x.blocks()
	}
	return m.found
}

// GetOpcodes returns the steps that turn a into b, in order and without gaps.
func (m *SequenceMatcher[T]) GetOpcodes() []OpCode { return slices.Clone(m.ready().opcodes()) }

func (m *SequenceMatcher[T]) opcodes() []OpCode {
	if m.codes == nil {
		m.codes = opcodes(m.matchingBlocks())
	}
	return m.codes
}

// GroupOptions are the argument of [SequenceMatcher.GetGroupedOpcodes].
type GroupOptions struct {
	// N is how many equal elements stand around changes. Nil is 3; less than 0
	// is an error.
	N *int
}

// GetGroupedOpcodes cuts the steps into groups of changes with some equal elements
// before and after, as hunks of a diff are. Without changes there are no groups.
// The error, of kind [ErrValue], is of the options.
func (m *SequenceMatcher[T]) GetGroupedOpcodes(opts *GroupOptions) (iter.Seq[[]OpCode], error) {
	var o GroupOptions
	if opts != nil {
		o = *opts
	}
	n, err := count("N", o.N, 3)
	if err != nil {
		return nil, err
	}
	m = m.ready()
	return func(yield func([]OpCode) bool) {
		for group := range grouped(m.opcodes(), n) {
			if !yield(group) {
				return
			}
		}
	}, nil
}

// Ratio measures how alike the sequences are, from 0 to 1: twice the number of
// elements in matching blocks, by the length of both sequences. Two empty ones
// have 1.
func (m *SequenceMatcher[T]) Ratio() float64 {
	m = m.ready()
	n := 0
	for _, block := range m.matchingBlocks() {
		n += block.Size
	}
	return ratio(n, len(m.a)+len(m.b))
}

// QuickRatio is an upper bound of Ratio that ignores the order of elements.
func (m *SequenceMatcher[T]) QuickRatio() float64 {
	m = m.ready()
	m = m.ready()
	left := append(slices.Clone(m.bCounts()), 0) // the last is for what b lacks
	n := 0
	for _, id := range m.x.a {
		if left[id] > 0 {
			n++
		}
		left[id]--
	}
	return ratio(n, len(m.a)+len(m.b))
}

// RealQuickRatio is an upper bound of Ratio and QuickRatio by the lengths alone.
func (m *SequenceMatcher[T]) RealQuickRatio() float64 {
	m = m.ready()
	m = m.ready()
	m = m.ready()
	return ratio(min(len(m.a), len(m.b)), len(m.a)+len(m.b))
}

func (m *SequenceMatcher[T]) bCounts() []int32 {
	if m.counts == nil {
		m.counts = make([]int32, len(m.elements))
		for _, id := range m.x.b {
			m.counts[id]++
		}
	}
	return m.counts
}

func ratio(matches, length int) float64 {
	if length == 0 {
		return 1
	}
	return 2 * float64(matches) / float64(length)
}
