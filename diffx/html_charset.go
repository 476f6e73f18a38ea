package diffx

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// encodes gives a predicate that tells which characters a charset has, nil when
// it has all; the error is of kind ErrLookup.
func encodes(charset string) (func(rune) bool, error) {
	switch strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(charset)) {
	case "", "utf8", "u8", "utf", "utf8sig", "utf16", "u16", "utf16le", "utf16be", "utf32", "u32", "utf32le", "utf32be":
		return nil, nil
	case "ascii", "usascii", "646":
		return func(r rune) bool { return r < 0x80 }, nil
	case "latin1", "latin", "l1", "iso88591", "8859", "cp819":
		return func(r rune) bool { return r < 0x100 }, nil
	}
	return nil, &Error{ErrLookup, charset, "unknown encoding: " + charset}
}

// encodable writes the characters that a charset lacks as references, and so the
// bytes that are not UTF-8, by the surrogates that Python takes them for.
func encodable(text string, has func(rune) bool) string {
	if has == nil && utf8.ValidString(text) {
		return text
	}
	out := make([]byte, 0, len(text)+len(text)/8)
	for i := 0; i < len(text); {
		r, n := codePoint(text[i:])
		if r < utf8.RuneSelf || r>>11 != 0xD800>>11 && (has == nil || has(r)) {
			out = append(out, text[i:i+n]...)
		} else {
			out = append(out, "&#"...)
			out = strconv.AppendInt(out, int64(r), 10)
			out = append(out, ';')
		}
		i += n
	}
	return string(out)
}
