package confobj

import (
	"strings"
	"unicode/utf8"
)

// isSpace reports whether Python's str.isspace, strip() and \s know r as white
// space, which is more than unicode.IsSpace does.
func isSpace(r rune) bool {
	switch {
	case r < 0x80:
		return r == ' ' || '\t' <= r && r <= '\r' || 0x1c <= r && r <= 0x1f
	case r < 0x1680:
		return r == 0x85 || r == 0xa0
	}
	return r == 0x1680 || 0x2000 <= r && r <= 0x200a || r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// skipSpace is the first index from i that holds no white space.
func skipSpace(s string, i int) int {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if !isSpace(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isSpace(r) {
			return i
		}
		i += size
	}
	return i
}

// trimRight is the end of s[from:to] without the white space before it.
func trimRight(s string, from, to int) int {
	for to > from {
		if c := s[to-1]; c < utf8.RuneSelf {
			if !isSpace(rune(c)) {
				return to
			}
			to--
			continue
		}
		r, size := utf8.DecodeLastRuneInString(s[from:to])
		if !isSpace(r) {
			return to
		}
		to -= size
	}
	return to
}

func strip(s string) string {
	from := skipSpace(s, 0)
	return s[from:trimRight(s, from, len(s))]
}

// splitLines is Python's str.splitlines(True): more characters end a line than
// in a file.
func splitLines(s string) []string {
	var lines []string
	start := 0
	for i := 0; i < len(s); {
		size := 0
		switch c := s[i]; {
		case c == '\r' && i+1 < len(s) && s[i+1] == '\n':
			size = 2
		case '\n' <= c && c <= '\r' || 0x1c <= c && c <= 0x1e:
			size = 1
		case c == 0xc2 && strings.HasPrefix(s[i:], "\u0085"):
			size = 2
		case c == 0xe2 && (strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")):
			size = 3
		}
		if size == 0 {
			i++
			continue
		}
		i += size
		lines = append(lines, s[start:i])
		start = i
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}

// fileLines splits as a file opened in binary mode does, after \n alone.
func fileLines(s string) []string {
	lines := make([]string, 0, strings.Count(s, "\n")+1)
	for s != "" {
		end := strings.IndexByte(s, '\n') + 1
		if end == 0 {
			end = len(s)
		}
		lines = append(lines, s[:end])
		s = s[end:]
	}
	return lines
}
