package diffx

import (
	"fmt"
	"strings"
)

// escapedInNames are the characters that a name in quotes has escapes for, as in C.
var escapedInNames = map[byte]byte{'\a': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '"': '"', '\\': '\\'}

// quoteName writes a file's name so that a header can hold it: in quotes, with the
// escapes that the programs diff, patch and git have, unless it is plain.
func quoteName(name string) string {
	plain := true
	for i := 0; i < len(name); i++ {
		if c := name[i]; c < ' ' || c == 0x7f || c == '"' || c == '\\' {
			plain = false
		}
	}
	if plain {
		return name
	}
	var s strings.Builder
	s.WriteByte('"')
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case escapedInNames[c] != 0:
			s.WriteByte('\\')
			s.WriteByte(escapedInNames[c])
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&s, "\\%03o", c)
		default:
			s.WriteByte(c)
		}
	}
	s.WriteByte('"')
	return s.String()
}

// unquoteName reads a name in quotes, and returns what follows it. It is false for
// a text that does not begin with one.
func unquoteName(text string) (name, rest string, ok bool) {
	if !strings.HasPrefix(text, `"`) {
		return "", "", false
	}
	var s strings.Builder
	for i := 1; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			rest = text[i+1:]
			return s.String(), rest, rest == "" || rest[0] == '\t'
		}
		if c != '\\' {
			s.WriteByte(c)
			continue
		}
		i++
		c, size, known := escape(text[i:])
		if !known {
			return "", "", false
		}
		s.WriteByte(c)
		i += size - 1
	}
	return "", "", false
}

// escape reads what follows a backslash: a letter, or three octal digits.
func escape(text string) (c byte, size int, ok bool) {
	if text == "" {
		return 0, 0, false
	}
	for is, letter := range escapedInNames {
		if text[0] == letter {
			return is, 1, true
		}
	}
	if len(text) < 3 {
		return 0, 0, false
	}
	n := 0
	for i := range 3 {
		if text[i] < '0' || text[i] > '7' {
			return 0, 0, false
		}
		n = n*8 + int(text[i]-'0')
	}
	return byte(n), 3, n < 256
}
