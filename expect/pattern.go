package expect

import (
	"bytes"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strconv"
	"unicode/utf8"
)

// Exact is a pattern that matches its own text and nothing else, as those of
// expect_exact.
type Exact string

// A Matcher is a pattern of the caller's making. It is asked again over all that
// has been read each time more has come.
type Matcher interface {
	// Find returns the leftmost match in data: pairs of byte offsets, for the
	// whole and for each group, -1 where a group took no part; nil when there is
	// none. It must not keep or change data.
	Find(data []byte) []int
}

// namer is a Matcher that names its groups, as (*regexp.Regexp).SubexpNames
// does.
type namer interface{ SubexpNames() []string }

// A Pattern is a compiled pattern, made by [Session.CompilePatternList].
type Pattern struct {
	special error          // EOF or TIMEOUT
	literal []byte         // an Exact
	re      *regexp.Regexp // a regular expression
	own     []int          // which of re's groups are the user's; nil for all
	ends    []int          // groups of re that hold the newline before the end
	names   []string       // of the user's groups
	auto    *automaton     // tells whether re matches, byte by byte
	matcher Matcher
	count   int    // the first so many bytes, or characters if runes is set
	runes   bool   // see count
	shown   string // what the error's list of patterns says
}

// String is how the list of patterns in an error shows the pattern.
func (p *Pattern) String() string {
	if p == nil {
		return "<nil>"
	}
	return p.shown
}

// CompilePatternList compiles patterns once for many calls of
// [Session.ExpectList]. What Expect takes it takes: a string (a regular
// expression in which a dot matches newlines), a *regexp.Regexp, an [Exact], a
// [Matcher], [EOF] and [TIMEOUT]. Where s has IgnoreCase set, strings match
// either case.
func (s *Session) CompilePatternList(patterns ...any) ([]*Pattern, error) {
	s = s.orNew()
	list := make([]*Pattern, len(patterns))
	for i, p := range patterns {
		c, err := s.compile(p)
		if err != nil {
			return nil, err
		}
		list[i] = c
	}
	return list, nil
}

// kept is how many compiled strings a session keeps.
const kept = 100

func (s *Session) compile(pattern any) (*Pattern, error) {
	text, ok := pattern.(string)
	if !ok {
		return compile(pattern, false, s.Encoding == "")
	}
	key := text
	if s.IgnoreCase {
		key = "i" + key
	} else {
		key = "s" + key
	}
	if p := s.compiled[key]; p != nil {
		return p, nil
	}
	p, err := compile(text, s.IgnoreCase, s.Encoding == "")
	if err != nil {
		return nil, err
	}
	if s.compiled == nil || len(s.compiled) >= kept {
		s.compiled = map[string]*Pattern{}
	}
	s.compiled[key] = p
	return p, nil
}

// compile compiles one pattern.
func compile(pattern any, ignoreCase, raw bool) (*Pattern, error) {
	switch p := pattern.(type) {
	case *Pattern:
		if p == nil {
			break
		}
		return p, nil
	case string:
		return compileText(p, ignoreCase, raw)
	case *regexp.Regexp:
		if p == nil {
			break
		}
		c := &Pattern{re: p, names: p.SubexpNames(), shown: "re.compile(" + shownAs(p.String(), raw) + ")"}
		if tree, err := syntax.Parse(p.String(), syntax.Perl); err == nil {
			c.auto = newAutomaton(tree)
		}
		return c, nil
	case Exact:
		return &Pattern{literal: []byte(p), shown: shownAs(string(p), raw)}, nil
	case error:
		if p == EOF {
			return &Pattern{special: EOF, shown: "EOF"}, nil
		}
		if p == TIMEOUT {
			return &Pattern{special: TIMEOUT, shown: "TIMEOUT"}, nil
		}
	case Matcher:
		c := &Pattern{matcher: p, shown: fmt.Sprintf("%T", p)}
		if n, ok := p.(namer); ok {
			c.names = n.SubexpNames()
		}
		return c, nil
	}
	return nil, failed(ErrType, fmt.Sprintf("got %T (%v) as pattern, must be one of: string, expect.Exact, *regexp.Regexp, expect.Matcher, expect.EOF, expect.TIMEOUT", pattern, pattern))
}

// compileText compiles a Python regular expression: with Go's engine where that
// can, else with one that looks around and back.
func compileText(text string, ignoreCase, raw bool) (*Pattern, error) {
	shown := "re.compile(" + shownAs(text, raw) + ")"
	if !utf8.ValidString(text) && !raw {
		return nil, &Error{Kind: ErrPattern, Input: text, Reason: "pattern " + strconv.Quote(text) + " is not UTF-8, as the session's text is"}
	}
	if raw && ofBytes(text) {
		return compileLooking(text, ignoreCase, raw, shown, nil)
	}
	flags := "(?s)"
	if ignoreCase {
		flags = "(?si)"
	}
	translated := flags + toRE2(text)
	tree, err := syntax.Parse(translated, syntax.Perl)
	if err == nil {
		if ends := markEnds(tree); ends == plainEnds {
			if re, err := regexp.Compile(translated); err == nil {
				return &Pattern{re: re, names: re.SubexpNames(), auto: newAutomaton(tree), shown: shown}, nil
			}
		} else if ends == tailEnds {
			if re, err := regexp.Compile(tree.String()); err == nil {
				c := &Pattern{re: re, auto: newAutomaton(tree), shown: shown}
				c.numberGroups()
				return c, nil
			}
		}
	}
	return compileLooking(text, ignoreCase, raw, shown, err)
}

// compileLooking compiles for the backtracking engine. why is what Go's engine had
// against the pattern, which says it better.
func compileLooking(text string, ignoreCase, raw bool, shown string, why error) (*Pattern, error) {
	if nests(text) > deepest {
		return nil, &Error{Kind: ErrPattern, Input: text, Reason: fmt.Sprintf("pattern of %d bytes that begins with %s: its groups nest deeper than %d", len(text), strconv.Quote(text[:20]), deepest)}
	}
	l, err := newLooking(text, ignoreCase, raw)
	if err != nil {
		if why != nil {
			err = why
		}
		return nil, &Error{Kind: ErrPattern, Input: text, Reason: "pattern " + strconv.Quote(text), Err: err}
	}
	return &Pattern{matcher: l, names: l.SubexpNames(), shown: shown}, nil
}

// numberGroups finds which groups are the user's and which are our own.
func (p *Pattern) numberGroups() {
	for i, name := range p.re.SubexpNames() {
		if name == endGroup {
			p.ends = append(p.ends, i)
			continue
		}
		p.own = append(p.own, i)
		p.names = append(p.names, name)
	}
}

// find returns the leftmost match in data, which ends where searching ends.
// Only the backtracking engine may take longer than the limit and fail.
func (p *Pattern) find(data []byte, l limit) ([]int, error) {
	switch engine := p.matcher.(type) {
	case nil:
	case *looking:
		loc, err := engine.search(data, l)
		if err != nil {
			return nil, &Error{Kind: ErrSearch, Input: p.shown, Reason: fmt.Sprintf("the search for %s in %d bytes was given up", p.shown, len(data)), Err: err}
		}
		return loc, nil
	default:
		if loc := engine.Find(data); sound(loc, len(data)) {
			return loc, nil
		}
		return nil, nil
	}
	switch {
	case p.special != nil:
		return nil, nil
	case p.count > 0:
		whole := textOf(data)
		return new(progress).counted(p, &whole), nil
	case p.re == nil:
		if at := bytes.Index(data, p.literal); at >= 0 {
			return []int{at, at + len(p.literal)}, nil
		}
		return nil, nil
	}
	loc := p.re.FindSubmatchIndex(data)
	if loc == nil || p.own == nil {
		return loc, nil
	}
	// A newline that our own groups took lies behind the match.
	for _, g := range p.ends {
		if loc[2*g] >= 0 && loc[2*g] < loc[1] {
			loc[1] = loc[2*g]
		}
	}
	out := make([]int, 0, 2*len(p.own))
	for _, g := range p.own {
		from, to := loc[2*g], loc[2*g+1]
		out = append(out, from, min(to, loc[1]))
	}
	return out, nil
}

// sound tells whether offsets, which a Matcher of the caller's gave, lie in the
// data.
func sound(loc []int, n int) bool {
	if len(loc) < 2 || len(loc)%2 != 0 || loc[0] < 0 {
		return false
	}
	for i := 0; i < len(loc); i += 2 {
		if loc[i] > loc[i+1] || loc[i+1] > n || (loc[i] < 0) != (loc[i+1] < 0) {
			return false
		}
	}
	return true
}
