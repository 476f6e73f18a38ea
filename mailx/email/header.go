package email

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Header is the value of a header made of pieces, each in a character set of its
// own: email.header's Header. The zero value is empty.
type Header struct {
	chunks  []headerChunk
	opts    HeaderOptions
	nameLen int
}

type headerChunk struct {
	text    string
	charset *Charset // nil where 8-bit text of no known set was read
}

// HeaderOptions for [NewHeader]. The zero value, or nil, is Python's.
type HeaderOptions struct {
	Charset        string // of the first text and of what is appended; "" is US-ASCII
	MaxLineLen     int    // 0 is 78
	HeaderName     string // counts for the first line
	ContinuationWS string // begins a further line; "" is a space
}

// NewHeader makes a header of text. Text that US-ASCII does not have goes as UTF-8;
// text that another character set does not have is an error, ErrCharset.
func NewHeader(text string, opts *HeaderOptions) (*Header, error) {
	h := &Header{}
	if opts != nil {
		h.opts = *opts
	}
	if h.opts.HeaderName != "" {
		h.nameLen = utf8.RuneCountInString(h.opts.HeaderName) + len(": ")
	}
	if text == "" {
		if _, err := NewCharset(h.opts.Charset); err != nil {
			return nil, err
		}
		return h, nil
	}
	return h, h.Append(text, h.opts.Charset)
}

// Append adds text in a character set, "" for the header's own.
func (h *Header) Append(text, charset string) error {
	if h == nil {
		return &Error{Kind: ErrValue, Op: "header", Reason: "no header"}
	}
	if charset == "" {
		charset = h.opts.Charset
	}
	c, err := NewCharset(charset)
	if err != nil {
		return err
	}
	if strings.EqualFold(charset, "unknown-8bit") {
		h.chunks = append(h.chunks, headerChunk{text, unknown8bit})
		return nil
	}
	if _, err := EncodeText(text, c.GetOutputCharset()); err != nil {
		if !isASCIIName(c.GetOutputCharset()) || !utf8.ValidString(text) {
			return err
		}
		c = charsetOf("utf-8")
	}
	h.chunks = append(h.chunks, headerChunk{text, c})
	return nil
}

var unknown8bit = &Charset{InputCharset: "unknown-8bit", HeaderEncoding: Shortest, BodyEncoding: Base64, OutputCharset: "unknown-8bit"}

// merged joins neighbours of the same character set, by a space.
func (h *Header) merged() []headerChunk {
	var out []headerChunk
	for _, c := range h.chunks {
		if n := len(out); n > 0 && out[n-1].charset.String() == c.charset.String() {
			out[n-1].text += " " + c.text
			continue
		}
		out = append(out, c)
	}
	return out
}

// plain tells the sets that need no encoded-word.
func (c headerChunk) plain() bool { return c.charset.String() == "us-ascii" }

// splitsWords reports whether a character parts words, so that no blank is needed
// between it and an encoded-word.
func splitsWords(r rune) bool {
	return unicode.IsSpace(r) || 0x1c <= r && r <= 0x1f || r == '(' || r == ')' || r == '\\'
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }
func lastRune(s string) rune  { r, _ := utf8.DecodeLastRuneInString(s); return r }

// String is the text, without encodings.
func (h *Header) String() string {
	if h == nil {
		return ""
	}
	var b strings.Builder
	lastPlain, lastSpace := true, false
	for i, c := range h.merged() {
		text, plain := c.text, c.plain()
		if c.charset == unknown8bit {
			text = asciiText([]byte(text))
		}
		if i > 0 {
			space := text != "" && splitsWords(firstRune(text))
			switch {
			case !lastPlain && plain && !space:
				b.WriteByte(' ')
			case lastPlain && !plain && !lastSpace:
				b.WriteByte(' ')
			}
		}
		lastSpace = text != "" && splitsWords(lastRune(text))
		lastPlain = plain
		b.WriteString(text)
	}
	return b.String()
}

// Equal compares the texts: ==.
func (h *Header) Equal(other *Header) bool { return h.String() == other.String() }

// EncodeOptions for [Header.Encode]. The zero value, or nil, is Python's.
type EncodeOptions struct {
	SplitChars string // where a line may end, best first; "" is ";, \t"
	MaxLineLen int    // 0 is the header's own; Unlimited does not fold
	Linesep    string // "" is "\n"

	// AsPython lets an encoded-word be as long as the line allows, 78
	// characters; RFC 2047 allows 75.
	AsPython bool
}

// Unlimited as the length of a line means that lines are not folded.
const Unlimited = -1

var embeddedHeader = regexp.MustCompile(`\n[^ \t]+:`)

// Encode writes the value as it stands in a message, folded: encode. Errors:
// ErrHeaderParse where the text would begin another header, ErrCharset.
func (h *Header) Encode(opts *EncodeOptions) (string, error) {
	if h == nil {
		h = &Header{}
	}
	o := EncodeOptions{}
	if opts != nil {
		o = *opts
	}
	if o.SplitChars == "" {
		o.SplitChars = ";, \t"
	}
	if o.MaxLineLen == 0 {
		o.MaxLineLen = h.opts.MaxLineLen
	}
	switch {
	case o.MaxLineLen == 0:
		o.MaxLineLen = 78
	case o.MaxLineLen < 0:
		o.MaxLineLen = 1000000
	}
	if o.Linesep == "" {
		o.Linesep = "\n"
	}
	ws := h.opts.ContinuationWS
	if ws == "" {
		ws = " "
	}
	f := &folder{most: o.MaxLineLen, ws: ws, splits: o.SplitChars, start: h.nameLen, short: !o.AsPython && o.MaxLineLen < 1000000, exact: !o.AsPython}
	if err := f.header(h.merged()); err != nil {
		return "", err
	}
	value := f.text(o.Linesep)
	if embeddedHeader.MatchString(value) {
		return "", &Error{Kind: ErrHeaderParse, Op: "header", Input: value, Reason: "header value appears to contain an embedded header"}
	}
	return value, nil
}
