package confobj

import (
	"strings"
	"unicode/utf8"
)

// A marker is a line of brackets that opens a section.
type marker struct {
	indent         string
	name           string // as written, quotes included
	opened, closed int
	comment        string // from # on
}

// scanMarker reads a section marker. Brackets, quotes and signs inside a name
// belong to it when nothing else can be made of the line, and of several
// readings the one with the shortest name counts.
func scanMarker(line string) (m marker, ok bool) {
	i := skipSpace(line, 0)
	if i == len(line) || line[i] != '[' {
		return m, false
	}
	m.indent = line[:i]
	last := i // of the opening brackets
	for i < len(line) && line[i] == '[' {
		m.opened++
		last = i
		i = skipSpace(line, i+1)
	}
	if i == len(line) {
		return m.unquoted(line, last)
	}
	if q := line[i]; q == '"' || q == '\'' {
		// A name of white space alone is none, but the quote that would close
		// it may be its first character.
		first := skipSpace(line, i+1)
		for end := first + 1; end < len(line); end++ {
			if line[end] != q {
				continue
			}
			if closed, comment, ok := closing(line, end+1); ok {
				m.name, m.closed, m.comment = line[i:end+1], closed, comment
				return m, true
			}
		}
		return m.unquoted(line, last)
	}
	if found, ok := m.named(line, i); ok {
		return found, true
	}
	return m.unquoted(line, last)
}

// unquoted reads the last opening bracket as the first character of the name.
func (m marker) unquoted(line string, last int) (marker, bool) {
	if m.opened < 2 {
		return m, false
	}
	m.opened--
	return m.named(line, last)
}

// named reads a name that begins at start and is not quoted: it ends with the
// first run of closing brackets that only a comment follows.
func (m marker) named(line string, start int) (marker, bool) {
	_, size := utf8.DecodeRuneInString(line[start:])
	for i := start + size; i < len(line); {
		bracket := strings.IndexByte(line[i:], ']')
		if bracket < 0 {
			break
		}
		end := trimRight(line, start+size, i+bracket)
		closed, comment, ok := closing(line, i+bracket)
		if ok {
			m.name, m.closed, m.comment = line[start:end], closed, comment
			return m, true
		}
		i += bracket
		for i < len(line) && line[i] == ']' {
			i = skipSpace(line, i+1)
		}
	}
	return m, false
}

// closing counts the closing brackets at i, which nothing but a comment may
// follow.
func closing(line string, i int) (n int, comment string, ok bool) {
	for {
		i = skipSpace(line, i)
		if i == len(line) || line[i] != ']' {
			break
		}
		n++
		i++
	}
	if n == 0 || i < len(line) && line[i] != '#' {
		return 0, "", false
	}
	return n, line[i:], true
}
