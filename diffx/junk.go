package diffx

import "strings"

// IsLineJunk reports whether a line is blank or holds a single "#" and blanks. It
// is Python's IS_LINE_JUNK, whose blanks are those of Unicode and the separators
// U+001C to U+001F.
func IsLineJunk(line string) bool {
	rest := strings.TrimLeftFunc(line, isSpace)
	rest = strings.TrimPrefix(rest, "#")
	return strings.TrimLeftFunc(rest, isSpace) == ""
}

// IsCharacterJunk reports whether a character is a space or a tab. It is Python's
// IS_CHARACTER_JUNK, which [NDiff] and [HTMLDiff] use when no other is given.
func IsCharacterJunk(ch rune) bool { return ch == ' ' || ch == '\t' }

// isSpace is Python's str.isspace of one character.
func isSpace(r rune) bool {
	switch {
	case r == ' ', '\t' <= r && r <= '\r', 0x1c <= r && r <= 0x1f:
		return true
	case r < 0x85:
		return false
	case 0x2000 <= r && r <= 0x200a:
		return true
	}
	switch r {
	case 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
		return true
	}
	return false
}
