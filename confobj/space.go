package confobj

import (
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// skipSpace is the first index from i that holds no white space.
func skipSpace(s string, i int) int {
	for i < len(s) {
		if c := s[i]; c < utf8.RuneSelf {
			if !pytext.IsSpace(rune(c)) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if !pytext.IsSpace(r) {
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
			if !pytext.IsSpace(rune(c)) {
				return to
			}
			to--
			continue
		}
		r, size := utf8.DecodeLastRuneInString(s[from:to])
		if !pytext.IsSpace(r) {
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
