package expect

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2"
)

// slowest bounds one search of a backtracking engine, whose worst cases are
// exponential. The engine keeps a goroutine as its clock, which ends by itself
// once no search can be late any more.
const slowest = 5 * time.Second

// looking is a Matcher for what RE2 cannot do: look-around, references back, and
// a $ in the middle.
type looking struct {
	re    *regexp2.Regexp
	names []string
}

// newLooking compiles a Python regular expression for the backtracking engine.
func newLooking(text string, ignoreCase bool) (*looking, error) {
	var options regexp2.RegexOptions = regexp2.Singleline
	if ignoreCase {
		options |= regexp2.IgnoreCase
	}
	text = strings.ReplaceAll(toRE2(text), "(?P<", "(?<")
	re, err := regexp2.Compile(backReferences(text), options)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = slowest
	l := &looking{re: re, names: make([]string, len(re.GetGroupNumbers()))}
	for _, name := range re.GetGroupNames() {
		i := re.GroupNumberFromName(name)
		if i > 0 && i < len(l.names) && !digits(name) {
			l.names[i] = name
		}
	}
	return l, nil
}

// backReferences rewrites (?P=name) as \k<name>.
func backReferences(text string) string {
	for {
		before, rest, found := strings.Cut(text, "(?P=")
		if !found {
			return text
		}
		name, after, _ := strings.Cut(rest, ")")
		text = before + `\k<` + name + ">" + after
	}
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// SubexpNames are the names of the groups.
func (l *looking) SubexpNames() []string { return l.names }

// Find is the leftmost match. A search that takes too long finds nothing.
func (l *looking) Find(data []byte) []int {
	runes := make([]rune, 0, len(data))
	offsets := make([]int, 0, len(data)+1)
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		runes, offsets = append(runes, r), append(offsets, i)
		i += size
	}
	offsets = append(offsets, len(data))
	m, err := l.re.FindRunesMatch(runes)
	if err != nil || m == nil {
		return nil
	}
	loc := make([]int, 2*len(l.names))
	for i := range l.names {
		loc[2*i], loc[2*i+1] = -1, -1
		if g := m.GroupByNumber(i); g != nil && len(g.Captures) > 0 {
			loc[2*i], loc[2*i+1] = offsets[g.Index], offsets[g.Index+g.Length]
		}
	}
	return loc
}
