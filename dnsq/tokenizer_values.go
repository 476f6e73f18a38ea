package dnsq

import (
	"fmt"
	"strconv"
	"strings"
)

// GetInt reads a number in a base; 0 stands for 10. Errors are of the kind
// ErrSyntax.
func (t *Tokenizer) GetInt(base int) (uint64, error) {
	tok, err := t.value()
	if err != nil {
		return 0, err
	}
	if !tok.IsIdentifier() {
		return 0, failOn(ErrSyntax, "expecting an identifier", tok.Value)
	}
	if !allDigits(tok.Value) {
		return 0, failOn(ErrSyntax, "expecting an integer", tok.Value)
	}
	if base == 0 {
		base = 10
	}
	n, err := strconv.ParseUint(tok.Value, base, 64)
	if err != nil {
		if base != 10 {
			return 0, fail(ErrSyntax, fmt.Sprintf("invalid literal for int() with base %d: '%s'", base, tok.Value))
		}
		// Larger than any of the widths below.
		return 0, &numberError{tok.Value}
	}
	return n, nil
}

// A numberError is an integer that exceeds 64 bits.
type numberError struct{ text string }

func (e *numberError) Error() string { return e.text + " is too large an integer" }
func (e *numberError) Unwrap() error { return ErrSyntax }

// value is the next token with its escapes resolved.
func (t *Tokenizer) value() (Token, error) {
	tok, err := t.get(false, false)
	if err != nil || !tok.HasEscape {
		return tok, err
	}
	return tok.Unescape()
}

func (t *Tokenizer) unsigned(bits int) (uint64, error) {
	n, err := t.GetInt(0)
	text := ""
	if large, ok := err.(*numberError); ok {
		text = strings.TrimLeft(large.text, "0")
	} else if err != nil {
		return 0, err
	} else if n>>bits != 0 {
		text = strconv.FormatUint(n, 10)
	}
	if text != "" {
		return 0, fail(ErrSyntax, text+" is not an unsigned "+strconv.Itoa(bits)+"-bit integer")
	}
	return n, nil
}

// GetUint8 reads a number below 2^8. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetUint8() (uint8, error) { n, err := t.unsigned(8); return uint8(n), err }

// GetUint16 reads a number below 2^16. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetUint16() (uint16, error) { n, err := t.unsigned(16); return uint16(n), err }

// GetUint32 reads a number below 2^32. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetUint32() (uint32, error) { n, err := t.unsigned(32); return uint32(n), err }

// GetUint48 reads a number below 2^48. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetUint48() (uint64, error) { return t.unsigned(48) }

// octal16 reads a number below 2^16 in base 8.
func (t *Tokenizer) octal16() (uint16, error) {
	n, err := t.GetInt(8)
	if err == nil && n>>16 != 0 {
		err = fail(ErrSyntax, fmt.Sprintf("%o is not an octal unsigned 16-bit integer", n))
	}
	return uint16(n), err
}

// GetString reads a word or a quoted string of at most maxLength characters; 0
// sets no limit. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetString(maxLength int) (string, error) {
	tok, err := t.value()
	if err != nil {
		return "", err
	}
	if !tok.IsIdentifier() && !tok.IsQuotedString() {
		return "", failOn(ErrSyntax, "expecting a string", tok.Value)
	}
	if maxLength > 0 && len(tok.Value) > maxLength {
		return "", failOn(ErrSyntax, "string too long", tok.Value)
	}
	return tok.Value, nil
}

// GetIdentifier reads a word. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetIdentifier() (string, error) {
	tok, err := t.value()
	if err != nil {
		return "", err
	}
	if !tok.IsIdentifier() {
		return "", failOn(ErrSyntax, "expecting an identifier", tok.Value)
	}
	return tok.Value, nil
}

// GetRemaining reads what is left of the line, of which at most maxTokens tokens;
// 0 sets no limit.
func (t *Tokenizer) GetRemaining(maxTokens int) ([]Token, error) {
	var tokens []Token
	for {
		tok, err := t.get(false, false)
		if err != nil {
			return nil, err
		}
		if tok.IsEOLOrEOF() {
			return tokens, t.Unget(tok)
		}
		tokens = append(tokens, tok)
		if len(tokens) == maxTokens {
			return tokens, nil
		}
	}
}

// ConcatenateOptions say what ConcatenateRemainingIdentifiers takes. Nil means
// Python's defaults.
type ConcatenateOptions struct {
	AllowEmpty bool // that nothing is left is no error
}

// ConcatenateRemainingIdentifiers joins the words that are left of the line.
// Errors are of the kind ErrSyntax.
func (t *Tokenizer) ConcatenateRemainingIdentifiers(opts *ConcatenateOptions) (string, error) {
	first, rest := "", ""
	var all []byte
	for {
		tok, err := t.value()
		if err != nil {
			return "", err
		}
		if tok.IsEOLOrEOF() {
			if err := t.Unget(tok); err != nil {
				return "", err
			}
			break
		}
		if !tok.IsIdentifier() {
			return "", failOn(ErrSyntax, "", tok.Value)
		}
		if first == "" {
			first = tok.Value
			continue
		}
		rest = tok.Value
		if all == nil {
			all = append(all, first...)
		}
		all = append(all, rest...)
	}
	if all != nil {
		return string(all), nil
	}
	if first == "" && (opts == nil || !opts.AllowEmpty) {
		return "", fail(ErrSyntax, "expecting another identifier")
	}
	return first, nil
}

// A TokenNameOptions says how names in text are completed.
type TokenNameOptions struct {
	// Origin completes names that do not end with a dot. Nil leaves them
	// relative.
	Origin *Name

	// Relativize takes an origin off names that lie in it; it is RelativizeTo,
	// or Origin where that is nil.
	Relativize   bool
	RelativizeTo *Name
}

// AsName reads a token as a name. Errors are of the kind ErrSyntax.
func (t *Tokenizer) AsName(tok Token, opts *TokenNameOptions) (Name, error) {
	if !tok.IsIdentifier() {
		return Empty, failOn(ErrSyntax, "expecting an identifier", tok.Value)
	}
	if opts == nil {
		opts = &TokenNameOptions{}
	}
	n, err := nameFromText(tok.Value, opts.Origin, t.codec)
	if err != nil {
		return Empty, err
	}
	to := opts.RelativizeTo
	if to == nil {
		to = opts.Origin
	}
	return n.chooseRelativity(to, opts.Relativize)
}

// GetName reads a name. Errors are of the kind ErrSyntax.
func (t *Tokenizer) GetName(opts *TokenNameOptions) (Name, error) {
	tok, err := t.get(false, false)
	if err != nil {
		return Empty, err
	}
	return t.AsName(tok, opts)
}

// GetEOL reads the end of the line or of the text; anything else is an error of
// the kind ErrSyntax.
func (t *Tokenizer) GetEOL() (string, error) {
	tok, err := t.GetEOLAsToken()
	return tok.Value, err
}

// GetEOLAsToken is GetEOL that keeps the comment.
func (t *Tokenizer) GetEOLAsToken() (Token, error) {
	tok, err := t.get(false, false)
	if err == nil && !tok.IsEOLOrEOF() {
		err = fail(ErrSyntax, fmt.Sprintf(`expected EOL or EOF, got %d "%s"`, tok.Type, tok.Value))
	}
	return tok, err
}

// GetTTL reads a time to live in seconds, as TTLFromText does.
func (t *Tokenizer) GetTTL() (uint32, error) {
	s, err := t.GetIdentifier()
	if err != nil {
		return 0, err
	}
	return TTLFromText(s)
}
