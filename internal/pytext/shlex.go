package pytext

import "strings"

// What [Split] says of a text that ends too early.
const (
	ErrNoEscaped ValueError = "No escaped character"
	ErrNoClosing ValueError = "No closing quotation"
)

// Split parts a command line into words as Python's shlex.split does, that is as
// a POSIX shell does, without any expansion and without comments. Blanks, tabs,
// line feeds and carriage returns part words; within double quotes a backslash
// escapes only itself and the quote, and a line feed after one is kept. The error
// is [ErrNoEscaped] where the text ends with a backslash, and [ErrNoClosing]
// where it ends within quotes; there are no words then.
func Split(s string) ([]string, error) {
	var words []string
	var word []byte
	begun := false // an empty word too may have begun, by its quotes
	for i := 0; i < len(s); {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r':
			if begun {
				words, word, begun = append(words, string(word)), word[:0], false
			}
			i++
		case '\\':
			if i+1 == len(s) {
				return nil, ErrNoEscaped
			}
			word, begun = append(word, s[i+1]), true
			i += 2
		case '\'', '"':
			var n int
			var err error
			if word, n, err = quoted(word, s[i+1:], c); err != nil {
				return nil, err
			}
			begun = true
			i += n + 1
		default:
			n := strings.IndexAny(s[i:], " \t\n\r\\'\"")
			if n < 0 {
				n = len(s) - i
			}
			word, begun = append(word, s[i:i+n]...), true
			i += n
		}
	}
	if begun {
		words = append(words, string(word))
	}
	return words, nil
}

// quoted appends to word what s has before its closing quote, and tells how many
// bytes of s that took with the quote.
func quoted(word []byte, s string, quote byte) ([]byte, int, error) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote:
			return word, i + 1, nil
		case c == '\\' && quote == '"':
			if i++; i == len(s) {
				return nil, 0, ErrNoEscaped
			}
			if s[i] != '"' && s[i] != '\\' {
				word = append(word, '\\')
			}
			word = append(word, s[i])
		default:
			word = append(word, c)
		}
	}
	return nil, 0, ErrNoClosing
}

// Quote is Python's shlex.quote: the text as one word of a POSIX shell. A text of
// ASCII letters, digits and _@%+=:,./- stays as it is; any other stands in single
// quotes.
func Quote(s string) string {
	if s == "" {
		return "''"
	}
	for i := 0; i < len(s); i++ {
		if digitValue(s[i]) == 36 && strings.IndexByte("_@%+=:,./-", s[i]) < 0 {
			return "'" + strings.ReplaceAll(s, "'", `'"'"'`) + "'"
		}
	}
	return s
}
