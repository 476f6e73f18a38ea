package confobj

import (
	"strings"
	"unicode/utf8"
)

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
