package diffx

import (
	"fmt"
	"strings"
	"unicode"
)

// pythonList writes strings as Python prints a list of them.
func pythonList(list []string) string {
	var s strings.Builder
	s.WriteByte('[')
	for i, item := range list {
		if i > 0 {
			s.WriteString(", ")
		}
		writeRepr(&s, item)
	}
	s.WriteByte(']')
	return s.String()
}

// writeRepr writes a string as Python's repr does. Bytes that are not UTF-8 stand
// as the surrogates that Python reads them as.
func writeRepr(s *strings.Builder, text string) {
	quote := byte('\'')
	if strings.Contains(text, "'") && !strings.Contains(text, `"`) {
		quote = '"'
	}
	s.WriteByte(quote)
	for len(text) > 0 {
		r, n := codePoint(text)
		switch {
		case r == rune(quote) || r == '\\':
			s.WriteByte('\\')
			s.WriteByte(byte(r))
		case r == '\t':
			s.WriteString(`\t`)
		case r == '\n':
			s.WriteString(`\n`)
		case r == '\r':
			s.WriteString(`\r`)
		case unicode.IsPrint(r):
			s.WriteString(text[:n])
		case r < 0x100:
			fmt.Fprintf(s, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(s, `\u%04x`, r)
		default:
			fmt.Fprintf(s, `\U%08x`, r)
		}
		text = text[n:]
	}
	s.WriteByte(quote)
}
