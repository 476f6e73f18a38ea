package diffx

import (
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// IsLineJunk reports whether a line is blank or holds a single "#" and blanks. It
// is Python's IS_LINE_JUNK, whose blanks are those of Unicode and the separators
// U+001C to U+001F.
func IsLineJunk(line string) bool {
	rest := strings.TrimLeftFunc(line, pytext.IsSpace)
	rest = strings.TrimPrefix(rest, "#")
	return strings.TrimLeftFunc(rest, pytext.IsSpace) == ""
}

// IsCharacterJunk reports whether a character is a space or a tab. It is Python's
// IS_CHARACTER_JUNK, which [NDiff] and [HTMLDiff] use when no other is given.
func IsCharacterJunk(ch rune) bool { return ch == ' ' || ch == '\t' }
