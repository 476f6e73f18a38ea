package nmapx

import "fmt"

// split parts a command line into words as Python's shlex.split does, that is
// as a POSIX shell does, without any expansion. The error wraps ErrQuotes.
func split(s string) ([]string, error) {
	var words []string
	var word []byte
	in := false // a word has begun, perhaps an empty one
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ', '\t', '\r', '\n':
			if in {
				words, word, in = append(words, string(word)), word[:0], false
			}
		case '\\':
			if i++; i == len(s) {
				return nil, fmt.Errorf("%w: No escaped character in %q", ErrQuotes, s)
			}
			word, in = append(word, s[i]), true
		case '\'', '"':
			in = true
			for i++; ; i++ {
				if i == len(s) {
					return nil, fmt.Errorf("%w: No closing quotation in %q", ErrQuotes, s)
				}
				if s[i] == c {
					break
				}
				if c == '"' && s[i] == '\\' {
					if i++; i == len(s) {
						return nil, fmt.Errorf("%w: No escaped character in %q", ErrQuotes, s)
					}
					if s[i] != '"' && s[i] != '\\' {
						word = append(word, '\\')
					}
				}
				word = append(word, s[i])
			}
		default:
			word, in = append(word, c), true
		}
	}
	if in {
		words = append(words, string(word))
	}
	return words, nil
}
