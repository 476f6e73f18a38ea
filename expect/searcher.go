package expect

import (
	"fmt"
	"strings"
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
	read int // bytes in which a literal does not begin
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
// much of the buffer is new, only spares it time and is not needed.
func (s *Searcher) Search(buffer []byte, window int) int {
	skip := 0
	if window > 0 {
		skip = max(0, len(buffer)-window)
	}
	return s.among(buffer, skip, (*Pattern).find)
}

// among takes the earliest of what the patterns find from an offset on.
func (s *Searcher) among(buffer []byte, skip int, find func(*Pattern, []byte) []int) int {
	best := -1
	var at []int
	for i, p := range s.patterns {
		if p.special != nil {
			continue
		}
		if loc := find(p, buffer[skip:]); loc != nil && (best < 0 || loc[0] < at[0]) {
			best, at = i, loc
		}
	}
	return s.found(best, at, buffer, skip)
}

// found records what a search came to.
func (s *Searcher) found(index int, loc []int, buffer []byte, skip int) int {
	if index >= 0 {
		s.Start, s.End = loc[0]+skip, loc[1]+skip
		s.Match = newMatch(buffer[skip:], loc, s.patterns[index].names)
	}
	return index
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

// advance is Search in a text that begins with what earlier calls have seen
// since the last reset, in time that grows with what is new.
func (s *Searcher) advance(text []byte) int {
	best := -1
	var at []int
	for i, p := range s.patterns {
		if p.special != nil {
			continue
		}
		if loc := s.progress[i].find(p, text); loc != nil && (best < 0 || loc[0] < at[0]) {
			best, at = i, loc
		}
	}
	return s.found(best, at, text, 0)
}

// find looks for a pattern in what is new of the text and what it may have begun
// in.
func (g *progress) find(p *Pattern, text []byte) []int {
	skip := 0
	switch {
	case p.auto != nil:
		if !g.scan.search(text) {
			return nil
		}
		skip = g.scan.start()
	case p.re == nil && p.matcher == nil:
		skip = g.read
		g.read = max(g.read, len(text)-len(p.literal)+1)
	}
	loc := p.find(text[skip:])
	for i := range loc {
		if loc[i] >= 0 {
			loc[i] += skip
		}
	}
	return loc
}
