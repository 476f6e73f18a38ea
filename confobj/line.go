package confobj

import (
	"strings"
	"unicode/utf8"
)

// What stands on a line, in the order in which it is tried: a section's marker, or
// a key and where its value begins; and a value that goes on over the next lines.

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

// scanKeyword reads "key = value": the key as written, quotes included, and the
// value with whatever comment follows it, from index value on.
func scanKeyword(line string) (indent, key string, value int, ok bool) {
	i := skipSpace(line, 0)
	if i < len(line) {
		switch q := line[i]; q {
		case '"', '\'':
			for end := i + 1; ; end++ {
				next := strings.IndexByte(line[end:], q)
				if next < 0 {
					break
				}
				end += next
				if eq := skipSpace(line, end+1); eq < len(line) && line[eq] == '=' {
					return keyword(line, i, end+1, eq)
				}
			}
		case '=':
		default:
			_, size := utf8.DecodeRuneInString(line[i:])
			if eq := strings.IndexByte(line[i+size:], '='); eq >= 0 {
				eq += i + size
				return keyword(line, i, trimRight(line, i+size, eq), eq)
			}
		}
	}
	if i == 0 {
		return "", "", 0, false
	}
	// A key that cannot begin where the white space ends begins with the last of it.
	_, size := utf8.DecodeLastRuneInString(line[:i])
	if eq := strings.IndexByte(line[i:], '='); eq >= 0 {
		eq += i
		return keyword(line, i-size, trimRight(line, i, eq), eq)
	}
	return "", "", 0, false
}

// keyword cuts a line whose key and = are found.
func keyword(line string, start, end, eq int) (indent, key string, value int, ok bool) {
	return line[:start], line[start:end], skipSpace(line, eq+1), true
}

// unquote takes the quotes from a text that begins and ends with the same one.
// Nothing at all cannot be.
func unquote(s string) (string, bool) {
	if s == "" {
		return "", false
	}
	if c := s[0]; (c == '"' || c == '\'') && s[len(s)-1] == c {
		if len(s) == 1 {
			return "", true
		}
		return s[1 : len(s)-1], true
	}
	return s, true
}

// scanTriple reads a value that begins with three quotes and may go on over the
// next lines. It returns how many of these it took.
func scanTriple(value string, following []string) (text, comment string, taken int, ok bool) {
	quote, rest := value[:3], value[3:]
	for from := 0; ; {
		end := strings.Index(rest[from:], quote)
		if end < 0 {
			break
		}
		end += from
		if comment, ok := onlyComment(rest, end+3); ok {
			return rest[:end], comment, 0, true
		}
		from = end + 1
	}
	if strings.Contains(rest, quote) {
		return "", "", 0, false
	}
	lines := []string{rest}
	for i, line := range following {
		end := strings.Index(line, quote)
		if end < 0 {
			lines = append(lines, line)
			continue
		}
		for {
			if comment, ok := onlyComment(line, end+3); ok {
				lines = append(lines, line[:end])
				return strings.Join(lines, "\n"), comment, i + 1, true
			}
			next := strings.Index(line[end+1:], quote)
			if next < 0 {
				return "", "", 0, false
			}
			end += 1 + next
		}
	}
	return "", "", 0, false
}

// onlyComment is what stands from i on, if it is a comment or nothing.
func onlyComment(s string, i int) (comment string, ok bool) {
	i = skipSpace(s, i)
	if i < len(s) && s[i] != '#' {
		return "", false
	}
	return s[i:], true
}
