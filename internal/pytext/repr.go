package pytext

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Repr is Python's repr of a str: in single quotes, or in double ones where only
// single ones occur in it, with escapes for what cannot be printed.
func Repr(s string) string {
	return string(AppendRepr(make([]byte, 0, len(s)+2), s))
}

// AppendRepr appends to dst what [Repr] gives. It allocates only to grow dst.
func AppendRepr(dst []byte, s string) []byte {
	q := quoteFor(strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0)
	return append(appendBody(append(dst, q), s, q), q)
}

// ReprMax is [Repr] cut off after most characters, the closing quote too: how
// Python's own errors show a long text. A most below 1 gives an empty text.
func ReprMax(s string, most int) string {
	q := quoteFor(strings.IndexByte(s, '\'') >= 0 && strings.IndexByte(s, '"') < 0)
	// Each character of s becomes at least one, so no more of s than that shows.
	shown := s[:lengthOf(s, most)]
	text := append(appendBody([]byte{q}, shown, q), q)
	return string(text[:lengthOf(string(text), most)])
}

// ReprBytes is Python's repr of bytes: b'...' with escapes for all that is not
// printable ASCII.
func ReprBytes(b []byte) string {
	return string(AppendReprBytes(make([]byte, 0, len(b)+3), b))
}

// AppendReprBytes appends to dst what [ReprBytes] gives. It allocates only to
// grow dst.
func AppendReprBytes(dst []byte, b []byte) []byte {
	q := quoteFor(bytes.IndexByte(b, '\'') >= 0 && bytes.IndexByte(b, '"') < 0)
	dst = append(dst, 'b', q)
	from := 0
	for i, c := range b {
		if plain[c] || c != q && (c == '\'' || c == '"') {
			continue
		}
		dst = appendEscape(append(dst, b[from:i]...), rune(c))
		from = i + 1
	}
	return append(append(dst, b[from:]...), q)
}

// ReprList is Python's repr of a list of texts: ['a', 'b'].
func ReprList(items []string) string {
	return string(append(appendItems([]byte{'['}, items), ']'))
}

// ReprTuple is Python's repr of a tuple of texts: ('a', 'b'), or ('a',) for one.
func ReprTuple(items []string) string {
	text := appendItems([]byte{'('}, items)
	if len(items) == 1 {
		text = append(text, ',')
	}
	return string(append(text, ')'))
}

func appendItems(dst []byte, items []string) []byte {
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ", "...)
		}
		dst = AppendRepr(dst, item)
	}
	return dst
}

func quoteFor(onlySingle bool) byte {
	if onlySingle {
		return '"'
	}
	return '\''
}

// lengthOf is how many bytes the first n characters of a text take.
func lengthOf(s string, n int) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}

// plain are the bytes that stand for themselves whatever the quote: printable
// ASCII without quotes and backslash.
var plain = func() (t [256]bool) {
	for c := ' '; c <= '~'; c++ {
		t[c] = c != '\'' && c != '"' && c != '\\'
	}
	return t
}()

// appendBody appends what stands between the quotes. What needs no escape is
// copied in runs as long as they come.
func appendBody(dst []byte, s string, q byte) []byte {
	from, i := 0, 0
	for i < len(s) {
		c := s[i]
		if plain[c] {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				r = 0xdc00 + rune(c)
			} else if strconv.IsPrint(r) {
				i += size
				continue
			}
		} else if c != q && (c == '\'' || c == '"') {
			i++
			continue
		}
		dst = appendEscape(append(dst, s[from:i]...), r)
		i += size
		from = i
	}
	return append(dst, s[from:]...)
}

// appendEscape appends the shortest escape that Python has for a character.
func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '\t':
		return append(dst, `\t`...)
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\\', '\'', '"':
		return append(dst, '\\', byte(r))
	}
	letter, digits := byte('x'), 2
	if r > 0xffff {
		letter, digits = 'U', 8
	} else if r > 0xff {
		letter, digits = 'u', 4
	}
	dst = append(dst, '\\', letter)
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, "0123456789abcdef"[r>>shift&0xf])
	}
	return dst
}
