package confobj

import (
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// number reads a number without a sign: in base 2, 8, 10 or 16, with a fraction,
// an exponent, or a j behind it.
func (l *literal) number() (any, error) {
	s := l.text[l.at:]
	end := 0
	for end < len(s) && (isDigit(rune(s[end])) || s[end] == '_' || s[end] == '.' || 'a' <= s[end]|0x20 && s[end]|0x20 <= 'z' ||
		(s[end] == '+' || s[end] == '-') && end > 0 && s[end-1]|0x20 == 'e' && !strings.HasPrefix(strings.ToLower(s), "0x")) {
		end++
	}
	word := s[:end]
	plain := strings.TrimRight(word, "jJ")
	imaginary := len(plain) == len(word)-1
	switch {
	case based(word):
		if n, ok := new(big.Int).SetString(word, 0); ok && !strings.HasSuffix(word, "_") {
			l.at += end
			return shrink(n), nil
		}
	case plain != word && !imaginary:
	case strings.Trim(plain, "0123456789_") == "" && !imaginary:
		// A number does not begin with 0 unless it is nothing else.
		if n, ok := pytext.Int(plain); ok && (plain[0] != '0' || n.Sign() == 0) {
			l.at += end
			return shrink(n), nil
		}
	case strings.Trim(plain, "0123456789_.eE+-") == "":
		if f, err := pytext.ParseFloat(plain); err == nil {
			l.at += end
			if imaginary {
				return complex(0, f), nil
			}
			return f, nil
		}
	}
	return nil, l.fail("a number")
}

// based reports whether a number has a base before it.
func based(word string) bool {
	return len(word) > 1 && word[0] == '0' && strings.IndexByte("xXoObB", word[1]) >= 0
}

// strings reads string literals that stand side by side, which are one.
func (l *literal) strings() (any, error) {
	var text strings.Builder
	isBytes := false
	for first := true; ; first = false {
		mark := l.at
		if !first {
			l.space()
		}
		prefix := l.at
		for l.at < len(l.text) && strings.IndexByte("rRbBuU", l.text[l.at]) >= 0 {
			l.at++
		}
		kind := strings.ToLower(l.text[prefix:l.at])
		if l.at == len(l.text) || l.text[l.at] != '"' && l.text[l.at] != '\'' {
			l.at = mark
			if first {
				return nil, l.fail("a string")
			}
			break
		}
		switch kind {
		case "", "r", "u", "b", "br", "rb":
		default:
			return nil, l.fail("a string with no prefix, or r, b, u, br or rb")
		}
		ofBytes := strings.Contains(kind, "b")
		if !first && ofBytes != isBytes {
			return nil, l.fail("strings side by side of one kind")
		}
		isBytes = ofBytes
		if err := l.quoted(&text, strings.Contains(kind, "r"), isBytes); err != nil {
			return nil, err
		}
	}
	if isBytes {
		return []byte(text.String()), nil
	}
	return text.String(), nil
}

// quoted reads from the opening quotes to the closing ones.
func (l *literal) quoted(out *strings.Builder, raw, isBytes bool) error {
	quote := l.text[l.at : l.at+1]
	if triple := quote + quote + quote; strings.HasPrefix(l.text[l.at:], triple) {
		quote = triple
	}
	l.at += len(quote)
	for {
		rest := l.text[l.at:]
		switch {
		case rest == "":
			return l.fail("the closing " + quote)
		case strings.HasPrefix(rest, quote):
			l.at += len(quote)
			return nil
		case rest[0] == '\\' && raw:
			if len(rest) == 1 {
				return l.fail("the closing " + quote)
			}
			out.WriteByte('\\')
			l.at++
			if err := l.character(out, quote, isBytes); err != nil {
				return err
			}
		case rest[0] == '\\':
			if err := l.escape(out, isBytes); err != nil {
				return err
			}
		case (rest[0] == '\n' || rest[0] == '\r') && len(quote) == 1:
			return l.fail("the closing " + quote)
		default:
			if err := l.character(out, quote, isBytes); err != nil {
				return err
			}
		}
	}
}

// character copies one. Line ends are line feeds.
func (l *literal) character(out *strings.Builder, quote string, isBytes bool) error {
	c := l.text[l.at]
	switch {
	case c == '\r':
		l.at++
		if l.peek('\n') {
			l.at++
		}
		out.WriteByte('\n')
	case c < utf8.RuneSelf:
		out.WriteByte(c)
		l.at++
	case isBytes:
		return l.fail("ASCII within bytes")
	default:
		_, size := utf8.DecodeRuneInString(l.text[l.at:])
		out.WriteString(l.text[l.at : l.at+size])
		l.at += size
	}
	return nil
}

var escapes = map[byte]byte{'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v'}

// escape reads what begins with a backslash. One that means nothing stays.
func (l *literal) escape(out *strings.Builder, isBytes bool) error {
	if l.at+1 == len(l.text) {
		return l.fail("a character after the backslash")
	}
	c := l.text[l.at+1]
	switch {
	case c == '\n' || c == '\r':
		l.at += 2
		if c == '\r' && l.peek('\n') {
			l.at++
		}
		return nil
	case '0' <= c && c <= '7':
		end := l.at + 2
		for end < len(l.text) && end < l.at+4 && '0' <= l.text[end] && l.text[end] <= '7' {
			end++
		}
		n, _ := strconv.ParseUint(l.text[l.at+1:end], 8, 16)
		l.at = end
		return l.emit(out, rune(n), isBytes)
	case c == 'x':
		return l.hex(out, 2, isBytes)
	case c == 'u' && !isBytes:
		return l.hex(out, 4, isBytes)
	case c == 'U' && !isBytes:
		return l.hex(out, 8, isBytes)
	case c == 'N' && !isBytes:
		return l.fail("no character told by its name")
	}
	if plain, ok := escapes[c]; ok {
		out.WriteByte(plain)
		l.at += 2
		return nil
	}
	out.WriteByte('\\')
	l.at++
	return nil
}

// hex reads an escape of so many digits.
func (l *literal) hex(out *strings.Builder, digits int, isBytes bool) error {
	end := l.at + 2 + digits
	if end > len(l.text) {
		return l.fail(strconv.Itoa(digits) + " hexadecimal digits")
	}
	n, err := strconv.ParseUint(l.text[l.at+2:end], 16, 32)
	if err != nil || !isBytes && !utf8.ValidRune(rune(n)) {
		return l.fail(strconv.Itoa(digits) + " hexadecimal digits of a character")
	}
	l.at = end
	return l.emit(out, rune(n), isBytes)
}

func (l *literal) emit(out *strings.Builder, r rune, isBytes bool) error {
	if isBytes {
		out.WriteByte(byte(r))
	} else {
		out.WriteRune(r)
	}
	return nil
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }
