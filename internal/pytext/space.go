package pytext

import "strings"

// IsSpace reports whether Python's str.isspace, str.strip and the class \s of its
// regular expressions know a character as white space: more than
// [unicode.IsSpace] does, the separators U+001C to U+001F.
func IsSpace(r rune) bool {
	switch {
	case r < 0x80:
		return r == ' ' || '\t' <= r && r <= '\r' || 0x1c <= r && r <= 0x1f
	case r < 0x1680:
		return r == 0x85 || r == 0xa0
	}
	return r == 0x1680 || 0x2000 <= r && r <= 0x200a || r == 0x2028 || r == 0x2029 || r == 0x202f || r == 0x205f || r == 0x3000
}

// SplitLines is Python's str.splitlines(True): lines with their ends, which are
// \n, \r, \r\n, \v, \f, U+001C to U+001E, U+0085, U+2028 and U+2029.
func SplitLines(s string) []string {
	var lines []string
	start := 0
	for i := 0; i < len(s); {
		n := LineEnd(s[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		lines = append(lines, s[start:i])
		start = i
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}

// LineEnd is the length in bytes of the end of a line with which a text begins, 0
// where it begins with something else.
func LineEnd(s string) int {
	if s == "" {
		return 0
	}
	switch c := s[0]; {
	case c == '\r' && strings.HasPrefix(s, "\r\n"):
		return 2
	case '\n' <= c && c <= '\r', 0x1c <= c && c <= 0x1e:
		return 1
	case c == 0xc2 && strings.HasPrefix(s, "\u0085"):
		return 2
	case c == 0xe2 && (strings.HasPrefix(s, "\u2028") || strings.HasPrefix(s, "\u2029")):
		return 3
	}
	return 0
}
