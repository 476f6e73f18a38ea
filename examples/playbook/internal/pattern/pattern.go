// Package pattern reads regular expressions of Python.
package pattern

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/dlclark/regexp2/v2"
)

// A Pattern is a compiled expression: by Go's engine, which never takes long, or by
// a backtracking one where Go's does not know a construct.
type Pattern struct {
	re   *regexp.Regexp
	back *regexp2.Regexp
}

// Flags change how an expression reads; they are those of Python's re.
type Flags struct{ IgnoreCase, MultiLine, DotAll bool }

// patience bounds one search of the backtracking engine.
const patience = 10 * time.Second

// Compile reads an expression.
func Compile(expr string, f Flags) (*Pattern, error) {
	flags := ""
	for _, x := range []struct {
		on   bool
		flag string
	}{{f.IgnoreCase, "i"}, {f.MultiLine, "m"}, {f.DotAll, "s"}} {
		if x.on {
			flags += x.flag
		}
	}
	if flags != "" {
		flags = "(?" + flags + ")"
	}
	re, err := regexp.Compile(flags + strings.ReplaceAll(expr, `\Z`, `\z`))
	if err == nil {
		return &Pattern{re: re}, nil
	}
	back, err2 := regexp2.Compile(flags + strings.ReplaceAll(strings.ReplaceAll(expr, `\Z`, `\z`), "(?P<", "(?<"))
	if err2 != nil {
		return nil, fmt.Errorf("%q is no regular expression: %w", expr, err)
	}
	back.MatchTimeout = patience
	return &Pattern{back: back}, nil
}

// A Match is where an expression matched: byte offsets of its groups in pairs, -1
// for groups that took no part.
type Match struct {
	Groups []int
	Names  []string
	text   string
}

// Group is the text of a group.
func (m *Match) Group(i int) string {
	if m == nil || 2*i+1 >= len(m.Groups) || m.Groups[2*i] < 0 {
		return ""
	}
	return m.text[m.Groups[2*i]:m.Groups[2*i+1]]
}

// Named is the text of a group by its name or its number.
func (m *Match) Named(name string) (string, bool) {
	for i, n := range m.Names {
		if n == name && n != "" {
			return m.Group(i), true
		}
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && 2*i+1 < len(m.Groups) {
		return m.Group(i), true
	}
	return "", false
}

// All finds up to n matches that do not overlap; -1 finds all.
func (p *Pattern) All(s string, n int) ([]*Match, error) {
	var out []*Match
	if p.re != nil {
		for _, g := range p.re.FindAllStringSubmatchIndex(s, n) {
			out = append(out, &Match{g, p.re.SubexpNames(), s})
		}
		return out, nil
	}
	offsets := make([]int, 0, len(s)+1)
	for i := range s {
		offsets = append(offsets, i)
	}
	offsets = append(offsets, len(s))
	m, err := p.back.FindStringMatch(s)
	for ; err == nil && m != nil && n != 0; m, err = p.back.FindNextMatch(m) {
		found := &Match{text: s}
		for _, g := range m.Groups() {
			found.Names = append(found.Names, g.Name)
			if len(g.Captures) == 0 {
				found.Groups = append(found.Groups, -1, -1)
				continue
			}
			found.Groups = append(found.Groups, offsets[g.RuneIndex], offsets[g.RuneIndex+g.RuneLength])
		}
		out = append(out, found)
		n--
	}
	return out, err
}

// Find is the first match, or nil.
func (p *Pattern) Find(s string) (*Match, error) {
	all, err := p.All(s, 1)
	if len(all) == 0 {
		return nil, err
	}
	return all[0], err
}

// Expand fills \1, \g<1> and \g<name> into a replacement.
func (m *Match) Expand(replacement string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(replacement); i++ {
		c := replacement[i]
		if c != '\\' || i+1 >= len(replacement) {
			b.WriteByte(c)
			continue
		}
		i++
		switch c = replacement[i]; {
		case c == 'g' && i+1 < len(replacement) && replacement[i+1] == '<':
			end := strings.IndexByte(replacement[i:], '>')
			if end < 0 {
				return "", fmt.Errorf("replacement %q: \\g< that does not close", replacement)
			}
			text, ok := m.Named(replacement[i+2 : i+end])
			if !ok {
				return "", fmt.Errorf("replacement %q: no group %q", replacement, replacement[i+2:i+end])
			}
			b.WriteString(text)
			i += end
		case c >= '1' && c <= '9':
			n := int(c - '0')
			if i+1 < len(replacement) && replacement[i+1] >= '0' && replacement[i+1] <= '9' {
				i++
				n = n*10 + int(replacement[i]-'0')
			}
			if 2*n+1 >= len(m.Groups) {
				return "", fmt.Errorf("replacement %q: no group %d", replacement, n)
			}
			b.WriteString(m.Group(n))
		case c == 'n':
			b.WriteByte('\n')
		case c == 't':
			b.WriteByte('\t')
		case c == 'r':
			b.WriteByte('\r')
		case c == '\\':
			b.WriteByte('\\')
		default:
			b.WriteByte('\\')
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

// Replace replaces matches, and tells how many there were.
func (p *Pattern) Replace(s, replacement string, n int) (string, int, error) {
	all, err := p.All(s, n)
	if err != nil {
		return "", 0, err
	}
	var b strings.Builder
	last := 0
	for _, m := range all {
		text, err := m.Expand(replacement)
		if err != nil {
			return "", 0, err
		}
		b.WriteString(s[last:m.Groups[0]])
		b.WriteString(text)
		last = m.Groups[1]
	}
	return b.String() + s[last:], len(all), nil
}
