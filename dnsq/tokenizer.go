package dnsq

import (
	"io"
	"iter"
	"strings"
)

// A Tokenizer cuts text in the format of zone files into tokens: it knows
// comments, quotation marks, escapes, and parentheses, between which lines go on.
type Tokenizer struct {
	text     string
	pos      int
	line     int
	file     string
	depth    int  // of open parentheses
	quoteEnd bool // just after a quoted string, where white space is no token
	ungot    Token
	hasUngot bool
	codec    IDNACodec
	rdata    *codec // of the rdata, once there was one
}

// TokenizerOptions say how NewTokenizer reads. Nil means Python's defaults.
type TokenizerOptions struct {
	// Filename is what Where and errors call the text. Empty means "<string>".
	Filename string

	// IDNA is how names with letters beyond ASCII are encoded.
	IDNA IDNACodec
}

// NewTokenizer makes a tokenizer of text.
func NewTokenizer(text string, opts *TokenizerOptions) *Tokenizer {
	t := &Tokenizer{text: text, line: 1, file: "<string>"}
	if opts != nil {
		if opts.Filename != "" {
			t.file = opts.Filename
		}
		t.codec = opts.IDNA
	}
	return t
}

// ReadTokenizer makes a tokenizer of what a reader holds, which it reads to its
// end at once. Its default name is "<file>".
func ReadTokenizer(r io.Reader, opts *TokenizerOptions) (*Tokenizer, error) {
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	o := TokenizerOptions{Filename: "<file>"}
	if opts != nil {
		o.IDNA = opts.IDNA
		if opts.Filename != "" {
			o.Filename = opts.Filename
		}
	}
	return NewTokenizer(string(b), &o), nil
}

// Where is the name of the text and the number of the line reached.
func (t *Tokenizer) Where() (string, int) { return t.file, t.line }

// Next is Get with its defaults: without white space and comments.
func (t *Tokenizer) Next() (Token, error) { return t.get(false, false) }

// All yields the tokens to the end of the text, or to the first error, which it
// yields too.
func (t *Tokenizer) All() iter.Seq2[Token, error] {
	return func(yield func(Token, error) bool) {
		for {
			tok, err := t.Next()
			if err == nil && tok.IsEOF() {
				return
			}
			if !yield(tok, err) || err != nil {
				return
			}
		}
	}
}

// Unget puts a token back. An error is ErrUngetBufferFull: one is there already.
func (t *Tokenizer) Unget(tok Token) error {
	if t.hasUngot {
		return fail(ErrUngetBufferFull, "")
	}
	t.ungot, t.hasUngot = tok, true
	return nil
}

// skip passes over white space, and over ends of lines within parentheses.
func (t *Tokenizer) skip() (skipped bool) {
	for t.pos < len(t.text) {
		switch c := t.text[t.pos]; {
		case c == ' ' || c == '\t':
		case c == '\n' && t.depth > 0:
			t.line++
		default:
			return skipped
		}
		t.pos++
		skipped = true
	}
	return skipped
}

// TokenOptions say what Get returns as tokens. Nil means Python's defaults.
type TokenOptions struct {
	WantLeading bool // white space before a token is a token of its own
	WantComment bool // comments are tokens
}

// Get returns the next token. At the end of the text it returns tokens of the kind
// TokenEOF, again and again. Errors are of the kind ErrSyntax.
func (t *Tokenizer) Get(opts *TokenOptions) (Token, error) {
	if opts == nil {
		opts = &TokenOptions{}
	}
	return t.get(opts.WantLeading, opts.WantComment)
}

func (t *Tokenizer) get(wantLeading, wantComment bool) (Token, error) {
	if t.hasUngot {
		tok := t.ungot
		switch tok.Type {
		case TokenWhitespace:
			if wantLeading {
				t.hasUngot = false
				return tok, nil
			}
			t.hasUngot = false
		case TokenComment:
			if wantComment {
				t.hasUngot = false
				return tok, nil
			}
			t.hasUngot = false
		default:
			t.hasUngot = false
			return tok, nil
		}
	}
	if t.quoteEnd {
		t.quoteEnd = false
		t.skip()
	} else if t.skip() && wantLeading {
		return Token{Type: TokenWhitespace, Value: " "}, nil
	}
	comment := ""
	for {
		if t.pos >= len(t.text) {
			if t.depth > 0 {
				return Token{}, fail(ErrSyntax, "unbalanced parentheses")
			}
			return Token{Type: TokenEOF, Comment: comment}, nil
		}
		switch t.text[t.pos] {
		case '(':
			t.pos++
			t.depth++
			t.skip()
		case ')':
			if t.depth == 0 {
				return Token{}, fail(ErrSyntax, "")
			}
			t.pos++
			t.depth--
			t.skip()
		case '"':
			t.pos++
			return t.quoted()
		case '\n':
			t.pos++
			t.line++
			return Token{Type: TokenEOL, Value: "\n"}, nil
		case ';':
			end := strings.IndexByte(t.text[t.pos:], '\n')
			if end < 0 {
				end = len(t.text)
			} else {
				end += t.pos
			}
			comment = t.text[t.pos+1 : end]
			t.pos = end
			if wantComment {
				return Token{Type: TokenComment, Value: comment}, nil
			}
			switch {
			case end == len(t.text):
				if t.depth > 0 {
					return Token{}, fail(ErrSyntax, "unbalanced parentheses")
				}
				return Token{Type: TokenEOF, Comment: comment}, nil
			case t.depth == 0:
				t.pos++
				t.line++
				return Token{Type: TokenEOL, Value: "\n", Comment: comment}, nil
			}
			comment = ""
			t.skip()
		default:
			return t.word()
		}
	}
}

// delimiters end a word.
var delimiters = [256]bool{' ': true, '\t': true, '\n': true, ';': true, '(': true, ')': true, '"': true}

func (t *Tokenizer) word() (Token, error) {
	start, escaped := t.pos, false
	for t.pos < len(t.text) {
		c := t.text[t.pos]
		if delimiters[c] {
			break
		}
		if c == '\\' {
			escaped = true
			t.pos++
			if t.pos >= len(t.text) || t.text[t.pos] == '\n' {
				return Token{}, fail(ErrUnexpectedEnd, "")
			}
		}
		t.pos++
	}
	return Token{Type: TokenIdentifier, Value: t.text[start:t.pos], HasEscape: escaped}, nil
}

// quoted reads what stands between quotation marks, of which the first has been
// read.
func (t *Tokenizer) quoted() (Token, error) {
	start, escaped := t.pos, false
	for ; t.pos < len(t.text); t.pos++ {
		switch t.text[t.pos] {
		case '"':
			text := t.text[start:t.pos]
			t.pos++
			t.quoteEnd = true
			return Token{Type: TokenQuotedString, Value: text, HasEscape: escaped}, nil
		case '\n':
			return Token{}, fail(ErrSyntax, "newline in quoted string")
		case '\\':
			escaped = true
			t.pos++
			if t.pos < len(t.text) && t.text[t.pos] == '\n' {
				t.line++
			}
		}
	}
	return Token{}, fail(ErrUnexpectedEnd, "")
}
