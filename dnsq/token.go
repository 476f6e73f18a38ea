package dnsq

import (
	"strconv"
	"unicode/utf8"
)

// A TokenType is the kind of a token, numbered as in dnspython.
type TokenType int

// The kinds of tokens.
const (
	TokenEOF TokenType = iota
	TokenEOL
	TokenWhitespace
	TokenIdentifier
	TokenQuotedString
	TokenComment
	TokenDelimiter
)

// A Token is a piece of text in the format of zone files. Escapes in its value
// are as written; Comment is what follows a semicolon before the end of a line.
type Token struct {
	Type      TokenType
	Value     string
	HasEscape bool
	Comment   string
}

// String is the number of the kind and the value.
func (t Token) String() string { return strconv.Itoa(int(t.Type)) + ` "` + t.Value + `"` }

// IsEOF reports whether the token is the end of the text.
func (t Token) IsEOF() bool { return t.Type == TokenEOF }

// IsEOL reports whether the token is the end of a line.
func (t Token) IsEOL() bool { return t.Type == TokenEOL }

// IsWhitespace reports whether the token is white space.
func (t Token) IsWhitespace() bool { return t.Type == TokenWhitespace }

// IsIdentifier reports whether the token is a word outside quotation marks.
func (t Token) IsIdentifier() bool { return t.Type == TokenIdentifier }

// IsQuotedString reports whether the token stood between quotation marks.
func (t Token) IsQuotedString() bool { return t.Type == TokenQuotedString }

// IsComment reports whether the token is a comment.
func (t Token) IsComment() bool { return t.Type == TokenComment }

// IsDelimiter reports whether the token is a delimiter, which Get never returns.
func (t Token) IsDelimiter() bool { return t.Type == TokenDelimiter }

// IsEOLOrEOF reports whether the token ends a line or the text.
func (t Token) IsEOLOrEOF() bool { return t.Type == TokenEOL || t.Type == TokenEOF }

// Unescape resolves the escapes of the value as text: \DDD is the character of
// that number. Errors are of the kind ErrSyntax.
func (t Token) Unescape() (Token, error) {
	if !t.HasEscape {
		return t, nil
	}
	value, err := unescape(t.Value, func(dst []byte, c byte) []byte { return utf8.AppendRune(dst, rune(c)) })
	return Token{Type: t.Type, Value: string(value)}, err
}

// UnescapeToBytes resolves the escapes of the value as bytes: \DDD is the byte
// of that number. Errors are of the kind ErrSyntax.
func (t Token) UnescapeToBytes() (Token, error) {
	if !t.HasEscape {
		return t, nil
	}
	value, err := unescape(t.Value, func(dst []byte, c byte) []byte { return append(dst, c) })
	return Token{Type: t.Type, Value: string(value)}, err
}

func unescape(s string, code func([]byte, byte) []byte) ([]byte, error) {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' {
			out = append(out, s[i])
			continue
		}
		i++
		if i >= len(s) {
			return nil, failOn(ErrUnexpectedEnd, "", s)
		}
		if !isDigit(s[i]) {
			out = append(out, s[i])
			continue
		}
		if i+2 >= len(s) {
			return nil, failOn(ErrUnexpectedEnd, "", s)
		}
		n := 0
		for k := range 3 {
			if !isDigit(s[i+k]) {
				return nil, failOn(ErrSyntax, "", s)
			}
			n = n*10 + int(s[i+k]-'0')
		}
		if n > 255 {
			return nil, failOn(ErrSyntax, "", s)
		}
		i += 2
		out = code(out, byte(n))
	}
	return out, nil
}
