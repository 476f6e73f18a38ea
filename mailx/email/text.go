package email

import (
	"strings"
	"unicode/utf8"
)

// pythonBlanks are what Python's strip() takes off ASCII text.
const pythonBlanks = " \t\n\r\v\f\x1c\x1d\x1e\x1f"

// trimBlanks takes them off both ends; most text has none.
func trimBlanks(s string) string {
	if s != "" && s[0] > ' ' && s[len(s)-1] > ' ' {
		return s
	}
	return strings.Trim(s, pythonBlanks)
}

// pythonLines parts text at each end of a line that str.splitlines knows. An end
// at the end of the text begins no new line.
func pythonLines(s string) []string {
	var lines []string
	from := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isLineEnd(r) {
			i += n
			continue
		}
		lines = append(lines, s[from:i])
		i += n
		if r == '\r' && i < len(s) && s[i] == '\n' {
			i++
		}
		from = i
	}
	if from < len(s) {
		lines = append(lines, s[from:])
	}
	return lines
}

func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// networkLines parts text after each CRLF, CR or LF, and leaves them on.
func networkLines(s string) []string {
	lines := make([]string, 0, strings.Count(s, "\n")+1)
	for len(s) > 0 {
		n := lineLength(s)
		lines = append(lines, s[:n])
		s = s[n:]
	}
	return lines
}

// lineLength is the length of the first line, its end included. It looks at a piece
// at a time, for a text may have but one of the two ends.
func lineLength(s string) int {
	const window = 512
	for from := 0; from < len(s); from += window {
		piece := s[from:min(from+window, len(s))]
		n := strings.IndexByte(piece, '\n')
		if n >= 0 {
			piece = piece[:n]
		}
		if cr := strings.IndexByte(piece, '\r'); cr >= 0 {
			end := from + cr + 1
			if end < len(s) && s[end] == '\n' {
				end++
			}
			return end
		}
		if n >= 0 {
			return from + n + 1
		}
	}
	return len(s)
}

// withoutEnd is a text without one end of a line at its end.
func withoutEnd(s string) string {
	if t, ok := strings.CutSuffix(s, "\n"); ok {
		return strings.TrimSuffix(t, "\r")
	}
	return strings.TrimSuffix(s, "\r")
}
