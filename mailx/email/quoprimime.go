package email

import (
	"strings"
)

const upperHex = "0123456789ABCDEF"

func hexOf(c byte) string { return string([]byte{'=', upperHex[c>>4], upperHex[c&15]}) }

// headerSafe tells what an encoded-word of the kind Q holds as it is.
func headerSafe(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-!*+/", c) >= 0
}

// bodySafe tells what quoted-printable holds as it is.
func bodySafe(c rune) bool { return c >= ' ' && c <= '~' && c != '=' || c == '\t' }

// QuoHeaderCheck reports whether a byte is written as something else in a header, a
// blank too, which becomes "_": quoprimime.header_check.
func QuoHeaderCheck(c byte) bool { return !headerSafe(c) }

// QuoBodyCheck reports whether a byte must be encoded in a body:
// quoprimime.body_check.
func QuoBodyCheck(c byte) bool { return !bodySafe(rune(c)) }

// QuoHeaderLength is how long bytes are in the encoding Q of headers:
// quoprimime.header_length.
func QuoHeaderLength(p []byte) int {
	n := 0
	for _, c := range p {
		if headerSafe(c) || c == ' ' {
			n++
		} else {
			n += 3
		}
	}
	return n
}

// QuoBodyLength is how long bytes are in quoted-printable, without line ends:
// quoprimime.body_length.
func QuoBodyLength(p []byte) int {
	n := 0
	for _, c := range p {
		if bodySafe(rune(c)) {
			n++
		} else {
			n += 3
		}
	}
	return n
}

// QuoHeaderEncode writes bytes as an encoded-word of the kind Q (RFC 2047):
// quoprimime.header_encode. No bytes are no word.
func QuoHeaderEncode(p []byte, charset string) string {
	if len(p) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("=?" + charset + "?q?")
	for _, c := range p {
		switch {
		case c == ' ':
			b.WriteByte('_')
		case headerSafe(c):
			b.WriteByte(c)
		default:
			b.WriteString(hexOf(c))
		}
	}
	b.WriteString("?=")
	return b.String()
}

// QuoBodyEncode writes text in quoted-printable, in lines of at most maxLine
// characters (0 is 76), with eol between them ("" is "\n"): quoprimime.body_encode.
// Each character is a byte, and those above 255 stay as they are.
func QuoBodyEncode(text string, maxLine int, eol string) string {
	if maxLine < 4 {
		maxLine = 76
	}
	if eol == "" {
		eol = "\n"
	}
	if text == "" {
		return ""
	}
	var b strings.Builder
	b.Grow(len(text) + len(text)/16)
	for i, line := range networkLines(text) {
		if i > 0 {
			b.WriteString(eol)
		}
		quoLine(&b, withoutEnd(line), maxLine, eol)
	}
	if c := text[len(text)-1]; c == '\r' || c == '\n' {
		b.WriteString(eol)
	}
	return b.String()
}

// quoLine writes one line, with soft breaks. A blank at its end is encoded, for the
// way of the mail may cut it off.
func quoLine(b *strings.Builder, line string, maxLine int, eol string) {
	var tokens []string
	for _, r := range line {
		switch {
		case bodySafe(r) || r > 255:
			tokens = append(tokens, string(r))
		default:
			tokens = append(tokens, hexOf(byte(r)))
		}
	}
	room := maxLine - 1 // for the "=" of a soft break
	column := 0
	rest := 0
	for _, t := range tokens {
		rest += len(t)
	}
	for i, t := range tokens {
		last := i == len(tokens)-1
		if last && (t == " " || t == "\t") {
			// Python's rule: it is encoded where there is room, and stands after a
			// soft break where there is not.
			switch {
			case maxLine-column >= 3:
				b.WriteString(hexOf(t[0]))
			case maxLine-column == 2:
				b.WriteString(t + "=" + eol)
			default:
				b.WriteString("=" + eol + hexOf(t[0]))
			}
			return
		}
		if column+len(t) > room && !(rest <= maxLine-column && fits(tokens[i:])) {
			b.WriteString("=" + eol)
			column = 0
		}
		b.WriteString(t)
		column += len(t)
		rest -= len(t)
	}
}

// fits reports that what is left of a line needs no soft break of its own.
func fits(tokens []string) bool {
	t := tokens[len(tokens)-1]
	return t != " " && t != "\t"
}

// QuoDecode reads quoted-printable, as characters of the bytes' numbers; eol is what
// ends a line of the result, "" for "\n": quoprimime.decode.
func QuoDecode(text, eol string) string {
	if eol == "" {
		eol = "\n"
	}
	if text == "" {
		return ""
	}
	var b strings.Builder
	for _, line := range pythonLines(text) {
		line = strings.TrimRight(line, pythonBlanks)
		if line == "" {
			b.WriteString(eol)
			continue
		}
		for i := 0; i < len(line); {
			switch {
			case line[i] != '=':
				b.WriteByte(line[i])
				i++
				if i == len(line) {
					b.WriteString(eol)
				}
			case i+1 == len(line):
				i++ // a soft break
			case i+2 < len(line) && unhex(line[i+1]) >= 0 && unhex(line[i+2]) >= 0:
				b.WriteRune(rune(unhex(line[i+1])<<4 | unhex(line[i+2])))
				i += 3
				if i == len(line) {
					b.WriteString(eol)
				}
			default:
				b.WriteByte('=')
				i++
			}
		}
	}
	s := b.String()
	if c := text[len(text)-1]; c != '\r' && c != '\n' {
		s = strings.TrimSuffix(s, eol)
	}
	return s
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// QuoHeaderDecode reads the text of an encoded-word of the kind Q:
// quoprimime.header_decode. Each byte that is encoded becomes the character of its
// number; other characters stay.
func QuoHeaderDecode(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '_':
			b.WriteByte(' ')
		case text[i] == '=' && i+2 < len(text) && unhex(text[i+1]) >= 0 && unhex(text[i+2]) >= 0:
			b.WriteRune(rune(unhex(text[i+1])<<4 | unhex(text[i+2])))
			i += 2
		default:
			b.WriteByte(text[i])
		}
	}
	return b.String()
}

// decodeQ reads the text of an encoded-word of the kind Q.
func decodeQ(text string) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '_':
			out = append(out, ' ')
		case text[i] == '=' && i+2 < len(text) && unhex(text[i+1]) >= 0 && unhex(text[i+2]) >= 0:
			out = append(out, byte(unhex(text[i+1])<<4|unhex(text[i+2])))
			i += 2
		default:
			out = append(out, text[i])
		}
	}
	return out
}

// QuoQuote writes a byte as "=XX": quoprimime.quote.
func QuoQuote(c byte) string { return hexOf(c) }

// QuoUnquote reads "=XX": quoprimime.unquote. Anything else is an error, ErrValue.
func QuoUnquote(s string) (byte, error) {
	if len(s) != 3 || unhex(s[1]) < 0 || unhex(s[2]) < 0 {
		return 0, &Error{Kind: ErrValue, Op: "unquote", Input: s, Reason: "expected =XX"}
	}
	return byte(unhex(s[1])<<4 | unhex(s[2])), nil
}

// decodeQuoted reads a body in quoted-printable as Python's a2b_qp does, byte for
// byte.
func decodeQuoted(text string) []byte {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if text[i] != '=' {
			out = append(out, text[i])
			i++
			continue
		}
		i++
		if i >= len(text) {
			break
		}
		switch {
		case text[i] == '\n' || text[i] == '\r':
			for i < len(text) && text[i] != '\n' {
				i++
			}
			i++
		case text[i] == '=':
			out = append(out, '=')
			i++
		case i+1 < len(text) && unhex(text[i]) >= 0 && unhex(text[i+1]) >= 0:
			out = append(out, byte(unhex(text[i])<<4|unhex(text[i+1])))
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return out
}
