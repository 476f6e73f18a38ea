package email

import (
	"strings"
	"unicode/utf8"
)

// An Encoding is how bytes above 127 are written in a header or a body: the
// constants QP, BASE64 and SHORTEST of email.charset.
type Encoding int

// Encodings of headers and bodies.
const (
	None     Encoding = iota // not at all
	QP                       // quoted-printable, RFC 2047's Q in headers
	Base64                   // base64, RFC 2047's B in headers
	Shortest                 // the shorter of the two
)

// A Charset is a character set, with the ways that mail writes it: email's Charset.
// It is a value that nothing changes; the tables of add_charset, add_alias and
// add_codec are its fields.
type Charset struct {
	InputCharset   string   // what the text comes in
	HeaderEncoding Encoding // in headers
	BodyEncoding   Encoding // in bodies
	OutputCharset  string   // what is written: Japanese mail goes as ISO-2022-JP
}

// charsetAliases are common names for what MIME calls otherwise.
var charsetAliases = map[string]string{
	"latin_1": "iso-8859-1", "latin-1": "iso-8859-1", "latin_2": "iso-8859-2", "latin-2": "iso-8859-2", "latin_3": "iso-8859-3",
	"latin-3": "iso-8859-3", "latin_4": "iso-8859-4", "latin-4": "iso-8859-4", "latin_5": "iso-8859-9", "latin-5": "iso-8859-9",
	"latin_6": "iso-8859-10", "latin-6": "iso-8859-10", "latin_7": "iso-8859-13", "latin-7": "iso-8859-13", "latin_8": "iso-8859-14",
	"latin-8": "iso-8859-14", "latin_9": "iso-8859-15", "latin-9": "iso-8859-15", "latin_10": "iso-8859-16", "latin-10": "iso-8859-16",
	"cp949": "ks_c_5601-1987", "euc_jp": "euc-jp", "euc_kr": "euc-kr", "ascii": "us-ascii",
}

// charsetWays are the sets that are not written in the default way: the shorter
// encoding in headers, base64 in bodies.
var charsetWays = map[string]Charset{
	"us-ascii": {}, "utf-8": {HeaderEncoding: Shortest, BodyEncoding: Base64}, "big5": {HeaderEncoding: Base64, BodyEncoding: Base64},
	"gb2312": {HeaderEncoding: Base64, BodyEncoding: Base64}, "koi8-r": {HeaderEncoding: Base64, BodyEncoding: Base64},
	"euc-jp":      {HeaderEncoding: Base64, OutputCharset: "iso-2022-jp"},
	"shift_jis":   {HeaderEncoding: Base64, OutputCharset: "iso-2022-jp"},
	"iso-2022-jp": {HeaderEncoding: Base64},
}

// quotedSets are written as quoted-printable, for most of their text is ASCII.
var quotedSets = []string{"iso-8859-1", "iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-9", "iso-8859-10", "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "windows-1252", "viscii"}

// NewCharset knows a character set by its name; "" is US-ASCII. A name that is not
// known is written as UTF-8 would be; a name that is not ASCII is an error,
// ErrCharset.
func NewCharset(name string) (*Charset, error) {
	if !ascii(name) || strings.ContainsAny(name, " \t\r\n\x00\"();<>?=*'") {
		return nil, &Error{Kind: ErrCharset, Op: "charset", Input: name, Reason: "is no name of a character set"}
	}
	return charsetOf(name), nil
}

func charsetOf(name string) *Charset {
	n := strings.ToLower(name)
	if n == "" {
		n = "us-ascii"
	}
	if a, ok := charsetAliases[n]; ok {
		n = a
	}
	c, ok := charsetWays[n]
	if !ok {
		c = Charset{HeaderEncoding: Shortest, BodyEncoding: Base64}
		for _, q := range quotedSets {
			if q == n {
				c.HeaderEncoding, c.BodyEncoding = QP, QP
			}
		}
	}
	c.InputCharset = n
	if c.OutputCharset == "" {
		c.OutputCharset = n
	}
	return &c
}

// String is the name of what the text comes in.
func (c *Charset) String() string {
	if c == nil {
		return "us-ascii"
	}
	return strings.ToLower(c.InputCharset)
}

// GetOutputCharset is the name of what is written: get_output_charset.
func (c *Charset) GetOutputCharset() string {
	if c == nil {
		return "us-ascii"
	}
	if c.OutputCharset == "" {
		return c.InputCharset
	}
	return c.OutputCharset
}

// GetBodyEncoding is the Content-Transfer-Encoding of a body, "" where it depends
// on the text (7bit or 8bit): get_body_encoding.
func (c *Charset) GetBodyEncoding() string {
	switch {
	case c == nil:
		return ""
	case c.BodyEncoding == QP:
		return "quoted-printable"
	case c.BodyEncoding == Base64:
		return "base64"
	}
	return ""
}

// HeaderEncode writes text as one encoded-word, or as it is in a character set that
// needs none: header_encode. Errors: ErrCharset.
func (c *Charset) HeaderEncode(text string) (string, error) {
	p, err := EncodeText(text, c.GetOutputCharset())
	if err != nil {
		return "", err
	}
	return c.word(p), nil
}

// word writes bytes as an encoded-word.
func (c *Charset) word(p []byte) string {
	switch c.wordEncoding(p) {
	case Base64:
		return Base64HeaderEncode(p, c.GetOutputCharset())
	case QP:
		return QuoHeaderEncode(p, c.GetOutputCharset())
	}
	return string(p)
}

func (c *Charset) wordEncoding(p []byte) Encoding {
	if c == nil {
		return None
	}
	if c.HeaderEncoding == Shortest {
		if Base64HeaderLength(p) < QuoHeaderLength(p) {
			return Base64
		}
		return QP
	}
	return c.HeaderEncoding
}

// HeaderEncodeLines writes text as encoded-words, of which each fits into the room
// that a line has: header_encode_lines. room gives the room of the first line, the
// second, and so on; a first word "" says that the first line has none. No character
// is cut in two. Errors: ErrCharset.
func (c *Charset) HeaderEncodeLines(text string, room func(line int) int) ([]string, error) {
	whole, err := EncodeText(text, c.GetOutputCharset())
	if err != nil {
		return nil, err
	}
	way := c.wordEncoding(whole)
	chrome := len(c.GetOutputCharset()) + len("=?"+"?q?"+"?=")
	size := func(p []byte) int {
		switch way {
		case Base64:
			return Base64HeaderLength(p)
		case QP:
			return QuoHeaderLength(p)
		}
		return len(p)
	}
	word := func(p []byte) string {
		switch way {
		case Base64:
			return Base64HeaderEncode(p, c.GetOutputCharset())
		case QP:
			return QuoHeaderEncode(p, c.GetOutputCharset())
		}
		return string(p)
	}
	// Sets with shifts (ISO-2022-JP) have to be written a line at a time; in the
	// others a character is written the same wherever it stands.
	shifts := !strings.HasPrefix(c.GetOutputCharset(), "utf-8") && strings.Contains(c.GetOutputCharset(), "2022")
	var lines []string
	var bytes []byte
	from := 0
	used := 0
	for i := 0; i < len(text); {
		_, n := utf8.DecodeRuneInString(text[i:])
		var next []byte
		if shifts {
			next, _ = EncodeText(text[from:i+n], c.GetOutputCharset())
			used = size(next)
		} else {
			one := []byte(text[i : i+n])
			if !strings.HasPrefix(c.GetOutputCharset(), "utf-8") {
				one, _ = EncodeText(text[i:i+n], c.GetOutputCharset())
			}
			next = append(bytes, one...)
			if way == QP {
				used += QuoHeaderLength(one)
			} else {
				used = size(next)
			}
		}
		if used > room(len(lines))-chrome {
			if len(lines) == 0 && from == i {
				lines = append(lines, "")
			} else {
				lines = append(lines, word(bytes))
			}
			from = i
			next, _ = EncodeText(text[i:i+n], c.GetOutputCharset())
			used = size(next)
		}
		bytes = next
		i += n
	}
	return append(lines, word(bytes)), nil
}

// BodyEncode writes the text of a body in the set's body encoding: body_encode.
// Errors: ErrCharset.
func (c *Charset) BodyEncode(text string) (string, error) {
	p, err := EncodeText(text, c.GetOutputCharset())
	if err != nil {
		return "", err
	}
	return c.bodyBytes(p), nil
}

func (c *Charset) bodyBytes(p []byte) string {
	switch {
	case c == nil:
	case c.BodyEncoding == Base64:
		return Base64BodyEncode(p, 0, "")
	case c.BodyEncoding == QP:
		return QuoBodyEncode(string(latin(p)), 0, "")
	}
	return string(p)
}

// latin is each byte as the character of that number.
func latin(p []byte) []rune {
	r := make([]rune, len(p))
	for i, c := range p {
		r[i] = rune(c)
	}
	return r
}
