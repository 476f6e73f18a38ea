package nmapx

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf8"
)

// What a byte may be in XML.
const (
	startsName = 1 << iota
	inName
	isPlain // in an attribute's value, without further thought
)

var class = func() (t [256]uint8) {
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_':
			t[c] = startsName | inName
		case '0' <= c && c <= '9', c == '-', c == '.':
			t[c] = inName
		}
		if c >= ' ' && c < utf8.RuneSelf && c != '&' && c != '<' {
			t[c] |= isPlain
		}
	}
	return t
}()

var (
	declared = regexp.MustCompile(`^[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*("[\w.:-]*"|'[\w.:-]*')` +
		`([ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*("[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?` +
		`([ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*("(yes|no)"|'(yes|no)'))?[ \t\r\n]*$`)
	doctype = regexp.MustCompile(`^[ \t\r\n]+[A-Za-z_][\w.-]*` +
		`([ \t\r\n]+SYSTEM[ \t\r\n]+("[^"<&]*"|'[^'<&]*'))?[ \t\r\n]*>$`)
)

// plain reports whether a value stands for itself.
func plain(b []byte) bool {
	for _, c := range b {
		if class[c]&isPlain == 0 {
			return false
		}
	}
	return true
}

// unescape appends character data or an attribute's value to dst, with
// references replaced and line ends normalised; it checks that all characters
// are legal. With keep unset it only checks.
func unescape(dst, b []byte, attribute, keep bool) ([]byte, error) {
	for i := 0; i < len(b); {
		run := i
		for i < len(b) && class[b[i]]&isPlain != 0 {
			i++
		}
		if keep {
			dst = append(dst, b[run:i]...)
		}
		if i == len(b) {
			break
		}
		switch c := b[i]; {
		case c == '&':
			r, n, err := reference(b, i)
			if err != nil {
				return dst, err
			}
			if keep {
				dst = utf8.AppendRune(dst, r)
			}
			i += n
		case c == '<':
			return dst, wrong(i, "< in an attribute's value")
		case isSpace(c):
			out := c
			if c == '\r' {
				out = '\n'
				if i+1 < len(b) && b[i+1] == '\n' {
					i++
				}
			}
			if attribute {
				out = ' '
			}
			if keep {
				dst = append(dst, out)
			}
			i++
		default:
			n, err := legalRune(b, i)
			if err != nil {
				return dst, err
			}
			if keep {
				dst = append(dst, b[i:i+n]...)
			}
			i += n
		}
	}
	return dst, nil
}

// reference reads &name; or &#number; at b[i:].
func reference(b []byte, i int) (rune, int, error) {
	end := bytes.IndexByte(b[i:], ';')
	if end < 0 || end > 12 {
		return 0, 0, wrong(i, "an & that begins no reference: %q", clip(b[i:]))
	}
	body := string(b[i+1 : i+end])
	switch body {
	case "lt":
		return '<', end + 1, nil
	case "gt":
		return '>', end + 1, nil
	case "amp":
		return '&', end + 1, nil
	case "quot":
		return '"', end + 1, nil
	case "apos":
		return '\'', end + 1, nil
	}
	if len(body) > 1 && body[0] == '#' {
		digits, base := body[1:], 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 32); err == nil && isLegal(rune(n)) {
			return rune(n), end + 1, nil
		}
	}
	return 0, 0, wrong(i, "&%s; stands for nothing", body)
}

// isLegal reports whether XML 1.0 allows a character.
func isLegal(r rune) bool {
	return r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0xd800 || r > 0xdfff && r < 0xfffe || r > 0xffff && r <= 0x10ffff
}

// legalRune returns the length of the character at b[i:].
func legalRune(b []byte, i int) (int, error) {
	r, n := utf8.DecodeRune(b[i:])
	if r == utf8.RuneError && n < 2 {
		return 0, wrong(i, "byte %#02x is not UTF-8", b[i])
	}
	if !isLegal(r) {
		return 0, wrong(i, "character %U is not allowed in XML", r)
	}
	return n, nil
}

// legal checks all characters of a comment and the like, which begins at an
// offset.
func legal(b []byte, offset int) error {
	for i := 0; i < len(b); {
		if b[i] >= ' ' && b[i] < utf8.RuneSelf {
			i++
			continue
		}
		n, err := legalRune(b, i)
		if err != nil {
			err.(*syntaxError).at += offset
			return err
		}
		i += n
	}
	return nil
}

// appendLines appends text with its line ends normalised.
func appendLines(dst, b []byte) []byte {
	for i := 0; i < len(b); i++ {
		if b[i] != '\r' {
			dst = append(dst, b[i])
		} else if dst = append(dst, '\n'); i+1 < len(b) && b[i+1] == '\n' {
			i++
		}
	}
	return dst
}
