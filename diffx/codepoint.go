package diffx

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// surrogate is the first of the code points by which Python's surrogateescape
// tells of bytes that are not UTF-8. Valid UTF-8 has none of them.
const surrogate = 0xDC00

// codePoints are the characters of a text.
func codePoints(s string) []rune {
	return appendCodePoints(make([]rune, 0, len(s)), s)
}

func appendCodePoints(list []rune, s string) []rune {
	for i := 0; i < len(s); {
		r, n := codePoint(s[i:])
		list = append(list, r)
		i += n
	}
	return list
}

// codePoint is the first character of a text that is not empty, and its length
// in bytes.
func codePoint(s string) (rune, int) {
	if s[0] < utf8.RuneSelf {
		return rune(s[0]), 1
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return surrogate + rune(s[0]), 1
	}
	return r, n
}

// countCodePoints is how many characters a text has: a byte that is not UTF-8 is
// one.
func countCodePoints(s string) int { return utf8.RuneCountInString(s) }

// compareText orders texts by code point, as Python orders strings.
func compareText(a, b string) int {
	if utf8.ValidString(a) && utf8.ValidString(b) {
		return strings.Compare(a, b)
	}
	for a != "" && b != "" {
		x, n := codePoint(a)
		y, m := codePoint(b)
		if x != y {
			return cmp.Compare(x, y)
		}
		a, b = a[n:], b[m:]
	}
	return cmp.Compare(len(a), len(b))
}
