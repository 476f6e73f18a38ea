package expect

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A Searcher looks for the earliest of several patterns: searcher_re and
// searcher_string in one. Where two match at the same place, the one listed
// first wins. It is not safe for concurrent use.
type Searcher struct {
	// EOFIndex and TimeoutIndex are where EOF and TIMEOUT stand among the
	// patterns, -1 if nowhere.
	EOFIndex, TimeoutIndex int

	// Start and End are where the last search that succeeded found its match,
	// and Match is that.
	Start, End int
	Match      *Match

	patterns []*Pattern
	exact    bool
	progress []progress
}

// progress is how far one pattern has been looked for in a text that grows.
type progress struct {
	scan scan
	read int // bytes in which a literal does not begin, or that have been counted
	seen int // characters that have been counted
}

// NewSearcher makes a searcher of patterns as [Session.Expect] takes them:
// searcher_re.
func NewSearcher(patterns ...any) (*Searcher, error) {
	list, err := (&Session{}).CompilePatternList(patterns...)
	if err != nil {
		return nil, err
	}
	return newSearcher(list, false), nil
}

// NewExactSearcher makes a searcher of literals, EOF and TIMEOUT:
// searcher_string.
func NewExactSearcher(patterns ...any) (*Searcher, error) {
	list, err := (&Session{}).exactList(patterns)
	if err != nil {
		return nil, err
	}
	return newSearcher(list, true), nil
}

func newSearcher(list []*Pattern, exact bool) *Searcher {
	s := &Searcher{EOFIndex: -1, TimeoutIndex: -1, patterns: list, exact: exact}
	for i, p := range list {
		switch p.special {
		case EOF:
			s.EOFIndex = i
		case TIMEOUT:
			s.TimeoutIndex = i
		}
	}
	s.reset()
	return s
}

// String lists the patterns with their indices.
func (s *Searcher) String() string {
	if s == nil {
		return "<nil>"
	}
	kind := "searcher_re"
	if s.exact {
		kind = "searcher_string"
	}
	lines := []string{kind + ":"}
	for i, p := range s.patterns {
		lines = append(lines, fmt.Sprintf("    %d: %s", i, p.shown))
	}
	return strings.Join(lines, "\n")
}

// waited is what is waited for, in a line.
func (s *Searcher) waited() string {
	var shown []string
	for _, p := range s.patterns {
		if p.special == nil {
			shown = append(shown, p.shown)
		}
	}
	const most = 3
	switch {
	case len(shown) == 0 && s.EOFIndex >= 0:
		return "the end"
	case len(shown) == 0:
		return "nothing"
	case len(shown) > most:
		return strings.Join(shown[:most], ", ") + fmt.Sprintf(" or %d more", len(shown)-most)
	}
	return strings.Join(shown, " or ")
}

// longest is the length of the longest literal of a searcher of literals, else 0.
func (s *Searcher) longest() int {
	n := 0
	for _, p := range s.patterns {
		if s.exact {
			n = max(n, len(p.literal))
		}
	}
	return n
}

// Search looks for the patterns in the last window bytes of buffer, or in all of
// it when window is 0, and returns the index of the one found or -1. What lies
// before the window does not exist for ^ and \b. The original's freshlen, how
// much of the buffer is new, only spares it time and is not needed. A pattern
// whose search takes longer than five seconds is not found.
func (s *Searcher) Search(buffer []byte, window int) int {
	if s == nil {
		return -1
	}
	i, _ := s.searchLast(buffer, window, limit{})
	return i
}

func (s *Searcher) searchLast(buffer []byte, window int, l limit) (int, error) {
	skip := 0
	if window > 0 {
		skip = max(0, len(buffer)-window)
	}
	seen := buffer[skip:]
	i, loc, err := s.earliest(func(i int) ([]int, error) { return s.patterns[i].find(seen, l) })
	if i >= 0 {
		s.Match = newMatch(func(from, to int) []byte { return seen[from:to:to] }, loc, s.patterns[i].names)
		s.Start, s.End = loc[0]+skip, loc[1]+skip
	}
	return i, err
}

// advance is Search in a text that begins with what earlier calls have seen
// since the last reset, in time that grows with what is new.
func (s *Searcher) advance(t *text, l limit) (int, error) {
	i, loc, err := s.earliest(func(i int) ([]int, error) { return s.progress[i].find(s.patterns[i], t, l) })
	if i >= 0 {
		s.Match = newMatch(t.slice, loc, s.patterns[i].names)
		s.Start, s.End = loc[0], loc[1]
	}
	return i, err
}

// earliest is the earliest of what the patterns find.
func (s *Searcher) earliest(find func(int) ([]int, error)) (best int, at []int, err error) {
	best = -1
	for i, p := range s.patterns {
		if p.special != nil {
			continue
		}
		loc, err := find(i)
		if err != nil {
			return -1, nil, err
		}
		if loc != nil && (best < 0 || loc[0] < at[0]) {
			best, at = i, loc
		}
	}
	return best, at, nil
}

// reset forgets what has been read of a text.
func (s *Searcher) reset() {
	s.progress = make([]progress, len(s.patterns))
	for i, p := range s.patterns {
		if p.auto != nil {
			s.progress[i].scan = newScan(p.auto)
		}
	}
}

// find looks for a pattern in what is new of the text and what it may have begun
// in.
func (g *progress) find(p *Pattern, t *text, l limit) ([]int, error) {
	switch {
	case p.special != nil:
		return nil, nil
	case p.count > 0:
		return g.counted(p, t), nil
	case p.auto != nil:
		if !g.scan.search(t) {
			return nil, nil
		}
		skip := g.scan.start()
		loc, err := p.find(t.slice(skip, t.size), l)
		return shifted(loc, skip), err
	case p.re == nil && p.matcher == nil:
		at := t.index(p.literal, g.read)
		g.read = max(g.read, t.size-len(p.literal)+1)
		if at < 0 {
			return nil, nil
		}
		return []int{at, at + len(p.literal)}, nil
	}
	return p.find(t.flat(), l)
}

func shifted(loc []int, by int) []int {
	for i := range loc {
		if loc[i] >= 0 {
			loc[i] += by
		}
	}
	return loc
}

// counted finds the first so many bytes or characters, without going back.
func (g *progress) counted(p *Pattern, t *text) []int {
	if !p.runes {
		if t.size < p.count {
			return nil
		}
		return []int{0, p.count}
	}
	for g.seen < p.count && g.read < t.size {
		_, size, whole := t.runeAt(g.read)
		if !whole {
			size = 1 // as Go counts the bytes of a character that is cut off
			if t.size-g.read < utf8.UTFMax {
				return nil // it may come yet
			}
		}
		g.read += size
		g.seen++
	}
	if g.seen < p.count {
		return nil
	}
	return []int{0, g.read}
}
